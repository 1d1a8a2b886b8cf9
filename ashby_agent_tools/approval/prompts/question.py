"""The text of a question: which reads it needs, and the sentence a person answers. All of it is pure.

`needs(call)` names the reads, `more(call, answers)` those that only earlier answers make possible; the session does
the reading. `sentence(call, answers)` words the question from what was found; what could not be looked up is None (or
missing), and the question says so and shows the ids. Each operation's words live in `words/`, and what it sends from
elsewhere in `content/`; both share their reads.

The first line is complete by itself and has at most 160 characters: who, what, for which job, whether an email goes
out, whether it can be undone. Where names leave no room they are cut there, and stand whole below.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.approval import content
from ashby_agent_tools.approval.prompts import FULL, ApprovalPrompt, Lookups, Statement, generic, prompt_for
from ashby_agent_tools.approval.prompts._common_records import whole_names
from ashby_agent_tools.approval.prompts._namesakes import namesake_reads
from ashby_agent_tools.approval.prompts._phrases import changes, clean, join
from ashby_agent_tools.approval.prompts._undo import in_short, way_back
from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.short_ids import UUID_TEXT

__all__ = [
    "FIRST_LINE",
    "Answers",
    "more",
    "needs",
    "not_found",
    "reasons",
    "sent_from_elsewhere",
    "sentence",
    "told",
    "wording_of",
]

Answers = Mapping[str, Json]
FIRST_LINE = 160
_ID, _ID_START = re.compile(rf"\b{UUID_TEXT}\b"), 8
_LENGTHS = (FULL, 40, 28, 20, 14, 9)  # of a name in the first line, the longest that fits


def wording_of(call: Call) -> ApprovalPrompt[Any]:
    """The words for the operation of a call: its own, or the form of those that have none."""
    return prompt_for(call.operation) or generic(call.operation)


def needs(call: Call) -> Mapping[str, Operation]:
    """The reads that make this call's question readable, by the words a person knows them under."""
    return _first(call)[0]


def told(call: Call) -> Mapping[str, str]:
    """Ids that no read takes, by the words for their records: the conversation may have been told these."""
    return wording_of(call).told(call.operation)


def more(call: Call, answers: Answers) -> Mapping[str, Operation]:
    """Further reads, once some are answered: an offer names its application, that its candidate, and he his namesakes.

    Look these up too, ask again with all answers, until nothing new comes; then hand `sentence` all of them.
    """
    first, second = needs(call), _second(call, answers)[0]
    further = {**second, **namesake_reads({**first, **second}, Lookups(answers))}
    return {name: read for name, read in further.items() if name not in first}


def sent_from_elsewhere(call: Call, answers: Answers) -> Answers:
    """The answers that tell what the call sends that is stored elsewhere, by the names that `content` knows."""
    names = {**_first(call)[1], **_second(call, answers)[1]}
    return {name: answers.get(known) for name, known in names.items()}


def _first(call: Call) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
    return _shared(wording_of(call).needs(call.operation), content.reads(call.operation))


def _second(call: Call, answers: Answers) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
    wording, operation = wording_of(call), call.operation
    seen = {name: answers.get(known) for name, known in _first(call)[1].items()}
    named = {**wording.needs(operation), **wording.more(operation, Lookups(answers))}
    return _shared(named, content.further_reads(operation, seen))


def _shared(
    words: Mapping[str, Operation], sent: Mapping[str, Operation]
) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
    """All reads, those of what is sent first, and under which name each of these stands: equal reads are one."""
    names: dict[str, str] = {}
    for name, read in sent.items():
        same = next((known for known, other in words.items() if other == read), None)
        names[name] = same or (f"{name} as it is sent" if name in words else name)
    return {**{names[name]: read for name, read in sent.items()}, **words}, names


def sentence(call: Call, answers: Answers) -> str:
    """What will happen, for the person who is asked: names, the state before and after, and why it is asked."""
    wording, seen = wording_of(call), Lookups(answers)
    said = wording.say(call.operation, seen)
    first, most = _first_line(wording, call, seen)
    lines = [first]
    if most is None:
        lines.append(said.head)
    lines.append(said.more)
    lines.append(changes(*whole_names(seen, most or 0), *said.rows).removeprefix("\n"))
    lines.append(said.below)
    lines.append(content.shows(call.operation, sent_from_elsewhere(call, answers)))
    if missing := not_found(call, answers):
        lines.append(f"Could not look up {join(missing)}; where a name is missing, its id is shown.")
    if why := reasons(call, said):
        lines.append(f"Why you are asked: {'; '.join(why)}.")
    return "\n".join(line.strip() for line in lines if line.strip())


def _first_line(wording: ApprovalPrompt[Any], call: Call, seen: Lookups) -> tuple[str, int | None]:
    """The first line, and how many characters of a name it shows; None where ids or more had to be cut."""
    line = ""
    for most in _LENGTHS:
        said = wording.say(call.operation, dataclasses.replace(seen, most=most))
        back = way_back(call.risk) if said.back is None else said.back
        least = in_short(call.risk) if most == _LENGTHS[-1] else back
        for head, way in ((said.head, back), (said.tight or said.head, said.short or least)):
            if head and len(line := f"{head} {way}".rstrip()) <= FIRST_LINE:
                return line, most
    line = _ID.sub(lambda found: found[0][:_ID_START] + "\u2026", line)
    return line if len(line) <= FIRST_LINE else f"{line[: FIRST_LINE - 1].rstrip()}\u2026", None


def not_found(call: Call, answers: Answers) -> tuple[str, ...]:
    """The words for what could not be looked up."""
    wording, seen = wording_of(call), Lookups(answers)
    own = [*wording.needs(call.operation), *wording.more(call.operation, seen)]
    names = dict.fromkeys([*own, *needs(call), *_second(call, answers)[0]])
    return tuple(name for name in names if not seen.found(name))


def reasons(call: Call, said: Statement) -> tuple[str, ...]:
    """Why a person is asked, each reason once and without its full stop."""
    found = [*(reason for reason in call.risk.reasons if reason not in said.moot), *said.why]
    return tuple(dict.fromkeys(clean(reason).rstrip(".") for reason in found))
