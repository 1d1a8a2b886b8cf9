"""How the calls of one session reach Ashby: through its clients, once the gate has admitted them."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ashby_agent_tools.call import Call, Verdict, call_for
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.errors import Declined, UsageError
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.client.files.transfer import Script
    from ashby_agent_tools.store.protocol import ConversationKey

__all__ = ["Outward"]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Outward:
    """The clients of a session, and what it needs to carry out tools that are made of several reads."""

    toolset: Toolset
    key: ConversationKey
    client: Client | None
    async_client: AsyncClient | None
    download_dir: Path | None

    @property
    def sync(self) -> Client:
        """The client of a session that has one."""
        if self.client is None:
            raise UsageError(
                "This session has only an async client: use arun and aexecute, or pass client=Client(...)."
            )
        return self.client

    def must_be_within_rows(self, call: Call) -> None:
        """Raise Declined for what a client with row limits never sends, before anybody is asked about it."""
        client = self.client or self.async_client
        assert client is not None  # noqa: S101  (a session has one of the two)
        client._not_beyond_rows(call)

    def send(self, call: Call) -> Result:
        """Send an admitted call."""
        if _is_board(call):
            return self._read_board(call)
        client, script = self.sync, self._builtin_tool(call)
        if script is None:
            return client._send(call)
        data = client._transfers.run(script, lambda part: client._send(self.part(part, call)))
        return Result(call=call, data=data)

    async def asend(self, call: Call) -> Result:
        """As send, awaited."""
        client = self.async_client
        assert client is not None  # noqa: S101  (a session without one sends in threads)
        if _is_board(call):
            return await self._aread_board(call)
        if not _is_own(call):
            return await client._send(call)
        script = await in_thread(self._builtin_tool, call)
        assert script is not None  # noqa: S101  (it is one of our own)
        transfers = await in_thread(lambda: client._transfers)

        async def execute(part: Operation) -> Result:
            return await client._send(await in_thread(self.part, part, call))

        return Result(call=call, data=await transfers.run(script, execute))

    def part(self, operation: Operation, whole: Call, *, unasked: bool = False) -> Call:
        """A call that a tool of ours is made of: what the policy asks or refuses by itself does not pass here.

        `unasked`: nobody was asked about the whole yet, so what needs approval does not pass in any case.
        """
        part = call_for(operation, account=self.key.account, base_url=self.key.base_url)
        verdict = self.toolset._judge(part)
        if verdict is Verdict.REFUSE or (verdict is Verdict.ASK and (unasked or not whole.needs_approval)):
            why = "refuses" if verdict is Verdict.REFUSE else "does not allow without asking"
            raise Declined(
                f"{whole.tool} needs {part.tool}, which the policy {why}. Nothing was sent.",
                fingerprint=whole.fingerprint,
            )
        return dataclasses.replace(part, verdict=verdict)

    def read(self, operation: Operation) -> Json:
        """A read for the words of a question."""
        return self.sync._send(call_for(operation, account=self.key.account, base_url=self.key.base_url)).data

    async def aread(self, operation: Operation) -> Json:
        """As read, awaited."""
        if self.async_client is None:
            return await in_thread(self.read, operation)
        call = call_for(operation, account=self.key.account, base_url=self.key.base_url)
        return (await self.async_client._send(call)).data

    def _read_board(self, call: Call) -> Result:
        """The public job board, over the client's proxy or transport, and with nothing else of it."""
        from ashby_agent_tools.client.job_board import JobBoard, lent  # noqa: PLC0415  (loaded when one is read)

        client, asked = self.sync, call.arguments
        with JobBoard(
            asked["board"],
            base_url=client.base_url,
            proxy=client._connections.proxy,
            transport=lent(client._transport),
        ) as board:
            return Result(call=call, data=board.postings(compensation=asked["compensation"]))

    async def _aread_board(self, call: Call) -> Result:
        from ashby_agent_tools.client.job_board import AsyncJobBoard, alent  # noqa: PLC0415  (as above)

        client, asked = self.async_client, call.arguments
        assert client is not None  # noqa: S101  (as above)
        make = partial(
            AsyncJobBoard,
            asked["board"],
            base_url=client.base_url,
            proxy=client._connections.proxy,
            transport=alent(client._transport),
        )
        async with await in_thread(make) as board:
            return Result(call=call, data=await board.postings(compensation=asked["compensation"]))

    def _builtin_tool(self, call: Call) -> Script[Json] | None:
        if not _is_own(call):
            return None
        from ashby_agent_tools.client.files.builtin_tools import builtin_tool  # noqa: PLC0415  (loaded when a file is read)

        return builtin_tool(call.operation, self.download_dir)


def _is_own(call: Call) -> bool:
    return call.operation.spec.served_by == "builtin" or call.endpoint == "file.download"


def _is_board(call: Call) -> bool:
    return call.endpoint == "public.jobBoard"
