"""Over generated companies: filters give what filtering by hand gives, whoever works them out."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Unified

SEEDS = range(200, 200 + int(os.environ.get("UNIFIED_SEEDS", "1")))


def _id(field):
    return lambda record: getattr(record, field).id if getattr(record, field) else None


BY_HAND = {
    "applications": {
        "candidate": _id("candidate"), "job": _id("job"), "stage": _id("current_stage"),
        "status": lambda it: it.remote_data["status"],
    },
    "attachments": {"candidate": _id("candidate")},
    "departments": {"status": lambda it: it.status},
    "interviews": {
        "application": _id("application"), "stage": _id("job_interview_stage"), "status": lambda it: it.status,
    },
    "job_form_fields": {"job": _id("job")},
    "jobs": {"status": lambda it: it.remote_data["status"]},
    "offers": {"application": _id("application"), "status": lambda it: it.status},
    "offices": {"status": lambda it: it.status},
    "reject_reasons": {"status": lambda it: it.status},
    "scorecards": {"application": _id("application")},
    "tags": {"status": lambda it: it.status},
}  # fmt: skip
"""What a filter asks of a record; `activities` and the stages of a job have lists of their own."""
TIMES = {"created_after": "created_at", "updated_after": "updated_at"}
OWN = {("activities", "activity_type"), ("activities", "candidate"), ("job_interview_stages", "job"),
       ("interviews", "created_after"), ("offers", "created_after"), ("scorecards", "created_after")}  # fmt: skip
"""Filters whose field the records do not show: of schedules, offers and feedback Ashby filters by another time."""


def test_every_filter_is_tried():
    every = {(name, it) for name, kind in RESOURCES.items() for it in kind.served | kind.here}
    tried = {(name, it) for name, filters in BY_HAND.items() for it in filters}
    tried |= {(name, it) for name, kind in RESOURCES.items() for it in TIMES if it in kind.served | kind.here}
    assert every - OWN == tried - OWN


def _values(records, read):
    """Two of the values that there are, and with them the question whether nothing else comes."""
    found = list(dict.fromkeys(filter(None, map(read, records))))
    return found[:1] + found[len(found) // 2 :][:1]


@pytest.mark.parametrize("seed", SEEDS)
def test_filters_give_what_filtering_by_hand_gives(seed):
    with Simulator(seed=seed) as simulator, simulator.client() as client:
        unified = Unified(client)
        for name, kind in RESOURCES.items():
            if name in ("activities", "job_interview_stages"):
                continue
            resource = getattr(unified, name)
            records = list(resource.all())
            for filter_, read in BY_HAND.get(name, {}).items():
                for value in _values(records, read):
                    asked = [value] if (name, filter_) == ("jobs", "status") else value
                    expected = [it.id for it in records if read(it) == value]
                    got = [it.id for it in resource.all(**{filter_: asked})]
                    if (name, filter_) == ("applications", "candidate"):  # in the order in which the candidate has them
                        got, expected = sorted(got), sorted(expected)
                    assert got == expected != [], (name, filter_)
            for filter_, field in TIMES.items():
                if filter_ in kind.served | kind.here and (name, filter_) not in OWN:
                    times = sorted(filter(None, (getattr(it, field) for it in records)))
                    since = times[len(times) // 2]
                    expected = [it.id for it in records if getattr(it, field) and getattr(it, field) > since]
                    assert [it.id for it in resource.all(**{filter_: since})] == expected, (name, filter_)


@pytest.mark.parametrize("seed", SEEDS)
def test_stages_and_activities_are_those_of_their_own(seed):
    with Simulator(seed=seed) as simulator, simulator.client() as client:
        unified = Unified(client)
        for job in list(unified.jobs.all())[:3]:
            plans = set(job.remote_data["interviewPlanIds"])
            stages = list(unified.job_interview_stages.all(job=job.id))
            assert {it.remote_data["interviewPlanId"] for it in stages} == plans
            assert {it.job.id for it in stages} == {job.id}
        for person in list(unified.candidates.all())[:10]:
            assert {it.candidate.id for it in unified.activities.all(candidate=person.id)} <= {person.id}
        assert not list(unified.candidates.all(created_after=datetime(2100, 1, 1, tzinfo=UTC)))
