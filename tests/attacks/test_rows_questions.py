"""Row limits and questions: what a person is asked names nothing from outside, for every write that asks."""

from __future__ import annotations

import pytest
from rows_scene import scene
from valid_arguments import SIMULATED, UNKNOWN, cases, one_world

from ashby_agent_tools import Rows, Session, Toolset, confirm_writes
from ashby_agent_tools.client.rows.tables import REFUSED
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations import catalogue

WRITES = [name for name in SIMULATED if name not in REFUSED and not catalogue()[name].spec.reads]
TOOLS = Toolset.all().with_policy(confirm_writes)


def asked(endpoint: str, *, dry_run: bool = False, instead: str | None = None) -> tuple[str, object, object]:
    """The question of a hiring manager's call, or its dry run; `instead`: about another application or candidate."""
    world = one_world().reset()
    arguments = cases(world, endpoint)[-1]
    made = scene(world, world.job["id"])
    if instead is not None:
        arguments = {
            **arguments,
            **{key: instead for key in ("applicationId", "candidateId", "jobId") if key in arguments},
        }
    session = Session(TOOLS, world.simulator.client().limited_to(Rows(jobs=made.jobs)), dry_run=dry_run)
    try:
        call = session.prepare(catalogue()[endpoint].spec.tool, arguments)
        text = session.execute(call).text if dry_run else session.question(call)
    except ToolError as error:
        text = f"{type(error).__name__}: {error}"
    return text, made, arguments


@pytest.mark.slow
@pytest.mark.parametrize("endpoint", WRITES)
def test_a_question_names_nothing_from_outside(endpoint):
    for dry_run in (False, True):
        text, made, arguments = asked(endpoint, dry_run=dry_run)
        assert not made.found(text, arguments), text


@pytest.mark.parametrize("endpoint", ["application.changeStage", "candidate.addTag", "job.setStatus"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_question_about_what_is_outside_is_that_about_what_does_not_exist(endpoint, dry_run):
    kind = {"application.changeStage": "application", "candidate.addTag": "candidate", "job.setStatus": "job"}[endpoint]
    _, made, _ = asked(endpoint)
    foreign = made.one_outside(kind)
    texts = [asked(endpoint, dry_run=dry_run, instead=one)[0].replace(one, "THE-ID") for one in (foreign, UNKNOWN)]
    assert texts[0] == texts[1]
