"""Answers in the style of redacted live ones through clients and a conversation: nothing raises or is invented."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import official
import pytest
from official_answers import answer_schema
from plain_doors import DOORS
from redacted_answers import NOBODYS, answers

from ashby_agent_tools import AsyncClient, Budget, Client, MemoryStore, Session, Toolset
from ashby_agent_tools.operations import catalogue

ANSWERS = answers()
BASE = "http://127.0.0.1:1"
TOOLS = Toolset.all().showing("eeo")
BUDGETS = (Budget(800), Budget(16_000, detail="full"))
OURS = {"per", "true", "false", "none"}  # words of ours between values
WORD = re.compile(r"[^\W_]{2,}")
SHORT = re.compile(r"\b[a-z]+_\d+\b")
ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")  # texts give times in UTC, to the minute
MINUTE = re.compile(r"(?<=\d:\d\d)Z")
CUT = re.compile(r"…\+\d+( more)?")


def transport(endpoint: str) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(200, json=ANSWERS[endpoint][1]))


def values(shown: Any) -> Iterator[str]:
    """The values in a text, without the names of columns."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            if key not in ("about", "columns"):
                yield from values(value)
    elif isinstance(shown, list):
        for item in shown:
            yield from values(item)
    elif shown is not None:
        yield str(shown)


def invented(text: str, endpoint: str) -> list[str]:
    """Words of values that stand nowhere in the answer; short ids of ids and marks of what was cut are no values."""
    answer = json.dumps(ANSWERS[endpoint][1], ensure_ascii=False)
    in_utc = [datetime.fromisoformat(time).astimezone(UTC).isoformat() for time in ZONED.findall(answer)]
    answer = " ".join((answer, *in_utc)).casefold()
    found = []
    for value in values(json.loads(text)):
        bare = MINUTE.sub("", CUT.sub("", SHORT.sub("", value))).casefold()
        found += [word for word in WORD.findall(bare) if word not in answer and word not in OURS]
    return found


def test_there_are_25_endpoints() -> None:
    assert len(ANSWERS) >= 25


def unlike(schemas: list[dict[str, Any]], value: Any, path: str = "") -> Iterator[str]:
    """Where an answer has a key, a list or an object that the official document does not have there."""
    inside = [part for schema in schemas for part in branches(schema)]
    types = {name for part in inside for name in official.types_of(part)}
    if isinstance(value, dict):
        if types and "object" not in types:
            yield f"{path}: an object"
        for key in value.keys() - NOBODYS:
            below = [part["properties"][key] for part in inside if key in part.get("properties", {})]
            if below:
                yield from unlike(below, value[key], f"{path}.{key}")
            elif not any(part.get("type") == "object" and "properties" not in part for part in inside):
                yield f"{path}.{key}: unknown"
    elif isinstance(value, list):
        if types and "array" not in types:
            yield f"{path}: a list"
        for item in value:
            yield from unlike([part["items"] for part in inside if "items" in part], item, f"{path}[]")
    elif value is not None and types and types <= {"object", "array"}:
        yield f"{path}: {value!r}"


def branches(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema and all that it may be instead."""
    return [schema, *(part for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ())) for part in branches(one))]


@pytest.mark.parametrize("endpoint", list(ANSWERS))
def test_the_answers_have_the_official_shape(endpoint: str) -> None:
    answer, schema = ANSWERS[endpoint][1], answer_schema(endpoint)
    if schema is not None:
        assert not list(unlike([schema], answer))
        return
    (words,) = [row["answer"] for row in official.facts("newer") if row["endpoint"] == endpoint]
    assert keys(answer["results"]) - NOBODYS <= set(words)


def keys(value: Any) -> set[str]:
    """All keys in a value, but for what stands under a key that nobody documents."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(keys(item) for key, item in value.items() if key not in NOBODYS))


@pytest.mark.parametrize("endpoint", list(ANSWERS))
def test_each_client_gives_the_answer_as_it_came(endpoint: str) -> None:
    arguments, answer = ANSWERS[endpoint]
    operation = catalogue()[endpoint].model_validate(arguments)
    with Client("k", base_url=BASE, transport=transport(endpoint)) as client:
        result = client.execute(operation)
    assert result.data == answer["results"]
    assert not invented(result.text, endpoint)

    async def inside() -> Any:
        async with AsyncClient("k", base_url=BASE, transport=transport(endpoint)) as client:
            return await client.execute(operation)

    assert asyncio.run(inside()).data == answer["results"]


@pytest.mark.parametrize("budget", BUDGETS, ids=["small", "large"])
@pytest.mark.parametrize("endpoint", list(ANSWERS))
@pytest.mark.exhaustive(6)
def test_a_conversation_invents_nothing_and_reads_every_column_on(endpoint: str, budget: Budget) -> None:
    arguments, answer = ANSWERS[endpoint]
    tool = next(tool.name for tool in TOOLS if tool.operation.spec.endpoint == endpoint)
    with Client("k", base_url=BASE, transport=transport(endpoint)) as client:
        session = Session(TOOLS.with_budget(budget), client, store=MemoryStore())
        result = session.run(tool, arguments)
        records = answer["results"] if isinstance(answer["results"], list) else [answer["results"]]
        asked = [*dict.fromkeys(key for record in records for key in record), "*"]
        read = [session.run("ashby_read_result", {"ref": result.ref, "fields": [name]}).text for name in asked]
        texts = [result.text, *read]
    assert not [word for text in texts for word in invented(text, endpoint)]


class Answering:
    """What a door takes in place of a simulator: it gives the same answer to every request."""

    key = "k"

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def transport(self) -> httpx.MockTransport:
        return transport(self.endpoint)

    async_transport = transport


ADAPTERS = ("LangChain", "LlamaIndex", "OpenAI", "MCP")


@pytest.mark.parametrize("endpoint", list(ANSWERS))
@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.exhaustive(6)
def test_each_adapter_tells_a_model_what_came_and_nothing_else(name: str, endpoint: str) -> None:
    arguments = ANSWERS[endpoint][0]
    tool = next(tool.name for tool in TOOLS if tool.operation.spec.endpoint == endpoint)

    async def inside() -> list[Any]:
        door = DOORS[name](Answering(endpoint), TOOLS)
        try:
            return [
                await door.call(tool, arguments),
                await door.call("ashby_read_result", {"ref": "r100", "fields": ["*"]}),
            ]
        finally:
            await door.close()

    for told in asyncio.run(inside()):
        assert told.ok, told.text
        assert not invented(told.text, endpoint)
