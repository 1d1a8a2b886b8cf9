"""UndoRule: what is read before a reversible write, what of it the write changes, and how the inverse puts it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ashby_agent_tools.approval.record_reads import record_read
from ashby_agent_tools.approval.undo._residue import empty, not_shown
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = [
    "RECORD",
    "Answers",
    "State",
    "StateUnknown",
    "UndoRule",
    "at",
    "flag",
    "made",
    "member",
    "nothing_stays",
    "reads_of",
    "record",
    "setter",
]

RECORD = "record"
"""The name of the read of the record that the call changes."""

State: TypeAlias = JsonObject
"""What a call changes of a record: a value for each name. Values of two states are compared by equality."""
Answers: TypeAlias = Mapping[str, Json]
"""What the reads found, by their names."""


class StateUnknown(Exception):
    """What was read does not show what the call changes."""


def nothing_stays(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001  (the form of every `stays`)
    """The inverse restores everything."""
    return ()


@dataclasses.dataclass(frozen=True, slots=True)
class UndoRule:
    """How one operation is undone. All parts are pure; `sent` are the arguments of the call, with full ids.

    `reads`: what tells the state, by name; read once before the call, and again before it is undone. `state`: what the
    call changes, of what was read; raises StateUnknown where that does not show it. `left`: what the call leaves there,
    from the state before and Ashby's answer (None where there was none). `back`: the arguments of the inverse, None
    where it needs the answer and there was none. `stays`: what the inverse does not put back, in words.
    `reads_first`: whether the state before is needed; not for a call that makes a record.
    """

    reads: Callable[[JsonObject], Mapping[str, Operation]]
    state: Callable[[JsonObject, Answers], State]
    left: Callable[[JsonObject, State, Json], State]
    back: Callable[[JsonObject, State, Json], JsonObject | None]
    stays: Callable[[JsonObject, State], tuple[str, ...]] = nothing_stays
    reads_first: bool = True


# reading what was found


def at(node: Json, path: str) -> Json:
    """The value at a path of keys; None where nothing is there: Ashby leaves out what has no value."""
    for key in path.split("."):
        node = node.get(key) if isinstance(node, dict) else None
    return node


def record(answers: Answers, name: str = RECORD) -> JsonObject:
    """The record of this name; raises StateUnknown where the read found none."""
    found = answers.get(name)
    if not isinstance(found, dict):
        raise StateUnknown(name)
    return found


def reads_of(argument: str, **more: Json) -> Callable[[JsonObject], Mapping[str, Operation]]:
    """The read of the record that this argument names."""
    return lambda sent: {RECORD: record_read(argument, sent[argument], **more)}


# kinds of rules


def setter(
    argument: str,
    fields: Mapping[str, str],
    *,
    also: Sequence[str] = (),
    unread: Sequence[str] = (),
    empties: bool = False,
    more: JsonObject | None = None,
    stays: Callable[[JsonObject, State], tuple[str, ...]] = nothing_stays,
) -> UndoRule:
    """For a call that sets fields of the record that `argument` names: the inverse sets the old values.

    `fields`: where the record has each parameter. `unread`: parameters that no read shows. `also`: parameters that the
    inverse takes over as they are. `empties`: whether null clears a field; where it does not, a field that was empty
    stays as it was set. `more`: of the read.
    """

    def given(sent: JsonObject) -> list[str]:
        return [name for name in fields if name in sent]

    def state(sent: JsonObject, answers: Answers) -> State:
        found = record(answers)
        return {name: at(found, fields[name]) for name in given(sent)}

    def left(sent: JsonObject, before: State, answer: Json) -> State:  # noqa: ARG001  (the form of every `left`)
        same = isinstance(answer, dict) and answer.get("id") == sent[argument]
        shown = {name: at(answer, fields[name]) for name in given(sent)} if same else {}
        return {name: sent[name] if shown.get(name) is None else shown[name] for name in given(sent)}

    def back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:
        now = left(sent, before, answer)
        old = {it: value for it, value in before.items() if value != now[it] and (empties or value is not None)}
        kept = {name: sent[name] for name in (argument, *also) if name in sent}
        return kept | old if old else None

    def stay(sent: JsonObject, before: State) -> tuple[str, ...]:
        emptied = () if empties else tuple(empty(it) for it, old in before.items() if old is None)
        lost = tuple(not_shown(name) for name in unread if name in sent)
        return (*emptied, *lost, *stays(sent, before))

    return UndoRule(reads_of(argument, **(more or {})), state, left, back, stay)


def flag(
    argument: str,
    path: str,
    *,
    to: bool,
    stays: Callable[[JsonObject, State], tuple[str, ...]] = nothing_stays,
) -> UndoRule:
    """For a call that switches a record on or off, with an inverse that takes the same argument."""

    def state(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001  (the form of every `state`)
        return {path: bool(at(record(answers), path))}

    return UndoRule(
        reads_of(argument),
        state,
        lambda sent, before, answer: {path: to},  # noqa: ARG005
        lambda sent, before, answer: {argument: sent[argument]},  # noqa: ARG005
        stays,
    )


def member(
    reads: Callable[[JsonObject], Mapping[str, Operation]],
    argument: str,
    holds: Callable[[JsonObject, Answers], bool],
    *,
    to: bool,
    stays: Callable[[JsonObject, State], tuple[str, ...]] = nothing_stays,
) -> UndoRule:
    """For a call that puts what `argument` names into a list, or takes it out; the inverse takes the same arguments."""

    def listed(sent: JsonObject, *, there: bool) -> State:
        return {f"{argument} {sent[argument]}": "listed" if there else "not listed"}

    return UndoRule(
        reads,
        lambda sent, answers: listed(sent, there=holds(sent, answers)),
        lambda sent, before, answer: listed(sent, there=to),  # noqa: ARG005
        lambda sent, before, answer: sent,  # noqa: ARG005
        stays,
    )


def made(
    parameter: str,
    read: Callable[[JsonObject, Json], Mapping[str, Operation]],
    seen: Callable[[JsonObject, Answers], State],
    *,
    stays: Callable[[JsonObject, State], tuple[str, ...]] = nothing_stays,
) -> UndoRule:
    """For a call that makes a record: the inverse deletes it, by the id that Ashby answered with.

    `read` and `seen`: the record as it stands, from its id: the arguments get it as `id` once it is known.
    """

    def state(sent: JsonObject, answers: Answers) -> State:
        return seen(sent, answers)

    def left(sent: JsonObject, before: State, answer: Any) -> State:  # noqa: ARG001
        return seen(sent, {RECORD: answer})

    def back(sent: JsonObject, before: State, answer: Json) -> JsonObject | None:  # noqa: ARG001
        identity = at(answer, "id")
        return {parameter: identity} if isinstance(identity, str) else None

    return UndoRule(lambda sent: read(sent, sent.get("id")), state, left, back, stays, reads_first=False)
