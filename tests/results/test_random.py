"""Random pages, budgets and settings: nothing over budget, nothing invalid, nothing lost without a word.

400 cases in a usual run; `make test-all` runs ten thousand, by `ASHBY_RESULT_CASES` (about four minutes on one core).
"""

# ruff: noqa: E501, S311

from __future__ import annotations

import json
import os
import random
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import BudgetTooSmall
from ashby_agent_tools.operations.entities import BY_NAME
from ashby_agent_tools.results import Fitted, Page, counter_for, fit, prefix_of, read_on

CASES = int(os.environ.get("ASHBY_RESULT_CASES", "400"))
BATCH = 50
KEYS = (
    "name", "title", "status", "createdAt", "updatedAt", "candidate", "candidateId", "job", "jobIds", "customFields",
    "primaryEmailAddress", "emailAddresses", "hiringTeam", "formDefinition", "submittedValues", "content", "descriptionHtml",
    "descriptionPlain", "latestVersion", "salary", "interviewEvents", "value", "type", "email", "firstName", "userId",
    "role", "a.b", "", "\u202ertl", "ключ", "\ud800", "<|endoftext|>", "x" * 300, "{", "data", "about",
)  # fmt: skip
JUNK = (
    "", " ", "\x00", "\u202eevil\u202c", "zero\u200bwidth", "<|endoftext|>", "<|im_start|>", "\ud83d", "\udc00x", "日本語の文章です",
    "🤖" * 9, "مرحبا بالعالم", "a" * 5_000, " " * 3_000, "\n" * 500, "//////", '"\\"\\\\', "{]", "2026-03-14T15:09:26.535Z",
    "2026-03-14", "<p>Hello <b>you</b></p>", "ann@example.com", "cand_12", "1e999", "\u2028\u2029", "İ" * 40,
)  # fmt: skip


