"""Questions about access, places, fields, money, and what is recorded for somebody else."""

from __future__ import annotations

from question_company import Case, Company

from ashby_agent_tools.operations.base import JsonObject


def _field(c: Company, title: str, *, of: str, **value: object) -> JsonObject:
    return {"fieldId": c.id("customField", title=title, objectType=of), **value}


def _languages(c: Company) -> JsonObject:
    return _field(c, "Languages", of="Candidate", fieldValue=["Rust", "Go"])


def _interviews_in(c: Company) -> JsonObject:
    return _field(c, "Interviews in", of="Employee", fieldValue=["Rust"])


def _priya(c: Company) -> JsonObject:
    return {"objectType": "Candidate", "objectId": c.priya["id"]}


def _pool(c: Company, **more: object) -> JsonObject:
    return {"interviewerPoolId": c.id("interviewerPool", title="Engineering interviewers"), **more}


def _fact(**value: object) -> JsonObject:
    return {"identifier": "score", "label": "Score", "type": "numeric_score", **value}


def _completed(c: Company) -> JsonObject:
    done = {
        "assessmentTypeId": c.org.new_id(),
        "assessmentId": c.org.new_id(),
        "assessmentName": "Reading code",
        "result": _fact(value=87),
        "metadata": [],
    }
    return {
        "candidateId": c.priya["id"],
        "partnerId": c.org.new_id(),
        "timestamp": 1_767_225_600_000,
        "assessment": done,
    }


def _survey(c: Company) -> JsonObject:
    return {
        "candidateId": c.priya["id"],
        "applicationId": c.application["id"],
        "surveyFormDefinitionId": c.org.first("surveyFormDefinition")["id"],
        "submittedValues": {"gender": "Woman"},
    }


def _project(c: Company, **more: object) -> JsonObject:
    return {"projectId": c.id("project", title="Chief of Staff search"), **more}


RATINGS: list[Case] = [
    (
        "customField.setValue",
        lambda c: _priya(c) | _field(c, "Years of experience", of="Candidate", fieldValue=None),
        "Clear the custom field Years of experience of Priya Raman (priya.raman@example.com). The old value can",
    ),
    (
        "user.setCustomFieldValue",
        lambda c: {"userId": c.yuki["id"], **_field(c, "Desk", of="Employee", fieldValue=None)},
        "- Desk: 'B1.3' -> nothing",
    ),
    (
        "project.update",
        lambda c: _project(c, confidential=False),
        "Change the confidential project Chief of Staff search. More colleagues see it then.",
    ),
    (
        "project.archive",
        _project,
        "Archive the confidential project Chief of Staff search: it no longer shows among the current ones.",
    ),
    (
        "project.setCustomFieldValue",
        lambda c: _project(c, **_field(c, "Region", of="Talent_Project", fieldValue=None)),
        "Clear the custom field Region of the confidential project Chief of Staff search.",
    ),
    (
        "project.setCustomFieldValues",
        lambda c: _project(c, values=[_field(c, "Region", of="Talent_Project", fieldValue=None)]),
        "Clear the custom field Region",
    ),
    (
        "hiringTeam.addMember",
        lambda c: {"jobId": c.job["id"], "teamMemberId": c.salma["id"], "roleId": c.recruiter},
        "Salma",
    ),
    (
        "application.addHiringTeamMember",
        lambda c: {
            "applicationId": c.application["id"],
            "teamMemberId": c.salma["id"],
            "roleId": c.recruiter,
        },
        "it opens the application to the user, in a confidential job too",
    ),
    ("interviewerPool.addUser", lambda c: _pool(c, userId=c.salma["id"]), "Engineering interviewers"),
    ("interviewerPool.update", lambda c: _pool(c, requiresTraining=False), "it ends the training"),
    (
        "application.changeSource",
        lambda c: {"applicationId": c.application["id"], "sourceId": c.org.first("source")["id"]},
        "an agency's fee or a referral bonus can depend on the source",
    ),
    (
        "candidate.create",
        lambda c: {"name": "Ana Lima", "creditedToUserId": c.yuki["id"]},
        "an agency's fee or a referral bonus can depend on who is credited",
    ),
    ("customField.setValue", lambda c: _priya(c) | _languages(c), "the whole list of chosen options is replaced"),
    ("customField.setValues", lambda c: _priya(c) | {"values": [_languages(c)]}, "those left out are removed"),
    ("user.setCustomFieldValue", lambda c: {"userId": c.yuki["id"], **_interviews_in(c)}, "Yuki Hayashi"),
    ("user.setCustomFieldValues", lambda c: {"userId": c.yuki["id"], "values": [_interviews_in(c)]}, "Yuki Hayashi"),
    (
        "department.create",
        lambda c: {"name": "Field sales", "externalName": "Sales", "parentId": c.id("department", name="Sales")},
        "the name is meant for job boards, which may show it at once",
    ),
    (
        "department.move",
        lambda c: {"departmentId": c.id("department", name="Sales"), "parentId": None},
        "job boards group postings by department",
    ),
    (
        "department.restore",
        lambda c: {"departmentId": c.id("department", isArchived=True)},
        "job boards may show the department and the postings under it again",
    ),
    (
        "location.create",
        lambda c: {
            "name": "Lyon",
            "type": "Location",
            "externalName": "Lyon, France",
            "parentLocationId": c.id("location", type="LocationHierarchy"),
        },
        "the name is meant for job boards",
    ),
    (
        "location.move",
        lambda c: {"locationId": c.id("location", name="Berlin"), "parentLocationHierarchyId": None},
        "job boards group postings by location",
    ),
    (
        "location.restore",
        lambda c: {"locationId": c.id("location", isArchived=True)},
        "job boards may show the location and the postings in it again",
    ),
    ("assessment.addCompletedToCandidate", _completed, "as the assessment partner's own"),
    (
        "candidate.addEmailMessage",
        lambda c: {
            "candidateId": c.priya["id"],
            "emailProviderEmailId": "mail-1",
            "subject": "Withdrawn",
            "from": "priya.raman@example.com",
            "to": "talent@works.example.com",
            "body": "I withdraw.",
        },
        "it stays on the profile for good, as an email that the named sender wrote",
    ),
    ("surveySubmission.create", _survey, "it stays for good as the candidate's own answer"),
]
