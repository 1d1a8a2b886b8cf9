"""Client and AsyncClient: send, wait, close; nothing else.

The pure core is in `wire`, what both share in `base`. A client applies its own policy to what is handed to it
directly. A Session brings its own gate and sends calls that passed it. Files go through `files`.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import AsyncIterator, Iterator
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from ashby_agent_tools.call import Call, Decision, call_for
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.attempts import asend, send
from ashby_agent_tools.client.base import BaseClient, raw_request
from ashby_agent_tools.client.deadline import Deadline
from ashby_agent_tools.client.ensure import AsyncEnsuring, Ensuring
from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.client.files.document import LARGEST_FILE, Document
from ashby_agent_tools.client.key_info import asking, known_by
from ashby_agent_tools.client.paging import Cursor, OnPage, OnReport, is_paged, rows, side_by_side
from ashby_agent_tools.client.settings import Partner
from ashby_agent_tools.errors import PermissionMissing
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.permissions import KeyInfo
from ashby_agent_tools.toolset.policy import at_once

if TYPE_CHECKING:
    from ashby_agent_tools.client.files.transfer import AsyncTransfers, Transfers
    from ashby_agent_tools.client.rows._step import Step

__all__ = ["AsyncClient", "Client", "Partner"]

_LARGE = 250_000  # bytes of an answer that takes more than a few milliseconds to read


class Client(Ensuring, BaseClient[httpx.BaseTransport, httpx.Client]):
    """Ashby over HTTP, for code. Use it as a context manager, or close it.

    `api_key`: default ASHBY_API_KEY. `base_url`: default ASHBY_BASE_URL, else Ashby's. `account`: a name
    that keeps organizations apart in stores and fingerprints; by default one derived from the key and the base URL,
    which tells nothing about the key. `policy`: judges what is executed directly.
    `acting_user`: an Ashby user id to act on behalf of (beta).
    `timeout`: seconds for each phase of a request, or httpx.Timeout to set connect, write, read and pool apart.
    `deadline`: seconds for a whole call with all its waits and attempts, 300 by default; None for none.
    `limits`: how fast and how many at once the calls with this key leave; 10 a second by default (see Limits), for all
    clients with the key in this process, and no limit for what never leaves this machine. `http2`: needs the extra.
    `proxy`: http://, https:// or socks5://, default ASHBY_PROXY; no other of the environment, and never one to this
    machine. `transport`: any httpx transport, for instance `Simulator().transport()`. Belongs to the process that
    made it: after a fork each process makes its own.
    `file_limits`: what reading one resume may cost; at most 10 s and 512 MB by default, in a separate process.
    `max_answer_bytes`: of one answer, unpacked; a larger one is TransportError, or OutcomeUnknown for a write.

    Reads are sent again after 429, 5xx and broken connections; writes only after 429 or when the request never
    left; all waits of one call take at most 30 s.
    """

    _http_class = httpx.Client

    @cached_property
    def _transfers(self) -> Transfers:
        from ashby_agent_tools.client.files.addresses import Places  # noqa: PLC0415  (loaded with the first file)
        from ashby_agent_tools.client.files.transfer import Transfers  # noqa: PLC0415

        return Transfers(self._http, Places.of(self.base_url, self._transport), self._file_limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; in a process that was forked since, they are the first one's and stay open."""
        if self._connections.made_here and not self._borrowed:
            self._http.close()
            if self._limiter is not None:
                self._limiter.close()

    def execute(self, what: Operation | Call, *, decision: Decision | None = None, bulk: bool = False) -> Result:
        """Send one operation and return what Ashby answered.

        `bulk`: part of a long read, which lets other calls go first. Raises ApprovalRequired when the policy asks and
        there is no decision, Declined when it refuses, ApiError when Ashby refuses, OutcomeUnknown when a write may
        have landed, TransportError when nothing was sent.
        """
        return self._send(self._admit(what, decision), bulk=bulk)

    def _send(self, call: Call, *, bulk: bool = False) -> Result:
        """Send a call that passed a gate already; sessions use this, programs use `execute`."""
        if not self._limits:
            return self._sent(call, None, bulk)
        deadline = Deadline(self.deadline)  # of all steps

        def send_step(step: Step) -> Result:
            return self._sent(self._for_step(step), dataclasses.replace(step, deadline=deadline), bulk)

        return drive(self._limited(call), send_step)

    def _sent(self, call: Call, step: Step | None, bulk: bool) -> Result:  # noqa: FBT001  (private)
        """One request with its answer. `step`: the part of a limited call that it is."""
        exchange = self._exchange(call, bulk=bulk, step=step)
        return send(self._http, exchange, *self._ways(call), self.max_answer_bytes, self._result)

    def key_info(self) -> KeyInfo:
        """What this client's key may do, by one apiKey.info; a key that may not ask that is known, and not wrong.

        Raises PermissionMissing without a scope for a wrong key, and what `execute` raises.
        """
        try:
            return KeyInfo.of(self.execute(asking()).data)
        except PermissionMissing as refusal:
            return known_by(refusal)

    def pages(self, operation: Operation, *, on_page: OnPage | None = None) -> Iterator[Result]:
        """Every page of a paged list, one result per page, each record on the first page that has it.

        `on_page` is called with a Progress when a page has come, before it is given. Raises IncompleteList after the
        last page that came, where Ashby says that there are more and gives no way on, and CursorExpired where it takes
        the cursor no longer.
        """
        cursor = Cursor(operation, on_page)
        while cursor.operation is not None:
            result = self.execute(cursor.operation, bulk=True)
            yield cursor.fresh(result)
            cursor.move(result)

    def records(self, operation: Operation, *, on_page: OnPage | None = None) -> Iterator[JsonObject]:
        """Every record of a list, page after page, each once; `on_page` and what it raises are those of `pages`."""
        if not is_paged(operation):
            yield from rows(self.execute(operation))
            return
        for page in self.pages(operation, on_page=on_page):
            yield from rows(page)

    def report(self, report: str | Operation, *, within: float = 600.0, on_progress: OnReport | None = None) -> Result:
        """A saved report, by its id or as ReportGenerate(...): started, looked for each second, and fetched.

        Waits where Ashby takes no more starts (15 a minute, 3 at a time). `on_progress` is called with a ReportProgress
        while it runs. Raises NotFound, ApiError for a report that failed, and TransportError where it is not ready
        `within` these seconds.
        """
        from ashby_agent_tools.client.report import generating, run  # noqa: PLC0415  (loaded when it is used)

        return run(generating(report, within, on_progress), self.execute)

    def request(self, endpoint: str, body: JsonObject, *, decision: Decision) -> Result:
        """Call an endpoint that is newer than the catalogue. Never retried; always needs a decision."""
        return self.execute(raw_request(endpoint, body), decision=decision)

    def read_resume(self, candidate_id: str) -> Document:
        """A candidate's resume as text; needs the extra `files` for PDF and DOCX.

        It is read in a separate process, within the client's `file_limits`. Raises NotFound when there is no resume,
        UnreadableFile when it holds no text (a scan, a broken file, another type) or reaches a limit, ToolError when
        it is larger than 25 MB or a library is missing.
        """
        from ashby_agent_tools.client.files.scripts import reading  # noqa: PLC0415  (loaded when it is used)

        return self._transfers.run(reading(candidate_id), self.execute)

    def download_file(self, handle: str, *, to: str | os.PathLike[str], max_bytes: int = LARGEST_FILE) -> Path:
        """Save a file, and return where; `handle` is what candidates, offers and form answers hold.

        `to` is a path, whose file is replaced in one step when all has arrived, or a folder, where the file gets its
        own name, made safe, beside what is there. Over https, from public addresses; the API key does not go there.
        Raises TransportError for another address or a broken connection, ToolError for a file larger than
        `max_bytes` (100 MB); then nothing is kept.
        """
        from ashby_agent_tools.client.files.scripts import saving  # noqa: PLC0415  (loaded when it is used)

        return self._transfers.run(saving(handle, to, max_bytes), self.execute)

    def upload_resume(
        self,
        candidate_id: str,
        path_or_bytes: str | os.PathLike[str] | bytes,
        *,
        name: str | None = None,
        decision: Decision | None = None,
    ) -> Result:
        """Make a file a candidate's main resume: it replaces the one that is there, and Ashby reads it in.

        So the default policy asks: pass `decision`. The policy judges before anything is sent; one decision covers
        the place for the file and its attachment. At most 100 MB. Returns what candidate.uploadResume answered.
        """
        from ashby_agent_tools.client.files.scripts import attaching, resume_of  # noqa: PLC0415  (loaded when it is used)

        upload = self._admit_upload(resume_of(candidate_id, path_or_bytes, name), decision)
        return self._transfers.run(attaching(upload), self._let_out)

    def upload_file(
        self,
        candidate_id: str,
        path_or_bytes: str | os.PathLike[str] | bytes,
        *,
        name: str | None = None,
        decision: Decision | None = None,
    ) -> Result:
        """Attach a file to a candidate; it cannot be removed through the API. As upload_resume otherwise."""
        from ashby_agent_tools.client.files.scripts import attaching, file_of  # noqa: PLC0415  (loaded when it is used)

        upload = self._admit_upload(file_of(candidate_id, path_or_bytes, name), decision)
        return self._transfers.run(attaching(upload), self._let_out)

    def _let_out(self, operation: Operation) -> Result:
        """Send an operation that passed a gate as part of something larger; programs use `execute`."""
        return self._send(call_for(operation, account=self.account, base_url=self.base_url))


