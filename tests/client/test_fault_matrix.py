"""The fault matrix: every fault against reads, writes, page 3 of a list and a sync: 0 doubled, 0 lost, all typed."""

from __future__ import annotations

import dataclasses
import inspect
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from ashby_agent_tools import AsyncClient, Client, Decision, MemoryStore, Session, Toolset, confirm_never, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.simulator import IN_PROCESS, FaultKind, PagingRules, Simulator
from ashby_agent_tools.sync import AsyncSync, Sync

DOORS = pytest.mark.parametrize("door", ["Client", "AsyncClient", "Session", "Session with AsyncClient"])
BOTH = pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])
FOR_EVER = 100


@dataclasses.dataclass(frozen=True)
class Fault:
    """`effect`: whether a write had its effect. `write`: how it ends, None where it is done in the end."""

    kind: FaultKind
    effect: bool
    write: type[errors.ToolError] | None
    lasting: type[errors.ToolError]  # how a read ends if the fault does not


UNKNOWN, FAILED, BROKEN = errors.OutcomeUnknown, errors.ServerFailure, errors.TransportError
FAULTS = [
    Fault("rate_limit", effect=False, write=None, lasting=errors.RateLimited),
    Fault("server_error", effect=False, write=UNKNOWN, lasting=FAILED),
    Fault("bad_gateway", effect=True, write=UNKNOWN, lasting=FAILED),
    Fault("unavailable", effect=False, write=UNKNOWN, lasting=FAILED),
    Fault("slow", effect=True, write=UNKNOWN, lasting=BROKEN),
    Fault("cut_before", effect=False, write=UNKNOWN, lasting=BROKEN),
    Fault("cut_after", effect=True, write=UNKNOWN, lasting=BROKEN),
    Fault("half_body", effect=True, write=UNKNOWN, lasting=BROKEN),
    Fault("not_json", effect=True, write=UNKNOWN, lasting=FAILED),
    Fault("wrong_json", effect=True, write=UNKNOWN, lasting=FAILED),
    Fault("failure_in_200", effect=False, write=FAILED, lasting=FAILED),
]
EACH = pytest.mark.parametrize("fault", FAULTS, ids=[fault.kind for fault in FAULTS])


pytestmark = pytest.mark.usefixtures("no_waiting")


class World:
    """A company, and a door to it: a client, or a session over one."""

    def __init__(self, door: str, **more: Any) -> None:
        self.simulator = Simulator(seed=7, **more)
        self.door, self.key = door, self.simulator.key
        kind = AsyncClient if "AsyncClient" in door else Client
        self.client = connected(kind, self.simulator)
        if door.startswith("Session"):
            clients = {"async_client" if kind is AsyncClient else "client": self.client}
            toolset = Toolset.all().with_policy(confirm_never)
            self.session = Session(toolset, store=MemoryStore(), **clients)

    async def call(self, operation: Operation) -> Any:
        if self.door.startswith("Session"):
            run = self.session.arun if "Async" in self.door else self.session.run
            made = run(operation)
        else:
            decision = None if operation.spec.reads else Decision.approve(by="a@example.com")
            made = self.client.execute(operation, decision=decision)
        return (await made if inspect.isawaitable(made) else made).data

    def fail(self, fault: Fault, operation: Operation, times: int = 1) -> None:
        """A session may read before it writes: the fault waits for this call."""
        self.simulator.fail_next(fault.kind, times, endpoint=operation.spec.endpoint, retry_after=0, seconds=5)

    @property
    def notes(self) -> int:
        return len(self.simulator.state.table("note"))

    @property
    def letters(self) -> int:
        return sum(item["channel"] == "mail" for item in self.simulator.state.outbox)

    def note(self) -> Operation:
        return op.CandidateCreateNote(candidateId=self.simulator.state.first("candidate")["id"], note="Called back.")

    def rejection(self) -> Operation:
        """Archives an application and sends the candidate an email."""
        org = self.simulator.state
        application = org.first("application", status="Active")
        stage = org.first("interviewStage", interviewPlanId=application["interviewPlanId"], type="Archived")
        return op.ApplicationChangeStage(
            applicationId=application["id"],
            interviewStageId=stage["id"],
            archiveReasonId=org.first("archiveReason")["id"],
            archiveEmail={"communicationTemplateId": org.first("communicationTemplate", title="Kind rejection")["id"]},
        )


