"""What AdapterContract needs of an adapter: a driver that calls tools and answers questions through the framework."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from ashby_agent_tools.approval.approvers import Approver
from ashby_agent_tools.approval.notices import Notifier
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.call import Decision
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store.protocol import Store
from ashby_agent_tools.store.sql import MemoryStore
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["AdapterDriver", "AdapterSetting", "Outcome", "Pending", "ShownTool"]

Arguments = Mapping[str, Json]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AdapterSetting:
    """What an adapter is made with in one test. `key`: an API key of the simulator, by default the one with all scopes.

    `store` counts short ids from 100, so that the same calls give the same text in every run.
    """

    simulator: Simulator
    toolset: Toolset
    key: str | None = None
    approver: Approver | None = None
    notify: Notifier | None = None
    rules: ApproverRules | None = None
    asked_by: str | None = None
    dry_run: bool = False
    store: Store = dataclasses.field(default_factory=lambda: MemoryStore(first_short_id=100))

    def client(self) -> Client:
        """A client of the simulator, in-process."""
        return self.simulator.client(self.key)

    def async_client(self) -> AsyncClient:
        """An async client of the simulator, in-process."""
        return self.simulator.async_client(self.key)


@dataclasses.dataclass(frozen=True, slots=True)
class ShownTool:
    """A tool as the framework shows it to a model. `hints`: None where the framework has no place for them."""

    name: str
    description: str
    parameters: JsonObject
    hints: Mapping[str, Json] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits for a person. `token`: whatever the driver needs to answer it."""

    question: str
    token: object = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call: `text` that the model reads, or a question that waits.

    Both are empty for a call whose text a framework shows only when all calls of the same message are settled.
    """

    text: str = ""
    pending: Pending | None = None


class AdapterDriver(abc.ABC):
    """Drives one adapter in its framework's own way, with a scripted model where the framework wants a model.

    A conversation is named by a string; all conversations of one driver share the setting's store. Every hook is
    a coroutine; with `sync` it goes through the framework's synchronous door (in a thread, if that door refuses to
    run inside an event loop). All hooks of a test run in one task, so async context managers may stay open.
    """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what the driver opened."""
        return

    @abc.abstractmethod
    async def tools(self) -> list[ShownTool]:
        """The tools a model is shown."""

    @abc.abstractmethod
    async def instructions(self) -> str:
        """What the adapter offers for a system prompt."""

    @abc.abstractmethod
    async def calls(
        self, calls: Sequence[tuple[str, Arguments]], *, conversation: str = "one", sync: bool = False
    ) -> list[Outcome]:
        """The model makes these calls in one message, each (tool, arguments); one outcome per call, in order."""

    @abc.abstractmethod
    async def answer(self, answers: Sequence[tuple[Pending, Decision]], *, sync: bool = False) -> list[Outcome]:
        """A person answers every open question of one message; one outcome per call of that message, in order."""

    @abc.abstractmethod
    async def approve_other(self, pending: Pending, arguments: Arguments, *, sync: bool = False) -> Outcome:
        """An approval arrives for `pending`, but the call that comes back with it has these arguments instead.

        Change what a framework keeps while the question waits: the saved state, the stored turn, the repeated
        request. Where the adapter raises, the outcome is the error's text.
        """

    async def call(self, name: str, arguments: Arguments, *, conversation: str = "one", sync: bool = False) -> Outcome:
        """One call alone in its message."""
        (outcome,) = await self.calls([(name, arguments)], conversation=conversation, sync=sync)
        return outcome

    async def settle(self, outcome: Outcome, decision: Decision, *, sync: bool = False) -> Outcome:
        """Answer the question of a call that was alone in its message."""
        assert outcome.pending is not None, f"nothing was asked; the model read: {outcome.text}"
        (settled,) = await self.answer([(outcome.pending, decision)], sync=sync)
        return settled
