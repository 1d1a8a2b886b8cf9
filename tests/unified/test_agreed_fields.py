"""The fields that the field has agreed on: each is in the models, and each table says the truth about it."""

from __future__ import annotations

import pytest

from ashby_agent_tools.ats import models
from ashby_agent_tools.unified import NO_SOURCE, RESOURCES, Never

AGREED = {
    "activities": "candidate actor activity_type from to cc subject body visibility",
    "applications": "candidate job applied_at rejected_at source credited_to current_stage reject_reason status "
    "custom_fields outcome",
    "attachments": "file_name file_url candidate application job attachment_type",
    "candidates": "first_name last_name name company title last_interaction_at is_private can_email locations phones "
    "emails urls tags applications attachments custom_fields",
    "departments": "name parent status",
    "eeocs": "candidate application race gender veteran_status disability_status submitted_at",
    "interviews": "application candidate job_interview_stage organizer interviewers location start_at end_at status",
    "job_form_fields": "name job label index is_required answer_visibility description type options group_id "
    "group_name",
    "job_interview_stages": "name status job position",
    "jobs": "name description code requisition_id status locations job_posting_urls confidential departments teams "
    "offices hiring_managers recruiters opened_at closed_at",
    "offers": "application candidate job creator closed_at sent_at start_date status",
    "offices": "name location parent",
    "organizations": "name",
    "reject_reasons": "name",
    "scorecards": "application candidate interview interviewer submitted_at overall_recommendation form_values",
    "tags": "name",
    "users": "first_name last_name name emails disabled access_role",
}
PARTS = {
    ("Actor", "id type"), ("Mailbox", "email name"), ("Person", "id first_name last_name emails"),
    ("Phone", "number extension type"), ("Email", "email type is_primary"), ("Url", "url type"),
    ("Option", "id label value"), ("FormValue", "name label description value"), ("Reference", "id name"),
    ("CustomField", "id name type value label"), ("Money", "amount currency period"),
}  # fmt: skip
OF_ALL = "id created_at updated_at remote_data"


def _model(name):
    return RESOURCES[name].table.model if name in RESOURCES else NO_SOURCE[name][0]


def test_all_seventeen_resources_are_there():
    assert AGREED.keys() == RESOURCES.keys() | NO_SOURCE.keys()
    assert len(RESOURCES) == 15
    assert all(why for _, why in NO_SOURCE.values())


@pytest.mark.parametrize("name", AGREED)
def test_each_agreed_field_is_in_the_model_and_has_its_truth(name):
    fields = {field.serialization_alias or key: key for key, field in _model(name).model_fields.items()}
    wanted = [*OF_ALL.split(), *AGREED[name].split()]
    assert set(wanted) <= fields.keys()
    if name in RESOURCES:
        truth = RESOURCES[name].table.truth
        assert truth.keys() == set(fields.values()) - {"remote_data", "included"}
        assert all(it.why for it in truth.values() if isinstance(it, Never))


@pytest.mark.parametrize(("part", "fields"), sorted(PARTS))
def test_each_part_has_its_fields(part, fields):
    assert set(fields.split()) <= getattr(models, part).model_fields.keys()
