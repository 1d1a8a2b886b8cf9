"""JournalContext: from references of the journal to a plan of inverse calls, checked against what stands now."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from ashby_agent_tools.approval.undo.snapshots import ReversibleWrite, compared
from ashby_agent_tools.approval.undo.state import parts_of, undone_by
from ashby_agent_tools.call import Call, Verdict, call_for
from ashby_agent_tools.errors import ApiError, Declined, NotFound, UnknownShortId
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.risk import READ
from ashby_agent_tools.store.protocol import ConversationKey, JournalEntry, Store, WriteRecord, iso_time
from ashby_agent_tools.tasks import Plan, PlanStep, Steps
from ashby_agent_tools.tasks.base import union
from ashby_agent_tools.tasks.undo import UndoTask
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["UndoRunner", "is_undo", "standing"]

_LONGEST = 120


def is_undo(call: Call) -> bool:
    """Whether the call undoes others."""
    return isinstance(call.operation, UndoTask)


@dataclasses.dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry of the journal, with what it takes to undo it; `write` is None where that is not kept."""

    entry: JournalEntry
    write: ReversibleWrite | None


@dataclasses.dataclass(frozen=True, slots=True)
class UndoRunner:
    """The journal of one conversation, and what its toolset lets undo."""

    store: Store
    key: ConversationKey
    toolset: Toolset

    def noted(self, refs: Sequence[str]) -> list[JournalLine]:
        """The writes behind references, the newest first; behind that of a task or batch, all its writes.

        Raises UnknownShortId for a reference that this conversation has not.
        """
        sent = self.store.writes(self.key)
        found: dict[int, JournalLine] = {}
        for ref in refs:
            for name in self._parts(ref, sent) or (ref,):
                entry = self.store.journal_entry(self.key, name)
                if entry is None:
                    raise UnknownShortId(
                        f"{ref} is not a write of this conversation that can be undone; take the reference from the "
                        "result of the write. Nothing was sent."
                    )
                found[entry.number] = JournalLine(entry, ReversibleWrite.parse(entry.payload))
        return [found[number] for number in sorted(found, reverse=True)]

    @staticmethod
    def _parts(ref: str, sent: Sequence[WriteRecord]) -> list[str]:
        return [it.ref for it in parts_of(ref, sent) if it.ref is not None]

    def judged(self, call: Call) -> Call:
        """The call rated and judged by what it would send: the same policy as that of the inverses.

        A policy that refuses `undo` by its name refuses it. Raises Declined where the toolset leaves out an inverse.
        """
        refs: list[str] = call.arguments["ref"]
        parts = [
            call_for(it.write.inverse, account=self.key.account, base_url=self.key.base_url)
            for it in self.noted(refs)
            if it.write is not None and it.write.inverse is not None and it.entry.outcome != "failed"
        ]
        if excluded := sorted({part.endpoint for part in parts} - self.toolset.inverses):
            raise Declined(
                f"{call.tool} needs {', '.join(excluded)}, which this toolset leaves out. Nothing was sent.",
                fingerprint=call.fingerprint,
            )
        risk = union(READ, *(part.risk for part in parts))
        rated = dataclasses.replace(call, risk=risk)
        whole = self.toolset._judge(rated)  # noqa: SLF001  (as Outward does)
        verdicts = [Verdict.REFUSE if whole is Verdict.REFUSE else Verdict.RUN]
        verdicts += [self.toolset._judge(part) for part in parts]  # noqa: SLF001
        return dataclasses.replace(rated, verdict=max(verdicts))

    def unknown(self, refs: Sequence[str]) -> list[JournalLine]:
        """Those of which it is not known whether they landed, and what may have undone them already."""
        sent = self.store.writes(self.key)
        lines = self.noted(refs)
        undoing = [it.ref for line in lines if (it := undone_by(line.entry.ref, sent)) is not None and it.ref]
        lines += self.noted(undoing)
        return [it for it in lines if it.entry.outcome not in ("done", "failed") and it.write is not None]

    def steps(self, refs: Sequence[str], shown: Callable[[ReversibleWrite, JsonObject], JsonObject]) -> Steps:
        """The script: read what stands now, and plan the inverse of each write whose record is as the write left it.

        `shown`: values as a model may read them.
        """
        sent, planned, left_out = self.store.writes(self.key), _Planned(), list[str]()
        writes: list[PlanStep] = []
        for it in self.noted(refs):
            ref = it.entry.ref
            why_not = _cannot(it, sent)
            if not why_not and it.write is not None:
                why_not = yield from self._compared(it.write, planned, shown)
            if why_not or it.write is None or it.write.inverse is None:
                left_out.append(f"{ref} ({it.entry.endpoint}): {why_not}")
                continue
            says = f"undo {ref} ({it.entry.endpoint} of {iso_time(it.entry.at)})"
            writes.append(PlanStep(it.write.inverse, says, ref, it.write.stays))
            planned.add(it.write)
        beside: JsonObject = {"undone": [it.undoes for it in writes]}
        if stays := list(dict.fromkeys(what for it in writes for what in it.stays)):
            beside["stays"] = stays
        if left_out:
            beside["notUndone"] = left_out
        notes = (f"Not undone: {'; '.join(left_out)}.",) if left_out else ()
        return Plan("Undo", tuple(writes), nothing="; ".join(left_out), notes=notes, beside=beside)

    def _compared(
        self, write: ReversibleWrite, planned: _Planned, shown: Callable[[ReversibleWrite, JsonObject], JsonObject]
    ) -> Generator[Operation, Json, str]:
        """Why it is not undone: the record is gone, or not as the write left it. Empty where it is."""
        answers: dict[str, Json] = {}
        for name, read in write.reads().items():
            try:
                answers[name] = yield read
            except NotFound:
                return "the record is not found any more"
            except ApiError as error:
                return f"what stands now could not be read ({error})"
        now = write.now(answers)
        if now is None or write.left is None:
            return "what stands now could not be told"
        now = planned.over(write, now)
        if now == write.left:
            return ""
        if now == compared(write.before):
            return "everything it changed stands as it did before"
        return _changed(shown(write, now), shown(write, write.left))


