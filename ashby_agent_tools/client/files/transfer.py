"""Transfer: carries out scripts, sync and async. What is fetched or stored goes without the API key.

A script is a generator: it yields what it wants done (an operation for Ashby, a fetch, a form post, some work) and is
sent what came of it. So one script serves both clients, and only the loops here know of waiting.
"""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, BinaryIO, Generic, NoReturn, TypeAlias, TypeVar
from urllib.parse import unquote

import httpx

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.files.addresses import Places, look_up
from ashby_agent_tools.client.files.apart import aread_document, read_document
from ashby_agent_tools.client.files.document import LARGEST_FILE, FileLimits
from ashby_agent_tools.client.log_filter import unlogged
from ashby_agent_tools.errors import ToolError, TransportError
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread, to_its_end

__all__ = ["LARGEST_FILE", "AsyncTransfers", "Get", "Post", "Read", "Reply", "Script", "Transfers", "Upload", "Work"]

_log = logging.getLogger("ashby_agent_tools")

T = TypeVar("T")
_MOST_REDIRECTS = 5
_HEADERS = {"User-Agent": "ashby-agent-tools", "Accept": "*/*", "Accept-Encoding": "identity"}
_OK_BELOW = 300
_LONGEST_NUMBER = 20  # digits of a Content-Length


@dataclasses.dataclass(frozen=True, slots=True)
class Get:
    """Fetch a file from a signed address into `into`, at most `limit` bytes."""

    url: str = dataclasses.field(repr=False)
    into: BinaryIO
    limit: int


@dataclasses.dataclass(frozen=True, slots=True)
class Post:
    """Store a file at a signed address: the form's fields first, the file last."""

    url: str = dataclasses.field(repr=False)
    fields: Mapping[str, str] = dataclasses.field(repr=False)
    name: str
    type: str
    content: bytes = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """Something slow that needs no network, such as moving a file. Async clients do it in a thread."""

    do: Callable[[], T]


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """Read an outsider's file as text, in a separate process."""

    content: bytes = dataclasses.field(repr=False)
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What was fetched: its name as the host has it (may be empty), and its size in bytes."""

    name: str
    size: int


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to a candidate: `reserve` asks for a place, `attach` takes the handle as parameter `key`."""

    content: bytes = dataclasses.field(repr=False)
    name: str
    type: str
    reserve: Operation
    attach: Operation
    key: str


Step: TypeAlias = "Operation | Get | Post | Read | Work[Any]"
Script: TypeAlias = Generator[Step, Any, T]


class Transfers:
    """Carries scripts out over one httpx client."""

    def __init__(self, http: httpx.Client, places: Places, limits: FileLimits) -> None:
        self._http = http
        self._places = places
        self._limits = limits

    def run(self, script: Script[T], execute: Callable[[Operation], Result]) -> T:
        """Run a script to its end; `execute` sends what goes to Ashby."""
        return drive(script, lambda step: self._do(step, execute))

    def _do(self, step: Step, execute: Callable[[Operation], Result]) -> object:
        if isinstance(step, Operation):
            return execute(step)
        if isinstance(step, Work):
            return step.do()
        if isinstance(step, Read):
            return read_document(step.content, name=step.name, limits=self._limits)
        if isinstance(step, Get):
            return self._get(step)
        self._post(step)
        return None

    def _get(self, step: Get) -> Reply:
        url = self._places.parsed(step.url)
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                self._check(url)
                request = self._http.build_request("GET", url, headers=_HEADERS)
                with unlogged():
                    response = self._http.send(request, auth=None, stream=True, follow_redirects=False)
                    try:
                        if response.has_redirect_location:
                            url = self._places.redirected(url, response.headers["location"])
                            continue
                        intake = _Intake(step, response)
                        for chunk in response.iter_bytes():
                            intake.take(chunk)
                        return intake.reply()
                    finally:
                        response.close()
        except httpx.RequestError as error:
            _lost(url, error)
        raise _too_far(url)

    def _post(self, step: Post) -> None:
        url = self._places.parsed(step.url)
        self._check(url)
        try:
            request = self._http.build_request("POST", url, headers=_HEADERS, **_form(step))
            with unlogged():
                response = self._http.send(request, auth=None, follow_redirects=False)
        except httpx.RequestError as error:
            _lost(url, error)
        _stored(response)

    def _check(self, url: httpx.URL) -> None:
        if self._places.must_look_up(url):
            self._places.check(url, look_up(url))


