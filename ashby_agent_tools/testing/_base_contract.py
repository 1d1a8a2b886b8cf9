"""What both halves of the contract stand on: a fresh simulator, a driver, a scenario run in an event loop."""

from __future__ import annotations

import abc
import asyncio
import dataclasses
from collections.abc import Callable, Coroutine, Sequence
from typing import ClassVar, Literal

import pytest

from ashby_agent_tools.approval.approvers import Approver
from ashby_agent_tools.approval.notices import Notifier
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.store.protocol import Store
from ashby_agent_tools.testing._company import Company
from ashby_agent_tools.testing.driver import AdapterDriver, AdapterSetting
from ashby_agent_tools.toolset.toolset import Toolset

MOVE, NOTE, INFO = "ashby_application_change_stage", "ashby_candidate_create_note", "ashby_candidate_info"
MAIL, ENROLL, LIST = "ashby_candidate_add_email_message", "ashby_sequence_add", "ashby_candidate_list"
SOURCE, APPLICATIONS, TAGS = "ashby_application_change_source", "ashby_application_list", "ashby_candidate_tag_list"
TOOLSET = Toolset.of(MOVE, NOTE, INFO, MAIL, ENROLL, LIST, SOURCE, APPLICATIONS, TAGS)

Scenario = Callable[[AdapterDriver, Company], Coroutine[None, None, None]]


class BaseContract(abc.ABC):
    """What both halves of the contract stand on."""

    doors: ClassVar[tuple[Literal["async", "sync"], ...]] = ("async", "sync")
    shows_hints: ClassVar[bool] = True
    edits: ClassVar[bool] = True
    asks_together: ClassVar[bool] = True

    @abc.abstractmethod
    def make(self, setting: AdapterSetting) -> AdapterDriver:
        """A driver of the adapter; it is entered and left as an async context manager."""

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Run each test through each door."""
        if "sync" in metafunc.fixturenames:
            metafunc.parametrize("sync", [door == "sync" for door in cls.doors], ids=list(cls.doors))

    def play(
        self,
        scenario: Scenario,
        *,
        toolset: Toolset = TOOLSET,
        approver: Approver | None = None,
        notify: Notifier | None = None,
        scopes: Sequence[str] | None = None,
        store: Store | None = None,
        rules: ApproverRules | None = None,
        dry_run: bool = False,
    ) -> None:
        """Run a scenario against a fresh simulator, in its own event loop."""
        simulator = Simulator(seed=7)
        key = None if scopes is None else simulator.add_key(scopes=scopes)
        company = Company.of(simulator)

        async def inside() -> None:
            setting = AdapterSetting(
                simulator=simulator, toolset=toolset, key=key, approver=approver, notify=notify, rules=rules,
                dry_run=dry_run,
            )  # fmt: skip
            if store is not None:
                setting = dataclasses.replace(setting, store=store)
            async with self.make(setting) as driver:
                await scenario(driver, company)

        asyncio.run(inside())

    def needs_edits(self) -> None:
        """Skip where the framework has no way to answer with changed arguments."""
        if not self.edits:
            pytest.skip("in this framework a person can say yes or no, and not change the arguments")
