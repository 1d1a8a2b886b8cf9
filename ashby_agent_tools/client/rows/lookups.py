"""Whether a record is inside: looked up on the way from it to its job, many at once where that is cheaper.

Nothing here sends: a look-up is a script, which yields what is to be read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ashby_agent_tools.client.rows._step import Script
from ashby_agent_tools.client.rows.facts import UNKNOWN, Facts
from ashby_agent_tools.client.rows.records import LOOKUPS, found_in, read, read_all
from ashby_agent_tools.errors import StoreUnavailable
from ashby_agent_tools.operations.base import JsonObject, Operation

if TYPE_CHECKING:
    from ashby_agent_tools.client.rows.arguments import Id
    from ashby_agent_tools.client.rows.shared_rows import SharedRows
    from ashby_agent_tools.client.rows.values import Rows

__all__ = ["RowLookups"]

_APART = {"application": 10, "job": 5, "opening": 5}  # up to so many are looked up one by one
_HELD = 3600.0  # seconds for which what somebody made or was given through a client is theirs
_MADE = ("candidate", "offerForm", "offerProcess")  # what is held because it was made, and not shown


class RowLookups:
    """What is inside. `limits`: each has to allow it. `facts`: what is remembered of records.

    `shared`: what other processes were told to hold.
    """

    def __init__(self, limits: tuple[Rows, ...], shared: SharedRows | None = None) -> None:
        self.limits, self.facts, self._held, self._shared = limits, Facts(), Facts(), shared
        self._told = Facts()

    def are_inside(self, wanted: Iterable[Id]) -> Script[dict[Id, bool]]:
        """Which of these are inside; what many of them need is read together."""
        ids = set(wanted)
        applications = {one for kind, one in ids if kind == "application"}
        for kind, one in ids:
            if kind == "candidate" and not self.is_held(kind, one):
                applications |= (yield from self._fact(kind, one)) or frozenset()
        yield from self._prepare("application", applications)
        yield from self._prepare("job", {one for kind, one in ids if kind == "job" and not self._is_named(one)})
        yield from self._prepare("opening", {one for kind, one in ids if kind == "opening"})
        inside: dict[Id, bool] = {}
        for kind, one in ids:
            inside[kind, one] = yield from self._is_inside(kind, one)
        for made in _MADE:
            inside |= {(made, one): True for one in self._held_elsewhere(made, _outside(inside, made))}
        return inside

    def is_inside(self, kind: str, one: str) -> Script[bool]:
        """Whether the record of this kind is there and inside."""
        return (yield from self._is_inside(kind, one)) or (kind in _MADE and bool(self._held_elsewhere(kind, [one])))

    def _is_inside(self, kind: str, one: str) -> Script[bool]:
        if kind == "job":
            return (yield from self._job_is_inside(one))
        if kind == "interviewPlan":
            return one in (yield from self._plans())
        if kind == "shared" or self.is_held(kind, one):
            return True
        parent = yield from self._fact(kind, one)
        if not isinstance(parent, frozenset):
            return parent is not None and (yield from self.is_inside(*parent))
        its = "application" if kind == "candidate" else "job"  # of an opening
        for other in sorted(parent):
            if (yield from self.is_inside(its, other)):
                return True
        return False

    def exists(self, kind: str, one: str) -> Script[bool]:
        """Whether there is such a record, inside or not."""
        return self.is_held(kind, one) or (yield from self._fact(kind, one)) is not None

    def hold(self, kind: str, *ids: str) -> None:
        """What was made or handed out through this client is inside for an hour, whatever Ashby says of it."""
        self._held.put_all({(kind, one): one for one in ids}, _HELD)
        if self._shared is None:
            return
        if new := [one for one in ids if self._told.get((kind, one)) is UNKNOWN]:
            with contextlib.suppress(StoreUnavailable):  # the call is made, and what came of it must be told
                self._shared.hold(kind, new, _HELD)
                self._told.put_all(dict.fromkeys([(kind, one) for one in new]), _HELD / 2)

    def is_held(self, kind: str, one: str) -> bool:
        """Whether it was made or handed out so within the last hour."""
        if self._held.get((kind, one)) is not UNKNOWN:
            return True
        return kind == "file" and bool(self._held_elsewhere(kind, [one]))

    def drop_old(self) -> None:
        """Let go of all that is too old to count."""
        for remembered in (self.facts, self._held, self._told):
            remembered.drop_old()

    def _held_elsewhere(self, kind: str, ids: Collection[str]) -> frozenset[str]:
        """Those of these that another process holds; none while the store is away, which calls find out before."""
        with contextlib.suppress(StoreUnavailable):
            return self._shared.held(kind, ids) if ids and self._shared is not None else frozenset()
        return frozenset()

    def jobs(self) -> Script[list[str]]:
        """The ids of all jobs that are inside, in order."""
        if all(not limit.departments for limit in self.limits):
            return sorted(frozenset.intersection(*(limit.jobs for limit in self.limits)))
        known = self.facts.get("jobs")
        if known is UNKNOWN:
            rows = yield from self._all("job")
            facts = {key: parent for row in rows for key, parent in found_in(row, "job")}
            self.facts.put_all(facts | {("all", "job"): facts})
            known = []
            for one in sorted(row["id"] for row in rows):
                if (yield from self._job_is_inside(one)):
                    known.append(one)
            self.facts.put("jobs", known)
        return list(known)

    # ---- on the way to the job

    def _job_is_inside(self, job: str) -> Script[bool]:
        for limit in self.limits:
            if job in limit.jobs:
                continue
            if not limit.departments:
                return False
            found = yield from self._fact("job", job)
            if found is None or found not in (yield from self.departments(limit)):
                return False
        return True

    def _is_named(self, job: str) -> bool:
        return all(job in limit.jobs for limit in self.limits)

    def departments(self, limit: Rows) -> Script[frozenset[str]]:
        """The departments of a limit with all below them."""
        if not limit.departments:
            return frozenset()
        known = self.facts.get(("departments", limit))
        if known is UNKNOWN:
            parents = {row["id"]: row.get("parentId") for row in (yield from read_all(_departments()))}
            within = set(limit.departments)
            while below := {one for one, above in parents.items() if above in within} - within:
                within |= below
            known = frozenset(within)
            self.facts.put(("departments", limit), known)
        return known  # type: ignore[no-any-return]

    def _fact(self, kind: str, one: str) -> Script[Any]:
        """Where a record belongs, as remembered or looked up; None where it does not exist, or nobody can tell."""
        known = self._known(kind, one)
        if known is UNKNOWN:
            known = (yield from LOOKUPS[kind](self, one)) if kind in LOOKUPS else None
            self.facts.put((kind, one), known)
        return known

    def _plans(self) -> Script[frozenset[str]]:
        """The interview plans of all jobs that are inside."""
        known = self.facts.get("plans")
        if known is UNKNOWN:
            plans: set[str] = set()
            for job in (yield from self.jobs()):
                if self.facts.get(("plans", job)) is UNKNOWN:
                    self.learn((yield from read(_one_job(job))) or {}, "job")
                its = self.facts.get(("plans", job))
                plans |= its if its is not UNKNOWN else frozenset()
            known = frozenset(plans)
            self.facts.put("plans", known)
        return known  # type: ignore[no-any-return]

    # ---- many at once

    def _prepare(self, kind: str, ids: set[str]) -> Script[None]:
        """Read all of a kind where many are unknown; while that is remembered, what is not among them is outside."""
        unknown = sum(self._known(kind, one) is UNKNOWN for one in ids)
        if unknown > _APART[kind]:
            rows = yield from self._all(kind)
            self.facts.put(("all", kind), {key: parent for row in rows for key, parent in found_in(row, kind)})

    def _known(self, kind: str, one: str) -> Any:
        """Where a record belongs, as far as it is remembered, of itself or among all of its kind."""
        found = self.facts.get((kind, one))
        if found is not UNKNOWN or kind not in _APART:
            return found
        everything = self.facts.get(("all", kind))
        return UNKNOWN if everything is UNKNOWN else everything.get((kind, one))

    def _all(self, kind: str) -> Script[list[JsonObject]]:
        """Every record of this kind that may be inside: applications of the jobs that are, else all there are."""
        if kind == "job":
            return (yield from read_all(_jobs()))
        if kind == "opening":
            return (yield from read_all(_openings()))
        rows: list[JsonObject] = []
        for job in (yield from self.jobs()):
            rows += yield from read_all(_applications_of(job))
        return rows

    def learn(self, row: JsonObject, kind: str | None) -> None:
        """What a record says by itself of where it and others belong."""
        self.facts.put_all(dict(found_in(row, kind)))


def _outside(inside: Mapping[Id, bool], kind: str) -> list[str]:
    return [one for (its, one), is_inside in inside.items() if its == kind and not is_inside]


def _applications_of(job: str) -> Operation:
    from ashby_agent_tools.operations.applications import ApplicationList  # noqa: PLC0415  (its area is loaded when asked)

    return ApplicationList(jobId=job)


def _jobs() -> Operation:
    from ashby_agent_tools.operations.jobs import JobList  # noqa: PLC0415  (as above)

    every = ["Draft", "Open", "Closed", "Archived"]  # without, Ashby leaves drafts out
    return JobList.model_validate({"status": every, "includeUnpublishedJobPostingsIds": True})


def _one_job(job: str) -> Operation:
    from ashby_agent_tools.operations.jobs import JobInfo  # noqa: PLC0415  (as above)

    return JobInfo(id=job, includeUnpublishedJobPostingsIds=True)


def _departments() -> Operation:
    from ashby_agent_tools.operations.departments import DepartmentList  # noqa: PLC0415  (as above)

    return DepartmentList(includeArchived=True)


def _openings() -> Operation:
    from ashby_agent_tools.operations.openings import OpeningList  # noqa: PLC0415  (as above)

    return OpeningList()
