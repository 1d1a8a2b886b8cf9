"""Find or create: look first, create what is not there, and look again, because Ashby's API has no such call.

A script yields what it wants done (a list to be read, or a write) and is sent what came of it, so that one script
serves both clients. How far two callers at once are kept apart: through one client one waits for the other. Elsewhere
both may create, as nothing in the API prevents it; each then sees both, takes the older one, and names the other in
`duplicates`. Tags are safe: Ashby returns the tag that has the title.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ashby_agent_tools.call import Decision
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.advice import after_write
from ashby_agent_tools.errors import OutcomeUnknown, UsageError
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.scripts import adrive, drive

if TYPE_CHECKING:
    import asyncio

__all__ = ["AsyncEnsuring", "Ensured", "Ensuring", "Turns"]

_MARKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,79}")


@dataclasses.dataclass(frozen=True, slots=True)
class Ensured:
    """A record that is there now. `created`: whether this call made it; else it was found.

    `duplicates`: ids of others that fit as well, the oldest of all is `record`. If this call and another made one each
    at the same moment, one of them may be this call's; a person can merge candidates in the app, notes stay.
    """

    record: JsonObject
    created: bool
    duplicates: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The record's id."""
        return str(self.record["id"])


class _Look(NamedTuple):
    """Read every record of a list."""

    operation: Operation


class _Make(NamedTuple):
    """Send a write, through the client's own gate."""

    operation: Operation


Script: TypeAlias = Generator[_Look | _Make, Any, Ensured]


def candidate_script(email: str, name: str, fields: dict[str, Any]) -> Script:
    """A candidate by email address."""
    from ashby_agent_tools.operations.candidates import CandidateCreate, CandidateSearch  # noqa: PLC0415  (its area is loaded when asked)

    given: object = email
    if not isinstance(given, str):
        raise UsageError(f"{given!r:.60} is not an email address.")
    wanted = given.strip()
    make = CandidateCreate(email=wanted, name=name, **fields)  # refused before anything is read, if it cannot be sent
    search = CandidateSearch(email=wanted)
    return (yield from _ensure(search, make, lambda row: _has_address(row, wanted)))


def note_script(candidate_id: str, text: str, marker: str | None) -> Script:
    """A note by its marker, or by its whole text."""
    from ashby_agent_tools.operations.candidate_records import CandidateCreateNote, CandidateListNotes  # noqa: PLC0415

    if marker is not None and not _MARKER.fullmatch(marker):
        raise UsageError(
            f"{marker!r:.90} is not a marker: write 3 to 80 letters, digits, dots, colons or dashes: 'offer-412'."
        )
    note = text if marker is None or _marked(text, marker) else f"{text}\n\n[{marker}]"
    make = CandidateCreateNote(candidateId=candidate_id, note=note)

    def fits(row: JsonObject) -> bool:
        content = str(row.get("content") or "")
        return content.strip() == text.strip() if marker is None else _marked(content, marker)

    return (yield from _ensure(CandidateListNotes(candidateId=candidate_id), make, fits))


def tag_script(title: str) -> Script:
    """A candidate tag by its title, in any case; an archived one counts."""
    from ashby_agent_tools.operations.metadata import CandidateTagCreate, CandidateTagList  # noqa: PLC0415  (as above)

    given: object = title
    if not isinstance(given, str) or not given.strip():
        raise UsageError(f"{given!r:.60} cannot be the title of a tag.")
    wanted = given.strip()
    make = CandidateTagCreate(title=wanted)
    listed = CandidateTagList(includeArchived=True)
    return (yield from _ensure(listed, make, lambda row: str(row.get("title")).casefold() == wanted.casefold()))


def _ensure(listed: Operation, make: Operation, fits: Callable[[JsonObject], bool]) -> Script:
    found = _fitting((yield _Look(listed)), fits)
    if found:
        return _ensured(found, "")
    made = yield _Make(make)
    found = _fitting((yield _Look(listed)), fits)  # somebody else may have looked at the same moment
    if _is_record(made):
        if all(row["id"] != made["id"] for row in found):
            found.append(made)  # a search may not know it yet
        return _ensured(found, made["id"])
    if not found:
        raise OutcomeUnknown(
            f"Ashby answered {make.spec.tool} without the record that it made. {after_write(make.spec)}"
        )
    return _ensured(found, str(found[0]["id"]))


def _fitting(rows: list[Any], fits: Callable[[JsonObject], bool]) -> list[JsonObject]:
    return [row for row in rows if _is_record(row) and fits(row)]


