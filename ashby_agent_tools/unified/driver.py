"""Carrying out scripts that read, with a client; what a script wants at once is read side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ashby_agent_tools import scripts
from ashby_agent_tools.ats.reading import OptionalRecord, Raw, Reply, Script, Wanted, WholeList, as_documented
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.client.paging import Cursor, is_paged, rows
from ashby_agent_tools.errors import NotFound, ServerFailure
from ashby_agent_tools.operations.base import Operation

__all__ = ["adrive", "drive", "record_of"]

T = TypeVar("T")
AT_ONCE = 5
"""How many requests are on their way at once; the client's limiter paces them all."""


def drive(script: Script[T], client: Client) -> T:
    """Run a script; what it wants at once is read in a few threads."""

    def do(wanted: Sequence[Wanted]) -> list[Any]:
        if len(wanted) == 1:
            return [_read(client, wanted[0])]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(lambda it: _read(client, it), wanted))

    return scripts.drive(as_documented(script), do)


async def adrive(script: Script[T], client: AsyncClient) -> T:
    """As drive, awaited."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(wanted: Wanted) -> Any:
        async with turns:
            return await _aread(client, wanted)

    async def do(wanted: Sequence[Wanted]) -> list[Any]:
        return list(await asyncio.gather(*(one(it) for it in wanted)))

    return await scripts.adrive(as_documented(script), do)


def _read(client: Client, wanted: Wanted) -> Any:
    match wanted:
        case WholeList(operation) if is_paged(operation):
            return list(client.records(operation))
        case WholeList(operation):
            return rows(client.execute(operation))
        case OptionalRecord(operation):
            try:
                return _optional(client.execute(operation))
            except NotFound:
                return None
        case operation:
            return _reply(operation, client.execute(operation))


async def _aread(client: AsyncClient, wanted: Wanted) -> Any:
    match wanted:
        case WholeList(operation) if is_paged(operation):
            return [record async for record in client.records(operation)]
        case WholeList(operation):
            return rows(await client.execute(operation))
        case OptionalRecord(operation):
            try:
                return _optional(await client.execute(operation))
            except NotFound:
                return None
        case operation:
            return _reply(operation, await client.execute(operation))


def record_of(result: Result) -> Raw:
    """The record that Ashby answered with. Raises ServerFailure where it is none."""
    if isinstance(result.data, dict):
        return result.data
    raise ServerFailure(f"Ashby answered {result.call.endpoint} with something that is not a record; try again later.")


def _optional(result: Result) -> Raw | None:
    return None if result.data is None else record_of(result)


def _reply(operation: Operation, result: Result) -> Reply:
    """What a script is told. Raises IncompleteList where a list says that there is more, and gives no way on."""
    if not is_paged(operation):
        return Reply(result.data)
    cursor = Cursor(operation)
    cursor.move(result)
    return Reply(result.data, None if cursor.operation is None else result.next_cursor)
