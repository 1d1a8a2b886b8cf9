"""Time limits and threads: policies and approvers may hang, and a hang must not become a yes."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def within(seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
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


async def in_thread(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What a blocking function answers, without blocking the event loop."""
    import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

    return await asyncio.to_thread(function, *args, **kwargs)


async def awaited_within(seconds: float, answer: Awaitable[T]) -> T:
    """What is awaited, if it comes in time; raises TimeoutError."""
    import asyncio  # noqa: PLC0415  (as above)

    return await asyncio.wait_for(answer, seconds)
