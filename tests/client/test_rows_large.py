"""Row limits in a large company: lists are whole, hold nothing from outside, and cost what the page says."""

from __future__ import annotations

import math

import pytest
from rows_scene import Scene, outside_of

from ashby_agent_tools import Client, Rows, confirm_never
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

pytestmark = pytest.mark.slow


class Large:
    """A world whose company is large; it is never reset."""

    def __init__(self) -> None:
        self.simulator = Simulator(seed=7, size="large")
        self.state = self.simulator.state

    def all(self, kind: str, **fields: object) -> list[dict]:
        return self.state.rows(kind, **fields)


@pytest.fixture(scope="module")
def made() -> Scene:
    world = Large()
    jobs = frozenset(sorted(world.state.table("job"))[:2])
    return Scene(world, jobs, outside_of(world, jobs))


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (op.ApplicationList(), "application"),
        (op.CandidateList(), "candidate"),
        (op.ApplicationFeedbackList(), "applicationFeedback"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_a_list_of_a_large_company(made, operation, kind):
    simulator = made.world.simulator
    client = Client(simulator.key, transport=simulator.transport(), policy=confirm_never)
    before = len(simulator.log)
    rows = list(client.limited_to(Rows(jobs=made.jobs)).records(operation))
    asked = [request.endpoint for request in simulator.log[before:]]
    inside = set(made.world.state.table(kind)) - made.outside[kind]
    assert {row["id"] for row in rows} == inside
    assert not made.found(rows)
    theirs = sum(math.ceil(len(made.world.all("application", jobId=job)) / 100) for job in made.jobs)
    pages = math.ceil(len(made.world.state.table(kind)) / 100)
    assert asked.count("application.list") <= 2 * theirs  # once more where half a minute was over
    if kind != "application":
        assert asked.count(operation.spec.endpoint) == pages
        assert len(asked) <= pages + 2 * theirs + 40  # openings and the like
