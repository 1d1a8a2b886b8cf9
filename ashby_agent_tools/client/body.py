"""The body of an answer, read piece by piece and unpacked up to a limit, so that none fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from ashby_agent_tools.client.exchange import Exchange

__all__ = ["LARGEST_ANSWER", "AnswerTooLarge", "areceive", "receive"]

LARGEST_ANSWER = 50_000_000  # bytes, unpacked; Ashby's largest pages have about one million
_PIECE = 256 * 1024
_GZIP = frozenset({"gzip", "x-gzip"})
_PLAIN = frozenset({"", "identity"})


class AnswerTooLarge(Exception):
    """An answer has more bytes than the client takes; the rest of it was not read. `headers`: the answer's."""

    def __init__(self, headers: httpx.Headers) -> None:
        super().__init__("larger than max_answer_bytes")
        self.headers = headers


def receive(http: httpx.Client, exchange: Exchange, most: int) -> tuple[httpx.Response, bytes]:
    """Send, and read the unpacked body; the response is closed then. Raises AnswerTooLarge, or httpx's errors."""
    response = http.send(exchange.request, auth=exchange.auth, stream=True)
    try:
        body = _Body(response, most)
        if response.is_stream_consumed:  # a transport that hands out what it has read
            return response, body.whole(response.content)
        for piece in response.iter_raw() if body.known else response.iter_bytes():
            exchange.deadline.must_hold(exchange.request)
            body.take(piece)
    finally:
        response.close()
    return response, body.end()


async def areceive(http: httpx.AsyncClient, exchange: Exchange, most: int) -> tuple[httpx.Response, bytes]:
    """As receive; who awaits it keeps the deadline."""
    response = await http.send(exchange.request, auth=exchange.auth, stream=True)
    try:
        body = _Body(response, most)
        if response.is_stream_consumed:
            return response, body.whole(response.content)
        async for piece in response.aiter_raw() if body.known else response.aiter_bytes():
            body.take(piece)
    finally:
        await response.aclose()
    return response, body.end()


class _Body:
    """What has come of a body. `known`: this unpacks it by itself; httpx unpacks other kinds, each piece whole."""

    def __init__(self, response: httpx.Response, most: int) -> None:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        self.known = encoding in _GZIP or encoding in _PLAIN
        if "," in encoding:  # packed twice, which nothing asked for: a small piece could become gigabytes
            raise httpx.DecodingError(f"an answer compressed as {encoding[:40]!r}", request=response.request)
        self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding in _GZIP else None
        self._response = response
        self._most = most
        self._size = 0
        self._pieces: list[bytes] = []

    def whole(self, content: bytes) -> bytes:
        self._add(content)
        return content

    def take(self, piece: bytes) -> None:
        for part in self._unpacked(piece) if self._unpack else (piece,):
            self._add(part)

    def end(self) -> bytes:
        if self._unpack and self._size and not self._unpack.eof:
            raise httpx.DecodingError("a compressed answer that was cut short", request=self._response.request)
        return b"".join(self._pieces)

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._most:
            self._pieces.clear()
            raise AnswerTooLarge(self._response.headers)
        self._pieces.append(part)

    def _unpacked(self, piece: bytes) -> Iterator[bytes]:
        unpack = self._unpack
        while unpack and piece and not unpack.eof:
            try:
                yield unpack.decompress(piece, _PIECE)
            except zlib.error as error:
                raise httpx.DecodingError(str(error), request=self._response.request) from error
            piece = unpack.unconsumed_tail
