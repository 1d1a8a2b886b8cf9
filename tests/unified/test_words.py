"""Every word of Ashby's closed lists is mapped: a new one in the official documents fails here."""

from __future__ import annotations

from typing import get_args

import official
import pytest

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.dialects import kombo, merge
from ashby_agent_tools.ats.tables import applications, candidates, jobs


def _words(endpoint, *path):
    """The closed list at a path of an endpoint's results."""
    answer = official.document()["paths"]["/" + endpoint]["post"]["responses"]["200"]
    node = official.fold(answer)["content"]["application/json"]["schema"]
    for name in ("results", *path):
        node = next(found for found in _inner(node, name))
    return {word for word in official.enum_of(node) if word is not None}


def _inner(node, name):
    if name in node.get("properties", {}):
        yield node["properties"][name]
        return
    for branch in [*node.get("oneOf", ()), *node.get("anyOf", ()), *([node["items"]] if "items" in node else ())]:
        yield from _inner(branch, name)


LISTS = [
    ("application.list", ("status",), applications.OUTCOME, models.Outcome),
    ("interviewSchedule.list", ("status",), applications.INTERVIEW_STATUS, models.InterviewStatus),
    ("offer.list", ("offerStatus",), applications.OFFER_STATUS, models.OfferStatus),
    ("job.list", ("status",), jobs.JOB_STATUS, models.JobStatus),
    ("user.list", ("globalRole",), merge.ROLE, None),
    ("job.list", ("employmentType",), kombo.EMPLOYMENT, None),
    ("archiveReason.list", ("reasonType",), applications.REJECTED, None),
    ("candidate.list", ("location", "locationComponents", "type"), candidates.PLACES, None),
    ("candidate.list", ("emailAddresses", "type"), merge.MAIL, None),
    ("candidate.list", ("phoneNumbers", "type"), merge.PHONE, None),
    ("candidate.list", ("socialLinks", "type"), merge.LINK, None),
]


@pytest.mark.parametrize(("endpoint", "path", "table", "known"), LISTS, ids=lambda it: str(it)[:40])
def test_each_word_of_a_closed_list_is_mapped(endpoint, path, table, known):
    words = _words(endpoint, *path)
    assert words
    assert not words - table.keys(), "Ashby has words that nobody mapped"
    if known is not None:
        assert set(table.values()) - {"unknown"} <= set(get_args(known))


READ_AS_THEY_ARE = {"globalRole", "employmentType"}
"""Words that stay Ashby's own in the unified records: their meaning is free, or the dialects map them."""
NOT_READ = {
    "acceptanceStatus": "offerStatus says more",
    "approvalStatus": "offerStatus has it",
    "compensationType": "the models have no compensation of a job",
    "fraudStatus": "the models have none",
    "interval": "of amounts in custom fields and compensations, which stay as Ashby sends them",
    "interviewerRole": "of interviewers' training",
    "openingState": "the models have no openings",
    "surveyType": "the models have no surveys",
    "trainingRole": "of interviewers' training",
    "workplaceType": "the models have none",
}
SOURCES = [
    "application.list", "applicationFeedback.list", "archiveReason.list", "candidate.list", "candidate.listNotes",
    "candidateTag.list", "department.list", "interviewPlan.list", "interviewSchedule.list", "interviewStage.list",
    "job.list", "jobPosting.info", "jobPosting.list", "location.list", "offer.list", "user.list",
]  # fmt: skip


def _closed_lists(node, path=()):
    """The paths of all closed lists of words below a schema."""
    if isinstance(node, dict) and len(path) < 9:
        if any(isinstance(it, str) for it in [*node.get("enum", ()), node.get("const")]):
            yield path
        for name, below in node.get("properties", {}).items():
            yield from _closed_lists(below, (*path, name))
        for below in [*node.get("oneOf", ()), *node.get("anyOf", ()), *([node["items"]] if "items" in node else ())]:
            yield from _closed_lists(below, path)


@pytest.mark.parametrize("endpoint", SOURCES)
def test_no_closed_list_of_a_source_is_overlooked(endpoint):
    """A list that Ashby adds fails here: map its words, or say why they are not read."""
    answer = official.document()["paths"]["/" + endpoint]["post"]["responses"]["200"]
    schema = official.fold(answer)["content"]["application/json"]["schema"]
    found = {path[1:] for path in _closed_lists(schema) if path[:1] == ("results",)}
    mapped = {path for _, path, _, _ in LISTS}
    left = {
        path for path in found
        if path[-1] not in NOT_READ.keys() | READ_AS_THEY_ARE and not any(path[-len(it):] == it for it in mapped)
    }  # fmt: skip
    ours = {("candidate", "primaryEmailAddress", "type"), ("candidate", "primaryPhoneNumber", "type")}
    ours |= {path[1:] for path in ours} | {("type",), ("location", "type")}  # a hierarchy of locations is one, too
    assert left <= ours, "nobody mapped these"


def test_each_type_of_a_forms_field_is_mapped():
    found = {field["type"] for field in _form_fields()}
    assert found
    assert found <= jobs.FIELD_TYPE.keys()
    assert set(jobs.FIELD_TYPE.values()) <= set(get_args(models.FieldType))


def _form_fields():
    from ashby_agent_tools.simulator import Simulator
    from ashby_agent_tools.unified import Unified

    with Simulator(seed=7).client() as client:
        return [it.remote_data["field"] for it in Unified(client).job_form_fields.all()]


def test_a_word_that_is_newer_stays_readable():
    raw = {"id": "x", "candidate": {"id": "y"}, "status": "Paused"}
    record = applications.APPLICATIONS.record(raw, raw=raw)
    assert (record.status, record.outcome) == ("paused", "Paused")
