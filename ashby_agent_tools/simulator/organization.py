"""Organization: the whole state of one simulated company, in plain rows. Rules read and change it; nothing else does.

A row is a JSON object with an id; references are ids. Time and ids come from the seed, so that the same requests in
the same order give the same answers. The state is not locked here: the simulator answers one request at a time.
"""

from __future__ import annotations

import copy
import dataclasses
import random
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.simulator.keys import ApiKey

__all__ = ["START", "Courier", "Organization", "Refusal", "iso"]

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Refusal(Exception):
    """The service says no: `code` goes to errorInfo.code, with HTTP 200 unless `status` says otherwise."""

    def __init__(self, code: str, message: str = "", *, status: int = 200, meta: JsonObject | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.status = status
        self.meta = meta


class Courier(Protocol):
    """Takes events to the addresses that webhook settings name."""

    def post(self, org: Organization, event: JsonObject) -> None:
        """Deliver the event to every enabled setting of its type, after the request was answered."""

    def ping(self, org: Organization, setting: JsonObject) -> bool:
        """Whether the setting's address answers a ping with a 2xx status."""


def iso(moment: datetime) -> str:
    """A moment as Ashby writes it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def snake(kind: str) -> str:
    """`interviewStage` -> `interview_stage`."""
    return _WORD.sub("_", kind).lower()


class Organization:
    """One company's state. `outbox` is what reached somebody, `events` every webhook event, in order."""

    def __init__(self, seed: int, name: str = "Example Works", *, courier: Courier | None = None) -> None:
        self.seed = seed
        self.name = name
        self.now = START
        self.courier = courier
        self.outbox: list[JsonObject] = []
        self.events: list[JsonObject] = []
        self.keys: list[ApiKey] = []
        self.blobs: dict[str, bytes] = {}  # contents of uploaded files, by file id
        self.sequence = 0  # number of changes so far: sync tokens point into it
        self.next_over: tuple[int, str] | None = None  # after so many changes, a booked schedule is over at this time
        self._random = random.Random(f"organization {seed}")
        self.id = self.new_id()
        self._tables: dict[str, dict[str, JsonObject]] = {}
        self._changed: dict[str, dict[str, int]] = {}
        self._indexes: dict[tuple[str, str], _Index] = {}

    # ---- time and ids

    def tick(self) -> None:
        """One second passes; once per answered request."""
        self.now += timedelta(seconds=1)

    def stamp(self) -> str:
        """Now, as Ashby writes it."""
        return iso(self.now)

    def new_id(self) -> str:
        """The next id of this organization."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    # ---- rows

    def table(self, kind: str) -> dict[str, JsonObject]:
        """All rows of a kind by id, in the order in which they were added. Change them through add, touch, remove."""
        return self._tables.setdefault(kind, {})

    def get(self, kind: str, row_id: str | None, *, code: str | None = None) -> JsonObject:
        """The row, or a Refusal with `code` (`interview_stage_not_found` for kind interviewStage by default)."""
        row = self.table(kind).get(row_id or "")
        if row is None:
            raise self.missing(kind, row_id, code=code)
        return row

    def missing(self, kind: str, row_id: str | None, *, code: str | None = None) -> Refusal:
        """The refusal for a row that there is not; also for one that a key may not see, which must read the same."""
        return Refusal(code or f"{snake(kind)}_not_found", f"There is no {kind} with the id {row_id}.")

    def rows(self, kind: str, **fields: object) -> list[JsonObject]:
        """The rows whose fields all have these values, oldest first."""
        return [row for row in self.table(kind).values() if all(row.get(key) == want for key, want in fields.items())]

    def first(self, kind: str, **fields: object) -> JsonObject:
        """The oldest row with these values; LookupError where there is none. For demo data and tests."""
        for row in self.rows(kind, **fields):
            return row
        raise LookupError(f"The organization has no {kind} with {fields}.")

    def related(self, kind: str, field: str, value: str | None) -> list[JsonObject]:
        """The rows of a kind whose `field` is `value`, through an index: quick in large organizations too."""
        index = self._indexes.get((kind, field))
        if index is None:
            index = self._indexes[kind, field] = _Index(field, self.table(kind).values())
        table = self.table(kind)
        return [table[row_id] for row_id in index.ids(value)]

    def add(self, kind: str, row: JsonObject, *, stamped: bool = True) -> JsonObject:
        """Keep a new row; fills id, and createdAt and updatedAt unless `stamped` is false. Counts as a change."""
        row.setdefault("id", self.new_id())
        if stamped:
            row.setdefault("createdAt", self.stamp())
            row.setdefault("updatedAt", row["createdAt"])
        self.table(kind)[row["id"]] = row
        self._note_change(kind, row)
        return row

    def touch(self, kind: str, row: JsonObject, *, at: str | None = None) -> None:
        """Say that a row was changed, now or at `at`: sets updatedAt if the row has one, and lets sync deliver it."""
        if "updatedAt" in row:
            row["updatedAt"] = at or self.stamp()
        self._note_change(kind, row)

    def remove(self, kind: str, row_id: str) -> None:
        """Take a row away. Sync does not tell about it, as with Ashby."""
        if self.table(kind).pop(row_id, None) is not None:
            self.sequence += 1
        self._changed.get(kind, {}).pop(row_id, None)
        for (indexed, _), index in self._indexes.items():
            if indexed == kind:
                index.drop(row_id)

    def changed_since(self, kind: str, row_id: str, sequence: int) -> bool:
        """Whether a row was added or changed after that number of changes."""
        return self._changed.get(kind, {}).get(row_id, 0) > sequence

    def _note_change(self, kind: str, row: JsonObject) -> None:
        self.sequence += 1
        self._changed.setdefault(kind, {})[row["id"]] = self.sequence
        for (indexed, _), index in self._indexes.items():
            if indexed == kind:
                index.place(row)

    # ---- who may see what

    def sees_job(self, row: JsonObject, key: ApiKey) -> bool:
        """Whether the key may see this job: confidential ones need the key's switch."""
        return key.confidential or not row.get("confidential")

    def sees_application(self, row: JsonObject, key: ApiKey) -> bool:
        """Whether the key may see this application: it goes with its job."""
        if key.confidential:
            return True
        job = self.table("job").get(row["jobId"])
        return job is None or self.sees_job(job, key)

    def sees_candidate(self, row: JsonObject, key: ApiKey) -> bool:
        """Whether the key may see this candidate: not if all their applications are for confidential jobs."""
        if key.confidential:
            return True
        applications = self.related("application", "candidateId", row["id"])
        return not applications or any(self.sees_application(item, key) for item in applications)

    def visible_job(self, job_id: str | None, key: ApiKey) -> JsonObject:
        """The job, or job_not_found where it does not exist or the key may not see it."""
        row = self.get("job", job_id)
        if not self.sees_job(row, key):
            raise self.missing("job", job_id)
        return row

    def visible_application(self, application_id: str | None, key: ApiKey) -> JsonObject:
        """The application, or application_not_found where it does not exist or the key may not see it."""
        row = self.get("application", application_id)
        if not self.sees_application(row, key):
            raise self.missing("application", application_id)
        return row

    def visible_candidate(self, candidate_id: str | None, key: ApiKey) -> JsonObject:
        """The candidate, or candidate_not_found where there is none or the key may not see them."""
        row = self.get("candidate", candidate_id)
        if not self.sees_candidate(row, key):
            raise self.missing("candidate", candidate_id)
        return row

    # ---- effects outside

    def deliver(self, channel: str, to: str, about: JsonObject) -> None:
        """Something reached somebody: `mail`, `invitation`, `notification` (a colleague), `hris`, `public`."""
        self.outbox.append({"at": self.stamp(), "channel": channel, "to": to, "about": about})

    def fire(self, action: str, data: JsonObject) -> None:
        """One webhook event; `simulator.webhooks.fire_all` also fires what it brings along."""
        event = {"webhookActionId": self.new_id(), "action": action, "data": copy.deepcopy(data)}
        self.events.append(event)
        if self.courier is not None:
            self.courier.post(self, event)

    def snapshot(self) -> JsonObject:
        """A deep copy of all rows by kind and id, to compare before and after."""
        return {kind: copy.deepcopy(table) for kind, table in sorted(self._tables.items()) if table}


@dataclasses.dataclass(slots=True)
class _Index:
    """Row ids by the value of one field, kept current by the organization."""

    field: str
    rows: dataclasses.InitVar[Iterable[JsonObject]]
    by_value: dict[str | None, dict[str, None]] = dataclasses.field(default_factory=dict)
    value_of: dict[str, str | None] = dataclasses.field(default_factory=dict)

    def __post_init__(self, rows: Iterable[JsonObject]) -> None:
        for row in rows:
            self.place(row)

    def ids(self, value: str | None) -> list[str]:
        return list(self.by_value.get(value, ()))

    def place(self, row: JsonObject) -> None:
        row_id, value = row["id"], row.get(self.field)
        if row_id in self.value_of:
            if self.value_of[row_id] == value:
                return
            self.drop(row_id)
        self.value_of[row_id] = value
        self.by_value.setdefault(value, {})[row_id] = None

    def drop(self, row_id: str) -> None:
        if row_id in self.value_of:
            del self.by_value[self.value_of.pop(row_id)][row_id]
