"""Agents that ask in a process of their own, over a store that an inbox answers, and wait for their answers."""

from __future__ import annotations

import json
import time
from pathlib import Path

from ashby_agent_tools import Client, Session, SqliteStore, Toolset, errors

REJECT = "ashby_application_change_stage"
PATIENCE = 300.0


def _session(url, key, store, conversation):
    client = Client(key, base_url=url)
    return Session(Toolset.all(), client, store=store, conversation=conversation, asked_by="ada@example.com")


def _wait(store, call_id):
    """Until the newest question under this id has its answer; its state."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [it for it in store.requests() if it.call_id == call_id]
        if found and all(it.state != "pending" for it in found):
            return found[0].state
        time.sleep(0.1)
    raise TimeoutError(call_id)


def reject(folder, url, key, arguments):
    """Ask to reject somebody; told no, ask again with the other reason; note what it was told each time."""
    store, told = SqliteStore(Path(folder) / "store.db"), []
    session = _session(url, key, store, "reject")
    for number, each in enumerate(arguments):
        call = session.prepare(REJECT, each, call_id=f"try {number}")
        session.question(call)
        state = _wait(store, f"try {number}")
        try:
            told.append([state, session.execute(call).text])
        except errors.ToolError as error:
            told.append([state, str(error)])
    Path(folder, "told.json").write_text(json.dumps(told), encoding="utf-8")


def reject_several(folder, url, key, arguments):
    """Ask about several rejections as one question; then send what may leave."""
    store = SqliteStore(Path(folder) / "store.db")
    session = _session(url, key, store, "several")
    calls = [(REJECT, each) for each in arguments]
    batch = session.batch(calls)
    until = time.monotonic() + PATIENCE
    while any(it.state == "pending" for it in store.batch_requests(batch.id)) and time.monotonic() < until:
        time.sleep(0.1)
    done = session.execute_batch(batch)
    Path(folder, "several.json").write_text(json.dumps([it.state for it in done.lines]), encoding="utf-8")