class _Planned:
    """What the inverses that are planned so far leave: an earlier write of the same record is compared to that."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], Json] = {}

    def add(self, write: ReversibleWrite) -> None:
        """Its inverse is planned."""
        for name, value in compared(write.before).items():
            self._left[_record_of(write), name] = value

    def over(self, write: ReversibleWrite, now: JsonObject) -> JsonObject:
        """What will stand by then."""
        record = _record_of(write)
        return {name: self._left.get((record, name), value) for name, value in now.items()}


def _record_of(write: ReversibleWrite) -> str:
    reads = [[read.spec.endpoint, read.as_arguments()] for read in write.reads().values()]
    return json.dumps(reads, sort_keys=True)


def _cannot(it: JournalLine, sent: Sequence[WriteRecord]) -> str:
    """Why a write is not undone, as far as the journal tells; empty where it may be."""
    entry, write = it.entry, it.write
    before = undone_by(entry.ref, sent)
    if before is not None:
        sure = "was undone already" if before.outcome == "done" else "may have been undone already"
        return f"it {sure}, by {before.ref}"
    if entry.outcome == "failed":
        return "it failed and changed nothing"
    if write is None:
        return _without_a_way_back(entry)
    if entry.outcome != "done":
        return "it is not known whether it was done"
    if write.inverse is None:
        return f"it cannot be undone by itself: {write.why_not or 'it has no inverse'}"
    return "it changed nothing" if write.changed_nothing else ""


def _without_a_way_back(entry: JournalEntry) -> str:
    if entry.payload:
        return "it was noted by another version"
    operation = find(entry.endpoint)
    has_inverse = operation is not None and (operation.spec.worst.inverse or operation.spec.risk.inverse)
    return "what undoing it takes is no longer kept" if has_inverse else "no single call undoes it"


def standing(entry: JournalEntry, store: Store) -> str:
    """Whether a write can be undone, as far as the journal tells; of a task, how many of its writes."""
    sent = store.writes(entry.key)
    parts = [store.journal_entry(entry.key, it.ref) for it in parts_of(entry.ref, sent) if it.ref is not None]
    if parts:
        why_not = [_cannot(JournalLine(it, ReversibleWrite.parse(it.payload)), sent) for it in parts if it is not None]
        return f"{sum(not it for it in why_not)} of {len(parts)} changes can be undone"
    return _cannot(JournalLine(entry, ReversibleWrite.parse(entry.payload)), sent) or "can be undone"


def _changed(now: Mapping[str, Json], left: Mapping[str, Json]) -> str:
    told = "; ".join(_differences(now, left))
    return f"somebody changed the record since: {told}. A person can put it right in Ashby"


def _differences(now: Mapping[str, Json], left: Mapping[str, Json]) -> Iterator[str]:
    for name in {**left, **now}:
        if now.get(name) != left.get(name):
            yield f"{name} is now {_short(now.get(name))}, and this write left {_short(left.get(name))}"


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False) if value is not None else "empty"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\u2026"
