"""The card of a question: its facts as data, for a page that lays them out. Pure, and made of what the sentence has.

The text of a question stays what counts and is recorded; the card says the same in parts, so that whoever shows it
needs neither the operation nor Ashby. Every value in it went through `_phrases`: what outsiders wrote stands between
straight single quotes.
"""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools.approval import content
from ashby_agent_tools.approval.prompts import Lookups
from ashby_agent_tools.approval.prompts._common_records import APPLICATION, CANDIDATE, JOB, email_of
from ashby_agent_tools.approval.prompts._prompt import at
from ashby_agent_tools.approval.prompts._texts import MARK
from ashby_agent_tools.approval.prompts._undo import way_back
from ashby_agent_tools.approval.prompts.question import Answers, not_found, reasons, sent_from_elsewhere, wording_of
from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["CARD_VERSION", "card", "card_of_parts"]

CARD_VERSION = 1


def card(call: Call, answers: Answers) -> JsonObject:
    """The facts of one question.

    `headline`: who, what, for which job. `undo`: whether it can be undone. `more`: further sentences. `about`: name and
    value of whom and what it concerns. `rows`: what changes: `name`, `to`, `from` (null where that is not known or
    there is none), and `lines` of a longer text. `missing`: what could not be looked up. `reasons`: why it is asked.
    `effect`, `notifies`, `exports`, `reversible`: the rating.
    """
    wording, seen = wording_of(call), Lookups(answers)
    said = wording.say(call.operation, seen)
    rows = [_row(name, now, then) for name, now, then in (*said.rows, *said.told)]
    rows += _rows_in(said.below)
    rows += _rows_in(content.shows(call.operation, sent_from_elsewhere(call, answers)))
    return {
        "version": CARD_VERSION,
        "headline": said.head,
        "undo": way_back(call.risk) if said.back is None else said.back,
        "more": said.more,
        "about": _about(seen),
        "rows": rows,
        "missing": list(not_found(call, answers)),
        "reasons": list(reasons(call, said)),
        "effect": str(call.risk.effect),
        "notifies": call.risk.notifies,
        "exports": call.risk.exports,
        "reversible": call.risk.reversible,
        "parts": [],
    }


def card_of_parts(call: Call, about: str, parts: Sequence[JsonObject]) -> JsonObject:
    """One card of several changes that have one answer: what they are about, and the card of each."""
    if len(parts) == 1:
        return parts[0]
    return {
        "version": CARD_VERSION,
        "headline": about,
        "undo": "",
        "more": "",
        "about": [],
        "rows": [],
        "missing": [],
        "reasons": [],
        "effect": str(call.risk.effect),
        "notifies": call.risk.notifies,
        "exports": call.risk.exports,
        "reversible": call.risk.reversible,
        "parts": list(parts),
    }


def _about(seen: Lookups) -> list[JsonObject]:
    """The person and the job, each once, by the names of their records."""
    found: dict[str, str] = {}
    for name in (CANDIDATE, APPLICATION):
        record = seen.record(name)
        person = record if name == CANDIDATE else at(record, "candidate")
        who = seen.name(at(person, "name"))
        if who is not None and isinstance(person, dict):
            email = email_of(person)
            found.setdefault("person", f"{who} ({email})" if email else who)
    for title in (seen.at(JOB, "title"), seen.at(APPLICATION, "job", "title")):
        if (job := seen.title(title)) is not None:
            found.setdefault("job", job)
    return [{"name": name, "value": value} for name, value in found.items()]


def _row(name: str, now: str | None, then: str, lines: Sequence[str] = ()) -> JsonObject:
    return {"name": name, "from": now, "to": then, "lines": list(lines)}


def _rows_in(told: str) -> list[JsonObject]:
    """The rows in lines of a question: `- name: value`, and under it the marked lines of a text."""
    rows: list[tuple[str, str, list[str]]] = []
    for line in filter(None, map(str.strip, told.split("\n"))):
        if line.startswith("- "):
            name, _, value = line.removeprefix("- ").partition(": ")
            rows.append((name, value, []))
        elif rows and line.startswith(MARK.strip()):
            rows[-1][2].append(line.removeprefix(MARK.strip()).strip())
        else:
            rows.append(("", line, []))
    return [_row(name, None, value, lines) for name, value, lines in rows]
