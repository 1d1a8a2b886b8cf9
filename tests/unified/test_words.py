"""Every word of Ashby's closed lists is mapped: a new one in the official documents fails here."""

from __future__ import annotations

from typing import get_args

import official
import pytest

from ashby_agent_tools.ats import models
from ashby_agent_tools.ats.dialects import kombo, merge
from ashby_agent_tools.ats.tables import applications, jobs


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
