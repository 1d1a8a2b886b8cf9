"""Valid arguments for every operation, made from the simulator's state: real ids of the right kind and condition.

Most are built from an operation's own annotations: an id of kind `job` becomes an open job's. `CASES` has the
operations whose arguments depend on each other, or that need something to exist first.
"""

from __future__ import annotations

import dataclasses
import functools
import pickle
import types
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import httpx
import raw_requests
from valid_cases import CASES

from ashby_agent_tools import Call, Client, Result, Session, Toolset, confirm_never
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Params
from ashby_agent_tools.operations.params import IdOf
from ashby_agent_tools.simulator import Simulator

Json = Any
Arguments = dict[str, Any]
Rows = dict[str, Any]

PARTNER_SERVED = ("assessment.cancel", "assessment.customField.list", "assessment.list", "assessment.start")
OURS = ("file.download",)  # no endpoint: a plain GET of an address that file.info gave
SIMULATED = tuple(name for name in catalogue() if name not in (*PARTNER_SERVED, *OURS))
UNKNOWN = "ffffffff-ffff-4fff-bfff-ffffffffffff"
DAY, MOMENT, EPOCH = "2026-12-07", "2031-11-10T10:00:00Z", 1_767_225_600_000  # a Monday; a Monday; 1 January 2026


class Receiver(httpx.MockTransport):
    """Somebody who takes every webhook."""

    def __init__(self) -> None:
        super().__init__(lambda request: httpx.Response(200))


_OF_ROWS = ("_tables", "_changed", "_indexes")  # what an organization keeps of its rows
_KEPT = (*_OF_ROWS, "courier")


class World:
    """A simulator with its first state at hand: `reset` goes back to it, which is quicker than a new simulator."""

    def __init__(self, seed: int = 7) -> None:
        self.simulator = Simulator(seed=seed, webhook_transport=Receiver())
        self.state = self.simulator.state
        self._courier = self.state.courier
        self._rows = pickle.dumps({name: vars(self.state)[name] for name in _OF_ROWS})
        self._rest = pickle.dumps({key: value for key, value in vars(self.state).items() if key not in _KEPT})
        tables = pickle.loads(self._rows)["_tables"]  # noqa: S301 (our own bytes)
        self._clean: dict[str, Rows] = {kind: rows for kind, rows in tables.items() if rows}
        self.mark = self.changes()
        self._asked = 0  # requests before the last reset

    def changes(self) -> tuple[int, int]:
        """How many changes were made so far, and how many rows there are: removals are not counted as changes."""
        return self.state.sequence, sum(map(len, self.state._tables.values()))

    def reset(self) -> World:
        """Back to the first state. Rows are made anew only if any was changed since."""
        kept = {name: vars(self.state)[name] for name in _OF_ROWS} if self.changes() == self.mark else None
        rows = kept or pickle.loads(self._rows)  # noqa: S301
        self._asked = len(self.simulator.log)
        vars(self.state).clear()
        vars(self.state).update(pickle.loads(self._rest), **rows, courier=self._courier)  # noqa: S301
        return self

    def post(self, endpoint: str, body: Arguments, *, key: str | None = None) -> httpx.Response:
        """One request as any HTTP client sends it."""
        return raw_requests.post(self.simulator, endpoint, body, key)

    def ask(self, endpoint: str, **body: Json) -> Json:
        """The results of a request that must succeed."""
        answer = self.post(endpoint, body).json()
        assert answer["success"], (endpoint, body, answer)
        return answer["results"]

    def first(self, kind: str, **fields: Json) -> Json:
        return self.state.first(kind, **fields)

    def all(self, kind: str, **fields: Json) -> list[Json]:
        return self.state.rows(kind, **fields)

    def snapshot(self) -> dict[str, Rows]:
        """All rows of each kind by id, to compare before and after; only what is no longer as at first is copied."""
        if self.changes() == self.mark and len(self.simulator.log) == self._asked:
            return self._clean
        return {
            kind: self._clean[kind] if rows == self._clean.get(kind) else pickle.loads(pickle.dumps(rows))  # noqa: S301
            for kind, rows in self.state._tables.items()
            if rows
        }

    # ---- the people and jobs that arguments are about

    @property
    def application(self) -> Json:
        """An active application for an open job that everybody sees, without any offer, past its first stage."""
        stages = {row["id"] for row in self.all("interviewStage", type="Active")}
        busy = {row["applicationId"] for row in self.all("offerProcess")}
        return next(
            row
            for row in self.all("application", status="Active", jobId=self.job["id"])
            if row["currentInterviewStageId"] in stages and row["id"] not in busy
        )

    @property
    def job(self) -> Json:
        return self.first("job", title="Staff Engineer")

    def stage(self, kind: str, *, plan: str | None = None) -> str:
        """A stage of this type in the plan of `application`, another one than where it stands."""
        app = self.application
        plan = plan or app["interviewPlanId"]
        rows = self.all("interviewStage", interviewPlanId=plan, type=kind)
        return next(row["id"] for row in rows if row["id"] != app["currentInterviewStageId"])

    def offer(self, status: str) -> Json:
        return self.first("offer", offerStatus=status)

    def upload(self, context: str, name: str = "Curriculum vitae.txt") -> str:
        """The handle of a file that was uploaded."""
        data = b"Casey Novak, seven years of Python."
        opened = self.ask(
            "file.createFileUploadHandle",
            fileUploadContext=context, filename=name, contentType="text/plain", contentLength=len(data),
        )  # fmt: skip
        with httpx.Client(transport=self.simulator.transport()) as client:
            response = client.post(opened["url"], data=opened["fields"], files={"file": (name, data, "text/plain")})
        assert response.is_success, response.text
        return str(opened["handle"])

    def built(self, endpoint: str) -> list[Arguments]:
        """The argument sets that the types alone give: what is required, and everything."""
        sets = [build(self, catalogue()[endpoint]), build(self, catalogue()[endpoint], full=True)]
        return sets[:1] if sets[0] == sets[1] else sets

    def id_of(self, kind: str) -> str:
        """The id of a record of this kind that an ordinary call may name."""
        return _IDS[kind](self) if kind in _IDS else _usable(self, kind)["id"]


