"""SessionResults: a session's doors to what came of its calls: undo a write, find out whether it landed, read on."""

from __future__ import annotations

import abc
import contextlib
import dataclasses
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.flow import Script, Step
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Reconciled, Result
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.errors import Declined, StoreUnavailable, ToolError
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.index import UNDO
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.audit import Audit
    from ashby_agent_tools.approval.gate import Gate
    from ashby_agent_tools.conversation.stored_results import ResultStore
    from ashby_agent_tools.store.protocol import ConversationKey, Store

__all__ = ["SessionResults", "with_undo"]


class SessionResults(abc.ABC):
    """What a session does with what came of its calls."""

    toolset: Toolset
    _audit: Audit
    _gate: Gate
    _key: ConversationKey
    _outward: Outward
    _results: ResultStore
    _store: Store

    # undo

    def undo(self, ref: str, *more: str) -> Result:
        """Undo a write of this conversation by the reference that its result names (`Result.undo`), as `run` does.

        Of a task it undoes all writes; of several references the newest first. It is a call like any other: the policy
        judges the inverse, the approver is asked, and is told what stays. Raises UnknownShortId for what is not in the
        journal, and Declined where the record was changed since, where it was undone already, or has no way back.
        """
        return self.run(self._undo_call((ref, *more)))

    async def aundo(self, ref: str, *more: str) -> Result:
        """As undo, awaited."""
        return await self.arun(await in_thread(partial(self._undo_call, (ref, *more))))

    def undo_call(self, ref: str, *more: str) -> Call:
        """The prepared call of `undo`, for who asks in their own way: `question` and `execute` take it."""
        return self._undo_call((ref, *more))

    def _undo_call(self, refs: tuple[str, ...]) -> Call:
        call = self._prepare(UNDO, {"ref": list(refs)}, None, toolset=with_undo(self.toolset))
        self._audit.note("prepared", call)
        return call

    # after an unknown outcome

    def reconcile(self, call: Call) -> Reconciled:
        """Read whether a write landed whose outcome is unknown, and settle its record: for after `OutcomeUnknown`.

        Gives `landed`, `not landed` or `cannot be told`, with the evidence. A write that landed is not sent again; one
        that did not may be made again, through the gate, and is asked about again. What cannot be told stays unknown.
        Raises UsageError for a call that this conversation did not send, and what its reads raise.
        """
        with self._hiding():
            return drive(self._reconciling(call), self._do)

    async def areconcile(self, call: Call) -> Reconciled:
        """As reconcile, awaited."""
        if self._outward.async_client is None:
            return await in_thread(self.reconcile, call)
        with self._hiding():
            return await adrive(self._reconciling(call), self._ado)

    def _reconciling(self, call: Call) -> Script[Reconciled]:
        from ashby_agent_tools.conversation.reconcile import reconciling  # noqa: PLC0415  (loaded when needed)

        return (yield from reconciling(call, self._gate, self._outward))

    # results

    def data(self, ref: str) -> Json:
        """The whole of a result this conversation keeps, as Ashby sent it: for the application, not for a model.

        `(not shown)` stands for secrets, which no store keeps. Raises UnknownShortId when the reference is another
        conversation's, or older than results are kept.
        """
        return self._results.data(ref)

    def remember(self, name: str, made: Result | ToolError) -> None:
        """Keep what a call came to under a name of the framework's, for a framework that runs its tasks again."""
        ref, refusal = (made.ref, "") if isinstance(made, Result) else (None, str(made))
        if ref or refusal:
            with contextlib.suppress(StoreUnavailable):  # what came of the call is told all the same
                self._store.save_outcome(self._key, name, ref, refusal)

    def remembered(self, name: str, call: Call | None = None) -> Result | None:
        """What the call of this name gave, so that it is neither made nor asked about twice; None where it was not.

        `call`: the call that came again, which the secrets are taken from that no store keeps. Raises Declined if it
        was refused, and where its result is no longer kept.
        """
        made = self._store.load_outcome(self._key, name)
        if made is None:
            return None
        ref, refusal = made
        if ref is None:
            raise Declined(refusal)
        return self._results.again(ref, lambda tool, arguments: self._prepare(tool, arguments, None), call)

    # what the session has

    @abc.abstractmethod
    def run(self, name: Call) -> Result:
        """Ask the approver if need be, and execute."""

    @abc.abstractmethod
    async def arun(self, name: Call) -> Result:
        """As run, awaited."""

    @abc.abstractmethod
    def _prepare(
        self, name: str, arguments: Mapping[str, Json] | str, call_id: str | None, *, toolset: Toolset | None = None
    ) -> Call: ...

    @abc.abstractmethod
    def _hiding(self) -> AbstractContextManager[None]: ...

    @abc.abstractmethod
    def _do(self, step: Step) -> object: ...

    @abc.abstractmethod
    async def _ado(self, step: Step) -> object: ...


def with_undo(toolset: Toolset) -> Toolset:
    """The toolset in which an application undoes: it need not offer that to a model."""
    return toolset if UNDO in toolset.endpoints else dataclasses.replace(toolset, endpoints=(*toolset.endpoints, UNDO))
