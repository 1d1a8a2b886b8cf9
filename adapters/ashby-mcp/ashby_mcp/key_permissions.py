"""What the keys of accounts may do, as Ashby last said: asked at the start, every hour, and after a refusal."""

from __future__ import annotations

import dataclasses
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterable

import anyio

from ashby_agent_tools import KeyInfo, Toolset
from ashby_agent_tools.errors import PermissionMissing, ToolError, UsageError

__all__ = ["ACCOUNT", "AccountKeys"]

ACCOUNT = ""
"""The account of a server that has one."""

_log = logging.getLogger("ashby_mcp")
EVERY = 3600.0
PAUSE = 60.0
PATIENCE = 5.0
_MOST_MADE = 100  # toolsets of one account that are kept narrowed, with all that they have worked out


@dataclasses.dataclass
class _State:
    """What is known of one account's key."""

    info: KeyInfo | None = None
    looking: bool = False
    looked: float = float("-inf")
    due: float = float("-inf")
    said: str = ""
    made: dict[int, tuple[Toolset, Toolset]] = dataclasses.field(default_factory=dict)
    answered: anyio.Event = dataclasses.field(default_factory=anyio.Event)


class AccountKeys:
    """Narrows tools to what the key of their account may do, and learns of it when that becomes another.

    `ask`: how apiKey.info is asked for an account. `say`: takes a line for whoever runs the server. `accounts`: those
    that are asked about at the start; others are when somebody wants their tools. `offered`: the tools that the lines
    are about, if they are the same for all. `every`: seconds between two looks; a refusal for want
    of a permission asks at once, though at most every `pause` seconds, and where Ashby could not be asked it is asked
    again after `pause`. `patience`: how long somebody who wants a list waits for the first answer.

    No tool is taken away before Ashby has answered: not while it cannot be reached, not by a wrong key, and not for a
    key that may not ask about itself (apiKeysRead).
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[KeyInfo]],
        *,
        say: Callable[[str], object] = _log.warning,
        accounts: Iterable[str] = (),
        offered: Toolset | None = None,
        every: float = EVERY,
        pause: float = PAUSE,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._say, self._offered = ask, say, offered
        self._every, self._pause, self._patience, self._clock = every, pause, patience, clock
        self._states = {account: _State() for account in accounts}
        self._woken, self._watching = anyio.Event(), anyio.Lock()

    def narrowed(self, account: str, toolset: Toolset) -> Toolset:
        """Those of the tools that the account's key may use, as far as that is known."""
        state = self._states.get(account)
        if state is None or state.info is None or state.info.scopes is None:
            return toolset
        made = state.made.get(id(toolset))
        if made is None or made[0] is not toolset:
            made = toolset, toolset.allowed_by(state.info)
            if len(state.made) >= _MOST_MADE:
                state.made = {}  # threads do this at the same time: nothing is taken out of a dict that others read
            state.made[id(toolset)] = made
        return made[1]

    async def known(self, account: str) -> None:
        """Wait for Ashby's first answer about this account, or a little while."""
        state = self._met(account)
        with anyio.move_on_after(self._patience):
            await state.answered.wait()

    def suspect(self, account: str) -> None:
        """A call was refused for want of a permission: the key may be another one than was thought."""
        state = self._met(account)
        state.due = min(state.due, state.looked + self._pause)
        self._woken.set()

    async def watch(self, changed: Callable[[str], Awaitable[None]]) -> None:
        """Ask, for as long as the server runs, and call `changed` for an account whose key may do other things now.

        Of several that watch, as one does for each connection, one is at work and the next takes over from it.
        """
        async with self._watching, anyio.create_task_group() as looks:
            while True:
                self._woken = anyio.Event()
                for account, state in self._states.items():
                    if not state.looking and self._clock() >= state.due:
                        state.looking = True
                        looks.start_soon(self._look, account, state, changed)
                with anyio.move_on_after(self._until_due()):
                    await self._woken.wait()

    def _met(self, account: str) -> _State:
        if account not in self._states:
            self._states[account] = _State()
            self._woken.set()
        return self._states[account]

    def _until_due(self) -> float:
        """Seconds; for ever where all are being asked, or none is known: whoever changes that wakes the loop."""
        due = min((state.due for state in self._states.values() if not state.looking), default=math.inf)
        return max(0.0, due - self._clock())

    async def _look(self, account: str, state: _State, changed: Callable[[str], Awaitable[None]]) -> None:
        before, state.looked = state.info, self._clock()
        info = await self._answer(account, state)
        if info is not None and info != before:
            state.info, state.made = info, {}
        state.due = self._clock() + (self._pause if info is None else self._every)
        state.looking = False
        state.answered.set()
        self._woken.set()
        if info is not None and info.scopes != (before.scopes if before else None):
            await changed(account)

    async def _answer(self, account: str, state: _State) -> KeyInfo | None:
        """Ashby's answer; None where there is none, which is said, and once only."""
        async with anyio.create_task_group() as waiting:
            waiting.start_soon(self._grow_impatient, account, state)
            try:
                info = await self._ask(account)
                said = _left_out(info, self._offered)
            except PermissionMissing as error:
                info, said = None, f"The server runs, but no call will succeed. {error}"
            except (ToolError, UsageError) as error:
                info, said = None, f"The server runs, but Ashby cannot be used now. {error}"
            except Exception as error:  # noqa: BLE001  (a vault's own, say: it must not end the server of all accounts)
                info, said = None, f"The server runs, but its key cannot be asked about now ({type(error).__name__})."
                _log.debug("The key of %s cannot be asked about.", account or "the server", exc_info=error)
            waiting.cancel_scope.cancel()
        self._tell(account, state, said)
        return info

    async def _grow_impatient(self, account: str, state: _State) -> None:
        await anyio.sleep(self._patience)
        state.answered.set()  # nobody waits any longer
        self._tell(
            account, state, f"Ashby has not answered for {self._patience:.0f} s. The server runs; calls will be slow."
        )

    def _tell(self, account: str, state: _State, said: str) -> None:
        if said and said != state.said:
            self._say(f"{account}: {said}" if account else said)
        state.said = said


def _left_out(key: KeyInfo, offered: Toolset | None) -> str:
    """What is not listed and why, in a line; empty where nothing is missing, or nobody knows what was wanted."""
    if key.scopes is None:
        return f"{key.advice(Toolset.of())} All tools are listed."
    missing = {} if offered is None else key.lacking(offered)
    if not missing:
        return ""
    names = {name for of in missing.values() for name in of}
    return (
        f"{len(names)} tools are not listed, because the key {key.title or 'in use'} lacks {', '.join(missing)}. "
        "`ashby-mcp doctor` says which permission brings which tools."
    )