def _usable(world: World, kind: str) -> Json:
    rows = (row for row in world.all(kind) if not row.get("isArchived") and not row.get("confidential"))
    return next(rows, {"id": UNKNOWN})  # the demo company has no record of some kinds


def _version(world: World, status: str) -> str:
    return str(world.offer(status)["latestVersionId"])


_IDS: dict[str, Callable[[World], str]] = {
    "any": lambda world: world.first("department")["id"],
    "application": lambda world: world.application["id"],
    "candidate": lambda world: world.application["candidateId"],
    "interviewPlan": lambda world: world.job["defaultInterviewPlanId"],
    "interviewSchedule": lambda world: world.first("interviewSchedule", status="Scheduled")["id"],
    "interviewStage": lambda world: world.stage("Active"),
    "job": lambda world: world.job["id"],
    "jobPosting": lambda world: world.first("jobPosting", status="Published")["id"],
    "offerProcess": lambda world: world.ask("offerProcess.start", applicationId=world.application["id"])["id"],
    "offerVersion": lambda world: _version(world, "WaitingOnOfferApproval"),
    "report": lambda world: world.first("report", fails=None)["id"],
    "sequence": lambda world: world.first("sequence", status="Running")["id"],
    "user": lambda world: world.first("user", isEnabled=True)["id"],
}

_TEXTS: dict[str, str] = {
    "email": "casey.novak@example.com",
    "alternateEmail": "casey@example.com",
    "alternateEmailAddresses": "casey@example.com",
    "from_": "casey.novak@example.com",
    "to": "talent@works.example.com",
    "cc": "office@works.example.com",
    "phoneNumber": "+49 30 5550100",
    "linkedInUrl": "https://linkedin.example.com/in/casey-novak",
    "githubUrl": "https://github.example.com/casey-novak",
    "website": "https://casey.example.com",
    "websiteUrl": "https://casey.example.com",
    "url": "https://casey.example.com/talks",
    "messageUrl": "https://mail.example.com/1",
    "requestUrl": "https://hooks.example.com/ashby",
    "currencyCode": "EUR",
    "addressCountry": "Germany",
    "direction": "inbound",
}


def of_annotation(world: World, name: str, annotation: Json, metadata: Iterable[object] = (), *, full: bool) -> Json:
    """One valid value of a type; `full` also gives the optional parts of nested groups."""
    kind = next((item.kind for item in metadata if isinstance(item, IdOf)), None)
    if kind is not None:
        return world.id_of(kind)
    made = _by_origin(world, name, annotation, metadata, full=full)
    return _plain(name, annotation, metadata) if made is NotImplemented else made