def connected(kind: type, simulator: Simulator) -> Any:
    transport = simulator.transport() if kind is Client else simulator.async_transport()
    return kind(simulator.key, base_url=IN_PROCESS, transport=transport, timeout=1.0)


async def ended(call: Any) -> tuple[Any, errors.ToolError | None]:
    """What came of it: data, or the error that says what became of it."""
    try:
        return await call, None
    except errors.ToolError as error:
        return None, error


# ---- reads


@DOORS
@EACH
@pytest.mark.exhaustive(6)
async def test_a_read_is_whole_after_a_fault_that_passes_and_typed_after_one_that_lasts(door, fault) -> None:
    world = World(door)
    expected = await world.call(op.JobList())
    world.fail(fault, op.JobList())
    assert await world.call(op.JobList()) == expected
    world.fail(fault, op.JobList(), FOR_EVER)
    data, error = await ended(world.call(op.JobList()))
    assert data is None
    assert type(error) is fault.lasting
    world.simulator.stop_failing()
    assert await world.call(op.JobList()) == expected


# ---- writes


@DOORS
@EACH
@pytest.mark.parametrize("cost", ["harmless", "costly"])
@pytest.mark.exhaustive(6)
async def test_a_write_is_made_once_at_most_and_its_outcome_is_never_wrong(door, fault, cost) -> None:
    world = World(door)
    write = world.note() if cost == "harmless" else world.rejection()
    counted = "notes" if cost == "harmless" else "letters"
    before = getattr(world, counted)
    world.fail(fault, write)
    data, error = await ended(world.call(write))
    made = getattr(world, counted) - before
    if fault.write is None:
        assert error is None
        assert data
        assert made == 1
    else:
        assert type(error) is fault.write
        assert made == fault.effect
    if not door.startswith("Session") or not isinstance(error, UNKNOWN):
        return
    _, again = await ended(world.call(write))
    assert isinstance(again, errors.Declined), "what is in doubt is not sent a second time"
    assert getattr(world, counted) - before == fault.effect


@DOORS
@pytest.mark.parametrize("cost", ["harmless", "costly"])
async def test_a_write_that_is_refused_again_and_again_was_not_made(door, cost) -> None:
    world = World(door)
    write = world.note() if cost == "harmless" else world.rejection()
    before = (world.notes, world.letters)
    world.fail(FAULTS[0], write, FOR_EVER)
    _, error = await ended(world.call(write))
    assert type(error) is errors.RateLimited
    assert (world.notes, world.letters) == before


# ---- page 3 of a list

LIST = op.ApplicationList(limit=20)


async def walked(client: Any, on_page: Any) -> tuple[list[str], errors.ToolError | None]:
    """The ids that came, in order, and how the walk ended."""
    found: list[str] = []
    try:
        if isinstance(client, Client):
            for row in client.records(LIST, on_page=on_page):
                found.append(row["id"])  # noqa: PERF401  (what came before an error counts)
        else:
            async for row in client.records(LIST, on_page=on_page):
                found.append(row["id"])  # noqa: PERF401  (as above)
    except errors.ToolError as error:
        return found, error
    return found, None


def after_two(act: Any) -> Any:
    return lambda progress: act() if progress.pages == 2 else None


@BOTH
@EACH
@pytest.mark.parametrize("times", [1, FOR_EVER], ids=["once", "for ever"])
@pytest.mark.exhaustive(6)
async def test_page_3_loses_and_doubles_nothing(kind, fault, times) -> None:
    simulator = Simulator(seed=7)
    client = connected(kind, simulator)
    fail = after_two(lambda: simulator.fail_next(fault.kind, times, retry_after=0, seconds=5))
    found, error = await walked(client, fail)
    assert len(set(found)) == len(found)
    if times == 1:
        assert error is None
        assert set(found) == set(simulator.state.table("application"))
    else:
        assert type(error) is fault.lasting
        assert len(found) == 40


