"""service: the unified models as a web service, an ASGI application on Starlette; bearers of grants or of one token."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any, Unpack
from urllib.parse import urlencode

import pydantic
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from ashby_agent_tools.accounts import AsyncAccounts
from ashby_agent_tools.ats.dialects import DIALECTS, Dialect
from ashby_agent_tools.ats.filters import must_be_known
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.resources import MOST, RESOURCES, Page
from ashby_agent_tools.client.clients import AsyncClient
from ashby_agent_tools.conversation.options import SessionOptions
from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.grants import Grant, Grants, hash_of
from ashby_agent_tools.store.sql import MemoryStore
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.unified.api import Overrides
from ashby_agent_tools.unified.service.calls import downloaded, may_read, written
from ashby_agent_tools.unified.service.document import document
from ashby_agent_tools.unified.service.hiding import visible
from ashby_agent_tools.unified.service.problems import Problem, of_error, problem
from ashby_agent_tools.unified.service.requests import WRITES, Write
from ashby_agent_tools.unified.service.sessions import ONE_TOKEN, GrantSession, GrantSessions

__all__ = ["service"]

_SHORTEST_TOKEN = 16
_TIMES = ("created_after", "updated_after")
_OF_ALL = frozenset({"include", "raw"})
_OF_LISTS = frozenset({"cursor", "exclude", "limit"})
Handler = Callable[[Request, GrantSession], Awaitable[Response]]


def service(
    clients: AsyncClient | AsyncAccounts,
    *,
    token: str | None = None,
    grants: Grants | None = None,
    show_eeo: bool = False,
    overrides: Overrides | None = None,
    **options: Unpack[SessionOptions],
) -> Starlette:
    """The web service as an ASGI application over a client, or those of accounts, which it closes at its end.

    `token`: what every request has to bear, and may then do everything; or `grants`: each bearer reads and writes what
    theirs names, with its account, acting user, rows, hidden data, policies and caps. `show_eeo`: whether answers for
    equal opportunity reports are shown to the bearer of the one token. `options`: as a Session takes them; with a
    `store` a question about a write waits where it can be answered, and the same request, repeated, is then carried
    out. Writes that need a person's approval are never sent before: they are answered 428. Raises UsageError for a
    short token, and where not one of both is given.
    """
    unknown_if_none = _granted(token, grants, show_eeo=show_eeo)
    sessions = GrantSessions(clients, unknown_if_none, {"store": MemoryStore(), **options}, overrides)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await sessions.aclose()

    guarded = partial(_guarded, sessions)
    routes = [Route("/openapi.json", guarded(_document), methods=["GET"])]
    for name in RESOURCES:
        routes += [Route(path, guarded(answer), methods=methods) for path, methods, answer in _Resource(name).routes()]
    handlers: Mapping[Any, Any] = {404: _nothing, 405: _nothing, 500: _broken}
    made = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    made.router.redirect_slashes = False  # a redirect names http and whatever host the request did
    return made


def _granted(token: str | None, grants: Grants | None, *, show_eeo: bool) -> Grants:
    """The grants; one token is one grant, for everything."""
    if (token is None) is (grants is None):
        raise UsageError("Give token, or grants: one of both.")
    if grants is not None:
        return grants
    if token is None or len(token) < _SHORTEST_TOKEN:
        raise UsageError(f"The service's token needs at least {_SHORTEST_TOKEN} characters.")
    every = Grant(
        ONE_TOKEN,
        account="env:ASHBY_API_KEY",
        token_hash=hash_of(token),
        preset="unified",
        include=("candidate.uploadFile", "file.createFileUploadHandle", "file.info"),
        show=("eeo",) if show_eeo else (),
    )
    return Grants([every])


def _guarded(sessions: GrantSessions, handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        try:
            async with sessions.of(given.strip() if kind.lower() == "bearer" else "") as here:
                return await handler(request, here)
        except Problem as error:
            return problem(error.status, str(error), headers=error.headers)
        except AshbyError as error:
            return of_error(error)

    return answer  # type: ignore[return-value]


async def _document(request: Request, _here: GrantSession) -> Response:
    return _answered(request, document())


async def _nothing(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    told = "There is nothing here" if status == 404 else f"{request.method} is not for this"  # noqa: PLR2004
    return problem(status, f"{told}; /openapi.json says what there is.", headers=getattr(error, "headers", None))


async def _broken(_request: Request, _error: Exception) -> Response:
    """What is told of a defect: nothing of it; the server logs it."""
    return problem(500, "The service failed; its log says why.")


class _Resource:
    """The handlers of one resource."""

    def __init__(self, name: str) -> None:
        self._name, self._kind = name, RESOURCES[name]

    def routes(self) -> Iterator[tuple[str, Sequence[str], Handler]]:
        """Path, methods and handler of each route; one path is one route, so that `Allow` names all its methods."""
        writes = WRITES.get(self._name, {})
        for end, write in writes.items():
            if write.of_one:
                yield f"/{self._name}/{{id}}{end}", ["POST"], self.writes(write)
        create = writes.get("")
        yield f"/{self._name}", ["GET", "POST"] if create else ["GET"], self._both(create)
        yield f"/{self._name}/{{id}}", ["GET"], self.get
        if self._name == "attachments":
            yield "/attachments/{id}/download", ["GET"], self.download
        yield f"/{{dialect}}/{self._name}", ["GET"], self.list
        yield f"/{{dialect}}/{self._name}/{{id}}", ["GET"], self.get

    def _both(self, create: Write | None) -> Handler:
        if create is None:
            return self.list
        make = self.writes(create)

        async def answer(request: Request, here: GrantSession) -> Response:
            return await (make if request.method == "POST" else self.list)(request, here)

        return answer

    async def list(self, request: Request, here: GrantSession) -> Response:
        may_read(here, self._name)
        own = frozenset({"remote"}) if self._kind.source else frozenset[str]()
        given = self._given(request, _OF_ALL | _OF_LISTS | own | self._kind.served | self._kind.here)
        dialect = _dialect(request)
        page = await getattr(here.unified, self._name).list(**given)
        hidden = here.toolset.hidden
        page = Page(tuple(visible(it, hidden) for it in page.result), page.next_cursor, page.prev_cursor)
        links = [
            f'<{request.url.path}?{urlencode([*_others(request), ("cursor", cursor)])}>; rel="{rel}"'
            for rel, cursor in (("next", page.next_cursor), ("prev", page.prev_cursor))
            if cursor
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        return _answered(request, dialect.page(self._name, page), page.result, headers)

    async def get(self, request: Request, here: GrantSession) -> Response:
        may_read(here, self._name)
        narrowed = self._kind.served if self._name == "activities" else frozenset[str]()
        given = self._given(request, _OF_ALL | narrowed)
        dialect = _dialect(request)
        record = await getattr(here.unified, self._name).get(request.path_params["id"], **given)
        record = visible(record, here.toolset.hidden)
        return _answered(request, dialect.record(self._name, record), [record])

    async def download(self, request: Request, here: GrantSession) -> Response:
        """The file itself; it lies in a folder of its own until it is sent."""
        candidate = self._given(request, frozenset({"candidate"})).get("candidate")
        folder = await in_thread(tempfile.mkdtemp)
        gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
        try:
            path = await downloaded(here, request.path_params["id"], candidate, folder)
        except BaseException:
            await gone()
            raise
        every = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
        return FileResponse(path, 200, every, "application/octet-stream", gone, path.name)

    def writes(self, write: Write) -> Handler:
        async def answer(request: Request, here: GrantSession) -> Response:
            if request.query_params:
                raise Problem(400, "A write takes no parameters in its URL: all of it stands in the body.")
            fields = await _fields(request, write)
            identity = request.path_params["id"] if write.of_one else None
            record = await written(here, self._name, write, identity, fields)
            made = DIALECTS["truto"].record(self._name, visible(record, here.toolset.hidden, raw=False))
            where = {} if write.of_one else {"Location": f"{request.url.path}/{record.id}"}
            return JSONResponse(made, 200 if write.of_one else 201, {"Cache-Control": "no-store", **where})

        return answer

    def _given(self, request: Request, known: frozenset[str]) -> dict[str, Any]:
        """The query's parameters as the resource takes them."""
        given: dict[str, Any] = {}
        words = _dialect(request).parameters if "dialect" in request.path_params else {}
        for said, text in request.query_params.multi_items():
            name = words.get(said, said)
            must_be_known(name, known, f"{self._name} take no parameter")
            if name in given:
                raise UsageError(f"{name} is given twice; several values stand in one, with commas between.")
            value = _value(name, text)
            given[name] = min(value, MOST) if said == "page_size" else value  # a service's largest page may be larger
        return {"raw": False, **given}


