"""The question in words: which reads make it readable, and the sentence a person answers. All of it is pure.

`needs(call)` names the reads, `more(call, answers)` those that only the first answers make possible; the session does
the reading. `sentence(call, answers)` words the question from what was found; what could not be looked up is None (or
missing), and the question says so and shows the ids. Each operation's words live in `words/`, and what it sends from
elsewhere in `content/`; both share their reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ashby_agent_tools.approval import content
from ashby_agent_tools.approval.words import Seen, Wording, generic, words_for
from ashby_agent_tools.approval.words._phrases import clean, join
from ashby_agent_tools.call import Call
from ashby_agent_tools.operation import Json, Operation
from ashby_agent_tools.risk import Effect, Risk

__all__ = ["Answers", "more", "needs", "sent_from_elsewhere", "sentence"]

Answers = Mapping[str, Json]


def needs(call: Call) -> Mapping[str, Operation]:
    """The reads that make this call's question readable, by the words a person knows them under."""
    return _first(call)[0]


def more(call: Call, answers: Answers) -> Mapping[str, Operation]:
    """Further reads, once the first are answered: an offer names its application, and that its candidate.

    Look these up too and hand `sentence` the answers of both.
    """
    first = needs(call)
    return {name: read for name, read in _second(call, answers)[0].items() if name not in first}


def sent_from_elsewhere(call: Call, answers: Answers) -> Answers:
    """The answers that tell what the call sends and what stands elsewhere, by the names that `content` knows."""
    names = {**_first(call)[1], **_second(call, answers)[1]}
    return {name: answers.get(known) for name, known in names.items()}


def _words(call: Call) -> Wording[Any]:
    return words_for(call.operation) or generic(call.operation)


def _first(call: Call) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
    return _shared(_words(call).needs(call.operation), content.reads(call.operation))


def _second(call: Call, answers: Answers) -> tuple[Mapping[str, Operation], Mapping[str, str]]:
    wording, operation = _words(call), call.operation
    seen = {name: answers.get(known) for name, known in _first(call)[1].items()}
    named = {**wording.needs(operation), **wording.more(operation, Seen(answers))}
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
    seen = Seen(answers)
    wording, operation = _words(call), call.operation
    lines = [wording.say(operation, seen)]
    lines.append(content.shows(call.operation, sent_from_elsewhere(call, answers)))
    named = [*wording.needs(operation), *wording.more(operation, seen), *needs(call), *more(call, answers)]
    names = dict.fromkeys(named)
    if missing := [name for name in names if not seen.found(name)]:
        lines.append(f"Could not look up {join(missing)}; ids are shown instead.")
    lines.append(_closing(call.risk))
    return "\n".join(line for line in lines if line)


def _closing(risk: Risk) -> str:
    why = "; ".join(clean(reason).rstrip(".") for reason in risk.reasons)
    return " ".join(part for part in (f"Why you are asked: {why}." if why else "", _way_back(risk)) if part)


def _way_back(risk: Risk) -> str:
    if risk.effect is Effect.READ:
        return ""
    if risk.reversible and risk.inverse:
        stays = "" if risk.stays_inside else ", but not what has gone out by then"
        return f"{risk.inverse} can undo it{stays}."
    return "Nothing undoes it fully." if risk.effect is Effect.DESTRUCTIVE else "No single call undoes it."
