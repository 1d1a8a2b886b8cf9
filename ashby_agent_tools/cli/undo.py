"""`undo`: the writes of a store that can be undone, and undoing them, with the question in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ashby_agent_tools import Caps, Client, Session, Toolset
from ashby_agent_tools.approval.people import ApproverRules
from ashby_agent_tools.cli._output import at_terminal, reporting, say, show_json, show_lines
from ashby_agent_tools.cli._questions import journal_of
from ashby_agent_tools.cli._sending import interruptible
from ashby_agent_tools.cli._stores import Place, at_home, existing_store
from ashby_agent_tools.cli.calling import Settings, approver_of
from ashby_agent_tools.conversation.undo import standing
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.store.protocol import ConversationKey, JournalEntry, iso_time

__all__ = ["show_all", "undo"]


def show_all(store: Place, account: str | None, *, as_json: bool) -> None:
    """Print the writes that something was noted of, newest first, and whether each can be undone."""
    with reporting(as_json=as_json):
        opened = existing_store(store)
        rows = [_row(entry, standing(entry, opened)) for entry in journal_of(opened, account)]
    if as_json:
        names = ("ref", "at", "operation", "conversation", "part_of", "state")
        show_json([dict(zip(names, row, strict=True)) for row in rows])
    elif rows or not at_terminal():
        show_lines(rows)
    else:
        say("No writes that can be undone.")


def _row(entry: JournalEntry, state: str) -> tuple[str, ...]:
    return entry.ref, iso_time(entry.at), entry.endpoint, entry.key.conversation, entry.part_of or "", state


def undo(refs: Sequence[str], settings: Settings, *, as_json: bool) -> None:
    """Undo writes of one conversation, in that conversation; the policy asks as for any call."""
    with reporting(as_json=as_json), interruptible():
        opened = existing_store(settings.store)
        key = _conversation_of(refs, journal_of(opened, settings.account))
        with Client() as client:
            if client.base_url.rstrip("/") != key.base_url.rstrip("/"):
                raise UsageError(f"That was written at {key.base_url}, and this client calls {client.base_url}.")
            session = Session(
                Toolset.all() | Toolset.tasks(),
                client,
                conversation=key.conversation,
                account=key.account,
                caps=Caps(window=0),  # a person undoes, not an agent
                store=opened,
                approver=approver_of(settings, opened),
                dry_run=settings.dry_run,
                rules=None if settings.rules is None else ApproverRules.from_toml(at_home(settings.rules)),
            )
            result = session.undo(*refs)
        if as_json:
            show_json({"ok": True, "text": result.text, "undo": result.undo})
        else:
            say(result.text.rstrip("\n"))


def _conversation_of(refs: Sequence[str], entries: Sequence[JournalEntry]) -> ConversationKey:
    keys = {entry.ref: entry.key for entry in entries}
    if unknown := [ref for ref in refs if ref not in keys]:
        raise UsageError(f"There is no write {for_terminal(unknown[0])!r:.60}; `ashby-agent-tools undo` lists them.")
    meant = {keys[ref] for ref in refs}
    if len(meant) > 1:
        raise UsageError("These writes belong to several conversations; undo those of one at a time.")
    return meant.pop()
