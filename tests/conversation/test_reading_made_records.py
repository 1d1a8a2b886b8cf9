"""Reading on in records that were made for it: conditions, counts, names of fields, long texts and lists."""

from __future__ import annotations

import contextlib
import json
import re
import uuid

import httpx
import pytest

from ashby_agent_tools import Client, Session, Toolset, errors
from ashby_agent_tools.results import counter_for

TOOLS = Toolset.all()


def body(result):
    return json.loads(result.text)


def reading(tool, results, *, toolset=TOOLS, **arguments):
    """A conversation that was answered with these results, and that answer."""
    sent = {"success": True, "results": results, "moreDataAvailable": False}
    client = Client("key", transport=httpx.MockTransport(lambda request: httpx.Response(200, json=sent)))
    session = Session(toolset, client)
    return session, session.run(tool, arguments)


def one(number):
    return str(uuid.UUID(int=number))


PAID = [("USD", 95_000), ("USD", 120_000), ("EUR", 300_000)]
MADE = [
    {"id": one(n), "createdAt": created, "level": level, "sponsorship": sponsorship, "badges": badges,
     "pay": {"value": value, "currencyCode": code}}
    for n, (created, level, sponsorship, badges, (code, value)) in enumerate(zip(
        ("2026-03-14T15:09:26.535Z", "2026-03-15T00:30:00.000+02:00", "2026-03-15T09:00:00.000Z"),
        (9, "10", 250), ("None", None, "none"), (["a", "a", "b"], ["b"], []), PAID, strict=True,
    ))
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"createdAt": "2026-03-14T15:09Z"}, [0]),  # as texts show it
        ({"createdAt": "2026-03-14T15:09"}, [0]),
        ({"createdAt": "2026-03-14"}, [0, 1]),  # days are days in UTC, as texts show them
        ({"createdAt": {"min": "2026-03-14T15:09Z", "max": "2026-03-14T15:09Z"}}, [0]),
        ({"createdAt": {"min": "2026-03-14T23:00:00+02:00", "max": "2026-03-15T09:00Z"}}, [1, 2]),
        ({"createdAt": {"min": "2026-03-15"}}, [2]),
        ({"createdAt": {"max": "2026-03"}}, [0, 1, 2]),
        ({"pay": {"min": "USD 100000"}}, [1]),
        ({"pay": {"max": "USD 100000"}}, [0]),
        ({"pay": {"min": "100000"}}, [1, 2]),
        ({"pay": 120_000}, [1]),
        ({"level": {"min": "10"}}, [1, 2]),
        ({"level": {"min": 10}}, [1, 2]),
        ({"level": {"max": "9"}}, [0]),
        ({"sponsorship": "None"}, [0, 2]),
        ({"sponsorship": None}, [1]),
        ({"sponsorship": {"contains": ["on", "x"]}}, [0, 2]),
        ({"sponsorship": {"empty": "false"}}, [0, 2]),
    ],
)
def test_conditions_mean_what_a_person_means_by_them(where, found):
    session, listed = reading("ashby_application_list", MADE)
    read = body(session.run("ashby_read_result", {"ref": listed.ref, "where": where, "count_by": "id"}))
    assert read["about"]["counted_records"] == len(found)
    whole = session.run("ashby_query", {"from": listed.ref, "where": where, "fields": ["id"]})
    assert [row["id"] for row in whole.data] == [one(n) for n in found]


@pytest.mark.parametrize("check", [{"min": None}, {"max": ["a"]}, {"contains": {"a": 1}}])
def test_a_bound_that_nothing_can_be_compared_with_is_refused(check):
    session, listed = reading("ashby_application_list", MADE)
    with pytest.raises(errors.InvalidArguments, match="takes a text, a number or a time"):
        session.run("ashby_read_result", {"ref": listed.ref, "where": {"level": check}})


def test_a_record_counts_once_for_each_of_its_values_and_the_word_none_is_a_value():
    session, listed = reading("ashby_application_list", MADE)
    for field, counts in (("badges", [("b", 2), ("a", 1), (None, 1)]), ("sponsorship", [("None", 2), (None, 1)])):
        shown = body(session.run("ashby_read_result", {"ref": listed.ref, "count_by": field}))
        asked = session.run("ashby_query", {"from": listed.ref, "group_by": field})
        assert sorted(((row[field], row["count"]) for row in asked.data), key=str) == sorted(counts, key=str)
        rows = [dict(zip(shown["columns"], row, strict=True)) for row in shown["data"]]
        assert [row["count"] for row in rows] == [count for _, count in counts]