def _value(name: str, text: str) -> Any:
    if name in _TIMES:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise UsageError(f"{name} takes a time as 2026-11-01T00:00:00Z, not {text!r:.40}.") from None
    if name == "limit":
        if not (text.isascii() and text.isdigit()):
            raise UsageError(f"limit takes a number, not {text!r:.40}.")
        return int(text[:9])
    if name == "raw":
        if text not in ("true", "false"):
            raise UsageError(f"raw takes true or false, not {text!r:.40}.")
        return text == "true"
    if name == "remote":
        return _object(text)
    if name in ("include", "exclude", "status"):
        return tuple(filter(None, text.split(",")))
    return text


def _object(text: str) -> dict[str, Any]:
    try:
        made = json.loads(text)
    except (ValueError, RecursionError):
        made = None
    if not isinstance(made, dict):
        raise UsageError(f"remote takes a JSON object, not {text!r:.40}.")
    return made


def _dialect(request: Request) -> Dialect:
    """The dialect that the path names; the unified models' own shape where it names none."""
    name = request.path_params.get("dialect", "truto")
    if name not in DIALECTS:
        raise Problem(404, f"There is no {name!r:.40} here; dialects are {', '.join(DIALECTS)}.")
    return DIALECTS[name]


def _others(request: Request) -> list[tuple[str, str]]:
    """What a link to another page keeps of the question: all but its cursor, by whichever name."""
    words = _dialect(request).parameters if "dialect" in request.path_params else {}
    return [(name, value) for name, value in request.query_params.items() if words.get(name, name) != "cursor"]


