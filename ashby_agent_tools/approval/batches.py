"""The approval conversation about several calls, without I/O: one question with a line each, then line by line.

The batch decides nothing: every line has a question of its own in the store, and leaves through the same gate as a
call that was asked about alone. What is here is the order, the one text, and what a stop leaves behind.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.batch_text import text_of, told_of
from ashby_agent_tools.approval.caps import objection
from ashby_agent_tools.approval.flow import MOST_ASKED, AskBatch, BuildQuestions, Flow, Notify, Script
from ashby_agent_tools.approval.line_results import in_order, line_result, refused, stops
from ashby_agent_tools.batch import Batch, BatchResult, Line, LineDecisions, LineResult
from ashby_agent_tools.call import Call, Decision, Verdict, must_be_about
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.errors import (
    ApprovalRequired,
    ContentChanged,
    Declined,
    InvalidArguments,
    OthersRequired,
    StoreUnavailable,
    ToolError,
    UsageError,
)
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.protocol import OPEN, ApprovalRequest, BatchLine, LineAnswer, RequestFacts, WriteRecord

__all__ = ["BatchFlow", "must_be_readable"]

MOST_LINES = 500
"""How many calls one batch may have: a longer one is read by nobody."""
Settle = Callable[[Call, "Decision | None"], Script["Result | Question"]]


@dataclasses.dataclass(frozen=True, slots=True)
class BatchFlow:
    """The approval conversations about batches of one session.

    `settle`: sends a call on an answer, or says what has to be asked next, as the session does for a single call.
    """

    flow: Flow
    settle: Settle

    # ask

    def question(self, calls: Sequence[tuple[int, Call]]) -> Script[Batch]:
        """Ask about numbered calls as one: what can be sent is recorded, line by line, and worded in one text.

        What was asked already keeps its words and its answer. A line that will be refused is not asked about.
        """
        with _unsent():
            return (yield from self._asked(calls))

    def _asked(self, calls: Sequence[tuple[int, Call]]) -> Script[Batch]:
        must_be_readable(calls)
        fresh = [(number, self.flow.fresh(call)) for number, call in calls]
        refusals = self._refusals(fresh)
        wanted = [(number, call) for number, call in fresh if call.needs_approval and number not in refusals]
        built = yield from self._built([call for _, call in wanted])
        lines: list[BatchLine] = []
        for (number, call), made in zip(wanted, built, strict=True):
            if isinstance(made, ToolError):
                refusals[number] = made
            else:
                lines.append(BatchLine(number, call, *made))
        asked, new = self._recorded(lines)
        if new:
            yield Notify(next(it.call for it in lines if it.line == new[0].line), new[0], batch=new)
        return self._batch(fresh, refusals, {line.line: it for line, it in zip(lines, asked, strict=True)})

    def _refusals(self, calls: Sequence[tuple[int, Call]]) -> dict[int, ToolError]:
        """The lines that will be refused: by the policy, as the same call as an earlier line, by a cap, as a double."""
        gate, found, first = self.flow.gate, dict[int, ToolError](), dict[str, tuple[int, Call]]()
        sent, opened = gate.recent_writes(), gate.store.open_writes(gate.key, but="")
        before: list[WriteRecord] = []
        for number, call in calls:
            why = ""
            if call.verdict is Verdict.REFUSE:
                why = "the policy refuses this call"
            elif (same := first.get(call.fingerprint)) and self._is_double(call, same[1]):
                why = f"line {same[0]} of the same batch is the same call, which is sent once"
            elif gate.words(call) is None:
                others = [it for it in (*opened, *before) if it.fingerprint != call.fingerprint]
                why = objection(call, (*sent, *others), gate.caps, gate.store.now()) or ""
                before.append(_as_open(call, gate.store.now())) if not why else None
            if why:
                gate.audit.note("refused", call, error="Declined")
                found[number] = Declined(f"{call.tool}: {why}. Nothing was sent.", fingerprint=call.fingerprint)
            else:
                first.setdefault(call.fingerprint, (number, call))
        return found

    def _is_double(self, call: Call, first: Call) -> bool:
        """Whether it is the write of an earlier line; not where it was asked about before, under an id of its own."""
        if call.risk.effect is Effect.READ:
            return False
        return call.call_id in (None, first.call_id) or self.flow.gate.words(call) is None

    def _built(self, calls: Sequence[Call]) -> Script[list[tuple[str, str, str, RequestFacts] | ToolError]]:
        """Question, digest of the content, card and facts of each call, or why it cannot be asked about."""
        gate = self.flow.gate
        known = {call.fingerprint: latest for call in calls if (latest := gate.standing(call)) is not None}
        missing = tuple(call for call in calls if call.fingerprint not in known)
        answers = (yield BuildQuestions(missing)) if missing else ()
        built = dict(zip([call.fingerprint for call in missing], answers, strict=True))
        made: list[tuple[str, str, str, RequestFacts] | ToolError] = []
        for call in calls:
            if (latest := known.get(call.fingerprint)) is not None:
                made.append((latest.question, latest.content, latest.card, gate.facts(call, latest.jobs)))
            elif isinstance(found := built[call.fingerprint], ToolError):
                made.append(found)
            else:
                made.append((found.question, found.content, gate.card_text(found), gate.facts(call, found.jobs)))
        return made

    def _recorded(self, lines: Sequence[BatchLine]) -> tuple[tuple[ApprovalRequest, ...], tuple[ApprovalRequest, ...]]:
        """The questions as they stand in the store, and those of them that are new."""
        gate, fresh = self.flow.gate, set[str]()

        def guard(call: Call, sent: tuple[WriteRecord, ...]) -> None:
            gate.refuse_at_once(call, sent)
            fresh.add(call.fingerprint)

        asked = gate.store.add_batch(gate.key, lines, guard=gate.within_window(guard)) if lines else ()
        new = tuple(it for it in asked if it.fingerprint in fresh)
        for line in lines:
            if line.call.fingerprint in fresh:
                gate.note_asked(line.call, new=True)
        return asked, new

    def _batch(
        self, calls: Sequence[tuple[int, Call]], refusals: dict[int, ToolError], asked: dict[int, ApprovalRequest]
    ) -> Batch:
        told = told_of(asked)
        lines = tuple(
            Line(
                number,
                call,
                sentence=asked[number].question if number in asked else "",
                warnings=told.warnings.get(number, ()),
                refusal=refusals.get(number),
                request_id=asked[number].id if number in asked else "",
                seen=asked[number].seen if number in asked else None,
            )
            for number, call in calls
        )
        batch = next((it.batch for it in asked.values() if it.state == "pending"), "")
        return Batch(batch or next((it.batch for it in asked.values()), ""), text_of(lines, told.text), lines)

    # answer and send

    def executed(self, batch: Batch, decisions: LineDecisions) -> Script[BatchResult]:
        """Record the answers in one step, then send the lines that may leave; what cannot be undone goes last.

        The first line that fails, or whose outcome is unknown, stops the rest: these are `not sent`, and their
        approvals stay. A line that is refused, waits, or has to be asked again stops nothing.
        """
        with _unsent():
            stays = self._answer(batch, decisions)
        edits = {number: it for number, it in decisions.items() if it.kind == "edit"}
        results = {line.number: refused(line) for line in batch.lines if line.refusal is not None}
        rest = sorted((line for line in batch.lines if line.refusal is None), key=_irreversible)

        def leave(line: Line) -> Script[Result | Question]:
            if line.number in stays:
                raise stays[line.number]
            return (yield from self._sent(line, edits.get(line.number)))

        for line, made in zip(rest, (yield from in_order(rest, leave, stops=stops)), strict=True):
            results[line.number] = line_result(line, made)
        return BatchResult(tuple(results[line.number] for line in batch.lines))

    def _sent(self, line: Line, edit: Decision | None) -> Script[Result | Question]:
        latest = self.flow.gate.standing(line.call) if edit is not None else None
        if edit is not None and (latest is None or latest.id != line.request_id):
            raise ApprovalRequired(
                f"{line.call.tool}: the edit belongs to a question that is no longer asked. Nothing was sent.",
                fingerprint=line.call.fingerprint,
            )
        return (yield from self.settle(line.call, edit))

    def _answer(self, batch: Batch, decisions: LineDecisions) -> dict[int, OthersRequired]:
        """Record the answers that are no edits, each for exactly the question that its line showed.

        Gives the lines that wait on: where an answer is not this person's to give, or is not the last one needed.
        """
        self._must_be_asked(batch, decisions)
        stays: dict[int, OthersRequired] = {}
        answers: dict[str, dict[str, LineAnswer]] = {}
        for number, decision in decisions.items():
            line = batch.line(number)
            try:
                self.flow.gate.must_be_allowed(line.call, decision)
            except OthersRequired as error:
                stays[number] = error
                continue
            if decision.kind != "edit" and not decision.spend():
                raise Declined(f"{line.call.tool}: this decision was already used. Nothing was sent.")
            if decision.kind != "edit":
                said = LineAnswer(decision.kind == "approve", decision.message, seen=line.seen)
                answers.setdefault(decision.by, {})[line.request_id] = said
        for by, said_by in answers.items():
            self._record(batch, by, said_by)
        for number, decision in decisions.items():
            if number not in stays and decision.kind == "approve":
                try:
                    self.flow.gate.must_be_enough(batch.line(number).call)
                except OthersRequired as error:
                    stays[number] = error
        return stays

    def _must_be_asked(self, batch: Batch, decisions: LineDecisions) -> None:
        """Raise where an answer is to no line, or a line is not the call that its question is about."""
        for number, decision in decisions.items():
            line = batch.line(number)
            must_be_about(decision, line.call)
            if not line.asks:
                raise UsageError(f"Line {number} of the batch is not asked about, so it takes no answer.")
            fingerprints = {it.id: it.fingerprint for it in self.flow.gate.asked(line.call)}
            if fingerprints.get(line.request_id) != self.flow.fresh(line.call).fingerprint:
                raise Declined(
                    f"{line.call.tool}: line {number} is not the call that was asked about. Nothing was sent.",
                    fingerprint=line.call.fingerprint,
                )

    def _record(self, batch: Batch, by: str, answers: dict[str, LineAnswer]) -> None:
        gate = self.flow.gate
        made = gate.store.answer_batch(answers, by=by)
        recorded = {it.id: it for it in made.recorded}
        approved_before = {it.id for it in made.late if it.state == "approved"}
        for line in batch.asks:
            said = answers.get(line.request_id)
            if said is None or said.approved or line.request_id not in recorded.keys() | approved_before:
                continue
            if line.request_id in approved_before:  # a denial ends an approval, too
                gate.store.deny(gate.key, line.call, by=by, message=said.message)
            gate.audit.note("answered", line.call, by=by, outcome="deny")
            gate.measure_answer(line.call, recorded.get(line.request_id), "deny")

    # all of it

    def run(self, calls: Sequence[tuple[int, Call]], asks: Callable[[Call], bool], *, dry: bool) -> Script[BatchResult]:
        """Ask the approver about the lines where `asks` says so, and send; a line that changed meanwhile, again.

        `dry`: nothing will be sent, so nothing is asked.
        """
        if dry:
            return (yield from self.executed(Batch("", "", tuple(Line(*it) for it in calls)), {}))
        results: dict[int, LineResult] = {}
        for left in reversed(range(MOST_ASKED)):
            batch = yield from self.question(calls)
            said = yield from self._said(batch, asks)
            made = yield from self.executed(batch, said)
            results |= {line.number: line for line in made.lines}
            again = [line for line in made.lines if line.question and isinstance(line.error, ContentChanged)]
            if not again or not left or any(line.state in ("failed", "unknown") for line in made.lines):
                break
            calls = [(line.number, line.call) for line in again]
        return BatchResult(tuple(results[number] for number in sorted(results)))

    def _said(self, batch: Batch, asks: Callable[[Call], bool]) -> Script[LineDecisions]:
        gate = self.flow.gate
        open_lines = tuple(line for line in batch.asks if not gate.settled(line.call) and asks(line.call))
        if not open_lines:
            return {}
        shown = dataclasses.replace(batch, lines=open_lines) if len(open_lines) < len(batch.asks) else batch
        try:
            said: LineDecisions = yield AskBatch(shown, min(gate.seconds_left(it.call) for it in open_lines))
        except (ApprovalRequired, Declined) as error:
            for line in open_lines:
                gate.give_up(line.call, error)
            raise
        return said


@contextlib.contextmanager
def _unsent() -> Iterator[None]:
    """What a store that is gone says here, before any line has left."""
    try:
        yield
    except StoreUnavailable as error:
        raise StoreUnavailable(f"{error} Nothing was sent.", reason=error.reason) from error


def must_be_readable(calls: Sequence[tuple[int, Call]]) -> None:
    """Raise InvalidArguments for more calls than a person can read, or for none."""
    if not calls:
        raise InvalidArguments("The batch has no calls.")
    if len(calls) > MOST_LINES:
        raise InvalidArguments(f"The batch has {len(calls)} calls; at most {MOST_LINES} are asked about at once.")


def _as_open(call: Call, now: float) -> WriteRecord:
    """How an earlier line of the batch counts while a later one is looked at."""
    outreach = not call.risk.stays_inside
    return WriteRecord(0, call.endpoint, call.fingerprint, call.risk.effect, outreach, (), OPEN, "", now)


def _irreversible(line: Line) -> bool:
    """Whether it is sent among the last: no call takes it back."""
    return not line.call.risk.reversible or not line.call.risk.stays_inside
