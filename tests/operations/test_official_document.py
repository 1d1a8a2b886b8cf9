"""The catalogue against Ashby's official document of June 2026: the same parameters, but for a written list."""

from __future__ import annotations

import fnmatch

import official
import official_answers
import pytest

from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.schema import FIELDS, schema_of

ISO = "also takes ISO 8601, which models write; it is sent as epoch milliseconds"
NEWER = "newer than the document (changes until October 2026)"
NULLABLE = "required and nullable: null is the documented way to clear it"
ANSWER = "an answer's form depends on the question; the document says string"
OPEN = "the value's form depends on the field's type; a validator names the documented object forms"
NEEDED = "the document lists no required parameter here, and the call means nothing without it"

DELIBERATE = {
    ("*.createdAfter", "type number|string"): ISO,
    ("job.list.*After", "type number|string"): ISO,
    ("job.list.*Before", "type number|string"): ISO,
    ("assessment.*.timestamp", "type number|string"): ISO,
    ("*.list.createdBefore", "added"): NEWER,
    ("customField.create.isPrivate", "added"): NEWER,
    ("customField.list.*", "added"): "the document gives no request schema here; paging is documented in its text",
    ("job.create.employmentType", "added"): NEWER,
    ("job.*.expand[[]]", "enum"): NEWER,
    ("jobPosting.*.includeUnpublishedJobPostings", "added"): NEWER,
    ("jobPosting.update.applicationConfirmationEmailTemplateId", "added"): NEWER,
    ("report.*.resultStyle", "added"): NEWER,
    ("sourceTrackingLink.list.sourceId", "added"): NEWER,
    ("webhook.create.webhookType", "enum"): NEWER,
    ("application.changeSource.sourceId", "type null|string"): NULLABLE,
    ("department.move.parentId", "type null|string"): NULLABLE,
    ("department.move.parentId", "required"): NULLABLE,
    ("location.move.parentLocationHierarchyId", "type null|string"): NULLABLE,
    ("location.updateExternalName.externalName", "type null|string"): NULLABLE,
    ("location.updateExternalName.externalName", "required"): NULLABLE,
    ("application.create.interviewStageId", "enum"): "FirstPreInterviewScreen is documented in the text only",
    (
        "*.fieldSubmissions[[]].value",
        "type array|boolean|number|object|string",
    ): "an answer's form depends on the question; the document says string",
    ("*.fieldValue", "type array|boolean|null|number|object|string"): OPEN,
    ("*.fieldValue.*", "missing"): OPEN,
    ("approvalDefinition.update.entityType", "not required"): "there is one value, which is the default",
    (
        "approvalDefinition.update.approvalStepDefinitions[[]].approvers[[]].type",
        "not required",
    ): "one value, the default",
    ("jobPosting.update.description.type", "not required"): "there is one value, which is the default",
    ("customField.info.customFieldId", "required"): NEEDED,
    ("opening.setArchived.*", "required"): NEEDED,
    ("opening.setOpeningState.*", "required"): NEEDED,
    ("opening.update.openingId", "required"): NEEDED,
    ("opening.*.employmentType", "enum"): "the empty string, which means the same as leaving it out",
    ("interviewSchedule.update.interviewScheduleId", "required"): NEEDED,
    ("interviewSchedule.update.interviewEvent.*", "required"): "the text demands them for an event",
    ("interviewSchedule.update.interviewEventIdToCancel", "type array"): "one id becomes a list of one",
    (
        "user.updateInterviewerSettings.*Limit",
        "type number|string",
    ): 'null means "leave as it is"; "none" removes the limit',
    ("user.updateInterviewerSettings.*Limit", "enum"): '"none" removes the limit',
}


@pytest.fixture(scope="module")
def found(request) -> list[tuple[str, str]]:
    compared = []
    for endpoint, operation in catalogue().items():
        theirs = official.request_of(endpoint)
        if theirs is not None:
            ours = schema_of(operation)
            ours["properties"].pop(FIELDS, None)
            compared.append((endpoint, official.differences(endpoint, theirs, ours)))
    assert len(compared) == 164
    return [difference for _, several in compared for difference in several]


def _reason(difference: tuple[str, str]) -> str | None:
    path, what = difference
    return next(
        (why for (glob, kind), why in DELIBERATE.items() if kind == what and fnmatch.fnmatchcase(path, glob)), None
    )


def test_every_parameter_of_the_document_is_there_with_its_type_enum_and_necessity(found):
    assert [difference for difference in found if _reason(difference) is None] == []


def test_every_deliberate_difference_still_exists(found):
    used = {
        (glob, kind)
        for path, what in found
        for glob, kind in DELIBERATE
        if kind == what and fnmatch.fnmatchcase(path, glob)
    }
    assert set(DELIBERATE) - used == set()


def names(schema: dict) -> set[str]:
    """The fields of a record, whichever form it has."""
    return set(schema.get("properties", ())).union(*(names(branch) for branch in schema.get("anyOf", ())))


def test_kinds_of_records_have_every_field_that_the_document_gives_them_in_lists():
    compared = 0
    for cls in catalogue().values():
        answer = official_answers.answer_schema(cls.spec.endpoint) or {}
        records = answer.get("properties", {}).get("results", {}).get("items")
        if cls.spec.served_by == "ashby" and cls.spec.endpoint.endswith(".list") and cls.spec.entity and records:
            assert names(records) <= cls.spec.entity.fields, cls.spec.endpoint
            compared += 1
    assert compared > 30
