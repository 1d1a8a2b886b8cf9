"""Time limits and threads: policies and approvers may hang, and a hang must not become an approval."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import threading
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def run_with_timeout(seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function answers, if it answers in time; raises what it raises, or TimeoutError.

    It runs in a daemon thread with the caller's context variables, so that one that never ends keeps nobody from
    leaving.
    """
    answers: list[T] = []
    failures: list[BaseException] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answers.append(context.run(function, *args, **kwargs))
        except BaseException as error:  # noqa: BLE001  (raised again in the caller's thread)
            failures.append(error)

    thread = threading.Thread(target=run, name=f"ashby-{getattr(function, '__name__', 'call')}", daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if failures:
        raise failures[0]
    if not answers:
        raise TimeoutError(f"no answer within {seconds:.0f} seconds")
    return answers[0]


async def arun_with_timeout(seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As within, awaited. A thread of its own: one that hangs takes no place in the pool that all others wait for."""
    import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)
    import concurrent.futures  # noqa: PLC0415  (the same)

    answer: concurrent.futures.Future[T] = concurrent.futures.Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            made = context.run(function, *args, **kwargs)
        except BaseException as error:  # noqa: BLE001  (raised again where it is awaited)
            failure: BaseException = error
            with contextlib.suppress(concurrent.futures.InvalidStateError):  # nobody waits any more
                answer.set_exception(failure)
        else:
            with contextlib.suppress(concurrent.futures.InvalidStateError):
                answer.set_result(made)

    threading.Thread(target=run, name=f"ashby-{getattr(function, '__name__', 'call')}", daemon=True).start()
    return await asyncio.wait_for(asyncio.wrap_future(answer), max(0.0, seconds))


async def in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What a blocking function answers, without blocking the event loop; left to itself where the task is cancelled."""
    import asyncio  # noqa: PLC0415  (as above)

    return await asyncio.to_thread(function, *args, **kwargs)


async def to_its_end(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """As in_thread, for a short step: a task that is cancelled meanwhile ends after it, so nothing is half done."""
    import asyncio  # noqa: PLC0415  (as above)

    context = contextvars.copy_context()
    work = functools.partial(context.run, functools.partial(function, *args, **kwargs))
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with contextlib.suppress(asyncio.CancelledError):  # cancelled again meanwhile
                await asyncio.wait([running])
        running.exception()  # the cancellation is what is raised
        raise


async def await_with_timeout(seconds: float, answer: Awaitable[T]) -> T:
    """What is awaited, if it comes in time; raises TimeoutError."""
    import asyncio  # noqa: PLC0415  (as above)

    return await asyncio.wait_for(answer, seconds)
