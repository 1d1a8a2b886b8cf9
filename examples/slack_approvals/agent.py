"""The agent: it asks for what it was told to do, waits for the click, and does exactly what was approved."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ashby_agent_tools import Client, Notifier, Session, SqliteStore, Toolset
from ashby_agent_tools.errors import ToolError

ORDERS: Sequence[dict[str, str]] = (
    {"candidate": "Priya Raman", "job": "Account Executive", "reason": "timing"},
    {"candidate": "Maeve Brannigan", "job": "Staff Engineer", "reason": "timing"},
)
"""What it was told: whom to reject, and why. A model would say the same with the same tool."""


def work(client: Client, store: Path, notifier: Notifier, orders: Sequence[dict[str, str]] = ORDERS) -> list[str]:
    """Ask about one rejection after the other, each until somebody has answered; what came of each."""
    with SqliteStore(store) as opened:
        session = Session(Toolset.preset("recruiter"), client, store=opened, notify=notifier, asked_by="Robin Li")
        return [_done(session, number, order) for number, order in enumerate(orders)]


def _done(session: Session, number: int, order: dict[str, str]) -> str:
    call = session.prepare("ashby_reject", order, call_id=f"order {number}")
    session.question(call)  # recorded, and told to whoever answers
    while not session.answered(call):
        time.sleep(0.1)
    try:
        session.execute(call)
    except ToolError as error:
        return str(error)
    return f"{order['candidate']} is rejected."