class Maker:
    """Random JSON in odd shapes, from one seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.ids = [str(uuid.UUID(int=self.r.getrandbits(128), version=4)) for _ in range(30)]

    def text(self) -> str:
        r = self.r
        kind = r.random()
        if kind < 0.3:
            return r.choice(JUNK)
        if kind < 0.5:
            return r.choice(self.ids)
        if kind < 0.502:
            return r.choice((" ", "a", "\n", "é", "ab ")) * r.choice((20_000, 1_000_000))
        if kind < 0.75:
            return " ".join(
                r.choice(("word", "Straße", "10,000", "co-op", "naïve", "x86_64")) for _ in range(r.randint(1, 60))
            )
        return "".join(
            chr(r.choice((r.randint(32, 126), r.randint(0xA0, 0x2FFF), r.randint(0x1F300, 0x1FAFF))))
            for _ in range(r.randint(0, 30))
        )

    def value(self, depth: int) -> Any:
        r = self.r
        kind = r.random()
        if depth <= 0 or kind < 0.5:
            return r.choice(
                (self.text(), self.text(), None, True, False, r.randint(-(10**9), 10**12), r.random() * 1e6)
            )
        if kind < 0.75:
            return self.record(depth - 1, r.randint(0, 4))
        return [self.value(depth - 1) for _ in range(r.randint(0, 4))]

    def record(self, depth: int, keys: int) -> dict[str, Any]:
        r = self.r
        out = {r.choice(KEYS): self.value(depth) for _ in range(keys)}
        if r.random() < 0.6:
            out["id"] = r.choice(self.ids) if r.random() < 0.3 else str(uuid.UUID(int=r.getrandbits(128), version=4))
        return out

    def data(self) -> Any:
        r = self.r
        kind = r.random()
        if kind < 0.1:
            return self.value(2)
        if kind < 0.2:
            return self.record(3, r.randint(0, 12))
        count = r.choice((0, 1, 2, 3, r.randint(4, 30), r.randint(30, 200)))
        if kind < 0.25:
            names = [self.text()[:20] for _ in range(r.randint(1, 5))]
            lines = [[self.value(0) for _ in names] for _ in range(count)]
            return {
                "requestId": "q",
                "status": "complete",
                "reportData": {"columnNames": names, "data": lines, "metadata": {}},
            }
        if kind < 0.35:
            return [self.value(1) for _ in range(count)]
        if kind < 0.7:
            shape = [(r.choice(KEYS), r.random()) for _ in range(r.randint(1, 10))]
            return [
                {
                    "id": str(uuid.UUID(int=r.getrandbits(128), version=4)),
                    **{k: self.value(1) for k, p in shape if r.random() < p},
                }
                for _ in range(count)
            ]
        return [self.record(2, r.randint(0, 8)) for _ in range(count)]

    def case(self) -> tuple[Page, dict[str, Any]]:
        r = self.r
        more = r.random() < 0.5
        cursor = r.choice(("qA", "eyJ" + "x" * r.randint(1, 60), "\u202ec\ud800", None)) if more else None
        page = Page(self.data(), cursor, more, r.choice((None, None, "sync" * 3)))
        tokens = int(200 * (25_000 / 200) ** r.random())
        budget = Budget(
            tokens, chars=r.choice((None, None, tokens * 3, 10**8)), ceiling=25_000, detail=r.choice(("auto", "full")),
            tokenizer=r.choice(("o200k_base", "cl100k_base")), ids=r.choice(("short", "short", "uuid")),
        )  # fmt: skip
        fields = tuple(r.choice((*KEYS, "id", "*", "nope.nope")) for _ in range(r.choice((0, 0, 0, 1, 3))))
        entity = r.choice((None, *BY_NAME.values()))
        return page, {
            "tool": "ashby_thing_list", "budget": budget, "entity": entity, "fields": fields, "ref": r.choice((None, "r12")),
            "hidden": frozenset(r.sample(("pay", "eeo", "contact"), r.choice((0, 0, 1, 3)))),
        }  # fmt: skip


class Names:
    """Short ids that remember who asked."""

    def __init__(self, first: int = 870) -> None:
        self.first = first
        self.given: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str, uuid: str) -> str:
        return self.given.setdefault((kind, uuid), f"{prefix_of(kind)}_{len(self.given) + self.first}")


def names_in(about: dict[str, Any]) -> set[str]:
    """The names of fields that a header says are left out or empty, groups spelt out."""
    out: set[str] = set()
    for key in ("left_out", "empty"):
        for name in about.get(key, []) if isinstance(about.get(key), list) else []:
            parent, brace, rest = name.partition(".{")
            out.update(f"{parent}.{item}" for item in rest.rstrip("}").split(",")) if brace else out.add(name)
    return out


def says_something(record: Any) -> bool:
    """Whether a record has a value that a row could show; fields without one are named as empty."""
    values = record.values() if isinstance(record, dict) else [record]
    return any(value not in (None, "", [], {}) for value in values)


def check(page: Page, settings_: dict[str, Any], fitted: Fitted, names: Names) -> None:
    budget: Budget = settings_["budget"]
    counter = counter_for(budget.tokenizer, budget.factor)
    assert counter.count(fitted.text) == fitted.tokens <= budget.tokens
    assert len(fitted.text) <= budget.most_chars
    fitted.text.encode("utf-8")
    body = json.loads(fitted.text)
    about = body["about"]
    assert about["rows"] == fitted.rows
    assert about["shown"] == fitted.shown
    if page.next_cursor is not None:
        assert about["next_page_after_all_rows"]["cursor"] == page.next_cursor
    records = page.data if isinstance(page.data, list) else [page.data]
    if isinstance(page.data, list):
        assert fitted.rows == len(records)
        rows = [body["record"]] if "record" in body else body["data"]
        assert len(rows) == fitted.shown or (
            not body["data"]
            and (
                "same_in_all_rows" in body
                or "written_by_outsiders" in body
                or fitted.shown == 0
                or not any(map(says_something, records))
            )
        )
        assert fitted.shown == fitted.rows or "rest" in about
    if settings_["fields"] and "*" not in settings_["fields"]:
        return
    shown = {*body.get("columns", []), *body.get("same_in_all_rows", {}), *body.get("record", {})}
    for part in (body.get("same_in_all_rows", {}), body.get("record", {}), *body.get("details", [])):
        marked = part.get("written_by_outsiders", {})
        shown |= {*part, *(marked if isinstance(marked, dict) else ())}
    if isinstance(body.get("written_by_outsiders"), dict):
        shown |= {*body["written_by_outsiders"].get("columns", [])}
    counted = (
        any(isinstance(about.get(key), int) for key in ("left_out", "empty"))
        or "left_out_more" in about
        or "empty_more" in about
    )
    if counted or "reportData" in (page.data if isinstance(page.data, dict) else ()):
        return
    known = {name.replace("…", "") for name in shown | names_in(about)}
    dropped = bool(about.get("hidden"))
    for record in records:
        for key in record if isinstance(record, dict) else ():
            plain = "".join(ch for ch in key if ch.isascii() and ch.isprintable())[:60]
            if (
                plain != key
                or "." in key
                or "{" in key
                or not key
                or dropped
                or key in ("submittedValues", "formDefinition")
            ):
                continue
            assert any(name == key or name.startswith(key + ".") for name in known), (key, known)


@settings(max_examples=max(1, CASES // BATCH), deadline=None, derandomize=True)
@given(st.integers(0, 2**40))
def test_random_pages_keep_their_budget_and_lose_nothing_silently(seed: int) -> None:
    for number in range(BATCH):
        page, options = Maker(seed * BATCH + number).case()
        names = Names((1, 870)[number % 2])  # of one digit and more, and of more than are weighed
        before = json.dumps(page.data)
        try:
            fitted = fit(page, short=names, **options)
        except BudgetTooSmall as error:
            assert error.needed > options["budget"].tokens or options["budget"].most_chars < 10_000  # noqa: PT017
            continue
        assert json.dumps(page.data) == before
        check(page, options, fitted, names)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_page_gives_the_same_bytes(seed: int) -> None:
    page, options = Maker(seed).case()
    names = Names()
    try:
        first = fit(page, short=names, **options)
    except BudgetTooSmall:
        with pytest.raises(BudgetTooSmall):  # the header does not fit, the second time either
            fit(page, short=names, **options)
        return
    assert fit(page, short=names, **options).text == first.text
    assert fit(page, short=Names(), **options).text == first.text


@pytest.mark.parametrize("seed", range(40))
def test_reading_on_row_by_row_reaches_every_row_and_hands_out_the_cursor_last(seed: int) -> None:
    maker = Maker(seed)
    count = maker.r.randint(2, 60)
    page = Page(
        [{"id": str(uuid.UUID(int=n)), "name": maker.text(), "x": maker.value(1)} for n in range(count)], "next", True
    )
    budget = Budget(maker.r.randint(200, 900))
    names = Names()
    seen, offset = 0, 0
    while offset < count:
        part = read_on(page, tool="t", ref="r1", budget=budget, short=names, offset=offset)
        about = json.loads(part.text)["about"]
        assert part.shown >= 1
        seen += part.shown
        offset += part.shown
        assert ("next_page_after_all_rows" in about) == (offset >= count)
    assert seen == count
