"""Short ids in a conversation: typed, known to it alone, resolved where an id stands and nowhere else."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashby_agent_tools import Budget, Client, Decision, MemoryStore, Session, SqliteStore, Toolset, errors
from ashby_agent_tools.simulator import Simulator

TOOLS = Toolset.all()
SHORT_ID = re.compile(r"\b[a-z]+_\d{3,}\b")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def yes(call, question):
    return Decision.approve(by="ada@example.com")


@pytest.fixture
def talk(simulator):
    """`talk(...)`: a conversation on one simulator; by default each has a store of its own."""

    def start(**options):
        options.setdefault("store", MemoryStore(first_short_id=100))
        return Session(options.pop("toolset", TOOLS), simulator.client(), approver=yes, **options)

    return start


def rows(result):
    return json.loads(result.text)["data"]


class Counting(MemoryStore):
    """Counts the steps in which short ids are made."""

    steps = 0

    def add_short_ids(self, *given):
        self.steps += 1
        return super().add_short_ids(*given)


def test_all_ids_of_a_page_are_named_in_one_step_of_the_store(simulator):
    store = Counting(first_short_id=100)
    session = Session(TOOLS, simulator.client(), store=store)
    assert session.run("ashby_candidate_list", {"limit": 50}).text
    assert len(store.short_ids(session._key)) >= 50
    assert store.steps == 1
    assert session.run("ashby_candidate_list", {"limit": 50}).text
    assert store.steps <= 2  # titles are beside them now, so the text holds other records


def test_an_id_is_named_by_its_kind_and_the_name_leads_back_to_the_record(talk):
    session = talk()
    listed = session.run("ashby_application_list", {"fields": ["candidate", "job", "currentInterviewStage"]})
    for row, record in zip(rows(listed), listed.data, strict=True):
        assert row[0].startswith("app_")
        assert re.search(r"\(cand_\d+\)$", row[1])
        assert row[1].startswith(record["candidate"]["name"])
    short_id = rows(listed)[3][0]
    assert session.run("ashby_application_info", {"applicationId": short_id}).data["id"] == listed.data[3]["id"]
    names = json.loads(listed.text)["names"]
    assert {name.rpartition("_")[0] for name in names} == {"job", "stage"}
    stage = listed.data[0]["currentInterviewStage"]
    assert names[rows(listed)[0][3]] == stage["title"]
    assert not UUID.search(listed.text)


def test_one_id_has_one_name_however_it_is_asked_for(talk):
    session = talk()
    listed = session.run("ashby_application_list", {"fields": ["candidate"], "limit": 5})
    first = SHORT_ID.search(rows(listed)[0][1]).group()
    for fields in (["candidate.id"], ["candidate"]):
        again = session.run("ashby_read_result", {"ref": listed.ref, "fields": fields})
        assert first in rows(again)[0][1]


def test_a_name_of_another_kind_is_refused_with_both_kinds_named_and_nothing_is_sent(talk, simulator):
    session = talk()
    session.run("ashby_job_list", {}).text  # noqa: B018  (names are given when the text is made)
    simulator.log.clear()
    for tool, arguments in (
        ("ashby_candidate_info", {"id": "job_100"}),
        ("ashby_candidate_create_note", {"candidateId": "job_100", "note": "Hello"}),
        ("ashby_candidate_anonymize", {"candidateId": "job_100"}),
    ):
        with pytest.raises(errors.InvalidArguments, match=r"job_100 is the id of a job, but the id of a candidate"):
            session.run(tool, arguments)
    assert simulator.log == []


def test_an_unknown_name_gets_near_ones_and_how_to_list(talk, simulator):
    session = talk()
    session.run("ashby_candidate_list", {"limit": 20}).text  # noqa: B018
    simulator.log.clear()
    with pytest.raises(errors.InvalidArguments) as caught:
        session.run("ashby_candidate_info", {"id": "cand_1100"})
    assert re.search(r"Near it: cand_1\d\d", str(caught.value))
    assert "ashby_candidate_list or ashby_candidate_search" in str(caught.value)
    narrow = talk(toolset=Toolset.of("candidate.info"))
    with pytest.raises(errors.InvalidArguments, match="result that names the candidate"):
        narrow.run("ashby_candidate_info", {"id": "cand_1100"})
    assert simulator.log == []


def test_a_full_id_is_always_taken(talk, simulator):
    person = simulator.state.rows("candidate")[0]["id"]
    for session in (talk(), talk(toolset=TOOLS.with_budget(Budget(ids="uuid")))):
        assert session.run("ashby_candidate_info", {"id": person.upper()}).data["id"] == person
        note = session.run("ashby_candidate_create_note", {"candidateId": person, "note": session.conversation + "!"})
        assert note.data["id"]
        session.run("ashby_candidate_list", {}).text  # noqa: B018
        assert session.prepare("ashby_candidate_info", {"id": person}).arguments["id"] == person
        break


def test_the_beginning_of_an_id_is_taken_for_reads_only_and_only_if_it_is_the_only_one(talk, simulator):
    session = talk()
    person = session.run("ashby_candidate_list", {"limit": 1})
    person.text  # noqa: B018
    identity = person.data[0]["id"]
    assert session.run("ashby_candidate_info", {"id": identity[:8]}).data["id"] == identity
    simulator.log.clear()
    for tool, name, more in (
        ("ashby_candidate_create_note", "candidateId", {"note": "Hello"}),
        ("ashby_candidate_update", "candidateId", {"name": "Somebody"}),
    ):
        with pytest.raises(errors.InvalidArguments, match="full UUID"):
            session.run(tool, {name: identity[:8], **more})
    with pytest.raises(errors.InvalidArguments, match="full UUID"):
        talk().run("ashby_candidate_info", {"id": identity[:8]})  # a conversation that never saw it
    assert simulator.log == []


def test_a_beginning_of_two_ids_is_refused(simulator):
    store = MemoryStore()
    session = Session(TOOLS, simulator.client(), store=store)
    for end in "12":
        store.short_id(session._key, "cand", "candidate", f"abcdef01-0000-4000-8000-00000000000{end}")
    with pytest.raises(errors.InvalidArguments, match="matches 2 ids"):
        session.prepare("ashby_candidate_info", {"id": "abcdef01"})


FIELD = {"objectId": "cand_100", "objectType": "Candidate", "fieldId": "FIELD"}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ashby_candidate_create_note", {"candidateId": "cand_100", "note": "Compare with cand_101 please"}),
        ("ashby_candidate_create_note", {"candidateId": "cand_100", "note": "(CAND_101)"}),
        ("ashby_candidate_update", {"candidateId": "cand_100", "name": "cand_101"}),
        ("ashby_candidate_create", {"name": "Ann Lee", "email": "ann@example.com", "linkedInUrl": "https://x.example.com/?q=cand_101"}),
        ("customField.setValue", {**FIELD, "fieldValue": "cand_101"}),
        ("customField.setValue", {**FIELD, "fieldValue": ["x", "cand_101"]}),
    ],
)  # fmt: skip
def test_a_known_name_in_text_that_leaves_is_refused_before_anything_is_sent(talk, simulator, tool, arguments):
    session = talk()
    session.run("ashby_candidate_list", {"limit": 5}).text  # noqa: B018
    field = simulator.state.rows("customField")[0]["id"]
    arguments = {name: field if value == "FIELD" else value for name, value in arguments.items()}
    simulator.log.clear()
    with pytest.raises(errors.InvalidArguments) as caught:
        session.run(tool, arguments)
    assert re.search(
        r"contains cand_101, a short id only this conversation knows; write the person's",
        str(caught.value),
        re.IGNORECASE,
    )
    assert simulator.log == []


def test_what_only_looks_like_a_name_stays_as_it_is_in_text(talk, simulator):
    session = talk()
    person = session.run("ashby_candidate_list", {"limit": 1})
    person.text  # noqa: B018
    text = "See ticket_4711, cand_9999 and xcand_100"
    session.run("ashby_candidate_create_note", {"candidateId": "cand_100", "note": text})
    (note,) = simulator.state.rows("note", candidateId=person.data[0]["id"], content=text)
    assert note["content"] == text
    assert simulator.log[-1].body["candidateId"] == person.data[0]["id"]


def test_a_condition_on_a_kept_result_takes_a_name_because_it_goes_nowhere(talk):
    session = talk()
    listed = session.run("ashby_application_list", {"fields": ["candidate"]})
    person = SHORT_ID.search(rows(listed)[1][1]).group()
    mine = [record["id"] for record in listed.data if record["candidate"]["id"] == listed.data[1]["candidate"]["id"]]
    for check in (person, [person], {"not": person}):
        part = session.run("ashby_read_result", {"ref": listed.ref, "where": {"candidate": check}})
        expected = len(listed.data) - len(mine) if isinstance(check, dict) else len(mine)
        assert json.loads(part.text)["about"]["rows"] == expected


def test_short_names_can_be_turned_off(talk):
    session = talk(toolset=TOOLS.with_budget(Budget(16_000, ids="uuid")))
    listed = session.run("ashby_application_list", {"limit": 20})
    assert all(record["id"] in listed.text for record in listed.data)
    assert not re.search(r"\b(cand|app|job|stage|user)_\d+\b", listed.text)
    assert "cand_" not in session.toolset.instructions()


def test_a_restarted_process_goes_on_with_names_results_and_their_numbers(simulator, tmp_path):
    path = tmp_path / "store.db"
    before = SqliteStore(path)
    listed = Session(TOOLS, simulator.client(), store=before).run("ashby_candidate_list", {"limit": 5})
    short_id = rows(listed)[2][0]
    before.close()
    after = Session(TOOLS, simulator.client(), store=SqliteStore(path))
    assert after.run("ashby_candidate_info", {"id": short_id}).data["id"] == listed.data[2]["id"]
    assert after.data(listed.ref) == listed.data
    more = after.run("ashby_candidate_list", {"limit": 8})
    assert [row[0] for row in rows(more)[:5]] == [row[0] for row in rows(listed)]
    assert int(more.ref[1:]) > int(listed.ref[1:])


def test_a_name_of_a_store_that_is_gone_is_unknown_rather_than_somebody_else(simulator):
    firsts = set()
    for _ in range(12):
        session = Session(TOOLS, simulator.client(), store=MemoryStore())
        short_id = rows(session.run("ashby_candidate_list", {"limit": 2}))[0][0]
        firsts.add(int(short_id.removeprefix("cand_")))
    assert all(100 <= first < 900 for first in firsts)
    assert len(firsts) > 1


def _text(result):
    """The text without what Ashby sends anew each time and without the number of the result."""
    text = result.text
    for changing in (result.ref, result.next_cursor, result.sync_token):
        text = text.replace(changing or "-", "-")
    return text


def test_the_same_result_in_the_same_conversation_is_the_same_text(talk):
    session = talk()
    for tool, arguments in (
        ("ashby_application_list", {}),
        ("ashby_candidate_list", {"fields": ["tags", "source"]}),
        ("ashby_job_list", {}),
    ):
        one, two = session.run(tool, arguments), session.run(tool, arguments)
        assert _text(one) == _text(two)
        again = [session.run("ashby_read_result", {"ref": one.ref, **part}).text for part in ({}, {"limit": 3}) * 2]
        assert again[:2] == again[2:]


COMPANY = Simulator(seed=7)
READS = (
    ("ashby_candidate_list", {"limit": 6}),
    ("ashby_application_list", {"limit": 6}),
    ("ashby_job_list", {}),
    ("ashby_user_list", {"limit": 6}),
)
WHO = [("one", "a"), ("one", "b"), ("two", "a"), ("two", "b")]


def _conversation(store, account, conversation):
    client = Client(COMPANY.key, base_url="https://x.example.com", account=account, transport=COMPANY.transport())
    return Session(TOOLS, client, store=store, conversation=conversation)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(len(WHO))), st.sampled_from(READS)), min_size=1, max_size=8))
def test_conversations_and_accounts_never_see_each_others_names_or_results(steps):
    store = MemoryStore()
    talks = [_conversation(store, *who) for who in WHO]
    known: list[dict[str, str]] = [{} for _ in talks]
    refs: list[dict[str, object]] = [{} for _ in talks]
    for number, (tool, arguments) in steps:
        result = talks[number].run(tool, arguments)
        found = {row[0]: record["id"] for row, record in zip(rows(result), result.data, strict=True)}
        known[number] |= found
        refs[number][result.ref] = result.data
    for one, other in itertools.permutations(range(len(talks)), 2):
        for ref in refs[one]:
            with pytest.raises(errors.UnknownShortId):
                talks[other].data(ref)
            with pytest.raises(errors.UnknownShortId):
                talks[other].run("ashby_read_result", {"ref": ref})
        for short_id in known[one]:
            assert short_id not in known[other]
            with pytest.raises(errors.InvalidArguments, match="not known in this conversation"):
                talks[other].prepare("ashby_read_result", {"ref": "r1", "ids": [short_id]})
    for number, mine in enumerate(known):
        for short_id, identity in mine.items():
            call = talks[number].prepare("ashby_read_result", {"ref": "r1", "ids": [short_id]})
            assert call.arguments["ids"] == [identity]
        assert all(talks[number].data(ref) == data for ref, data in refs[number].items())
