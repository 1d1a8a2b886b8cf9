"""The question in words: which reads make it readable, and the sentence a person answers. All of it is pure.

`needs(call)` names the reads, `more(call, answers)` those that only the first answers make possible; the session does
the reading. `sentence(call, answers)` words the question from what was found; what could not be looked up is None (or
missing), and the question says so and shows the ids. Each operation's words live in `words/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.words import Seen, generic, words_for
from ashby_agent_tools.approval.words._phrases import clean, join
from ashby_agent_tools.call import Call
from ashby_agent_tools.operation import Json, Operation
from ashby_agent_tools.risk import Effect, Risk

__all__ = ["Answers", "more", "needs", "sentence"]

Answers = Mapping[str, Json]


def needs(call: Call) -> Mapping[str, Operation]:
    """The reads that make this call's question readable, by the words a person knows them under."""
    wording = words_for(call.operation) or generic(call.operation)
    return wording.needs(call.operation)


def more(call: Call, answers: Answers) -> Mapping[str, Operation]:
    """Further reads, once the first are answered: an offer names its application, and that its candidate.

    Look these up too and hand `sentence` the answers of both.
    """
    wording = words_for(call.operation) or generic(call.operation)
    return wording.more(call.operation, Seen(answers))


def sentence(call: Call, answers: Answers) -> str:
    """What will happen, for the person who is asked: names, the state before and after, and why it is asked."""
    wording = words_for(call.operation) or generic(call.operation)
    seen = Seen(answers)
    lines = [wording.say(call.operation, seen)]
    names = [*wording.needs(call.operation), *wording.more(call.operation, seen)]
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
