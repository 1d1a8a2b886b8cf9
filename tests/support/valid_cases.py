"""Arguments that cannot be built from types alone: they depend on each other, or need something to exist first.

Each entry answers one or more valid argument sets for its operation; `world` is a valid_arguments.World.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

Json = Any
Sets = list[dict[str, Any]]

MONDAY = "2031-11-10T{:02d}:00:00Z".format

_ANSWERS: MappingProxyType[str, Json] = MappingProxyType(
    {
        "String": "Casey Novak",
        "LongText": "A few lines.",
        "RichText": {"type": "PlainText", "value": "A few lines."},
        "Email": "casey.novak@example.com",
        "Phone": "+49 30 5550100",
        "Url": "https://casey.example.com",
        "Date": "2026-12-07",
        "Boolean": True,
        "Number": 4,
        "Score": {"score": 4},
        "Currency": {"value": 82_000, "currencyCode": "EUR"},
        "Location": {"country": "Germany", "city": "Berlin"},
    }
)


def filled(world: Json, form: Json, *, full: bool = False) -> Sets:
    """Answers to the required fields of a form, or with `full` to all but files."""
    answers = []
    for section in form["sections"]:
        for entry in section["fields"]:
            field = entry["field"]
            if field["type"] != "File" and (full or entry["isRequired"]):
                answers.append({"path": field["path"], "value": _answer(world, field)})
    return answers


def _answer(world: Json, field: Json) -> Json:
    options = [item["value"] for item in field.get("selectableValues", ())]
    if field["type"] == "ValueSelect":
        openings = {row["id"] for row in world.all("opening", openingState="Open")} - _used_openings(world)
        return next((one for one in options if one in openings), options[-1])
    if field["type"] == "MultiValueSelect":
        return options[:2]
    if field["type"] == "UUID":
        return {"title": world.job["title"], "value": world.job["id"]}
    return _ANSWERS[field["type"]]


def _used_openings(world: Json) -> set[str]:
    return {version["openingId"] for offer in world.all("offer") for version in offer["versions"]}


# ---- applications


def _change_stage(world: Json) -> Sets:
    base = {"applicationId": world.application["id"]}
    archived = base | {"interviewStageId": world.stage("Archived"), "archiveReasonId": world.id_of("archiveReason")}
    letter = world.first("communicationTemplate", title="Kind rejection")["id"]
    return [
        base | {"interviewStageId": world.stage("Offer")},
        base | {"interviewStageId": world.stage("Hired")},
        archived,
        archived | {"archiveEmail": {"communicationTemplateId": letter, "sendAt": MONDAY(10)}},
    ]


def _transfer(world: Json) -> Sets:
    other = world.first("job", title="Account Executive")
    plan = other["defaultInterviewPlanId"]
    stage = world.first("interviewStage", interviewPlanId=plan, type="Active")["id"]
    base = {"applicationId": world.application["id"], "jobId": other["id"], "interviewPlanId": plan}
    return [
        base | {"interviewStageId": stage, "startAutomaticActivities": False},
        base | {"interviewStageId": stage, "startAutomaticActivities": True},
    ]


def _application_info(world: Json) -> Sets:
    form = world.first("formInstance")
    expand = ["openings", "applicationFormSubmissions", "referrals"]
    referred, offered = world.first("referral")["applicationId"], world.offer("CandidateAccepted")["applicationId"]
    return [
        {"applicationId": world.application["id"]},
        {"applicationId": referred, "expand": expand},
        {"applicationId": offered, "expand": expand},
        {"applicationId": world.first("application", status="Archived")["id"], "expand": expand},
        {"submittedFormInstanceId": form["id"], "expand": expand},
    ]


def _application_create(world: Json) -> Sets:
    plan = world.job["defaultInterviewPlanId"]
    first, second = world.stage("PreInterviewScreen"), world.stage("Active")
    base = {"candidateId": _free_candidate(world), "jobId": world.job["id"]}
    history = [
        {"stageId": first, "stageNumber": 1, "enteredStageAt": "2026-10-01T09:00:00Z"},
        {"stageId": second, "stageNumber": 2, "enteredStageAt": "2026-10-05T09:00:00Z"},
    ]
    archived = {
        "stageId": world.stage("Archived"),
        "stageNumber": 1,
        "enteredStageAt": "2026-10-09T09:00:00Z",
        "archiveReasonId": world.id_of("archiveReason"),
    }
    return [
        base,
        base | {"interviewStageId": "FirstPreInterviewScreen"},
        base | {"interviewStageId": archived["stageId"], "applicationHistory": [archived]},
        base
        | {
            "interviewPlanId": plan,
            "interviewStageId": second,
            "sourceId": world.id_of("source"),
            "creditedToUserId": world.id_of("user"),
            "createdAt": "2026-10-01T09:00:00Z",
            "applicationHistory": history,
        },
    ]


def _free_candidate(world: Json) -> str:
    """Somebody who is not considered for the job of `world.application`."""
    taken = {row["candidateId"] for row in world.all("application", jobId=world.job["id"])}
    return next(row["id"] for row in world.all("candidate") if row["id"] not in taken)


def _member(world: Json, team: Json, **of: str) -> Sets:
    """Somebody of a hiring team, with their role."""
    return [of | {"teamMemberId": one["userId"], "roleId": _role(world, one["role"])} for one in team[:1]]


def _role(world: Json, title: str) -> str:
    return str(world.first("hiringTeamRole", title=title)["id"])


def _newcomer(world: Json, team: Json, **of: str) -> dict[str, Any]:
    """Somebody who is not in a hiring team, with a role that nobody has there."""
    there, roles = {one["userId"] for one in team}, {one["role"] for one in team}
    user = next(row["id"] for row in world.all("user", isEnabled=True) if row["id"] not in there)
    role = next(row["id"] for row in world.all("hiringTeamRole", onApplications=True) if row["title"] not in roles)
    return of | {"teamMemberId": user, "roleId": role}


def _teams(world: Json) -> list[tuple[Json, dict[str, str]]]:
    opening = world.first("opening", openingState="Open")
    return [
        (world.application["hiringTeam"], {"applicationId": world.application["id"]}),
        (world.job["hiringTeam"], {"jobId": world.job["id"]}),
        (opening["hiringTeam"], {"openingId": opening["id"]}),
    ]


def _update_history(world: Json) -> Sets:
    app = world.application
    rows = sorted(world.all("applicationHistory", applicationId=app["id"]), key=lambda row: row["stageNumber"])
    events = [
        {
            "applicationHistoryId": row["id"],
            "stageId": row["stageId"],
            "stageNumber": row["stageNumber"],
            "enteredStageAt": row["enteredStageAt"],
        }
        for row in rows
    ]
    events[-1]["enteredStageAt"] = "2026-11-01T08:00:00Z"
    return [{"applicationId": app["id"], "applicationHistory": events}, _archived_history(world)]


def _archived_history(world: Json) -> dict[str, Any]:
    """The history of an archived application as it is, its reason given again."""
    plan, archived = world.job["defaultInterviewPlanId"], world.stage("Archived")
    app = world.first("application", interviewPlanId=plan, currentInterviewStageId=archived, status="Archived")
    events = [
        {
            "applicationHistoryId": row["id"],
            "stageId": row["stageId"],
            "stageNumber": row["stageNumber"],
            "enteredStageAt": row["enteredStageAt"],
        }
        | ({"archiveReasonId": world.id_of("archiveReason")} if row["stageId"] == archived else {})
        for row in sorted(world.all("applicationHistory", applicationId=app["id"]), key=lambda row: row["stageNumber"])
    ]
    return {"applicationId": app["id"], "applicationHistory": events}


def _form_submit(world: Json) -> Sets:
    posting = world.first("jobPosting", status="Published")
    form = posting["applicationFormDefinition"]
    resume = {"path": "_systemfield_resume", "value": world.upload("ApplicationForm")}
    draft = world.first("jobPosting", status="Draft", jobId=world.job["id"]) if _has_draft(world) else posting
    base = {"jobPostingId": posting["id"]}
    return [
        base | {"applicationForm": {"fieldSubmissions": filled(world, form)}},
        base
        | {
            "applicationForm": {"fieldSubmissions": [*filled(world, form, full=True), resume]},
            "utmData": {"utm_source": "newsletter", "utm_campaign": "autumn"},
            "tagIds": [world.id_of("candidateTag")],
        },
        {
            "jobPostingId": draft["id"],
            "applicationForm": {"fieldSubmissions": filled(world, draft["applicationFormDefinition"])},
            "allowSubmissionForUnpublishedJobPosting": True,
        },
    ]


def _has_draft(world: Json) -> bool:
    return bool(world.all("jobPosting", status="Draft", jobId=world.job["id"]))


# ---- feedback, surveys, assessments, referrals


def _feedback_submit(world: Json) -> Sets:
    sets = []
    for form in world.all("feedbackFormDefinition", isArchived=False):
        answers = {"fieldSubmissions": filled(world, form["formDefinition"], full=True)}
        base = {"applicationId": world.application["id"], "formDefinitionId": form["id"], "feedbackForm": answers}
        sets.append(base | {"userId": world.id_of("user")})
    event = next(row for row in world.all("interviewEvent") if not row["hasSubmittedFeedback"])
    schedule = world.first("interviewSchedule", id=event["interviewScheduleId"])
    return [
        *sets,
        sets[0]
        | {
            "applicationId": schedule["applicationId"],
            "interviewEventId": event["id"],
            "userId": event["interviewerUserIds"][0],
        },
    ]


def _feedback_request(world: Json) -> Sets:
    interview = world.first("interview", isFeedbackRequested=True, isArchived=False)["id"]
    base = {"applicationId": world.application["id"], "interviewId": interview}
    return [base | {"interviewerUserId": world.id_of("user")}]


def _survey_submission(world: Json) -> Sets:
    app = world.application
    sets = []
    for form in world.all("surveyFormDefinition", isArchived=False):
        values = {one["path"]: one["value"] for one in filled(world, form["formDefinition"], full=True)}
        ids = {"applicationId": app["id"], "candidateId": app["candidateId"], "surveyFormDefinitionId": form["id"]}
        sets.append(ids | {"submittedValues": values})
    return sets


def _assessment_update(world: Json) -> Sets:
    base = {"assessment_id": world.first("assessment", status="Started")["id"], "timestamp": 1_793_700_000_000}
    fact: Callable[[str, str, Json], Json] = lambda name, kind, value: {  # noqa: E731
        "identifier": name, "label": name.title(), "type": kind, "value": value
    }  # fmt: skip
    status = {"assessment_status": fact("status", "string", "Half way")}
    world.post(
        "assessment.update",
        base | {"timestamp": 10**12, "assessment_status": fact("status", "string", "Begun")},
    )
    return [
        base | status,
        base
        | status
        | {
            "assessment_profile_url": fact("profile", "url", "https://tests.example.com/7"),
            "assessment_result": fact("score", "numeric_score", 88),
            "metadata": [fact("minutes", "numeric_duration_minutes", 41)],
        },
        base | {"cancelled_reason": fact("reason", "string", "No longer interested")},
    ]


def _referral(world: Json) -> Sets:
    form = world.first("referralForm")
    base = {"id": form["id"], "creditedToUserId": world.id_of("user")}
    return [
        base | {"fieldSubmissions": filled(world, form["formDefinition"], full=full), **more}
        for full, more in ((False, {}), (True, {"createdAt": "2026-10-01T09:00:00Z"}))
    ]


def _without_referral_form(world: Json) -> dict[str, Any]:
    """An organization that has no referral form yet: asking for it makes the default one."""
    for row in world.all("referralForm"):
        world.state.remove("referralForm", row["id"])
    return {}


# ---- candidates and files


def _anonymize(world: Json) -> Sets:
    active = {row["candidateId"] for row in world.all("application") if row["status"] not in ("Archived", "Hired")}
    return [{"candidateId": next(row["id"] for row in world.all("candidate") if row["id"] not in active)}]


def _candidate_info(world: Json) -> Sets:
    marked = next((row for row in world.all("candidate") if row.get("externalMappingId")), None)
    by_mapping = [{"externalMappingId": marked["externalMappingId"]}] if marked else []
    return [{"id": world.id_of("candidate")}, {"id": world.first("candidate")["id"]}, *by_mapping]


def _candidate_search(world: Json) -> Sets:
    row = world.first("candidate", id=world.id_of("candidate"))
    email = row["emails"][0]["value"]
    return [{"name": row["name"]}, {"email": email}, {"name": row["name"].split()[0], "email": email}]


def _note(world: Json) -> Sets:
    base = {"candidateId": world.id_of("candidate")}
    html = {"type": "text/html", "value": "<p>Called <b>today</b>.</p>"}
    more = {"sendNotifications": True, "isPrivate": True, "createdAt": "2026-10-01T09:00:00Z"}
    return [base | {"note": "Called today."}, base | {"note": html} | more]


def _recent_mail(world: Json) -> Sets:
    base = {"candidateId": world.first("emailMessage")["candidateId"]}
    more = {"limit": 1, "direction": "inbound", "sentAfter": "2026-01-01T00:00:00Z"}
    return [base, base | more, {"candidateId": world.id_of("candidate")}]


def _push(world: Json) -> Sets:
    base = {"applicationId": world.offer("CandidateAccepted")["applicationId"]}
    return [
        base | {"externalSystem": "BambooHR"},
        base | {"externalSystem": "Gusto", "integrationPartnerId": world.first("assessment")["partnerId"]},
    ]


def _file_handles(world: Json) -> Sets:
    resume = next(row["resumeFileHandle"] for row in world.all("candidate") if row["resumeFileHandle"])
    return [{"fileHandle": resume["handle"]}, {"fileHandle": world.upload("CandidateFiles")}]


def _tagged(world: Json) -> Sets:
    row = next(row for row in world.all("candidate") if row["tagIds"])
    return [{"candidateId": row["id"], "tagId": row["tagIds"][0]}]


def _untagged(world: Json) -> Sets:
    row = world.first("candidate", id=world.id_of("candidate"))
    tags = [tag["id"] for tag in world.all("candidateTag", isArchived=False) if tag["id"] not in row["tagIds"]]
    return [{"candidateId": row["id"], "tagId": tags[0]}]


def _in_project(world: Json) -> Sets:
    row = next(row for row in world.all("candidate") if row["projectIds"])
    return [{"candidateId": row["id"], "projectId": row["projectIds"][0]}]


def _in_no_project(world: Json) -> Sets:
    row = next(row for row in world.all("candidate") if not row["projectIds"])
    return [{"candidateId": row["id"], "projectId": world.id_of("project")}]


# ---- custom fields


def _values(world: Json, kind: str, object_id: str) -> Sets:
    """One value for every field that objects of this kind have."""
    found = []
    for row in world.all("customField", objectType=kind, isArchived=False):
        options = [item["value"] for item in row.get("selectableValues") or ()]
        values = {
            "ValueSelect": options[-1:] and options[-1],
            "MultiValueSelect": options[:2],
            "Number": 7,
            "Boolean": True,
            "Date": "2026-12-07",
            "Currency": {"value": 82_000, "currencyCode": "EUR"},
            "NumberRange": {"type": "number-range", "minValue": 30, "maxValue": 40},
            "CompensationRange": {
                "type": "compensation-range", "minValue": 60_000, "maxValue": 70_000, "currencyCode": "EUR",
                "interval": "1 YEAR",
            },
        }  # fmt: skip
        found.append({"fieldId": row["id"], "fieldValue": values.get(row["fieldType"], "Something new")})
    return found


def _set_value(world: Json) -> Sets:
    ids = {
        "Application": world.application["id"],
        "Candidate": world.id_of("candidate"),
        "Job": world.job["id"],
        "Opening": world.id_of("opening"),
    }
    return [
        {"objectId": row, "objectType": kind, **value}
        for kind, row in ids.items()
        for value in _values(world, kind, row)
    ]


def _set_values(world: Json) -> Sets:
    app = world.application["id"]
    return [{"objectId": app, "objectType": "Application", "values": _values(world, "Application", app)}]


def _of_posting(world: Json) -> Sets:
    row = world.id_of("jobPosting")
    return [{"jobPostingId": row, **value} for value in _values(world, "JobPosting", row)]


def _of_user(world: Json) -> Sets:
    row = world.id_of("user")
    return [{"userId": row, **value} for value in _values(world, "Employee", row)]


def _of_project(world: Json) -> Sets:
    row = world.id_of("project")
    return [{"projectId": row, **value} for value in _values(world, "Talent_Project", row)]


def _new_field(world: Json) -> Sets:
    base = {"objectType": "Candidate", "title": "Favourite editor"}
    options = {"selectableValues": [{"label": "Vi", "value": "vi"}, {"label": "Ed", "value": "ed"}]}
    return [
        base | {"fieldType": "String"},
        base | {"fieldType": "ValueSelect", "description": "Asked in the first call", "isPrivate": True} | options,
        base | {"fieldType": "Date", "isDateOnlyField": True, "isExposableToCandidate": True},
    ]


def _selectable(world: Json) -> Sets:
    row = world.first("customField", fieldType="ValueSelect", isArchived=False)
    kept = [{"label": item["label"], "value": item["value"]} for item in row["selectableValues"][1:]]
    added = [*kept, {"label": "Dutch", "value": "dutch"}]
    return [{"customFieldId": row["id"], "selectableValues": added}]


# ---- organization


def _move_department(world: Json) -> Sets:
    child = next(row for row in world.all("department", isArchived=False) if row["parentId"])
    top = next(
        row for row in world.all("department", isArchived=False) if row["id"] not in (child["id"], child["parentId"])
    )
    return [{"departmentId": child["id"], "parentId": top["id"]}, {"departmentId": child["id"], "parentId": None}]


def _location(world: Json) -> str:
    return str(world.first("location", type="Location", isArchived=False)["id"])


def _region(world: Json) -> str:
    return str(world.first("location", type="LocationHierarchy")["id"])


def _new_location(world: Json) -> Sets:
    address = {"postalAddress": {"addressCountry": "Germany", "addressLocality": "Dresden"}}
    more = {"address": address, "parentLocationId": _region(world), "externalName": "Dresden, Germany"}
    return [
        {"name": "Dresden", "type": "Location"},
        {"name": "Dresden", "type": "Location", "workplaceType": "Hybrid", "extraData": {"site": "12"}, **more},
        {"name": "Saxony", "type": "LocationHierarchy"},
    ]


def _archived(kind: str, name: str) -> Callable[[Json], Sets]:
    """Arguments of a restore call: something that was archived before."""

    def made(world: Json) -> Sets:
        row = next((row for row in world.all(kind) if row["isArchived"]), None)
        if row is None:
            row = world.first(kind)
            world.ask(f"{kind}.archive", **{name: row["id"]})
        return [{name: row["id"]}]

    return made


def _pool(world: Json) -> Json:
    return next(row for row in world.all("interviewerPool", isArchived=False) if row["trainingPath"])


def _pool_user(world: Json) -> Sets:
    pool = _pool(world)
    inside = {*pool["qualifiedUserIds"], *(one["userId"] for one in pool["trainees"])}
    user = next(row["id"] for row in world.all("user", isEnabled=True) if row["id"] not in inside)
    stage = next(row["id"] for row in pool["trainingPath"]["trainingStages"] if not row["isArchived"])
    base = {"interviewerPoolId": pool["id"], "userId": user}
    return [base, base | {"interviewerPoolTrainingPathStageId": stage}]


def _pause(world: Json) -> Sets:
    paused = {row["userId"] for row in world.all("interviewerPause")}
    user = next(row["id"] for row in world.all("user", isEnabled=True) if row["id"] not in paused)
    return [{"userId": user}, {"userId": user, "startsAt": MONDAY(9), "endsAt": MONDAY(17), "comment": "On leave"}]


# ---- jobs, postings, openings, offers


def _job_status(world: Json) -> Sets:
    return [
        {"jobId": world.job["id"], "status": "Closed"},
        {"jobId": world.first("job", status="Draft")["id"], "status": "Open"},
        {"jobId": world.first("job", status="Closed")["id"], "status": "Archived"},
    ]


def _posting_status(world: Json) -> Sets:
    draft = next(row for row in world.all("jobPosting", status="Draft") if _is_open(world, row["jobId"]))
    published = world.id_of("jobPosting")
    return [{"jobPostingId": published, "status": "Draft"}, {"jobPostingId": draft["id"], "status": "Published"}]


def _is_open(world: Json, job_id: str) -> bool:
    return bool(world.first("job", id=job_id)["status"] == "Open")


def _opening_state(world: Json) -> Sets:
    base = {"openingId": world.first("opening", openingState="Open", isArchived=False)["id"]}
    reason = world.id_of("closeReason")
    return [base | {"openingState": "Draft"}, base | {"openingState": "Closed", "closeReasonId": reason}]


def _archive_opening(world: Json) -> Sets:
    return [{"openingId": world.id_of("opening"), "archive": True}]


def _job_of_opening(world: Json) -> Sets:
    opening = next(row for row in world.all("opening", isArchived=False) if row["jobIds"])
    return [{"openingId": opening["id"], "jobId": opening["jobIds"][0]}]


def _other_job(world: Json) -> Sets:
    opening = next(row for row in world.all("opening", isArchived=False) if row["jobIds"])
    job = next(row["id"] for row in world.all("job") if row["id"] not in opening["jobIds"])
    return [{"openingId": opening["id"], "jobId": job}]


def _place_of_opening(world: Json) -> Sets:
    opening = next(row for row in world.all("opening", isArchived=False) if row["locationIds"])
    return [{"openingId": opening["id"], "locationId": opening["locationIds"][0]}]


def _other_place(world: Json) -> Sets:
    opening = next(row for row in world.all("opening", isArchived=False) if row["locationIds"])
    places = world.all("location", type="Location", isArchived=False)
    return [
        {
            "openingId": opening["id"],
            "locationId": next(r["id"] for r in places if r["id"] not in opening["locationIds"]),
        }
    ]


def _offer_create(world: Json) -> Sets:
    process = world.ask("offerProcess.start", applicationId=world.application["id"])["id"]
    form = world.ask("offer.start", offerProcessId=process)
    base = {"offerProcessId": process, "offerFormId": form["id"]}
    return [
        base | {"offerForm": {"fieldSubmissions": filled(world, form["formDefinition"])}},
        base
        | {
            "offerForm": {"fieldSubmissions": filled(world, form["formDefinition"], full=True)},
            "excludeFormDefinition": True,
        },
    ]


def _offer_update(world: Json) -> Sets:
    offer = world.offer("WaitingOnApprovalStart")
    form = world.ask("offer.info", offerId=offer["id"])["formDefinition"]
    return [{"offerId": offer["id"], "offerForm": {"fieldSubmissions": filled(world, form)}}]


def _approve(world: Json) -> Sets:
    version = world.offer("WaitingOnOfferApproval")["latestVersionId"]
    approval = world.first("approval", entityId=version)
    step = next(row for row in approval["steps"] if row["completedAt"] is None)
    one = next(row for row in step["approvers"] if row["decision"] == "pending")
    part = {"approvalStepId": step["id"], "userId": one["userId"], "excludeFormDefinition": True}
    return [{"offerVersionId": version}, {"offerVersionId": version} | part]


def _start_approval(world: Json) -> Sets:
    base = {"offerVersionId": world.offer("WaitingOnApprovalStart")["latestVersionId"]}
    return [base, base | {"note": "Please by Friday.", "excludeFormDefinition": True}]


def _approval_definition(world: Json) -> Sets:
    version = world.offer("WaitingOnApprovalDefinition")["latestVersionId"]
    people = [{"userId": row["id"]} for row in world.all("user", isEnabled=True)[:2]]
    steps = [{"approvalsRequired": 1, "approvers": people}]
    base = {"entityType": "offer", "entityId": version}
    return [
        base | {"approvalStepDefinitions": steps},
        base | {"approvalStepDefinitions": steps, "submitApprovalRequest": True},
        base | {"approvalStepDefinitions": []},
    ]


def _offer_status(world: Json) -> Sets:
    base = {"offerId": world.offer("WaitingOnCandidateResponse")["id"]}
    return [base | {"acceptanceStatus": status} for status in ("Accepted", "Declined", "Cancelled")]


# ---- scheduling and sequences


def _event(world: Json, hour: int, **more: Json) -> dict[str, Any]:
    people = [{"email": row["email"]} for row in world.all("user", isEnabled=True)[1:3]]
    return {"startTime": MONDAY(hour), "endTime": MONDAY(hour + 1), "interviewers": people, **more}


def _interview(world: Json) -> str:
    job = world.application["jobId"]
    return next(row["id"] for row in world.all("interview", isArchived=False) if row["jobId"] in (None, job))


def _schedule_create(world: Json) -> Sets:
    app = world.application
    base = {"applicationId": app["id"]}
    more = {"interviewId": _interview(world), "extraData": {"room": "12"}}
    return [
        base | {"interviewEvents": [_event(world, 9)]},
        base | {"interviewEvents": [_event(world, 9, **more), _event(world, 13, **more)]},
    ]


def _own_schedule(world: Json) -> Json:
    return world.ask("interviewSchedule.create", **_schedule_create(world)[1])


def _schedule_update(world: Json) -> Sets:
    schedule = _own_schedule(world)
    base = {"interviewScheduleId": schedule["id"]}
    event = schedule["interviewEvents"][0]["id"]
    return [
        base | {"interviewEvent": _event(world, 15)},
        base | {"interviewEvent": _event(world, 15, interviewEventId=event, interviewId=_interview(world))},
        base | {"interviewEventIdToCancel": [event], "allowFeedbackDeletion": True},
    ]


def _sequence_add(world: Json) -> Sets:
    app = world.application
    base = {"sequenceTemplateId": world.id_of("sequenceTemplate"), "candidateId": app["candidateId"]}
    sender = world.first("emailSender", type="OrganizationAlias")["email"]
    return [
        base | {"start": False},
        base | {"start": True, "applicationId": app["id"], "from": {"email": sender}},
    ]


def _draft(world: Json) -> Json:
    return world.ask("sequence.add", **_sequence_add(world)[0])


def _sequence_draft(world: Json) -> Sets:
    return [{"sequenceId": _draft(world)["id"]}]


def _update_stage(world: Json) -> Sets:
    draft = _draft(world)
    stage = next(row["id"] for row in draft["stages"] if row["type"] == "Email")
    base = {"sequenceId": draft["id"], "stageId": stage}
    body = {"type": "text/html", "value": "<p>Hello {{candidate.firstName}}, may we talk?</p>"}
    return [base | {"subject": "May we talk?"}, base | {"subject": "May we talk?", "body": body}]


def _webhook_update(world: Json) -> Sets:
    base = {"webhookId": world.first("webhook")["id"]}
    return [
        base | {"enabled": True},
        base | {"requestUrl": "https://hooks.example.com/other", "secretToken": "not-a-real-secret-either"},
        base | {"enabled": False, "secretToken": "not-a-real-secret-either"},
    ]


CASES: MappingProxyType[str, Callable[[Any], Sets]] = MappingProxyType(
    {
        "application.addHiringTeamMember": lambda world: [
            _newcomer(world, world.application["hiringTeam"], applicationId=world.application["id"])
        ],
        "application.changeStage": _change_stage,
        "application.create": _application_create,
        "application.info": _application_info,
        "application.removeHiringTeamMember": lambda world: _member(
            world, world.application["hiringTeam"], applicationId=world.application["id"]
        ),
        "application.transfer": _transfer,
        "application.updateHistory": _update_history,
        "applicationFeedback.submit": _feedback_submit,
        "applicationFeedbackRequest.create": _feedback_request,
        "applicationForm.submit": _form_submit,
        "approvalDefinition.update": _approval_definition,
        "assessment.update": _assessment_update,
        "candidate.addProject": _in_no_project,
        "candidate.addTag": _untagged,
        "candidate.anonymize": _anonymize,
        "candidate.createNote": _note,
        "candidate.getRecentEmailMessages": _recent_mail,
        "candidate.info": _candidate_info,
        "candidate.pushToHris": _push,
        "candidate.removeProject": _in_project,
        "candidate.removeTag": _tagged,
        "candidate.search": _candidate_search,
        "job.update": lambda world: [
            {
                "jobId": world.id_of("job"),
                "title": "Renamed",
                "teamId": world.id_of("department"),
                "locationId": world.id_of("location"),
            },
            *world.built("job.update"),
        ],
        "candidate.update": lambda world: [
            {"candidateId": world.id_of("candidate"), "name": "Casey Novak", "sendNotifications": False},
            *world.built("candidate.update"),
        ],
        "candidate.uploadFile": lambda world: [
            {"candidateId": world.id_of("candidate"), "fileHandle": world.upload("CandidateFiles")}
        ],
        "candidate.uploadResume": lambda world: [
            {"candidateId": world.id_of("candidate"), "resumeHandle": world.upload("CandidateResume")}
        ],
        "customField.create": _new_field,
        "customField.setValue": _set_value,
        "customField.setValues": _set_values,
        "customField.updateSelectableValues": _selectable,
        "department.move": _move_department,
        "department.restore": _archived("department", "departmentId"),
        "file.info": _file_handles,
        "hiringTeam.addMember": lambda world: [_newcomer(world, team, **of) for team, of in _teams(world)],
        "hiringTeam.removeMember": lambda world: [
            one for team, of in _teams(world) for one in _member(world, team, **of)
        ],
        "interviewSchedule.cancel": lambda world: [
            {"id": _own_schedule(world)["id"]},
            {"id": world.first("interviewSchedule", status="Scheduled")["id"], "allowReschedule": True},
        ],
        "interviewSchedule.create": _schedule_create,
        "interviewSchedule.update": _schedule_update,
        "interviewerPool.addUser": _pool_user,
        "interviewerPool.removeUser": lambda world: [
            {"interviewerPoolId": _pool(world)["id"], "userId": _pool(world)["qualifiedUserIds"][0]}
        ],
        "interviewerPool.restore": _archived("interviewerPool", "interviewerPoolId"),
        "job.search": lambda world: [
            {"title": "engineer"},
            {"requisitionId": world.job["customRequisitionId"] or "R-1"},
        ],
        "job.setStatus": _job_status,
        "jobPosting.setCustomFieldValue": _of_posting,
        "jobPosting.setCustomFieldValues": lambda world: [
            {"jobPostingId": world.id_of("jobPosting"), "values": _values(world, "JobPosting", "")}
        ],
        "location.create": _new_location,
        "location.move": lambda world: [
            {"locationId": _location(world), "parentLocationHierarchyId": parent} for parent in (_region(world), None)
        ],
        "location.restore": _archived("location", "locationId"),
        "location.updateWorkplaceType": lambda world: [{"locationId": _location(world), "workplaceType": "Remote"}],
        "jobPosting.setStatus": _posting_status,
        "offer.approve": _approve,
        "offer.create": _offer_create,
        "offer.setStatus": _offer_status,
        "offer.startApprovalProcess": _start_approval,
        "offer.update": _offer_update,
        "opening.addJob": _other_job,
        "opening.addLocation": _other_place,
        "opening.removeJob": _job_of_opening,
        "opening.removeLocation": _place_of_opening,
        "opening.setArchived": _archive_opening,
        "opening.setOpeningState": _opening_state,
        "referral.create": _referral,
        "referralForm.info": lambda world: [{}, _without_referral_form(world)],
        "sequence.add": _sequence_add,
        "sequence.discard": _sequence_draft,
        "sequence.start": _sequence_draft,
        "sequence.updateStage": _update_stage,
        "surveySubmission.create": _survey_submission,
        "user.createInterviewerPause": _pause,
        "project.restore": _archived("project", "projectId"),
        "project.update": lambda world: [
            {"projectId": world.id_of("project"), "title": "Alumni and friends"},
            {"projectId": world.first("project", confidential=True)["id"], "confidential": False},
        ],
        "project.setCustomFieldValue": _of_project,
        "project.setCustomFieldValues": lambda world: [
            {"projectId": world.id_of("project"), "values": _values(world, "Talent_Project", "")}
        ],
        "user.setCustomFieldValue": _of_user,
        "user.setCustomFieldValues": lambda world: [
            {"userId": world.id_of("user"), "values": _values(world, "Employee", "")}
        ],
        "user.updateInterviewerSettings": lambda world: [
            {"userId": world.id_of("user"), "dailyLimit": 3, "weeklyLimit": 9},
            {"userId": world.first("interviewerSettings")["id"], "dailyLimit": "none", "weeklyLimit": "none"},
        ],
        "webhook.update": _webhook_update,
    }
)