@BOTH
async def test_a_cursor_that_expired_by_page_3_says_so(kind) -> None:
    simulator = Simulator(seed=7, paging=PagingRules(life=timedelta(hours=1)))
    found, error = await walked(connected(kind, simulator), after_two(lambda: simulator.advance(hours=2)))
    assert type(error) is errors.CursorExpired
    assert len(set(found)) == len(found) == 40


@BOTH
async def test_a_cursor_that_is_repeated_on_page_3_says_so(kind) -> None:
    simulator = Simulator(seed=7)

    def repeating(request: httpx.Request) -> httpx.Response:
        body = simulator.answer(request).json()
        if len(simulator.log) == 3:
            body["nextCursor"] = json.loads(request.content)["cursor"]
        return httpx.Response(200, json=body)

    client = kind(simulator.key, base_url=IN_PROCESS, transport=httpx.MockTransport(repeating))
    found, error = await walked(client, None)
    assert type(error) is errors.IncompleteList
    assert len(set(found)) == len(found) == 60


# ---- a sync


class Copy:
    """A copy of all candidates, kept by what a sync tells."""

    def __init__(self, kind: type, path: Any, **more: Any) -> None:
        self.simulator = Simulator(seed=7, **more)
        client = connected(kind, self.simulator)
        self.sync: Any = (Sync if kind is Client else AsyncSync)(client, state=path, lists=["candidate.list"], limit=20)
        self.names: dict[str, str] = {}
        self.told: list[tuple[str, str]] = []

    async def go(self) -> errors.ToolError | None:
        self.told = []
        try:
            if isinstance(self.sync, Sync):
                for change in self.sync.changes():
                    self.take(change)
            else:
                async for change in self.sync.changes():
                    self.take(change)
        except errors.ToolError as error:
            return error
        return None

    def take(self, change: Any) -> None:
        if change.gone:
            self.names.pop(change.id)
        else:
            self.names[change.id] = change.record["name"]
        self.told.append((change.id, self.names.get(change.id, "")))

    @property
    def theirs(self) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self.simulator.state.table("candidate").values()}

    def rename(self) -> tuple[str, str]:
        org = self.simulator.state
        candidate = org.first("candidate")
        candidate["name"] = f"{candidate['name']} Jr."
        org.touch("candidate", candidate)
        return candidate["id"], candidate["name"]


@BOTH
@EACH
async def test_a_sync_tells_what_changed_once_whatever_happens_on_the_way(kind, fault, tmp_path) -> None:
    copy = Copy(kind, tmp_path / "state.db")
    assert await copy.go() is None
    assert copy.names == copy.theirs
    changed = copy.rename()
    copy.simulator.fail_next(fault.kind, 1, retry_after=0, seconds=5)
    assert await copy.go() is None
    assert copy.told == [changed]
    changed = copy.rename()
    copy.simulator.fail_next(fault.kind, FOR_EVER, retry_after=0, seconds=5)
    assert type(await copy.go()) is fault.lasting
    assert copy.told == []
    copy.simulator.stop_failing()
    assert await copy.go() is None
    assert copy.told == [changed]
    assert copy.names == copy.theirs


@BOTH
async def test_a_sync_starts_again_after_a_token_that_expired(kind, tmp_path) -> None:
    copy = Copy(kind, tmp_path / "state.db", paging=PagingRules(life=timedelta(hours=1)))
    assert await copy.go() is None
    changed = copy.rename()
    copy.simulator.advance(hours=2)
    assert await copy.go() is None
    assert changed in copy.told
    assert copy.names == copy.theirs


@BOTH
async def test_a_list_with_an_expired_token_says_so_by_type(kind) -> None:
    simulator = Simulator(seed=7, paging=PagingRules(life=timedelta(hours=1)))
    client = connected(kind, simulator)
    token = simulator.client().execute(op.JobList()).sync_token
    simulator.advance(hours=2)
    operation = op.JobList(syncToken=token)
    with pytest.raises(errors.CursorExpired) as caught:
        if kind is Client:
            list(client.pages(operation))
        else:
            [page async for page in client.pages(operation)]
    assert caught.value.code == "sync_token_expired"
