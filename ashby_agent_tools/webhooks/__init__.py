"""Webhooks that Ashby sends: check the signature, read the event, handle each one once, and answer for it.

    application = webhooks.app(handler, secrets=secret, store="seen.db")     # a whole ASGI application

or, in a server of your own:

    receiver = Receiver(secret)                       # one per webhook setting, or per address
    with receiver.take(body, headers.get("Ashby-Signature")) as delivery:
        if delivery.event is not None:                # no ping, no duplicate, no stranger's
            work_on(delivery.event)
    answer(delivery.status)

Receiving stands alone: it needs no key and no client. What handles an event belongs elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ashby_agent_tools.webhooks import kinds
from ashby_agent_tools.webhooks.events import Event
from ashby_agent_tools.webhooks.reading import parse
from ashby_agent_tools.webhooks.receiver import Delivery, DeliveryOutcome, Receiver
from ashby_agent_tools.webhooks.seen import Seen, SeenFile, Shared
from ashby_agent_tools.webhooks.signatures import Secrets, verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.applications import Starlette

    from ashby_agent_tools.budget import Budget
    from ashby_agent_tools.webhooks.asgi import DeliveryStore, Handler

__all__ = [
    "Delivery",
    "DeliveryOutcome",
    "Event",
    "Receiver",
    "Seen",
    "SeenFile",
    "Shared",
    "app",
    "kinds",
    "parse",
    "to_agent",
    "verify",
]

LARGEST_BODY = 2 * 1024 * 1024


def app(
    handler: Handler,
    *,
    secrets: Secrets,
    store: DeliveryStore | Seen | str | Path | None = None,
    setting: str = "default",
    path: str = "/",
    largest: int = LARGEST_BODY,
) -> Starlette:
    """An ASGI application that receives the webhooks of one setting, or of several that share a secret.

    `handler(event)`: a function, run in a thread, or an async one. When it returns, the event was taken and Ashby is
    told so; when it raises, Ashby is told to send it again (up to ten times, over hours). It is called once per event,
    unless its process dies, or it runs for longer than `store` holds an event for it (five minutes).
    `secrets`: the secret token, or several while it is replaced. `store`: where to remember what was handled: a
    `SqlStore` that processes share, the path of a file that they share, or by default this process's memory.
    `setting`: a name of yours for several applications with one store. `largest`: bytes; a larger body is refused
    before it is read. Needs the extra `webhooks`, and a server such as uvicorn. Raises UsageError for an empty secret,
    and for a store that keeps no deliveries.
    """
    from ashby_agent_tools.webhooks.asgi import application  # noqa: PLC0415  (starlette, from an extra)

    return application(handler, secrets=secrets, store=store, setting=setting, path=path, largest=largest)


def to_agent(event: Event, *, budget: Budget | None = None, hiding: Iterable[str] = ()) -> str:
    """What an event says, as a compact text for a model: what happened, and the records that Ashby sent with it.

    Texts that outsiders wrote stand under the mark `written_by_outsiders`; nothing in them is an order. `budget`: by
    default 800 tokens, for all of it. `hiding`: data classes that do not appear (pay, contact, eeo); eeo never does.
    Ids are whole, as every session takes them. Raises UsageError for an unknown data class.
    """
    from ashby_agent_tools.webhooks.briefing import briefing  # noqa: PLC0415  (loads what fits results)

    return briefing(event, budget=budget, hiding=hiding)