class AsyncTransfers:
    """As Transfers, awaited."""

    def __init__(self, http: httpx.AsyncClient, places: Places, limits: FileLimits) -> None:
        self._http = http
        self._places = places
        self._limits = limits

    async def run(self, script: Script[T], execute: Callable[[Operation], Awaitable[Result]]) -> T:
        """As Transfers.run. The script goes on in threads: it opens, moves and removes files."""
        return await adrive(script, lambda step: self._do(step, execute))

    async def _do(self, step: Step, execute: Callable[[Operation], Awaitable[Result]]) -> object:
        if isinstance(step, Operation):
            return await execute(step)
        if isinstance(step, Work):
            return await to_its_end(step.do)
        if isinstance(step, Read):
            return await aread_document(step.content, name=step.name, limits=self._limits)
        if isinstance(step, Get):
            return await self._get(step)
        await self._post(step)
        return None

    async def _get(self, step: Get) -> Reply:
        url = self._places.parsed(step.url)
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                await self._check(url)
                request = self._http.build_request("GET", url, headers=_HEADERS)
                with unlogged():
                    response = await self._http.send(request, auth=None, stream=True, follow_redirects=False)
                    try:
                        if response.has_redirect_location:
                            url = self._places.redirected(url, response.headers["location"])
                            continue
                        intake = _Intake(step, response)
                        async for chunk in response.aiter_bytes():
                            await to_its_end(intake.take, chunk)
                        return intake.reply()
                    finally:
                        await response.aclose()
        except httpx.RequestError as error:
            _lost(url, error)
        raise _too_far(url)

    async def _post(self, step: Post) -> None:
        url = self._places.parsed(step.url)
        await self._check(url)
        try:
            request = self._http.build_request("POST", url, headers=_HEADERS, **_form(step))
            with unlogged():
                response = await self._http.send(request, auth=None, follow_redirects=False)
        except httpx.RequestError as error:
            _lost(url, error)
        _stored(response)

    async def _check(self, url: httpx.URL) -> None:
        if self._places.must_look_up(url):
            self._places.check(url, await in_thread(look_up, url))


class _Intake:
    """Takes a file in, chunk by chunk, up to its limit."""

    def __init__(self, step: Get, response: httpx.Response) -> None:
        _note(response)
        if response.status_code >= _OK_BELOW:
            raise TransportError(
                f"The file's host {response.url.host} answered with HTTP {response.status_code}: the URL has "
                "expired, or the file is gone. Ask for the file again."
            )
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TransportError(
                f"The file's host {response.url.host} sent the file compressed, though it was asked not to: a small "
                "answer may expand to any size. Nothing was kept. A person can open the file in Ashby."
            )
        self._step, self._response, self._size = step, response, 0
        announced = response.headers.get("content-length", "")
        self._announced = int(announced) if announced.isdecimal() and len(announced) < _LONGEST_NUMBER else None
        self._demand(self._announced or 0)

    def take(self, chunk: bytes) -> None:
        self._size += len(chunk)
        self._demand(self._size)
        self._step.into.write(chunk)

    def reply(self) -> Reply:
        if self._announced is not None and self._size != self._announced:
            raise TransportError(
                f"Only {self._size} of {self._announced} bytes of the file arrived; nothing was kept. Try again."
            )
        return Reply(_name_in(self._response), self._size)

    def _demand(self, size: int) -> None:
        if size > self._step.limit:
            raise ToolError(
                f"The file is larger than {self._step.limit:,} bytes, the most that is downloaded; nothing was kept. "
                "A person can open it in Ashby."
            )


def _name_in(response: httpx.Response) -> str:
    """The file's name in the answer's headers, else the last step of its address."""
    given = response.headers.get("content-disposition", "")
    if extended := re.search(r"filename\*=UTF-8''([^;]+)", given, re.IGNORECASE):
        return unquote(extended[1])
    if plain := re.search(r'filename="?([^";]+)', given, re.IGNORECASE):
        return plain[1]
    return response.url.path.rsplit("/", 1)[-1]


def _form(step: Post) -> dict[str, Any]:
    return {"data": dict(step.fields), "files": {"file": (step.name, step.content, step.type)}}


def _note(response: httpx.Response) -> None:
    _log.info("file %s %s status=%d", response.request.method, response.url.host, response.status_code)


def _stored(response: httpx.Response) -> None:
    _note(response)
    if response.status_code >= _OK_BELOW:
        raise TransportError(
            f"The file's host {response.url.host} did not take the file (HTTP {response.status_code}); nothing was "
            "attached. Try again: each attempt gets a new URL."
        )


def _lost(url: httpx.URL, error: httpx.RequestError) -> NoReturn:
    """A connection that failed. The error is not chained: it carries the signed address."""
    raise TransportError(
        f"The connection to the file's host {url.host} failed ({type(error).__name__}); nothing was kept or attached. "
        "Try again."
    ) from None


def _too_far(url: httpx.URL) -> TransportError:
    return TransportError(
        f"The file's host {url.host} redirects more than {_MOST_REDIRECTS} times; nothing was fetched."
    )