class AsyncClient(AsyncEnsuring, BaseClient[httpx.AsyncBaseTransport, httpx.AsyncClient]):
    """The same as Client, awaited.

    The text of a result is made when it is first asked for; in an event loop, ask in a thread. A Session does. One
    client may be used in one event loop after another, and in several at once.
    """

    _http_class = httpx.AsyncClient

    @cached_property
    def _transfers(self) -> AsyncTransfers:
        from ashby_agent_tools.client.files.addresses import Places  # noqa: PLC0415  (loaded with the first file)
        from ashby_agent_tools.client.files.transfer import AsyncTransfers  # noqa: PLC0415

        return AsyncTransfers(self._http, Places.of(self.base_url, self._transport), self._file_limits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """As Client.close."""
        if self._connections.made_here and not self._borrowed:
            await self._http.aclose()
            if self._limiter is not None:
                await self._limiter.aclose()

    async def execute(self, what: Operation | Call, *, decision: Decision | None = None, bulk: bool = False) -> Result:
        """As Client.execute."""
        if at_once(self.policy):
            return await self._send(self._admit(what, decision), bulk=bulk)
        return await self._send(await in_thread(self._admit, what, decision), bulk=bulk)

    async def _send(self, call: Call, *, bulk: bool = False) -> Result:
        """As Client._send."""
        if not self._limits:
            return await self._sent(call, None, bulk)
        deadline = Deadline(self.deadline)  # of all steps

        async def send_step(step: Step) -> Result:
            return await self._sent(self._for_step(step), dataclasses.replace(step, deadline=deadline), bulk)

        return await adrive(await in_thread(self._limited, call), send_step)

    async def _sent(self, call: Call, step: Step | None, bulk: bool) -> Result:  # noqa: FBT001  (private)
        """As Client._sent."""
        exchange = self._exchange(call, bulk=bulk, step=step)
        return await asend(self._http, exchange, *self._ways(call), self.max_answer_bytes, self._aresult)

    async def _aresult(self, exchange: Exchange, response: httpx.Response, content: bytes) -> Result:
        """What the answer says; a large one is read in a thread."""
        if len(content) < _LARGE:
            return self._result(exchange, response, content)
        return await in_thread(self._result, exchange, response, content)

    async def key_info(self) -> KeyInfo:
        """As Client.key_info."""
        try:
            return KeyInfo.of((await self.execute(await in_thread(asking))).data)
        except PermissionMissing as refusal:
            return known_by(refusal)

    async def pages(self, operation: Operation, *, on_page: OnPage | None = None) -> AsyncIterator[Result]:
        """As Client.pages; `on_page` is a plain function, called in the event loop."""
        cursor = Cursor(operation, on_page)
        while cursor.operation is not None:
            result = await self.execute(cursor.operation, bulk=True)
            yield cursor.fresh(result)
            cursor.move(result)

    async def records(self, operation: Operation, *, on_page: OnPage | None = None) -> AsyncIterator[JsonObject]:
        """As Client.records."""
        if not is_paged(operation):
            for row in rows(await self.execute(operation)):
                yield row
            return
        async for page in self.pages(operation, on_page=on_page):
            for row in rows(page):
                yield row

    def side_by_side(
        self, *operations: Operation, at_once: int = 4, on_page: OnPage | None = None
    ) -> AsyncIterator[Result]:
        """The pages of several lists as they come, `at_once` lists at a time; `result.call.operation` says of which.

        The pages of one list come in its order, and wait for whoever takes them: what is in memory is a page or two
        of each list that is being read. The first error ends all of them.
        """
        return side_by_side(partial(self.pages, on_page=on_page), operations, at_once)

    async def report(
        self, report: str | Operation, *, within: float = 600.0, on_progress: OnReport | None = None
    ) -> Result:
        """As Client.report."""
        from ashby_agent_tools.client.report import arun, generating  # noqa: PLC0415  (loaded when it is used)

        return await arun(generating(report, within, on_progress), self.execute)

    async def request(self, endpoint: str, body: JsonObject, *, decision: Decision) -> Result:
        """As Client.request."""
        return await self.execute(raw_request(endpoint, body), decision=decision)

    async def read_resume(self, candidate_id: str) -> Document:
        """As Client.read_resume."""
        from ashby_agent_tools.client.files.scripts import reading  # noqa: PLC0415  (loaded when it is used)

        return await self._transfers.run(reading(candidate_id), self.execute)

    async def download_file(self, handle: str, *, to: str | os.PathLike[str], max_bytes: int = LARGEST_FILE) -> Path:
        """As Client.download_file."""
        from ashby_agent_tools.client.files.scripts import saving  # noqa: PLC0415  (loaded when it is used)

        return await self._transfers.run(saving(handle, to, max_bytes), self.execute)

    async def upload_resume(
        self,
        candidate_id: str,
        path_or_bytes: str | os.PathLike[str] | bytes,
        *,
        name: str | None = None,
        decision: Decision | None = None,
    ) -> Result:
        """As Client.upload_resume."""
        from ashby_agent_tools.client.files.scripts import attaching, resume_of  # noqa: PLC0415  (loaded when it is used)

        read = await in_thread(resume_of, candidate_id, path_or_bytes, name)
        admitted = await in_thread(self._admit_upload, read, decision)
        return await self._transfers.run(attaching(admitted), self._let_out)

    async def upload_file(
        self,
        candidate_id: str,
        path_or_bytes: str | os.PathLike[str] | bytes,
        *,
        name: str | None = None,
        decision: Decision | None = None,
    ) -> Result:
        """As Client.upload_file."""
        from ashby_agent_tools.client.files.scripts import attaching, file_of  # noqa: PLC0415  (loaded when it is used)

        read = await in_thread(file_of, candidate_id, path_or_bytes, name)
        admitted = await in_thread(self._admit_upload, read, decision)
        return await self._transfers.run(attaching(admitted), self._let_out)

    async def _let_out(self, operation: Operation) -> Result:
        """As Client._let_out."""
        return await self._send(call_for(operation, account=self.account, base_url=self.base_url))
