"""An answer larger than the client takes, plain or packed, is not read on, and a write's outcome is unknown then."""

from __future__ import annotations

import asyncio
import functools
import gzip
import http.server
import json
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from ashby_agent_tools import AsyncClient, Client, MemoryStore, Session, Toolset, errors
from ashby_agent_tools import operations as op

MEGABYTE = 1_000_000
BLANKS = b" " * MEGABYTE
SMALL = json.dumps({"success": True, "results": [{"id": "x", "name": "Data"}]}).encode()
READ = op.JobList(limit=1)
WRITE = op.CandidateTagCreate(title="Sailing")


@functools.cache
def bomb(megabytes: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    pieces = [packing.compress(BLANKS) for _ in range(megabytes)]
    return b"".join([packing.compress(SMALL[:-1]), *pieces, packing.compress(b"}"), packing.flush()])


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers whatever `server.answer` has: headers and pieces; without a length, until the connection closes."""

    server: Any

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked += 1
        headers, pieces = self.server.answer
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("x-ashby-request-id", "req-1")
        self.end_headers()
        try:
            for piece in pieces:
                self.wfile.write(piece)
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up = True

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Any]:
    made: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads, made.asked, made.hung_up = True, 0, False
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def execute(kind: str, server: Any, operation: Any, **options: Any) -> Any:
    """One call by either client."""
    options = {"base_url": f"http://127.0.0.1:{server.server_address[1]}", **options}
    if kind == "sync":
        with Client("k", **options) as client:
            return client.execute(operation)

    async def inside() -> Any:
        async with AsyncClient("k", **options) as client:
            return await client.execute(operation)

    return asyncio.run(inside())


ANSWERS: dict[str, Any] = {
    "packed": lambda: ({"Content-Encoding": "gzip"}, [bomb(30)]),
    "packed, other name": lambda: ({"Content-Encoding": "X-GZIP"}, [bomb(30)]),
    "deflated": lambda: ({"Content-Encoding": "deflate"}, [zlib.compress(BLANKS * 30)]),
    "plain and without an end": lambda: ({}, (BLANKS for _ in range(10_000))),
    "plain with its length": lambda: ({"Content-Length": str(60 * MEGABYTE)}, [BLANKS] * 60),
}


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", list(ANSWERS))
def test_a_larger_answer_is_not_read_on_and_read_once(server: Any, kind: str, name: str) -> None:
    server.answer = ANSWERS[name]()
    options = {"max_answer_bytes": 2 * MEGABYTE}
    tracemalloc.start()
    with pytest.raises(errors.TransportError, match="max_answer_bytes"):
        execute(kind, server, READ, **options)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * MEGABYTE or name == "deflated"
    assert server.asked == 1
    server.answer = ANSWERS[name]()
    with pytest.raises(errors.OutcomeUnknown, match="2,000,000 bytes") as caught:
        execute(kind, server, WRITE, **options)
    assert caught.value.request_id == "req-1"
    assert server.asked == 2


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_the_default_is_fifty_megabytes(server: Any, kind: str) -> None:
    server.answer = ({"Content-Encoding": "gzip"}, [bomb(52)])
    with pytest.raises(errors.TransportError, match="50,000,000"):
        execute(kind, server, READ)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(
    "answer",
    [
        ({}, [SMALL]),
        ({"Content-Encoding": "gzip"}, [gzip.compress(SMALL)]),
        ({"Content-Encoding": "gzip"}, [bytes([b]) for b in gzip.compress(SMALL)]),
        ({"Content-Encoding": "deflate"}, [zlib.compress(SMALL)]),
        ({"Content-Encoding": "identity", "Content-Length": str(len(SMALL))}, [SMALL]),
    ],
)
def test_an_answer_that_fits_is_read_however_it_is_packed(server: Any, kind: str, answer: Any) -> None:
    server.answer = answer
    assert execute(kind, server, READ, max_answer_bytes=len(SMALL)).data == [{"id": "x", "name": "Data"}]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(
    "answer",
    [
        ({"Content-Encoding": "gzip"}, [gzip.compress(SMALL)[:-12]]),
        ({"Content-Encoding": "gzip"}, [b"no gzip at all"]),
        ({"Content-Encoding": "gzip, gzip"}, [gzip.compress(gzip.compress(SMALL))]),
    ],
)
@pytest.mark.usefixtures("no_waiting")
def test_an_answer_that_cannot_be_unpacked_leaves_a_write_unknown(server: Any, kind: str, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(errors.OutcomeUnknown):
        execute(kind, server, WRITE)
    assert server.asked == 1


def test_a_session_gives_the_model_one_line(server: Any) -> None:
    server.answer = ({"Content-Encoding": "gzip"}, [bomb(5)])
    with Client("k", base_url=f"http://127.0.0.1:{server.server_address[1]}", max_answer_bytes=MEGABYTE) as client:
        session = Session(Toolset.of("job.list"), client, store=MemoryStore())
        with pytest.raises(errors.TransportError, match="Ask for less"):
            session.run("ashby_job_list", {})


def test_a_limit_below_one_byte_is_refused() -> None:
    with pytest.raises(errors.UsageError, match="max_answer_bytes"):
        Client("k", max_answer_bytes=0)
