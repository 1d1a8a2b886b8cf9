"""The ASGI application behind `webhooks.app`: raw body within a limit, one receiver, 2xx only for what was taken."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from ashby_agent_tools._given import must_be_function, said
from ashby_agent_tools.errors import StoreUnavailable, UsageError
from ashby_agent_tools.time_limits import to_its_end
from ashby_agent_tools.webhooks.events import Event
from ashby_agent_tools.webhooks.receiver import Delivery, Receiver
from ashby_agent_tools.webhooks.seen import Seen, SeenFile, Shared, remembers
from ashby_agent_tools.webhooks.signatures import Secrets

try:
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import ClientDisconnect, Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route
except ModuleNotFoundError as error:
    raise UsageError("webhooks.app needs Starlette: pip install 'ashby-agent-tools[webhooks]'.") from error

__all__ = ["DeliveryStore", "Handler", "application", "limited_body"]

_log = logging.getLogger("ashby_agent_tools")
_PATIENCE = 30.0  # seconds for a body to arrive
_LONGEST_NUMBER = 18  # digits of a Content-Length

Handler = Callable[[Event], Awaitable[object] | object]


@runtime_checkable
class DeliveryStore(Protocol):
    """A store that also remembers deliveries, for all processes that share it: `SqlStore`."""

    def deliveries(self) -> Shared:
        """What was handled, and what is being worked on."""


def application(
    handler: Handler,
    *,
    secrets: Secrets,
    store: DeliveryStore | Seen | str | Path | None,
    setting: str,
    path: str,
    largest: int,
) -> Starlette:
    """What `webhooks.app` says."""
    must_be_function("handler", handler, write="give a function that takes an Event")
    most: object = largest
    where: object = path
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise UsageError(f"largest is {largest!r:.40}; give a number of bytes, 1 or more.")
    if not isinstance(where, str) or not where.startswith("/"):
        raise UsageError(f"path is {path!r:.60}; begin it with /, as '/hooks/ashby'.")
    receiver = Receiver(secrets, setting=setting, seen=_seen(store))
    taking = _Taking(receiver, handler)

    async def receive(request: Request) -> Response:
        body = await limited_body(request, largest)
        if isinstance(body, Response):
            return body
        return await taking.answer(body, request.headers.get("Ashby-Signature"))

    return Starlette(routes=[Route(path, receive, methods=["POST"])])


def _seen(store: object) -> Seen | None:
    if store is None:
        return None
    if isinstance(store, str | Path):
        if "://" in str(store):
            raise UsageError(f"store is an address; open it: SqlStore({str(store).partition('://')[0] + '://...'!r}).")
        return SeenFile(store)
    if isinstance(store, DeliveryStore):
        return store.deliveries()
    if remembers(store):
        return store
    raise UsageError(f"store is {said(store)}, which keeps no deliveries: give a SqlStore, or a path.")


async def limited_body(request: Request, largest: int) -> bytes | Response:
    """The raw body; or what to answer where it is too large, is late, or breaks off. Nothing larger is held."""
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and (len(said) > _LONGEST_NUMBER or int(said) > largest):
        return _refused(413, f"the body is larger than {largest} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > largest:
                    return _refused(413, f"the body is larger than {largest} bytes")
    except TimeoutError:
        return _refused(408, f"the body did not arrive within {_PATIENCE:.0f} seconds")
    except ClientDisconnect:
        return _refused(400, "the body broke off")
    return bytes(body)


def _refused(status: int, why: str) -> Response:
    _log.warning("A webhook delivery was refused: %s.", why)
    return PlainTextResponse(f"refused: {why}", status, headers={"Connection": "close"})  # the rest is not read


class _Taking:
    """Hands a genuine event to the handler, and answers by what came of it."""

    def __init__(self, receiver: Receiver, handler: Handler) -> None:
        self._receiver, self._handler = receiver, handler
        called = getattr(handler, "__call__", None)  # noqa: B004  (an object may have an async one)
        self._is_async = inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(called)

    async def answer(self, body: bytes, signature: str | None) -> Response:
        try:
            if self._is_async:
                delivery = await self._await(body, signature)
            else:  # in one thread from claim to note: it comes to its end also where the request is cancelled
                delivery = await run_in_threadpool(self._run, body, signature)
        except StoreUnavailable as error:
            _log.error("A webhook event was not taken: %s", error)
            return PlainTextResponse("not taken", 503)
        except Exception as error:
            _log.error("A webhook event was not taken: its handler raised %s.", type(error).__name__)
            raise  # Starlette answers with 500, and the server logs where it was raised
        if delivery.outcome == "refused":
            return _refused(delivery.status, delivery.reason)
        return PlainTextResponse(delivery.outcome, delivery.status)

    def _run(self, body: bytes, signature: str | None) -> Delivery:
        with self._receiver.take(body, signature) as delivery:
            if delivery.event is not None:
                given = self._handler(delivery.event)
                if inspect.isawaitable(given):
                    getattr(given, "close", bool)()
                    raise UsageError("The handler is not async, yet returns something to await: await it there.")
        return delivery

    async def _await(self, body: bytes, signature: str | None) -> Delivery:
        """The same with the handler on the loop; the memory, which may be a database, is used in a thread."""
        begun: list[Delivery] = []
        try:
            await to_its_end(lambda: begun.append(self._receiver.begin(body, signature)))
            delivery = begun[0]
            if delivery.event is not None:
                given = self._handler(delivery.event)
                assert inspect.isawaitable(given)  # noqa: S101  (an async function was called)
                await given
                await to_its_end(self._receiver.finish, delivery)
        except BaseException:  # also when cancelled, while it was claimed, too: what nobody took is delivered again
            if begun and begun[0].event is not None:
                await to_its_end(self._receiver.give_up, begun[0])
            raise
        return delivery