def test_times_are_counted_by_the_days_that_a_table_shows_of_them():
    session, listed = reading("ashby_application_list", MADE)
    shown = body(session.run("ashby_read_result", {"ref": listed.ref, "count_by": "createdAt"}))
    assert shown["data"] == [["2026-03-14", 2], ["2026-03-15", 1]]


def test_a_field_that_only_other_records_have_is_empty_and_one_that_none_has_does_not_exist():
    records = [{"id": one(n), "status": "Active", **({"grade": n} if n else {})} for n in range(3)]
    session, listed = reading("ashby_application_list", records)
    for more in ({"ids": [one(0)]}, {"where": {"grade": {"empty": True}}}, {"where": {"status": "Hired"}}):
        about = body(session.run("ashby_read_result", {"ref": listed.ref, "fields": ["grade", "nope"], **more}))[
            "about"
        ]
        assert about["no_such_field"] == ["nope"]
        assert about.get("empty") == (["grade"] if about["rows"] else None)


def test_rows_that_were_chosen_have_none_of_what_only_others_have():
    records = [{"id": one(n), "status": "Hired" if n else "Lead", **({"grade": n} if n else {})} for n in range(3)]
    session, listed = reading("ashby_application_list", records)
    lead = {"where": {"status": "Lead"}}
    counted = body(session.run("ashby_read_result", {"ref": listed.ref, "count_by": "grade", "sum": "grade", **lead}))
    assert counted["record"] == {"count": 1, "numbers in grade": 0}
    assert session.run("ashby_query", {"from": listed.ref, "group_by": "grade", **lead}).data == [
        {"grade": None, "count": 1}
    ]
    for asked in ({"count_by": "nope"}, {"sum": "nope"}):
        with pytest.raises(errors.InvalidArguments, match="No record has a field 'nope'"):
            session.run("ashby_read_result", {"ref": listed.ref, **asked, **lead})


def test_fields_may_be_asked_for_as_the_header_names_them():
    records = [
        {"id": one(n), "status": "Active", "extra": {"one": f"first {n}", "two": f"second {n}"}} for n in range(3)
    ]
    session, listed = reading("ashby_application_list", records)
    narrow = session.run("ashby_read_result", {"ref": listed.ref, "fields": ["status"]})
    (group,) = body(narrow)["about"]["left_out"]
    assert group == "extra.{one,two}"
    for name, asked in (("ashby_read_result", {"ref": listed.ref}), ("ashby_application_list", {})):
        shown = session.run(name, {**asked, "fields": [group]})
        assert "no_such_field" not in body(shown)["about"]
        assert "first 2" in shown.text
        assert "second 2" in shown.text


@pytest.mark.parametrize(("count", "words"), [(200, 3), (12, 150)])
def test_a_list_in_a_record_takes_the_room_there_is_and_is_read_to_its_end(count, words):
    notes = [f"note {n}: {'more ' * words}end {n}." for n in range(count)]
    history = [{"title": "Screen", "note": note} for note in notes]
    session, shown = reading(
        "ashby_application_info",
        {"id": one(1), "summary": " ".join(notes), "applicationHistory": history},
        toolset=TOOLS.with_budget(1_000),
        applicationId=one(1),
    )
    field, missing, texts = "applicationHistory.note", count, []
    while missing:
        asked = {"ref": shown.ref, "fields": [field], **({"text_offset": -missing} if texts else {})}
        read = session.run("ashby_read_result", asked)
        texts.append(read.text)
        more = re.search(r'"…\+(\d+) more"', read.text)
        assert read.tokens <= 1_000
        assert not more or read.tokens > 900
        missing = int(more[1]) + 1 if more else 0  # the last one before it may be cut
    assert all(any(note in text for text in texts) for note in notes)
    assert len(texts) < count


@pytest.mark.parametrize(
    ("of", "least"), [(lambda text: text, 3_500), (lambda text: [{"part": text}], 0)], ids=["text", "list of objects"]
)
def test_texts_that_are_longer_than_they_seemed_take_the_room_of_no_row_and_fill_the_budget(of, least):
    notes = [{"id": one(n), "content": of(f"note {n} " + "a-b " * 1_890)} for n in range(4)]
    _, result = reading("ashby_candidate_list_notes", notes, candidateId=one(9))
    assert body(result)["about"]["shown"] == 4
    assert least < result.tokens <= 4_000


