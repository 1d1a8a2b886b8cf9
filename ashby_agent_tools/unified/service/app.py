"""service: the unified models as a web service, an ASGI application on Starlette; one bearer token, JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pydantic
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ashby_agent_tools.ats.dialects import DIALECTS
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.readers import must_be_known
from ashby_agent_tools.ats.resources import RESOURCES, Page
from ashby_agent_tools.client.clients import AsyncClient
from ashby_agent_tools.errors import AshbyError, UsageError
from ashby_agent_tools.unified.api import AsyncUnified
from ashby_agent_tools.unified.service.document import document
from ashby_agent_tools.unified.service.hiding import visible
from ashby_agent_tools.unified.service.problems import Problem, of_error, problem
from ashby_agent_tools.unified.service.requests import WRITES, Write

__all__ = ["MOST_BYTES", "service"]

MOST_BYTES = 256 * 1024
"""The longest body of a request."""
_SHORTEST_TOKEN = 16
_TIMES = ("created_after", "updated_after")
_OF_ALL = frozenset({"dialect", "include", "raw"})
_OF_LISTS = frozenset({"cursor", "exclude", "limit"})
Handler = Callable[[Request], Awaitable[Response]]


def service(
    client: AsyncClient, *, token: str, show_eeo: bool = False, overrides: Mapping[str, Mapping[str, Any]] | None = None
) -> Starlette:
    """The web service as an ASGI application over a client, which it closes at its end.

    `token`: what every request has to bear. `show_eeo`: whether answers for equal opportunity reports are shown.
    Writes that need a person's approval are never sent: they are answered 428. Raises UsageError for a short token.
    """
    if len(token) < _SHORTEST_TOKEN:
        raise UsageError(f"The service's token needs at least {_SHORTEST_TOKEN} characters.")
    unified = AsyncUnified(client, overrides=overrides)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await client.aclose()

    guarded = partial(_guarded, token.encode())
    shown = frozenset[str]() if show_eeo else frozenset({"eeo"})
    routes = [Route("/openapi.json", guarded(_document), methods=["GET"])]
    for name in RESOURCES:
        about = _Resource(name, getattr(unified, name), shown)
        routes.append(Route(f"/{name}", guarded(about.list), methods=["GET"]))
        routes += [
            Route(
                f"/{name}/{{id}}{end}" if write.of_one else f"/{name}", guarded(about.writes(write)), methods=["POST"]
            )
            for end, write in WRITES.get(name, {}).items()
        ]
        routes.append(Route(f"/{name}/{{id}}", guarded(about.get), methods=["GET"]))
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={404: _nothing, 405: _nothing})


def _guarded(token: bytes, handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token):
            return problem(401, "The token is missing or wrong.", headers={"WWW-Authenticate": "Bearer"})
        try:
            return await handler(request)
        except Problem as error:
            return problem(error.status, str(error))
        except pydantic.ValidationError as error:
            return problem(422, _told(error))
        except AshbyError as error:
            return of_error(error)

    return answer


async def _document(request: Request) -> Response:
    return _answered(request, document())


async def _nothing(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    told = "There is nothing here" if status == 404 else f"{request.method} is not for this"  # noqa: PLR2004
    return problem(status, f"{told}; /openapi.json says what there is.", headers=getattr(error, "headers", None))


class _Resource:
    """The handlers of one resource."""

    def __init__(self, name: str, resource: Any, hidden: frozenset[str]) -> None:
        self._name, self._resource, self._hidden = name, resource, hidden
        self._kind = RESOURCES[name]

    async def list(self, request: Request) -> Response:
        given = self._given(request, _OF_ALL | _OF_LISTS | self._kind.served | self._kind.here)
        dialect = _dialect(given)
        page = await self._resource.list(**given)
        page = Page(tuple(visible(it, self._hidden) for it in page.result), page.next_cursor, page.prev_cursor)
        links = [
            f'<{request.url.path}?{urlencode([*_others(request), ("cursor", cursor)])}>; rel="{rel}"'
            for rel, cursor in (("next", page.next_cursor), ("prev", page.prev_cursor))
            if cursor
        ]
        headers = {"Link": ", ".join(links)} if links else {}
        return _answered(request, dialect.page(self._name, page), page.result, headers)

    async def get(self, request: Request) -> Response:
        narrowed = frozenset({"candidate"}) if self._name == "activities" else frozenset[str]()
        given = self._given(request, _OF_ALL | narrowed)
        dialect = _dialect(given)
        record = await self._resource.get(request.path_params["id"], **given)
        record = visible(record, self._hidden)
        return _answered(request, dialect.record(self._name, record), [record])

    def writes(self, write: Write) -> Handler:
        async def answer(request: Request) -> Response:
            fields = await _fields(request, write)
            about = [request.path_params["id"]] if write.of_one else []
            record = await getattr(self._resource, write.verb)(*about, **fields)
            made = DIALECTS["truto"].record(self._name, visible(record, self._hidden, raw=False))
            where = {} if write.of_one else {"Location": f"{request.url.path}/{record.id}"}
            return JSONResponse(made, 200 if write.of_one else 201, {"Cache-Control": "no-store", **where})

        return answer

    def _given(self, request: Request, known: frozenset[str]) -> dict[str, Any]:
        """The query's parameters as the resource takes them."""
        given: dict[str, Any] = {}
        for name, text in request.query_params.items():
            must_be_known(name, known, f"{self._name} take no parameter")
            given[name] = _value(self._name, name, text)
        return {"raw": False, **given}


def _value(resource: str, name: str, text: str) -> Any:
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
    if name in ("include", "exclude"):
        return tuple(filter(None, text.split(",")))
    return [text] if (resource, name) == ("jobs", "status") else text


def _dialect(given: dict[str, Any]) -> Any:
    name = given.pop("dialect", "truto")
    must_be_known(name, frozenset(DIALECTS), "there is no dialect")
    return DIALECTS[name]


def _others(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.items() if name != "cursor"]


async def _fields(request: Request, write: Write) -> dict[str, Any]:
    """The body's fields; raises Problem for one that is too long, no JSON, or has what the write does not take."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "A write takes a body of application/json.")
    text = bytearray()
    async for part in request.stream():
        text += part
        if len(text) > MOST_BYTES:
            raise Problem(413, f"A body has at most {MOST_BYTES} bytes.")
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
    """An answer with its weak ETag. It is the records' own: cursors, and times of reading, are new each time."""
    told = [request.query_params.get("dialect"), *(it.model_dump(mode="json") for it in records)] if records else value
    tag = f'"{hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]}"'
    every = {"ETag": f"W/{tag}", "Cache-Control": "private, no-cache", **(headers or {})}
    known = {it.strip().removeprefix("W/") for it in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=every)
    return Response(json.dumps(value, ensure_ascii=False, default=str), media_type="application/json", headers=every)
