"""Three tenants with five grants each over one server, every record marked, and random calls that reach too far."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rows_scene import UUID, mark_texts, outside_of
from task_cases import CASES as TASK_CASES
from valid_arguments import UNKNOWN, World, cases

from ashby_agent_tools import Rows
from ashby_agent_tools.grants import Grant, new_token
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.toolset.presets import PRESETS

Json = Any
CANARY = re.compile(r"Zq[a-z]+[0-9]+z")
_SHORT = re.compile(r"\b(?:[a-z]{2,8}_[0-9]{3,4}|r[0-9]{3,4})\b")
_ROWS = {"one": "Sales", "two": "Finance", "tasks": "Support"}
_SHARED = "shared"
_UNIFIED = (
    ("activities", "note"), ("applications", "application"), ("attachments", "file"), ("candidates", "candidate"),
    ("departments", "department"), ("interviews", "interviewSchedule"), ("jobs", "job"), ("offers", "offer"),
    ("job_interview_stages", "interviewStage"), ("scorecards", "applicationFeedback"), ("users", "user"),
)  # fmt: skip
_UNIFIED_WRITES = {
    "create_candidate": ("name",),
    "update_candidate": ("id", "name"),
    "create_application": ("candidate", "job"),
    "move_stage": ("application", "stage"),
    "reject": ("application", "reason"),
    "hire": ("application",),
    "create_activity": ("candidate", "note"),
}


@dataclasses.dataclass
class Tenant:
    """An organization of its own. `marks`: whose record a canary stands in; `kinds`: the ids of each kind."""

    name: str
    world: World
    marks: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    arguments: dict[str, list[Json]] = dataclasses.field(default_factory=dict)
    kinds: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    @classmethod
    def made(cls, name: str, seed: int) -> Tenant:
        """A company, what its operations take, and a mark in every text of every record."""
        it = cls(name, World(seed))
        for endpoint in catalogue():
            try:
                it.arguments[endpoint] = cases(it.world, endpoint)
            except AssertionError:  # a case that only the state before the others allows
                it.arguments[endpoint] = []
        owned = outside_of(it.world, frozenset())
        for kind, rows in it.world.state._tables.items():
            it.kinds[kind] = list(rows)
            for one, row in rows.items():
                mark = f"Zq{name}{len(it.marks)}z"
                it.marks[mark] = (kind if one in owned.get(kind, ()) else _SHARED, one)
                mark_texts(row, mark)
        it.world.state.sequence += 1
        return it

    def department(self, name: str) -> str:
        """The department of this name that has a job, or whose parts have one."""
        rows = self.world.state.rows("department")
        return next(row["id"] for row in rows if row["name"].endswith(name) and self.jobs(row["id"]))

    def jobs(self, department: str) -> set[str]:
        """The jobs of a department and of those below it."""
        below = {row["id"] for row in self.world.state.rows("department") if row["parentId"] == department}
        return {row["id"] for row in self.world.state.rows("job") if row["departmentId"] in below | {department}}

    def inside(self, grant: Grant) -> set[str]:
        """The jobs of a grant's rows."""
        assert grant.rows is not None
        return set(grant.rows.jobs).union(*(self.jobs(it) for it in grant.rows.departments))

    def grants(self) -> Iterator[Grant]:
        """All of it read-only; one job with everything; one job by searching; a department; a task user."""
        whole = {"account": self.name, "preset": "everything"}
        jobs = {name: sorted(self.jobs(self.department(of))) for name, of in _ROWS.items()}
        user = self.world.state.rows("user")[0]["id"]
        below = Rows(departments=[self.department("Engineering")])
        yield Grant(f"{self.name}-all", methods=("read",), **whole)
        yield Grant(f"{self.name}-one", rows=Rows(jobs=jobs["one"]), **whole)
        yield Grant(f"{self.name}-two", self.name, search=True, rows=Rows(jobs=jobs["two"]))
        yield Grant(f"{self.name}-department", rows=below, hide=("contact",), include=PRESETS["unified"], **whole)
        yield Grant(
            f"{self.name}-tasks", self.name, preset="recruiter", acting_user=user, rows=Rows(jobs=jobs["tasks"])
        )


class Eyes:
    """What each grant may not see: the marks and the ids of other tenants, and of what is outside of its rows."""

    def __init__(self, tenants: list[Tenant], grants: Mapping[str, Grant]) -> None:
        self._marks: dict[str, set[str]] = {}
        self._ids: dict[str, set[str]] = {}
        everything = {tenant.name: {one for ids in tenant.kinds.values() for one in ids} for tenant in tenants}
        for name, grant in grants.items():
            others = [tenant for tenant in tenants if tenant.name != grant.account]
            own = next(tenant for tenant in tenants if tenant.name == grant.account)
            hidden = _outside(own, grant)
            foreign = {mark for tenant in others for mark in tenant.marks}
            self._marks[name] = foreign | {mark for mark, (_, one) in own.marks.items() if one in hidden}
            self._ids[name] = (
                set().union(hidden, *(everything[tenant.name] for tenant in others)) - everything[own.name] | hidden
            )

    def foreign(self, name: str, text: str, given: str = "") -> set[str]:
        """What a text shows that this grant may not see, and did not say itself."""
        found = {it for it in CANARY.findall(text) if it in self._marks[name]}
        found |= {it for it in UUID.findall(text) if it in self._ids[name]}
        return {it for it in found if it not in given}


