"""LangChain's own standard tests of tools, run against the simulator."""

from __future__ import annotations

import pytest
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from langchain_ashby import AshbyToolkit

SIMULATOR = Simulator()


def tool_named(name):
    toolkit = AshbyToolkit(preset="operations", client=SIMULATOR.client(), async_client=SIMULATOR.async_client())
    return next(tool for tool in toolkit.get_tools() if tool.name == name)


def candidate():
    with SIMULATOR.client() as client:
        return next(client.records(op.CandidateList()))["id"]


class OfSearch:
    """A read."""

    @property
    def tool_constructor(self):
        return tool_named("ashby_job_search")

    @property
    def tool_invoke_params_example(self):
        return {"title": "Staff Engineer"}


class OfNote:
    """A write that needs no yes."""

    @property
    def tool_constructor(self):
        return tool_named("ashby_candidate_create_note")

    @property
    def tool_invoke_params_example(self):
        return {"candidateId": candidate(), "note": "Called, no answer."}


class TestSearchUnit(OfSearch, ToolsUnitTests):
    """Unit tests of a read."""


class TestSearchIntegration(OfSearch, ToolsIntegrationTests):
    """Calls of a read."""


class TestNoteUnit(OfNote, ToolsUnitTests):
    """Unit tests of a write."""


class TestNoteIntegration(OfNote, ToolsIntegrationTests):
    """Calls of a write, each on a fresh simulator."""

    @pytest.fixture(autouse=True)
    def _fresh(self, monkeypatch):
        monkeypatch.setitem(globals(), "SIMULATOR", Simulator())
