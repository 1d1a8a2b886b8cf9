"""`audit verify` and `audit export`: whether an audit file is whole, and its steps for an auditor."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typer

from ashby_agent_tools.approval.audit_records import AuditResult, records, verify
from ashby_agent_tools.cli import exporting
from ashby_agent_tools.cli._output import SAID_NO, complain, reporting, say, show_json
from ashby_agent_tools.cli._stores import at_home
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["Filter", "check", "export"]

_MOST = 20  # findings that somebody reads


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """Which steps are meant: those that fit everything given. `since`, `until`: ISO 8601, UTC unless it says so."""

    account: str | None = None
    conversation: str | None = None
    operation: str | None = None
    since: str | None = None
    until: str | None = None

    def records(self, path: Path) -> Iterator[JsonObject]:
        """The records of a file that fit, in order."""
        names = ("account", "conversation", "operation")
        wanted = {name: value for name in names if (value := getattr(self, name)) is not None}
        since, until = _time(self.since), _time(self.until)
        for record in records(path):
            if any(record.get(name) != value for name, value in wanted.items()):
                continue
            if since is None and until is None:
                yield record
                continue
            at = _time_of(record)
            if (since is None or at >= since) and (until is None or at < until):
                yield record


def check(path: Path, anchors: Sequence[str], anchor_file: Path | None, *, as_json: bool) -> None:
    """Follow the chain, compare the anchors, and print what was found; exits with 1 where something was.

    A file for anchors is read, and gets the new one when nothing was found.
    """
    with reporting(as_json=as_json):
        kept = [*anchors, *_kept(anchor_file)]
        found = verify(at_home(path), kept)
        if anchor_file is not None and found.anchor and not found.findings and found.anchor not in kept:
            _keep(at_home(anchor_file), found.anchor)
        if as_json:
            show_json({"ok": not found.findings, **dataclasses.asdict(found)})
        else:
            _show(path, found)
        if found.findings:
            raise typer.Exit(SAID_NO)


def _show(path: Path, found: AuditResult) -> None:
    for finding in found.findings[:_MOST]:
        say(finding)
    if len(found.findings) > _MOST:
        say(f"... and {len(found.findings) - _MOST} more.")
    state = "is not whole" if found.findings else "is whole"
    old = f", the first {found.unlinked} of an older version and without links" if found.unlinked else ""
    say(f"{path} {state}: {found.lines} lines{old}.")
    if found.anchor and not found.findings:
        say(f"Keep this elsewhere, and give it next time: --anchor {found.anchor}")


def export(path: Path, chosen: Filter, form: Literal["csv", "jsonl"]) -> None:
    """Print the steps that fit. Where the file is not whole, that is said, and the exit code is 1."""
    with reporting(as_json=False):
        file = at_home(path)
        whole = not verify(file).findings
        exporting.show(chosen.records(file), form)
        if not whole:
            complain(f"{path} is not whole: `ashby-agent-tools audit verify {path}` says where.")
            raise typer.Exit(SAID_NO)


def _kept(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return at_home(path).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The file of anchors {path} cannot be read ({type(error).__name__}).") from error


def _keep(path: Path, anchor: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(anchor + "\n")
    except OSError as error:
        raise UsageError(f"The file of anchors {path} cannot be written ({error.strerror}).") from error


def _time_of(record: JsonObject) -> datetime:
    try:
        found = _time(str(record.get("time")))
    except UsageError:
        found = None
    if found is None:
        raise UsageError("A step of the file has no time that can be read; export it without --since and --until.")
    return found


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r:.40} is not a time; write 2026-03-14 or 2026-03-14T15:09:26Z.") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
