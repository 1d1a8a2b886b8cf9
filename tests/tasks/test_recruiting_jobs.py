"""The 25 jobs of benchmarks/tasks.py: a task does each, and writes what the plan over the endpoints writes."""

from __future__ import annotations

import pytest
from _jobs import JOBS
from tasks import ENDPOINTS, by_tasks, by_tools, play

from ashby_agent_tools import Toolset


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.request)
def test_a_task_does_the_job_as_the_endpoints_do(job):
    done, other = play(by_tasks, job, Toolset.tasks()), play(by_tools, job, Toolset.of(*ENDPOINTS))
    assert (done.fault, other.fault) == ("", "")
    assert done.wrote == other.wrote
    assert done.calls <= min(2, other.calls)


def test_the_jobs_are_25_different_requests():
    assert len({job.request for job in JOBS}) == 25
