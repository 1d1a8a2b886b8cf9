"""ReadyReads: reads that are prepared in the event loop, because nothing that they need can make it wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn, cast

from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.operations.arguments import named
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.toolset.policy import at_once
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.audit import Audit
    from ashby_agent_tools.store.protocol import ConversationKey, Store

__all__ = ["ReadyReads"]

_LONGEST = 2_000  # characters of arguments that are checked in no time


class _StoreNeeded(Exception):
    """A store has to be asked, for what a short id stands for."""


class _NoStore:
    """Stands where the store would: preparing is pure, so it is tried without, and done again where that fails."""

    def __getattr__(self, _: str) -> NoReturn:
        raise _StoreNeeded


class ReadyReads:
    """Prepares calls of the reads that a session has met: all that they need is loaded.

    Not where a policy or an operation of the application's own may take its time, where the audit goes to a file, or
    where the client is limited to `rows`.
    """

    def __init__(self, toolset: Toolset, key: ConversationKey, audit: Audit, *, rows: bool) -> None:
        self._toolset, self._key, self._audit = toolset, key, audit
        self._possible = audit.path is None and not rows and not toolset.custom and at_once(toolset.policy)
        self._names: set[str] = set()

    def met(self, name: str, call: Call) -> None:
        """A call by this name was prepared in a thread."""
        if self.leaves_at_once(call) and name in (call.tool, call.endpoint):
            self._names.add(name)

    def leaves_at_once(self, call: Call) -> bool:
        """Whether the gate lets it out without asking the store: it reads from Ashby, and nobody has to be asked."""
        free = call.verdict is Verdict.RUN and call.risk.effect is Effect.READ and call.risk.stays_inside
        return self._possible and free and call.operation.spec.served_by == "ashby"

    def prepared(
        self,
        name: str | Operation | Call,
        arguments: Mapping[str, Json] | str | None,
        call_id: str | None = None,
    ) -> Call | None:
        """The call, ready to leave; None for one that has to be prepared in a thread. Raises InvalidArguments."""
        if isinstance(name, Call) or not self._names:
            return None
        tool, given = named(name, arguments)
        if tool not in self._names or len(str(given)) > _LONGEST:
            return None
        from ashby_agent_tools.conversation.short_ids import prepared  # noqa: PLC0415  (loaded by now)

        store = cast("Store", _NoStore())
        try:
            call = prepared(store, self._key, self._toolset, tool, given, base_url=self._key.base_url, call_id=call_id)
        except _StoreNeeded:
            return None
        if not self.leaves_at_once(call):
            return None
        self._audit.note("prepared", call)
        return call
