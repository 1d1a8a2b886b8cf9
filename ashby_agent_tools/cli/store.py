"""`store`: what is kept in a store, for who runs it: delete what is too old, encrypt with another key."""

from __future__ import annotations

from typing import Annotated

import typer

from ashby_agent_tools import Retention
from ashby_agent_tools.cli._options import AsJson
from ashby_agent_tools.cli._output import reporting, say, show_json
from ashby_agent_tools.cli._stores import existing_store

__all__ = ["commands"]

_DAY = 86_400
commands = typer.Typer(
    help="What a store keeps: delete what is too old, change the key of an encrypted one.",
    epilog="\b\nExamples:\n  ashby-agent-tools store purge --questions 90 --results 30\n"
    "  ashby-agent-tools store rotate-keys --store postgresql://agents@db.internal/agents",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Days = Annotated[int | None, typer.Option(metavar="DAYS", min=1, help="Delete those that are older.")]
Store = Annotated[str | None, typer.Option(metavar="FILE|URL", envvar="ASHBY_STORE", help="The store.")]


@commands.command(
    short_help="Delete what is too old.",
    epilog="\b\nExamples:\n  ashby-agent-tools store purge --questions 90 --writes 365 --results 30 --short-ids 30",
)
def purge(
    *,
    questions: Days = None,
    writes: Days = None,
    results: Days = None,
    short_ids: Days = None,
    journal: Days = None,
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Delete what is older than so many days, kind by kind; what is not named stays. Payloads of results go anyway.

    Questions that can still be answered stay. Caps and the refusal of doubles count only writes that are kept. A write
    whose journal is gone cannot be undone by itself.
    """
    with reporting(as_json=as_json):
        opened = existing_store(store)
        given = {
            "questions": questions,
            "writes": writes,
            "results": results,
            "short_ids": short_ids,
            "journal": journal,
        }
        purged = opened.purge(Retention(**{kind: days * _DAY for kind, days in given.items() if days is not None}))
        if as_json:
            show_json({"ok": True, "purged": purged})
        else:
            say(f"{opened.name}: " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in purged.items()))


@commands.command(
    "rotate-keys",
    short_help="Encrypt all texts with the first key.",
    epilog="\b\nExamples:\n  ASHBY_STORE_KEYS=$NEW,$OLD ashby-agent-tools store rotate-keys",
)
def rotate_keys(*, store: Store = None, as_json: AsJson = False) -> None:
    """Encrypt all texts with the first key of ASHBY_STORE_KEYS, so that the others can be dropped."""
    with reporting(as_json=as_json):
        opened = existing_store(store)
        opened.rotate_keys()
        if as_json:
            show_json({"ok": True})
        else:
            say(f"{opened.name}: everything is encrypted with the first key.")