def _outside(tenant: Tenant, grant: Grant) -> set[str]:
    if grant.rows is None:
        return set()
    return set().union(*outside_of(tenant.world, frozenset(tenant.inside(grant))).values())


class RandomCalls:
    """Calls that a grant might make, valid ones and such that reach for what is not its: ids, names, refs of others."""

    def __init__(self, tenants: list[Tenant], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  (the same calls for the same seed)
        self._tenants = {tenant.name: tenant for tenant in tenants}
        self._names = [
            row["name"] if kind == "candidate" else row["title"]
            for tenant in tenants
            for kind in ("candidate", "job")
            for row in tenant.world.state.rows(kind)
        ]
        self._seen: list[str] = ["cand_412", "app_1", "job_7", "r1"]

    def see(self, text: str) -> None:
        """Remember short names of whoever had this answer, so that others try them."""
        found = _SHORT.findall(text)
        self._seen.extend(self.random.sample(found, min(2, len(found))))
        del self._seen[:-200]

    def arguments(self, grant: Grant, tool: str) -> Json:
        """Arguments for a tool: of its own tenant or of another one, with ids and names swapped here and there."""
        pick = self.random
        if tool == "ashby_call":
            name = pick.choice([*TASK_CASES, *(it.spec.tool for it in catalogue().values())])
            return {"name": name, "arguments": self.arguments(grant, name)}
        if tool in ("ashby_find_tools", "ashby_read_result"):
            refs = [it for it in self._seen if it.startswith("r")]
            return {"request": pick.choice(self._names)} if "find" in tool else {"ref": pick.choice(refs or ["r1"])}
        if tool == "ashby_query":
            lists = pick.sample(
                ["ashby_application_list", "ashby_job_list", "ashby_candidate_list", "ashby_offer_list"], 2
            )
            return {"from": lists[: pick.choice([1, 2])]}
        if tool.startswith("ashby_unified_"):
            return self._unified(grant, tool)
        if tool in TASK_CASES:
            return self._renamed(dict(TASK_CASES[tool]))
        endpoint = next((it.spec.endpoint for it in catalogue().values() if it.spec.tool == tool), None)
        of = grant.account if pick.random() < 0.7 else pick.choice([*self._tenants])
        known = self._tenants[of].arguments.get(endpoint or "", [])
        return self._swapped(pick.choice(known) if known else {}, 0.4)

    def _unified(self, grant: Grant, tool: str) -> Json:
        """Arguments of a tool over the unified models; their ids are Ashby's own."""
        pick = self.random
        kinds = self._tenants[grant.account if pick.random() < 0.5 else pick.choice([*self._tenants])].kinds
        ids = {kind: pick.choice([*kinds[kind], UNKNOWN]) for kind in ("candidate", "job", "application")}
        ids |= {"stage": pick.choice(kinds["interviewStage"]), "reason": pick.choice(kinds["archiveReason"])}
        if tool in ("ashby_unified_list", "ashby_unified_get"):
            resource, kind = pick.choice(_UNIFIED)
            if tool == "ashby_unified_get":
                return {"resource": resource, "id": pick.choice(kinds[kind])}
            narrowed = pick.choice([(), ("candidate",), ("job",), ("application",)])
            return {"resource": resource, **{key: ids[key] for key in narrowed}}
        takes = _UNIFIED_WRITES.get(tool.removeprefix("ashby_unified_"), ())
        words = {"note": "Seen", "name": "Somebody", "id": ids["candidate"]}
        return {key: {**ids, **words}[key] for key in takes}

    def _renamed(self, given: Json) -> Json:
        for key in ("name", "candidate", "job"):
            if key in given:
                name = self.random.choice(self._names)
                given[key] = [name] if isinstance(given[key], list) else name
        return given

    def _swapped(self, node: Json, share: float) -> Json:
        if isinstance(node, dict):
            return {key: self._swapped(value, share) for key, value in node.items()}
        if isinstance(node, list):
            return [self._swapped(item, share) for item in node]
        if isinstance(node, str) and UUID.fullmatch(node) and self.random.random() < share:
            return self._another(node)
        return node

    def _another(self, one: str) -> str:
        """Another record of the kind, of any tenant; now and then one that is not there, or somebody's short name."""
        match self.random.randrange(8):
            case 0:
                return UNKNOWN
            case 1:
                return self.random.choice(self._seen)
        kinds = {kind for tenant in self._tenants.values() for kind, ids in tenant.kinds.items() if one in ids}
        tenant = self.random.choice([*self._tenants.values()])
        ids = [it for kind in sorted(kinds) for it in tenant.kinds.get(kind, ())]
        return self.random.choice(ids) if ids else one


def ended(grant: Grant, how: int) -> Grant:
    """The grant revoked, or expired."""
    if how:
        return dataclasses.replace(grant, expires=datetime.now(UTC) - timedelta(seconds=1))
    return dataclasses.replace(grant, revoked=True)


def with_tokens(tenants: list[Tenant]) -> dict[str, tuple[Grant, str]]:
    """All grants by name, each with a token."""
    made = [grant.with_new_token() for tenant in tenants for grant in tenant.grants()]
    return {grant.name: (grant, token) for grant, token in made}


__all__ = ["CANARY", "Eyes", "RandomCalls", "Tenant", "ended", "new_token", "with_tokens"]
