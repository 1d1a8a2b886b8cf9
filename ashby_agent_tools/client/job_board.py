"""JobBoard and AsyncJobBoard: Ashby's public feed of job postings, which needs no key and never gets one."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Required, Self, TypedDict
from urllib.parse import quote

import httpx

from ashby_agent_tools._given import must_be_seconds
from ashby_agent_tools.call import DEFAULT_BASE_URL, call_for
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client import wire
from ashby_agent_tools.client.attempts import asend, send
from ashby_agent_tools.client.body import LARGEST_ANSWER
from ashby_agent_tools.client.breaker import Breaker
from ashby_agent_tools.client.connection import Connections
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.client.envelope import parsed
from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.client.limits import Limits
from ashby_agent_tools.client.settings import must_be_settings
from ashby_agent_tools.errors import InvalidArguments, NotFound, ServerFailure, UsageError

__all__ = ["AsyncJobBoard", "JobBoard", "Posting", "alent", "lent"]

_PLACE = "posting-api/job-board"
_NOBODY = "public"
_FOUND = 200


class Posting(TypedDict, total=False):
    """A posting of a public board, as Ashby gives it; what a posting does not have is missing or None.

    `compensation`: tiers with their components, where it was asked for and the organization shows it.
    """

    id: Required[str]
    title: Required[str]
    department: str | None
    team: str | None
    location: str
    secondaryLocations: list[dict[str, Any]]
    address: dict[str, Any] | None
    employmentType: str
    workplaceType: str | None
    isRemote: bool | None
    isListed: bool
    publishedAt: str
    jobUrl: str
    applyUrl: str
    descriptionHtml: str
    descriptionPlain: str
    shouldDisplayCompensationOnJobPostings: bool
    compensation: dict[str, Any]


class _Board:
    """What both have in common: the name, the request, and what an answer says."""

    def __init__(
        self,
        name: str,
        base_url: str | None,
        timeout: float,
        proxy: str | None,
        transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None,
        http: type,
    ) -> None:
        must_be_settings(http, proxy=proxy, transport=transport)
        must_be_seconds("timeout", timeout)
        from ashby_agent_tools.operations.builtin import ReadJobBoard  # noqa: PLC0415  (loaded with the first board)

        try:
            self.name = ReadJobBoard(board=name).board
        except InvalidArguments:
            said = f"{name!r:.60} is not the name of a job board; it is the NAME in jobs.ashbyhq.com/NAME."
            raise UsageError(said) from None
        self.base_url = wire.checked_base_url(base_url or os.environ.get("ASHBY_BASE_URL") or DEFAULT_BASE_URL)
        self._connections = Connections.of(self.base_url, proxy, transport)
        self._timeout, self._breaker = timeout, Breaker(Limits(rate=None, concurrent=None))
        self._options = self._connections.options(httpx.Timeout(timeout), transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def _exchange(self, *, compensation: bool) -> Exchange:
        """The request, made by hand: no client's headers, authentication or cookies are in it."""
        from ashby_agent_tools.operations.builtin import ReadJobBoard  # noqa: PLC0415  (as above)

        self._connections.check()
        deadline = Deadline(self._timeout)
        request = httpx.Request(
            "GET",
            f"{self.base_url}/{_PLACE}/{quote(self.name, safe='')}",
            params={"includeCompensation": "true"} if compensation else {},
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "ashby-agent-tools"},
            extensions={"timeout": deadline.phases(httpx.Timeout(self._timeout).as_dict())},
        )
        operation = ReadJobBoard(board=self.name, compensation=compensation)
        return Exchange(
            call_for(operation, account=_NOBODY, base_url=self.base_url), request, None, lambda: (), deadline
        )

    def _read(self, exchange: Exchange, response: httpx.Response, content: bytes) -> Result:
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(f"There is no public job board {self.name!r}: it is the NAME in jobs.ashbyhq.com/NAME.")
        if response.status_code != _FOUND:
            wire.read(exchange.spec, response.status_code, response.headers, content)
        told = parsed(content)
        jobs = told.get("jobs") if told is not None else None
        if not isinstance(jobs, list) or not all(isinstance(job, dict) and "id" in job for job in jobs):
            raise ServerFailure(f"The job board {self.name!r} answered something that is not a list of jobs.")
        return Result(call=exchange.call, data=jobs)

    async def _aread(self, exchange: Exchange, response: httpx.Response, content: bytes) -> Result:
        return self._read(exchange, response, content)


class JobBoard(_Board):
    """The public job board of an organization: what everybody sees at jobs.ashbyhq.com/NAME.

    It needs no key and never sends one, nor a cookie. `name`: the word in the address of the postings. `base_url`:
    default ASHBY_BASE_URL, else Ashby's. `timeout`: seconds for all of it. Close it, or use it as a context manager.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        proxy: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(name, base_url, timeout, proxy, transport, httpx.Client)
        self._http = httpx.Client(**self._options)

    def postings(self, *, compensation: bool = False) -> list[Posting]:
        """All postings that the board lists, in one answer; with the pay that they state, if asked for.

        Raises NotFound for a board that does not exist, and what a read of Client raises.
        """
        exchange = self._exchange(compensation=compensation)
        found: list[Posting] = send(self._http, exchange, None, self._breaker, LARGEST_ANSWER, self._read).data
        return found

    def close(self) -> None:
        """Close the connections."""
        if self._connections.made_here:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncJobBoard(_Board):
    """The same as JobBoard, awaited."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        proxy: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(name, base_url, timeout, proxy, transport, httpx.AsyncClient)
        self._http = httpx.AsyncClient(**self._options)

    async def postings(self, *, compensation: bool = False) -> list[Posting]:
        """As JobBoard.postings."""
        exchange = self._exchange(compensation=compensation)
        result = await asend(self._http, exchange, None, self._breaker, LARGEST_ANSWER, self._aread)
        found: list[Posting] = result.data
        return found

    async def aclose(self) -> None:
        """As JobBoard.close."""
        if self._connections.made_here:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class _Lent(httpx.BaseTransport):
    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)


class _AsyncLent(httpx.AsyncBaseTransport):
    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)


def lent(transport: httpx.BaseTransport | None) -> httpx.BaseTransport | None:
    """Another client's transport, which closing a board does not close."""
    return None if transport is None else _Lent(transport)


def alent(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncBaseTransport | None:
    """As lent."""
    return None if transport is None else _AsyncLent(transport)