@pytest.mark.parametrize("text", ["面接では設計について明確に説明しました。", "🙂🙃 ", "0x1F 9e7c "])
def test_texts_of_many_tokens_that_hardly_do_not_fit_are_cut_and_not_left_out(text):
    tokens = counter_for("o200k_base").count(text * 40) / (40 * len(text))
    notes = [{"id": one(n), "content": f"{n} " + text * int(4_000 / 12 / tokens / len(text))} for n in range(12)]
    session, listed = reading("ashby_candidate_list_notes", notes, candidateId=one(9))
    for result in (listed, session.run("ashby_read_result", {"ref": listed.ref, "fields": ["content"]})):
        assert body(result)["about"]["shown"] == 12
        assert 3_900 < result.tokens <= 4_000


def followed(session, result, **asked):
    """The answers that a model reads which follows `rest`, with the arguments that it says are the same."""
    answers = [body(result)]
    while rest := answers[-1]["about"].get("rest"):
        call = re.fullmatch(r"ashby_read_result\(ref='(\w+)', offset=(\d+)(?:, same ([a-z_/]+))?\)", rest)
        assert set(asked) == set((call[3] or "").split("/")) - {""}
        answers.append(body(session.run("ashby_read_result", {"ref": call[1], "offset": int(call[2]), **asked})))
    return answers


def marked(answer):
    return answer["written_by_outsiders"]["data"]


@pytest.mark.parametrize("asked", [{"fields": ["content"]}, {"fields": ["content"], "where": {"name": {"min": "n"}}}])
def test_a_long_text_that_is_asked_for_is_in_every_row_of_a_long_page_and_the_rest_is_read_on(asked):
    notes = [{"id": one(n), "name": f"n{n}", "content": f"text {n} " * 60} for n in range(300)]
    session, listed = reading("ashby_candidate_list", notes)
    answers = followed(session, session.run("ashby_read_result", {"ref": listed.ref, **asked}), **asked)
    texts = [row[1] for answer in answers for row in marked(answer)]
    assert [text.split("…")[0].split()[1] for text in texts] == [str(n) for n in range(300)]
    few = body(session.run("ashby_read_result", {"ref": listed.ref, "fields": ["content"], "limit": 5}))
    assert [row[1].strip() for row in marked(few)] == [note["content"].strip() for note in notes[:5]]


@pytest.mark.parametrize(("count", "long", "field"), [(240, 40, "content"), (900, 1, "content"), (900, 1, "id")])
def test_counts_say_what_they_count_and_all_groups_are_read_on(count, long, field):
    notes = [{"id": one(n), "content": f"text {n} " * long} for n in [*range(count), *range(50)]]
    session, listed = reading("ashby_candidate_list", notes)
    first = session.run("ashby_read_result", {"ref": listed.ref, "count_by": field})
    answers = followed(session, first, count_by=field)
    assert len(answers) > 1
    assert {answer["about"]["rows"] for answer in answers} == {count}
    labels = [
        row[0] if field == "id" else row[1][:9]
        for it in answers
        for row in (it["data"] if field == "id" else marked(it))
    ]
    assert len(labels) == len(set(labels)) == count
    assert body(session.run("ashby_query", {"from": listed.ref, "group_by": field}))["about"]["shown"] > 50


def test_what_is_hidden_is_told_neither_below_its_path_nor_by_texts_in_objects():
    secret = "7654321"
    records = [
        {"id": one(n), "expectedSalary": {"value": int(secret) + n}, "talks": [{"said": f"salary {int(secret) + n}"}]}
        for n in range(2)
    ]
    session, listed = reading("ashby_candidate_list", records, toolset=TOOLS.hiding("pay"))
    with pytest.raises(errors.InvalidArguments, match="expectedSalary.value is hidden"):
        session.run("ashby_read_result", {"ref": listed.ref, "sum": "expectedSalary.value"})
    for field in ("expectedSalary.value", "expectedSalary", "talks"):
        for name, asked in (
            ("ashby_read_result", {"fields": [field]}),
            ("ashby_read_result", {"fields": [field], "limit": 1, "text_offset": -7}),
            ("ashby_read_result", {"count_by": field}),
            ("ashby_read_result", {"sum": field}),
            ("ashby_query", {"group_by": field, "max": field}),
            ("ashby_query", {"fields": [field]}),
        ):
            given = {"ref" if name == "ashby_read_result" else "from": listed.ref, **asked}
            with contextlib.suppress(errors.InvalidArguments):
                told = session.run(name, given)
                assert secret[:-1] not in told.text
                assert name == "ashby_read_result" or secret[:-1] not in json.dumps(told.data)
        with contextlib.suppress(errors.InvalidArguments):
            guess = {"ref": listed.ref, "where": {field: {"contains": secret}}, "count_by": "id"}
            assert body(session.run("ashby_read_result", guess))["about"]["counted_records"] == 0
