"""Attempts: a call is sent, and sent again where that is safe, within its limits and its deadline; sync and async.

What decides (whether to try again, when the deadline is over, what a failure means) is in `wire`, `exchange` and
`limits`, and is the same for both: what is here only waits.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

import httpx

from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client import wire
from ashby_agent_tools.client.body import AnswerTooLarge, areceive, receive
from ashby_agent_tools.client.breaker import Breaker
from ashby_agent_tools.client.exchange import Exchange
from ashby_agent_tools.client.limiter import Limiter
from ashby_agent_tools.client.log_filter import masked

__all__ = ["asend", "send"]


def send(
    http: httpx.Client,
    exchange: Exchange,
    limiter: Limiter | None,
    breaker: Breaker,
    most: int,
    read: Callable[[Exchange, httpx.Response, bytes], Result],
) -> Result:
    """Send until there is a result, or an error that another attempt would not mend. `most`: bytes of an answer."""

    def attempt() -> Result:
        with contextlib.nullcontext() if limiter is None else limiter.turn(exchange), masked(exchange.secrets):
            exchange.begin()
            with exchange.traced() as trace:
                response, content = receive(http, exchange, most)
                trace.answered(response.status_code, len(content))
                return read(exchange, response, content)

    try:
        with breaker:
            try:
                return attempt()
            except wire.PASSING as error:
                first = wire.worth_another(exchange, error)
            import tenacity  # noqa: PLC0415  (slow to import, and to set up: only what failed pays for it)

            for state in tenacity.Retrying(**wire.retrying(exchange)):
                with state:
                    wire.failed_before(state.retry_state, first)
                    return attempt()
    except AnswerTooLarge as error:
        raise wire.too_large(exchange.spec, error.headers, most) from None
    except httpx.RequestError as error:
        raise wire.lost(exchange.spec, error, str(exchange.request.url)) from error
    raise AssertionError("a retry loop ends with a result or an error")


async def asend(
    http: httpx.AsyncClient,
    exchange: Exchange,
    limiter: Limiter | None,
    breaker: Breaker,
    most: int,
    read: Callable[[Exchange, httpx.Response, bytes], Awaitable[Result]],
) -> Result:
    """As send, awaited; the deadline ends it wherever it waits, and whoever cancels it finds every place free again."""
    import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

    limit = asyncio.timeout(exchange.deadline.seconds and exchange.deadline.left)
    try:
        async with breaker:
            try:
                async with limit:
                    return await _attempts(http, exchange, limiter, most, read)
            except TimeoutError:
                if not limit.expired():
                    raise
                raise exchange.late() from None
    except AnswerTooLarge as error:
        raise wire.too_large(exchange.spec, error.headers, most) from None
    except httpx.RequestError as error:
        raise wire.lost(exchange.spec, error, str(exchange.request.url)) from error


async def _attempts(
    http: httpx.AsyncClient,
    exchange: Exchange,
    limiter: Limiter | None,
    most: int,
    read: Callable[[Exchange, httpx.Response, bytes], Awaitable[Result]],
) -> Result:
    async def attempt() -> Result:
        async with contextlib.nullcontext() if limiter is None else limiter.aturn(exchange):
            with masked(exchange.secrets):
                exchange.begin()
                try:
                    with exchange.traced() as trace:
                        response, content = await areceive(http, exchange, most)
                        trace.answered(response.status_code, len(content))
                        return await read(exchange, response, content)
                except Exception:
                    exchange.under_way = False  # how it ended is known, or another attempt would not be made
                    raise

    try:
        return await attempt()
    except wire.PASSING as error:
        first = wire.worth_another(exchange, error)
    import tenacity  # noqa: PLC0415  (as above)

    async for state in tenacity.AsyncRetrying(**wire.retrying(exchange)):
        with state:
            wire.failed_before(state.retry_state, first)
            return await attempt()
    raise AssertionError("a retry loop ends with a result or an error")