async def _fields(request: Request, write: Write) -> dict[str, Any]:
    """The body's fields; raises Problem for one that is too long, no JSON, or has what the write does not take."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "A write takes a body of application/json.")
    text = bytearray()
    try:
        async for part in request.stream():
            text += part
            if len(text) > write.most:
                raise Problem(413, f"A body has at most {write.most} bytes here.")
    except ClientDisconnect:
        raise Problem(400, "The body ended before it was whole.") from None
    try:
        return write.body.model_validate_json(bytes(text)).model_dump(exclude_unset=True)
    except pydantic.ValidationError as error:
        raise Problem(422, _told(error)) from None


def _told(error: pydantic.ValidationError) -> str:
    """What is wrong and where, without the values."""
    return "; ".join(f"{'.'.join(map(str, it['loc'])) or 'body'}: {it['msg']}" for it in error.errors()[:5])


def _answered(
    request: Request, value: Any, records: Sequence[Resource] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """An answer with its weak ETag: of its records, and whether more follow; cursors are new each time."""
    shape = [request.path_params.get("dialect"), 'rel="next"' in (headers or {}).get("Link", "")]
    told = [*shape, *(it.model_dump(mode="json") for it in records)] if records else value
    tag = f'"{hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]}"'
    every = {"ETag": f"W/{tag}", "Cache-Control": "private, no-cache", **(headers or {})}
    known = {it.strip().removeprefix("W/") for it in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=every)
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="replace")  # halves of characters, too
    return Response(text, media_type="application/json", headers=every)