def _is_record(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


def _ensured(found: list[JsonObject], made: str) -> Ensured:
    first, *others = sorted(found, key=lambda row: (str(row.get("createdAt") or ""), str(row["id"])))
    return Ensured(first, first["id"] == made, tuple(str(row["id"]) for row in others))


def _has_address(row: JsonObject, email: str) -> bool:
    """Whether the address is the candidate's; a search that answered somebody else's is not believed."""
    more = row.get("emailAddresses")
    places = [row.get("primaryEmailAddress"), *(more if isinstance(more, list) else ())]
    return email.casefold() in {str(item.get("value")).casefold() for item in places if isinstance(item, dict)}


def _marked(text: str, marker: str) -> bool:
    """Whether the marker stands in the text as a word of its own: offer-41 is not in offer-412."""
    return re.search(rf"(?<![A-Za-z0-9._:-]){re.escape(marker)}(?![A-Za-z0-9_-]|[.:][A-Za-z0-9])", text) is not None


class Turns:
    """One after another for those that want the same thing through one client; others do not wait."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[str, tuple[Any, int]] = {}  # the lock of each thing, and how many want it

    @contextlib.contextmanager
    def turn(self, thing: str) -> Iterator[None]:
        """A thread's turn."""
        lock: threading.Lock = self._enter(thing, threading.Lock)
        try:
            with lock:
                yield
        finally:
            self._leave(thing)

    @contextlib.asynccontextmanager
    async def aturn(self, thing: str) -> AsyncIterator[None]:
        """A coroutine's turn."""
        import asyncio  # noqa: PLC0415  (slow to import; whoever awaits has it loaded)

        lock: asyncio.Lock = self._enter(thing, asyncio.Lock)
        try:
            async with lock:
                yield
        finally:
            self._leave(thing)

    def _enter(self, thing: str, make: Callable[[], Any]) -> Any:
        with self._lock:
            lock, many = self._waiting.get(thing) or (make(), 0)
            self._waiting[thing] = (lock, many + 1)
            return lock

    def _leave(self, thing: str) -> None:
        with self._lock:
            lock, many = self._waiting[thing]
            if many == 1:
                del self._waiting[thing]
            else:
                self._waiting[thing] = (lock, many - 1)


class Ensuring:
    """Find or create, for Client."""

    if TYPE_CHECKING:
        _turns: Turns

        def execute(self, what: Operation, *, decision: Decision | None = None) -> Result:
            """As the client's."""
            ...

        def records(self, operation: Operation) -> Iterator[JsonObject]:
            """As the client's."""
            ...

    def ensure_candidate(self, *, email: str, name: str, decision: Decision | None = None, **fields: Any) -> Ensured:
        """The candidate with this email address, or a new one; `fields` are those of candidate.create.

        What is there is not changed. Looks first, and again after creating: see `Ensured` for what two callers at once
        can come to. Creating goes through the client's policy, as `execute` does, and raises what `execute` raises;
        after OutcomeUnknown call it again.
        """
        with self._turns.turn(f"candidate {email}".strip().casefold()):
            return self._ensured(candidate_script(email, name, fields), decision)

    def ensure_note(
        self, candidate_id: str, text: str, *, marker: str | None = None, decision: Decision | None = None
    ) -> Ensured:
        """The note on a candidate that has this marker, or a new one; without a marker, the one with this very text.

        `marker`: a word of yours that names the reason, such as `offer-412`; it is put below the text. As
        ensure_candidate otherwise.
        """
        with self._turns.turn(f"note {candidate_id} {marker or text}"):
            return self._ensured(note_script(candidate_id, text, marker), decision)

    def ensure_tag(self, title: str, *, decision: Decision | None = None) -> Ensured:
        """The candidate tag with this title, in any case, archived or not; or a new one. As ensure_candidate."""
        with self._turns.turn(f"tag {title}".strip().casefold()):
            return self._ensured(tag_script(title), decision)

    def _ensured(self, script: Script, decision: Decision | None) -> Ensured:
        def do(step: _Look | _Make) -> object:
            if isinstance(step, _Look):
                return list(self.records(step.operation))
            return self.execute(step.operation, decision=decision).data

        return drive(script, do)


class AsyncEnsuring:
    """Find or create, for AsyncClient."""

    if TYPE_CHECKING:
        _turns: Turns

        async def execute(self, what: Operation, *, decision: Decision | None = None) -> Result:
            """As the client's."""
            ...

        def records(self, operation: Operation) -> AsyncIterator[JsonObject]:
            """As the client's."""
            ...

    async def ensure_candidate(
        self, *, email: str, name: str, decision: Decision | None = None, **fields: Any
    ) -> Ensured:
        """As Client.ensure_candidate."""
        async with self._turns.aturn(f"candidate {email}".strip().casefold()):
            return await self._ensured(candidate_script(email, name, fields), decision)

    async def ensure_note(
        self, candidate_id: str, text: str, *, marker: str | None = None, decision: Decision | None = None
    ) -> Ensured:
        """As Client.ensure_note."""
        async with self._turns.aturn(f"note {candidate_id} {marker or text}"):
            return await self._ensured(note_script(candidate_id, text, marker), decision)

    async def ensure_tag(self, title: str, *, decision: Decision | None = None) -> Ensured:
        """As Client.ensure_tag."""
        async with self._turns.aturn(f"tag {title}".strip().casefold()):
            return await self._ensured(tag_script(title), decision)

    async def _ensured(self, script: Script, decision: Decision | None) -> Ensured:
        async def do(step: _Look | _Make) -> object:
            if isinstance(step, _Look):
                return [row async for row in self.records(step.operation)]
            return (await self.execute(step.operation, decision=decision)).data

        return await adrive(script, do)
