"""Wrong objects in the place of a toolset, client, store or approver fail at once, with what to write instead."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from llama_index.tools.ashby import AshbyToolSpec

from ashby_agent_tools import AsyncClient, Client, Conversations, Operation, Session, Toolset
from ashby_agent_tools.errors import UsageError
from ashby_openai import AshbyTools
from langchain_ashby import AshbyToolkit

KEY = "invented-key-of-nobody"
TOOLS = Toolset.preset("recruiter")


class NoSpec(Operation):
    """An operation that forgot its spec."""


class SpecOfWords(Operation):
    """An operation whose spec is a text."""

    spec = "candidate.list"


WRONG = {
    "the name of a preset": (("recruiter",), {}, r"Toolset.preset\('recruiter'\)"),
    "no toolset": ((None,), {}, r"Toolset.preset"),
    "a list of names": ((["candidate.list"],), {}, r"Toolset.of"),
    "an async client by position": ((TOOLS, AsyncClient(KEY)), {}, r"async_client=AsyncClient\("),
    "a client as the async one": ((TOOLS,), {"async_client": Client(KEY)}, r"client=Client\("),
    "a key as a client": ((TOOLS, KEY), {}, r"client=Client\(api_key\)"),
    "a key as the async client": ((TOOLS,), {"async_client": KEY}, r"async_client=AsyncClient\(api_key\)"),
    "a path as a store": ((TOOLS, Client(KEY)), {"store": "x.db"}, r"SqliteStore\('x.db'\)"),
    "a Path as a store": ((TOOLS, Client(KEY)), {"store": Path("y.db")}, r"SqliteStore\('y.db'\)"),
    "a dict as a store": ((TOOLS, Client(KEY)), {"store": {}}, r"MemoryStore\(\)"),
    "a word as an approver": ((TOOLS, Client(KEY)), {"approver": "yes"}, r"approver .* Decision"),
    "a truth as an approver": ((TOOLS, Client(KEY)), {"approver": True}, r"approver .* Decision"),
    "a number as caps": ((TOOLS, Client(KEY)), {"caps": 5}, r"Caps\("),
    "a dict as caps": ((TOOLS, Client(KEY)), {"caps": {"writes": 5}}, r"Caps\("),
}


@pytest.mark.parametrize("made", [Session, Conversations])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_object_is_a_usage_error_at_once(made, case):
    given, named, words = WRONG[case]
    with pytest.raises(UsageError, match=words) as failed:
        made(*given, **named)
    assert KEY not in str(failed.value)


@pytest.mark.parametrize("adapter", [AshbyToolkit, AshbyToolSpec, AshbyTools])
def test_adapters_take_the_name_of_a_preset(adapter, simulator):
    made = functools.partial(adapter, client=simulator.client())
    names = {
        AshbyToolkit: lambda it: [tool.name for tool in it.get_tools()],
        AshbyToolSpec: lambda it: [tool.metadata.name for tool in it.to_tool_list()],
        AshbyTools: lambda it: [tool.name for tool in it.offered],
    }[adapter]
    assert names(made("scheduling")) == names(made(Toolset.preset("scheduling"))) != names(made())
    with pytest.raises(UsageError, match="recruiter"):
        made("recruter")
    with pytest.raises(UsageError, match="Toolset"):
        made(["candidate.list"])


@pytest.mark.parametrize("wrong", [NoSpec, SpecOfWords, int, Operation])
def test_a_class_that_is_no_operation_is_a_usage_error(wrong):
    for select in (Toolset.of, TOOLS.only, TOOLS.without):
        with pytest.raises(UsageError, match=f"{wrong.__name__} is no operation"):
            select(wrong)