def _by_origin(world: World, name: str, annotation: Json, metadata: Iterable[object], *, full: bool) -> Json:  # noqa: PLR0911 (one for each form of type)
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return of_annotation(world, name, inner, [*more, *_of_fields(more), *metadata], full=full)
    if origin in (Union, types.UnionType):
        inner = next(item for item in get_args(annotation) if item is not type(None))
        return of_annotation(world, name, inner, metadata, full=full)
    if origin is Literal:
        return get_args(annotation)[0]
    if origin is list:
        (item,) = get_args(annotation)
        if full and get_origin(item) is Literal:
            return list(get_args(item))
        return [of_annotation(world, name, item, full=full)]
    if origin is dict:
        return {"costCenter": "4100"}
    if isinstance(annotation, type) and issubclass(annotation, Params):
        return build(world, annotation, full=full)
    return NotImplemented


def _of_fields(items: Iterable[object]) -> list[object]:
    """What pydantic keeps inside a FieldInfo that stands in an annotation."""
    return [inner for item in items for inner in getattr(item, "metadata", ())]


_CHECKED: dict[str, Json] = {"_epoch_ms": EPOCH, "_moment": MOMENT, "_day": DAY}
_SIMPLE: dict[Json, Json] = {bool: True, int: 2, float: 2}


def _plain(name: str, annotation: Json, metadata: Iterable[object]) -> Json:
    functions = {getattr(getattr(item, "func", None), "__name__", "") for item in metadata}
    checked = next((_CHECKED[function] for function in functions if function in _CHECKED), None)
    if checked is not None:
        return checked
    return _SIMPLE.get(annotation, _TEXTS.get(name, f"A new {name.rstrip('_')}"))


def build(world: World, model: type[Params], *, full: bool = False) -> Arguments:
    """The required parameters, or with `full` all but the paging ones."""
    made: Arguments = {}
    for name, field in model.model_fields.items():
        if name in ("cursor", "syncToken", "watermark", "requestId") or not (full or field.is_required()):
            continue
        made[field.alias or name] = of_annotation(world, name, field.annotation, field.metadata, full=full)
    return made


@dataclasses.dataclass(frozen=True)
class Ran:
    """What one valid call did: `before` and `after` are the rows of each kind by id."""

    session: Session
    result: Result
    call: Call
    answer: Json
    events: list[Json]
    delivered: list[Json]
    before: dict[str, Rows]
    after: dict[str, Rows]

    @property
    def changed(self) -> set[str]:
        """The kinds of records that are not what they were."""
        return {kind for kind in {*self.before, *self.after} if self.before.get(kind) != self.after.get(kind)}


@functools.cache
def one_world() -> World:
    """The world that calls run in, one after the other, each from the first state."""
    return World()


@functools.cache
def ran(endpoint: str) -> tuple[Ran, ...]:
    """Each valid argument set of an operation, prepared and executed through a Session of its own."""
    world = one_world()
    sets = cases(world.reset(), endpoint)
    first = _run(world, endpoint, sets[0])
    rest = (_run(world, endpoint, cases(world.reset(), endpoint)[number]) for number in range(1, len(sets)))
    return (first, *rest)


@functools.cache
def _everything() -> Toolset:
    return Toolset.all().with_policy(confirm_never).showing("eeo")


def _run(world: World, endpoint: str, arguments: Arguments) -> Ran:
    answers: list[Json] = []

    def handler(request: httpx.Request) -> httpx.Response:
        response = world.simulator.answer(request)
        answers.append(response.json())
        return response

    events, delivered, before = len(world.state.events), len(world.state.outbox), world.snapshot()
    with Client(world.simulator.key, transport=httpx.MockTransport(handler)) as client:
        session = Session(_everything(), client)
        call = session.prepare(catalogue()[endpoint].spec.tool, arguments)
        result = session.execute(call)
    told, mailed = world.state.events[events:], world.state.outbox[delivered:]
    return Ran(session, result, call, answers[-1], told, mailed, before, world.snapshot())


def cases(world: World, endpoint: str) -> list[Arguments]:
    """Valid argument sets of an operation. May change the world: what a call needs is made first."""
    return list(CASES[endpoint](world)) if endpoint in CASES else world.built(endpoint)
