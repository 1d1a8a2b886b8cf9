"""The 25 jobs of benchmarks/tasks.py: a task does each, and writes what the plan over the endpoints writes."""

from __future__ import annotations

import pytest
from _jobs import JOBS
from tasks import ENDPOINTS, by_tasks, by_tools, play

from ashby_agent_tools import Toolset

MOST_QUESTIONS = 1.1
asked: dict[str, tuple[bool, int, int, int]] = {}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.request)
@pytest.mark.exhaustive(5)
def test_a_task_does_the_job_as_the_endpoints_do(job):
    done, other = play(by_tasks, job, Toolset.tasks()), play(by_tools, job, Toolset.of(*ENDPOINTS))
    assert (done.fault, other.fault) == ("", "")
    assert done.wrote == other.wrote
    assert done.calls <= min(2, other.calls)
    asked.update({job.request: (bool(done.wrote), done.questions, other.questions, other.lines)})


@pytest.mark.slow  # all the jobs, in each run
@pytest.mark.parametrize("way", [1, 2], ids=["tasks", "endpoint tools, their writes in one message"])
def test_a_person_is_asked_once_for_an_intention_and_never_about_reading(way):
    """A number of questions for each job, which the test above has counted."""
    for job in JOBS:
        if job.request not in asked:
            test_a_task_does_the_job_as_the_endpoints_do(job)
    writing = [counts[way] for counts in asked.values() if counts[0]]
    assert sum(writing) / len(writing) <= MOST_QUESTIONS
    assert sum(counts[way] for counts in asked.values() if not counts[0]) == 0
    assert sum(counts[3] for counts in asked.values()) > sum(writing)  # one by one there would be more


def test_the_jobs_are_25_different_requests():
    assert len({job.request for job in JOBS}) == 25
