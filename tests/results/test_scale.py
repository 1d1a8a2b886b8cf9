"""What tables are counted by, their columns, comes to what their text comes to; what is decided of paths is bounded."""

from __future__ import annotations

import json
import random

import pytest

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Hidden, view_of
from ashby_agent_tools.results import Page, counter_for, fit, paths, prefix_of
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.scale import Scale

CELLS = (
    "Hired", "app_888", "Łukasz Kozieł (cand_888)", "", "…", "Acme Inc.", "James'", "rock'n'roll", "it's", "O'Neil's",
    "a…+812", "C++", "日本語", "e\u0301", "e\u0301\u0302", "x²", "½", "٣", "mail@example.com", "+1 555 0195",
    "https://a.example.com/b?c",
    'say "yes"', "back\\", "tab\t", " ends in a blank ", "DON'T",
    "l'", "😀", "2026-03-14", "1", "12345", "Ⅷ", "ǅ", "/", "//",
    None, True, 0, 3.5, -7, [], ["a", "b"], ["a", None], {"k": "v"}, "don\u2019t", "naïve", "ß", "[x]", "{y}", "end)",
)  # fmt: skip
APPLICATION = BY_NAME["application"]


@pytest.mark.parametrize("tokenizer", ["o200k_base", "cl100k_base"])
def test_lines_by_their_columns_come_to_what_their_text_comes_to(tokenizer):
    draw, counter = random.Random(5), counter_for(tokenizer)  # noqa: S311
    for _ in range(300):
        rows = [[json.dumps(draw.choice(CELLS), ensure_ascii=False) for _ in range(draw.randint(1, 6))]]
        rows += [[json.dumps(draw.choice(CELLS), ensure_ascii=False) for _ in rows[0]] for _ in range(6)]
        text = "".join(f"[{','.join(row)}],\n" for row in rows)
        columns = list(zip(*rows, strict=True))
        scale = Scale(None, counter)  # type: ignore[arg-type]
        keyed = [(number, cells) for number, cells in enumerate(columns)]
        wanted = (counter.count(text), len(text))
        assert scale.size("", [[(None, cells) for cells in columns]]) == wanted
        assert scale.size("", [keyed]) == wanted
        assert scale.size("", [keyed]) == wanted, "from what was counted before"
        assert scale.size("", [keyed[1:]] if keyed[1:] else []) == _alone(columns[1:], counter)


def _alone(columns, counter):
    text = "".join(f"[{','.join(row)}],\n" for row in zip(*columns, strict=True))
    return counter.count(text), len(text)


def test_what_is_decided_of_paths_is_forgotten_before_it_grows_without_end(monkeypatch):
    monkeypatch.setattr(paths, "_MOST", 50)
    view = view_of(APPLICATION)
    for page in range(5):
        made = Paths(view, APPLICATION, OFF_BY_DEFAULT, ("only here",), single=False)
        assert all(made.keep(f"p{page}.k{number}") for number in range(40))
        assert len(made.decided.classes) <= 90


def test_an_organizations_own_words_decide_for_its_own_pages_only():
    view, plain = view_of(APPLICATION), Hidden({"pay"})
    own = Hidden({"pay"}, (("pay", ("zaster*",)),))
    assert plain == own, "as sets they are the same"
    shown = [
        Paths(view, APPLICATION, hidden, (), single=False).keep("customFields.Zaster") for hidden in (plain, own, plain)
    ]
    assert shown == [True, False, True]


def test_what_was_left_out_of_a_page_is_said_on_each_page_that_had_it():
    view = view_of(APPLICATION)
    for path, noted in (("submitterClientIp", True), ("status", False), ("submitterClientIp", True)):
        made = Paths(view, APPLICATION, OFF_BY_DEFAULT, (), single=False)
        assert made.keep(path) is not noted
        assert (path in made.left) is noted


def test_a_hidden_path_is_no_left_out_field_although_all_decisions_were_forgotten_meanwhile():
    made = Paths(view_of(APPLICATION), APPLICATION, frozenset({"contact"}), (), single=False)
    assert made.decide("candidate", "primaryEmailAddress") == ""
    made.decided.classes.clear()
    assert made.decide("candidate", "primaryEmailAddress") == ""
    assert (list(made.left), list(made.hiding.dropped)) == ([], ["contact"])


class OneByOne:
    """Short ids in the order of asking."""

    def __init__(self) -> None:
        self.given: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str, uuid: str) -> str:
        return self.given.setdefault((kind, uuid), f"{prefix_of(kind)}_{len(self.given) + 12}")


class Together(OneByOne):
    """The same, which can give many at once."""

    def many(self, records):
        return [self(*record) for record in records]


def test_short_ids_that_are_asked_for_together_give_the_text_that_those_one_by_one_give():
    uid = "{:08x}-aaaa-4bbb-8ccc-{:012x}".format
    records = [
        {
            "id": uid(n, n), "title": f"Keeper of lamp {n}", "status": "Open", "departmentId": uid(n % 3, 900),
            "location": {"id": uid(n % 4, 901), "name": f"Tower {n % 4}"}, "notes": "light " * (n * 7 % 40),
            "customFields": [{"id": uid(5, n), "title": "Sea", "value": [uid(6, n), "North"]}],
        }
        for n in range(40)
    ]  # fmt: skip
    for budget in map(Budget, range(200, 2_000, 40)):
        for fields in ((), ("customFields",), ("notes", "departmentId")):
            texts = [
                fit(Page(records), tool="t", budget=budget, entity=BY_NAME["job"], fields=fields, short=short).text
                for short in (OneByOne(), Together())
            ]
            assert texts[0] == texts[1]
