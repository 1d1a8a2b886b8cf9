"""A server of lists for benchmarks, in a process of its own: /PAGES/MILLISECONDS/RECORDS/endpoint gives one page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator

__all__ = ["KEY", "served"]

KEY = "not-a-real-key"


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The base URL of a server in another process."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)  # noqa: S603  (this file)
    assert process.stdout is not None  # noqa: S101
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=10)


class Lists:
    """Pages made of a real page's records, each record with an id of its own."""

    def __init__(self) -> None:
        from ashby_agent_tools import operations as op  # noqa: PLC0415  (only the server's process needs it)
        from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415

        with Simulator(seed=7).client() as client:
            records = client.execute(op.CandidateList(limit=100)).data
        self._rest = [json.dumps({**row, "id": ""}, ensure_ascii=False).encode() for row in records]
        self._made: dict[tuple[int, int], bytes] = {}

    def page(self, number: int, pages: int, records: int) -> bytes:
        """The whole answer."""
        rows = b",".join(self._row(rest, number) for rest in self._rest[:records])
        more = number + 1 < pages
        paging = f'"moreDataAvailable":true,"nextCursor":"{number + 1}"' if more else '"moreDataAvailable":false'
        body = b'{"success":true,"results":[' + rows + b"]," + paging.encode() + b"}"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def _row(self, rest: bytes, number: int) -> bytes:
        identity = uuid.uuid5(uuid.NAMESPACE_OID, f"{number} {hash(rest)}")
        return rest.replace(b'"id": ""', b'"id": "%s"' % str(identity).encode(), 1)


async def _main() -> None:
    lists = Lists()
    kept: dict[tuple[int, int, int], bytes] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length:")[2].split("\r\n")[0])
                body = json.loads(await reader.readexactly(length))
                pages, delay, records = map(int, head.split(" ")[1].split("/")[1:4])
                asked = (int(body.get("cursor") or 0), pages, records)
                if asked not in kept:
                    kept[asked] = lists.page(*asked)
                if delay:
                    await asyncio.sleep(delay / 1000)
                writer.write(kept[asked])
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
