"""120 recruiter's questions over 12 kinds of pages: how many a text of 4,000 tokens answers, how many one call more.

Run `python benchmarks/recruiter_questions.py [--large] [--show]`. The questions are in `recruiter_questions.json`; the
answers are worked out from Ashby's own page, and looked for where a reader would look: in that record's row, under the
column of that name. A value elsewhere in the text counts for nothing, a cut value neither. What the text does not
answer is asked for by one `ashby_read_result`. Companies are the simulator's; postings and notes are the generator's.
"""

# ruff: noqa: D102, E501

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from _reading import NAMED, Reading, Record, flat
from records import World

from ashby_agent_tools import Budget, Client, MemoryStore, Session, Toolset
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.results.values import dig
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store import ConversationKey

QUESTIONS: dict[str, list[Record]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
TOOLS: dict[str, tuple[str, Record]] = {
    "candidate": ("candidate.list", {}), "application": ("application.list", {}),
    "interviewSchedule": ("interviewSchedule.list", {}), "applicationFeedback": ("applicationFeedback.list", {}),
    "offer": ("offer.list", {}), "job": ("job.list", {}), "jobPosting": ("jobPosting.list", {}),
    "opening": ("opening.list", {}), "note": ("candidate.listNotes", {"candidateId": "3" * 8 + "-1111-4111-8111-" + "1" * 12}),
    "user": ("user.list", {}), "approval": ("approval.list", {}), "auditLog": ("auditLog.list", {}),
}  # fmt: skip
MADE = {"jobPosting": "/jobPosting.list", "note": "/candidate.listNotes"}
_SHORT_ID = re.compile(r"[a-z]+_\d+")


@dataclasses.dataclass(frozen=True)
class Answer:
    """What came of one question: `by` the text, one call more ("call"), or nothing ("no")."""

    kind: str
    ask: str
    by: str


# --- the true answers, from Ashby's page ------------------------------------------------------------------------------


def truth(record: Record, field: str) -> list[str]:
    """What a record holds in a field, as words: people by their names, answers by their labels, ids as they are."""
    if field.startswith("answers."):
        return _answers(record, field.removeprefix("answers."))
    if field.startswith("customFields."):
        entries = [f for f in record.get("customFields", []) if f["title"] == field.removeprefix("customFields.")]
        return [str(v) for f in entries for v in flat(f.get("valueLabel") or f["value"])]
    return [word for value in flat(dig(record, field)) if (word := _word(value))]


def _word(value: Any) -> str:
    if isinstance(value, dict):
        if "firstName" in value:
            return f"{value['firstName']} {value['lastName']}"
        return str(value.get("name", ""))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answers(record: Record, title: str) -> list[str]:
    for section in record["formDefinition"]["sections"]:
        for entry in section["fields"]:
            if entry["field"]["title"] == title:
                value = record["submittedValues"].get(entry["field"]["path"])
                value = value.get("score") if isinstance(value, dict) else value
                labels = {str(c["value"]): c["label"] for c in entry["field"].get("selectableValues") or []}
                return [labels.get(str(v), str(v)) for v in flat(value)]
    return []


# --- what a text says, row by row -------------------------------------------------------------------------------------


# --- asking -----------------------------------------------------------------------------------------------------------


class Asker:
    """Puts the questions of one kind: opens the page as a model does, reads, and makes one call more if need be."""

    def __init__(self, client: Client, kind: str, toolset: Toolset) -> None:
        endpoint, arguments = TOOLS[kind]
        self.store = MemoryStore()
        session = Session(toolset, client, store=self.store)
        self.session, self.client, self.kind = session, client, kind
        operation = session.toolset[endpoint].operation
        given = {**arguments, **({"limit": 100} if "limit" in operation.model_fields else {})}
        self.result = session.run(endpoint, given)
        assert isinstance(self.result.data, list)  # noqa: S101
        self.records: list[Record] = self.result.data  # type: ignore[assignment]
        self.text = Reading(self.result.text)
        self.operation = operation(**arguments)

    @property
    def short(self) -> Mapping[str, str]:
        """The short id of every id that this conversation was shown."""
        return {
            uuid: name
            for name, _, uuid in self.store.short_ids(
                ConversationKey(self.session.account, self.session.conversation, self.session.base_url)
            )
        }

    def ask(self, question: Record) -> Answer:
        """The question put to the text, then to one call more; a call that is refused answers nothing."""
        try:
            return self._ask(question)
        except InvalidArguments:
            return Answer(self.kind, question["ask"], "no")

    def _ask(self, question: Record) -> Answer:
        how, field = question["how"], question["field"]
        if how == "total":
            return Answer(self.kind, question["ask"], self._total(question))
        if how in ("which", "none"):
            found = self._which(question)
            by = "text" if found(self.text, None) else "no"
            if by == "no":
                value = None if how == "none" else self._value(question)
                wanted = self._again(
                    where={field: {"empty": True} if value is None else self._asked(value)}, fields=["id"]
                )
                by = "call" if found(None, set(wanted.cells)) else "no"
            return Answer(self.kind, question["ask"], by)
        record = self._record(question)
        own, expected = self._own(record), self._expected(record, question)
        by = "text" if self._answers(self.text, own, field, expected) else "no"
        if by == "no" and own:
            by = "call" if self._answers(self._again(ids=[own], fields=[field]), own, field, expected) else "no"
        return Answer(self.kind, question["ask"], by)

    def _again(self, **arguments: Any) -> Reading:
        return Reading(self.session.run("ashby_read_result", {"ref": self.result.ref, **arguments}).text)

    def _own(self, record: Record) -> str:
        return self.short.get(record["id"], "")

    def _record(self, question: Record) -> Record:
        having = [record for record in self.records if truth(record, question["field"])]
        assert having, f"no record has {question['field']}"  # noqa: S101
        return having[question["pick"] % len(having)]

    def _value(self, question: Record) -> str:
        return truth(self._record(question), question["field"])[0]

    def _asked(self, value: str) -> str:
        return self.short.get(value, value)

    def _expected(self, record: Record, question: Record) -> list[str]:
        words = truth(record, question["field"])
        size = {"day": 10, "time": 16}.get(question["how"])
        return [word[:size] for word in words] if size else words

    def _answers(self, reading: Reading, own: str, field: str, expected: Sequence[str]) -> bool:
        said = reading.says(own, field)
        if said is None:
            return False
        short = self.short
        times = {word[:16] for word in said} | {word[:10] for word in said}
        return all(
            word in said or short.get(word) in said or (word[:4].isdigit() and word in times) for word in expected
        )

    def _which(self, question: Record) -> Any:
        """A check of a text, or of the short ids that a call found, against the records that have the value."""
        field, none = question["field"], question["how"] == "none"
        value = "" if none else self._value(question)
        true = {r["id"] for r in self.records if (not truth(r, field) if none else value in truth(r, field))}

        def check(reading: Reading | None, found: set[str] | None) -> bool:
            short = self.short
            wanted = {short.get(uuid) for uuid in true}
            if reading is None:
                return found == wanted
            said = {own: reading.says(own, field) for own in (short.get(r["id"], "") for r in self.records)}
            if not reading.whole or any(words is None for words in said.values()):
                return False
            return wanted == {
                own for own, words in said.items() if words is not None
                and (not words if none else value in words or short.get(value, "-") in words)
            }  # fmt: skip

        return check

    def _total(self, question: Record) -> str:
        field, value = question["field"], self._value(question)
        true = sum(value in truth(record, field) for record in self.client.records(self.operation))
        about = self.text.about
        if "total" not in about and not self.result.more and self._counted(self.text, field, value) == true:
            return "text"
        rows = json.loads(
            self.session.run(
                "ashby_read_result",
                {"ref": self.result.ref, "count_by": field, **({"all_pages": True} if self.result.more else {})},
            ).text
        )
        counts = [rows["record"].values()] if "record" in rows else rows["data"]
        named = rows.get("names", {})
        found = {
            word: line[-1]
            for line in map(list, counts)
            for word in (str(line[0]), *_parts(str(line[0])), named.get(line[0]))
        }
        whole = rows["about"].get("all_pages") == "whole" if self.result.more else True
        return "call" if whole and found.get(value) == true else "no"

    def _counted(self, reading: Reading, field: str, value: str) -> int | None:
        said = [reading.says(self._own(record), field) for record in self.records]
        if not reading.whole or any(words is None for words in said):
            return None
        return sum(value in (words or ()) for words in said)


def _parts(text: str) -> list[str]:
    named = NAMED.fullmatch(text)
    return [named[1], named[2]] if named else []


# --- the company ------------------------------------------------------------------------------------------------------


class Made(httpx.BaseTransport):
    """The simulator, with pages of the generator for the kinds of which the demo company has too few."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner
        world = World(7)
        self.pages = {path: world.page(kind, 100) for kind, path in MADE.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        page = self.pages.get(request.url.path)
        if page is not None:
            return httpx.Response(200, json={"success": True, "results": page, "moreDataAvailable": False})
        return self.inner.handle_request(request)


def answers(*, size: str = "small", tokens: int = 4_000, kinds: Sequence[str] = tuple(QUESTIONS)) -> Iterator[Answer]:
    """What comes of every question; each kind is its own conversation, so nothing is known from before."""
    simulator = Simulator(seed=7, size=size)  # type: ignore[arg-type]
    with simulator.client() as plain:
        client = Client(simulator.key, base_url=plain.base_url, transport=Made(simulator.transport()))
        toolset = Toolset.preset("everything").with_budget(Budget(tokens))
        for kind in kinds:
            asker = Asker(client, kind, toolset)
            for question in QUESTIONS[kind]:
                yield asker.ask(question)


def main() -> None:
    """Print how many questions are answered, per kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", action="store_true", help="the large demo company: more people, longer pages")
    options.add_argument("--show", action="store_true", help="each question that the text does not answer")
    options.add_argument("--tokens", type=int, default=4_000)
    chosen = options.parse_args()
    found = list(answers(size="large" if chosen.large else "small", tokens=chosen.tokens))
    print("| page of | the text | one call more | not at all |\n| --- | --: | --: | --: |")
    for kind in (*QUESTIONS, "all"):
        mine = [answer.by for answer in found if kind in (answer.kind, "all")]
        print(f"| {kind} | {mine.count('text')} | {mine.count('call')} | {mine.count('no')} |")
    for answer in found if chosen.show else ():
        if answer.by != "text":
            print(f"{answer.by}: {answer.kind}: {answer.ask}")


if __name__ == "__main__":
    main()
