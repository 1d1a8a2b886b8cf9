"""ReadyReads: reads that need no thread, because nothing in them can make the event loop wait.

A thread is for what waits: a disk, a server, a lock. What only computes keeps the interpreter's lock for 5 ms before
another thread gets its turn (`sys.setswitchinterval`), so the loop waits for it, wherever it is done; to hand it over
and back costs some 100 microseconds beside. So what surely takes less than that is done in the loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast

from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.call_result import Result, with_text
from ashby_agent_tools.operations.arguments import named
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.scripts import adrive
from ashby_agent_tools.toolset.policy import at_once
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.audit import Audit
    from ashby_agent_tools.approval.flow import Script, Step
    from ashby_agent_tools.store.protocol import ConversationKey, Store

__all__ = ["ReadyReads"]

T = TypeVar("T")
_LONGEST = 2_000  # characters of arguments that are checked in no time
_LITTLE = 4_000  # characters of an answer, about: its text is made in 1 to 2 milliseconds
_VALUE = 10  # characters that a value counts for, beside its own

# What is loaded is loaded for the process, so it is known for all sessions.
_met: dict[str, str] = {}
"""The names by which reads were prepared, and their endpoints."""
_shown: set[tuple[str, str]] = set()
"""The endpoints of whose answers texts were made, and the encodings in which these were counted."""


class _StoreNeeded(Exception):
    """A store has to be asked, for what a short id stands for."""


class _NoStore:
    """Stands where the store would: preparing is pure, so it is tried without, and done again where that fails."""

    def __getattr__(self, _: str) -> NoReturn:
        raise _StoreNeeded


class ReadyReads:
    """Prepares and shows, in the event loop, calls of reads that were met in this process: all they need is loaded.

    Not where a policy, an operation or a tokenizer of the application's own may take its time, where the audit goes to
    a file, or where the client is limited to `rows`. Answers are shown there if they are small, and what the session
    remembers is in memory.
    """

    def __init__(self, toolset: Toolset, store: Store, key: ConversationKey, audit: Audit, *, rows: bool) -> None:
        self._toolset, self._store, self._key, self._audit = toolset, store, key, audit
        self._possible = audit.path is None and not rows and not toolset.custom and at_once(toolset.policy)
        tokenizer = toolset.budget.tokenizer
        self._encoding = None if callable(tokenizer) else tokenizer

    def met(self, name: str, call: Call) -> None:
        """A call by this name was prepared in a thread."""
        spec = call.operation.spec
        if self.leaves_at_once(call) and name in (spec.tool, spec.endpoint, *spec.aliases):  # no more than there are
            _met[name] = spec.endpoint

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
        if isinstance(name, Call) or not self._possible:
            return None
        tool, given = named(name, arguments)
        called: object = tool  # a model may name a tool by a list
        known = _met.get(called) if isinstance(called, str) else None
        if known not in self._toolset.endpoints or not _is_short(given):
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

    async def left(self, leaving: Script[T], do: Callable[[Step], Awaitable[object]]) -> T:
        """What comes of a read that leaves at once; its text is made by then, or in no time when it is asked for."""
        return await adrive(leaving, do, self.with_text, begins_here=True, goes_on_here=self._is_shown_at_once)

    def with_text(self, made: T) -> T:
        """The same, a result with its text made; what other texts of its tool need is loaded by then."""
        shown: object = with_text(made)
        if isinstance(shown, Result) and self._encoding is not None:
            _shown.add((shown.call.endpoint, self._encoding))
        return made

    def _is_shown_at_once(self, made: object) -> bool:
        """Whether keeping an answer and making its text takes a moment: other answers are for a thread."""
        if not isinstance(made, Result) or (made.call.endpoint, self._encoding) not in _shown:
            return False
        return getattr(self._store, "at_once", False) and _is_small(made.data)


def _is_short(arguments: object) -> bool:
    """Whether arguments are checked in no time; what Python does not even write down is not short."""
    try:
        return len(str(arguments)) <= _LONGEST
    except (ValueError, RecursionError):  # an integer of thousands of digits, thousands of levels
        return False


def _is_small(data: Json) -> bool:
    """Whether an answer has little in it, and no HTML, whose parser is slow, and slow to load."""
    left, nodes = _LITTLE, [data]
    while nodes and left > 0:
        node = nodes.pop()
        left -= _VALUE
        if isinstance(node, str):
            left -= len(node)
            if "<" in node:
                return False
        elif isinstance(node, dict):
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
    return left > 0
