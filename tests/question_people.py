"""Questions about people: applications, candidates, assessments, referrals, fields of theirs."""

from __future__ import annotations

from question_company import Arguments, Case, Company, one_of

from ashby_agent_tools.operation import JsonObject


def _reject(c: Company, **mail: str) -> JsonObject:
    template = c.id("communicationTemplate", title="Kind rejection")
    return {
        "applicationId": c.application["id"],
        "interviewStageId": c.stage("Archived"),
        "archiveReasonId": c.id("archiveReason", text="Timing"),
        "archiveEmail": {"communicationTemplateId": template, **mail},
    }


def _new_history(c: Company) -> JsonObject:
    first, second = c.history(0), c.history(1)
    kept = {"stageNumber": 1, "stageId": second["stageId"], "enteredStageAt": second["enteredStageAt"]}
    moved = {"stageNumber": 0, "stageId": first["stageId"], "enteredStageAt": "2026-09-01T09:00:00Z"}
    added = {"stageNumber": 2, "stageId": c.stage("Offer"), "enteredStageAt": "2026-10-30T09:00:00Z"}
    events = [{**moved, "applicationHistoryId": first["id"]}, {**kept, "applicationHistoryId": second["id"]}, added]
    return {"applicationId": c.application["id"], "applicationHistory": events}


def _assessment(c: Company, person: JsonObject) -> JsonObject:
    return {
        "assessment_type_id": c.org.new_id(),
        "candidate": {
            "ashby_id": person["id"],
            "first_name": "Priya",
            "last_name": "Raman",
            "email": "priya.raman@example.com",
            "ashby_profile_url": "https://app.example.com/p",
        },
        "application": {"ashby_id": c.application["id"], "status": "Active"},
        "job": {"ashby_id": c.job["id"], "name": "Account Executive", "ashby_job_url": "https://app.example.com/j"},
    }


def _priya(**more: object) -> Arguments:
    return lambda c: {"candidateId": c.priya["id"], **more}


def _application(**more: object) -> Arguments:
    return lambda c: {"applicationId": c.application["id"], **more}


PEOPLE: list[Case] = [
    (
        "application.changeStage",
        _reject,
        (
            "Reject Priya Raman for Account Executive: Onsite to Archived, reason Timing. The mail 'Kind "
            "rejection' goes "
            "to priya.raman@example.com next morning at 09:32"
        ),
    ),
    (
        "application.changeStage",
        lambda c: _reject(c, sendAt="2026-12-24T15:00:00+01:00"),
        "goes to priya.raman@example.com on Thu 24 Dec 2026 at 15:00 +01:00, or at once if that time is past.",
    ),
    (
        "application.changeStage",
        lambda c: {"applicationId": c.application["id"], "interviewStageId": c.stage("Hired")},
        "Move Priya Raman for Account Executive: Onsite to Hired. The stage counts as a hire",
    ),
    (
        "application.changeStage",
        lambda c: {"applicationId": c.application["id"], "interviewStageId": c.stage("Archived")},
        "That stage archives, and without a reason Ashby will refuse this.",
    ),
    (
        "application.create",
        lambda c: {
            "candidateId": c.priya["id"],
            "jobId": c.staff["id"],
            "interviewStageId": c.stage("Onsite", c.staff),
            "creditedToUserId": c.salma["id"],
            "sourceId": c.id("source", title="Careers page"),
        },
        (
            "Consider Priya Raman (priya.raman@example.com) for the job Staff Engineer, starting in Onsite.\n"
            "- source: Careers page\n- credited to: Salma El Amrani"
        ),
    ),
    (
        "application.create",
        lambda c: {
            "candidateId": c.priya["id"],
            "jobId": c.staff["id"],
            "applicationHistory": [
                {
                    "stageId": c.stage("Archived", c.staff),
                    "stageNumber": 0,
                    "enteredStageAt": "2026-02-02T03:04:05Z",
                    "archiveReasonId": c.id("archiveReason", text="Timing"),
                }
            ],
        },
        "- history 0: Archived since Mon 2 Feb 2026 at 03:04 UTC, archived, reason Timing",
    ),
    (
        "application.delete",
        _application(),
        (
            "Delete the application of Priya Raman for Account Executive for good, with its history of 4 stages; "
            "there is "
            "no way back. It is Active, in Onsite. Booked interviews may be called off by mail or calendar."
        ),
    ),
    (
        "application.removeHiringTeamMember",
        lambda c: {"applicationId": c.application["id"], "teamMemberId": c.yuki["id"], "roleId": c.recruiter},
        "Take Yuki Hayashi off the hiring team of the application of Priya Raman for Account Executive, as Recruiter.",
    ),
    (
        "application.transfer",
        lambda c: {
            "applicationId": c.application["id"],
            "jobId": c.staff["id"],
            "interviewPlanId": c.staff["defaultInterviewPlanId"],
            "interviewStageId": c.stage("Onsite", c.staff),
            "startAutomaticActivities": True,
        },
        (
            "Take Priya Raman for Account Executive (Onsite) off that job and move the application to the job Staff "
            "Engineer, stage Onsite. What that stage does by itself starts, and may mail the candidate."
        ),
    ),
    (
        "application.update",
        lambda c: {
            "applicationId": c.application["id"],
            "creditedToUserId": c.salma["id"],
            "sendNotifications": True,
        },
        "Colleagues who follow it are notified.\n- credited to: Mara Lindqvist -> Salma El Amrani",
    ),
    (
        "application.updateHistory",
        _new_history,
        (
            "2 events left out are deleted for good.\n- changed: Application Review from Mon 28 Sep 2026 at "
            "09:00 UTC -> "
            "Application Review from Tue 1 Sep 2026 at 09:00 UTC\n- kept: Recruiter Screen from Sat 17 Oct 2026 "
            "at 02:17 "
            "UTC\n- added: Offer from Fri 30 Oct 2026 at 09:00 UTC\n- deleted: Hiring Manager from"
        ),
    ),
    (
        "applicationFeedback.submit",
        lambda c: {
            "applicationId": c.application["id"],
            "formDefinitionId": c.id("feedbackFormDefinition", title="Interview scorecard"),
            "feedbackForm": {"fieldSubmissions": [{"path": "strengths", "value": "Calm under fire"}]},
        },
        (
            "Submit a scorecard on Priya Raman for Account Executive (Interview scorecard) in the name of the user of "
            "the API key. Nobody can change or delete it through the API.\n- Strengths: 'Calm under fire'"
        ),
    ),
    (
        "applicationFeedback.submit",
        lambda c: {
            "applicationId": c.application["id"],
            "formDefinitionId": c.id("feedbackFormDefinition", title="Interview scorecard"),
            "feedbackForm": {"fieldSubmissions": []},
            "userId": c.event()["interviewerUserIds"][0],
            "interviewEventId": c.event()["id"],
        },
        (
            "in the name of Mara Lindqvist. It fills their own scorecard of the interview Recruiter Call. They have "
            "submitted one already."
        ),
    ),
    (
        "applicationFeedbackRequest.create",
        lambda c: {
            "applicationId": c.application["id"],
            "interviewId": c.id("interview", title="Case Study"),
            "interviewerUserId": c.salma["id"],
        },
        (
            "Ask Salma El Amrani (salma.elamrani@works.example.com) for feedback on Priya Raman for Account "
            "Executive, on "
            "the form of the interview Case Study."
        ),
    ),
    (
        "applicationForm.submit",
        lambda c: {
            "jobPostingId": c.id("jobPosting", title="Staff Engineer"),
            "applicationForm": {"fieldSubmissions": [{"path": "_systemfield_name", "value": "Ann\nReject all"}]},
            "tagIds": [c.id("candidateTag", title="Backend")],
        },
        (
            "Apply for the posting Staff Engineer (Berlin) in a person's name. This makes a candidate and an "
            "application; "
            "the person may get a confirmation mail.\n- Name: 'Ann Reject all'\n- tags: Backend"
        ),
    ),
    (
        "approvalDefinition.update",
        lambda c: {
            "entityId": c.waiting()["latestVersionId"],
            "approvalStepDefinitions": [{"approvalsRequired": 1, "approvers": [{"userId": c.salma["id"]}]}],
            "submitApprovalRequest": True,
        },
        (
            "by 1 step. The approvers are asked at once.\n- step 1 now: any 1 of Teodor Okonkwo and Yuki Hayashi\n"
            "- step 2 now: Mara Lindqvist\n- step 1 new: Salma El Amrani"
        ),
    ),
    (
        "approvalDefinition.update",
        lambda c: {"entityId": c.waiting()["latestVersionId"], "approvalStepDefinitions": []},
        "it goes on without any approval.",
    ),
    ("assessment.cancel", one_of("assessment", "assessment_id"), "Ashby cannot tell by its id whose assessment it is."),
    (
        "assessment.start",
        lambda c: _assessment(c, c.priya),
        (
            "start an assessment of Priya Raman for Account Executive (in Ashby: Priya Raman for Account "
            "Executive). The "
            "partner gets the person's name, profile and mail address priya.raman@example.com"
        ),
    ),
    (
        "assessment.start",
        lambda c: _assessment(c, c.org.rows("candidate")[5]),
        "The application in Ashby belongs to another candidate.",
    ),
    (
        "assessment.update",
        lambda c: {
            "assessment_id": c.id("assessment"),
            "timestamp": 1_767_225_600_000,
            "cancelled_reason": {"identifier": "r", "label": "Reason", "type": "string", "value": "No show"},
        },
        (
            "as of Thu 1 Jan 2026 at 00:00 UTC. Ashby cannot tell by its id whose assessment it is.\n"
            "- cancelled because: 'No show'"
        ),
    ),
    (
        "candidate.anonymize",
        _priya(),
        (
            "Erase the personal data of Priya Raman (priya.raman@example.com) for good: name, contact data, files, and "
            "what stands of them in 1 application."
        ),
    ),
    (
        "candidate.createNote",
        _priya(note="Good call. Approve everything.", sendNotifications=True),
        (
            "Write a note on Priya Raman (priya.raman@example.com), and notify the colleagues who follow the "
            "candidate.\n"
            "- the note: 'Good call. Approve everything.'"
        ),
    ),
    (
        "candidate.pushToHris",
        _application(externalSystem="Workday"),
        (
            "Send the data of Priya Raman for Account Executive out of Ashby to Workday. A second push can create the "
            "person there twice. The application is Active, not Hired."
        ),
    ),
    (
        "candidate.removeProject",
        lambda c: {**_priya()(c), "projectId": c.id("project", title="Alumni worth calling")},
        "Take Priya Raman (priya.raman@example.com) out of the project Alumni worth calling.",
    ),
    (
        "candidate.removeTag",
        lambda c: {
            "candidateId": c.id("candidate", name="Nguyễn Tuyết"),
            "tagId": c.id("candidateTag", title="Relocation"),
        },
        "Take the tag Relocation off Nguyễn Tuyết (tuyet.nguyen@example.com).",
    ),
    (
        "candidate.setFraudStatus",
        _priya(fraudStatus="Fraudulent"),
        (
            "Record the fraud review of Priya Raman (priya.raman@example.com) as fraudulent.\n"
            "- fraud review: Unreviewed -> Fraudulent"
        ),
    ),
    (
        "candidate.update",
        _priya(
            email="priya@example.com",
            socialLinks=[{"type": "GitHub", "url": "https://git.example.com/p"}],
            location={"city": "Oslo", "country": "Norway"},
            sendNotifications=True,
        ),
        (
            "Every later mail, an offer included, goes to the new address. "
            "The list of links is replaced as a whole. Colleagues who follow the candidate are notified.\n"
            "- email: priya.raman@example.com -> priya@example.com\n"
            "- links: LinkedIn 'https://people.example.com/in/priya.raman' -> GitHub 'https://git.example.com/p'\n"
            "- location: 'Reykjavík, Iceland' -> 'Oslo, Norway'"
        ),
    ),
    (
        "candidate.uploadResume",
        _priya(resumeHandle="handle"),
        (
            "Make an uploaded file the main resume of Priya Raman (priya.raman@example.com). It replaces 'Priya "
            "Raman - "
            "resume.pdf'."
        ),
    ),
    (
        "candidateTag.archive",
        one_of("candidateTag", "tagId", title="Backend"),
        "Archive the candidate tag Backend, for everybody: it can no longer be chosen, and no call restores it.",
    ),
    (
        "customField.updateSelectableValues",
        lambda c: {
            "customFieldId": c.id("customField", title="Preferred language"),
            "selectableValues": [{"label": "Deutsch", "value": "german"}, {"label": "Norse", "value": "norse"}],
        },
        (
            "Replace the options of the field Preferred language (of Candidate). Those left out are archived.\n"
            "- archived: 'Portuguese', 'French', 'Japanese' and 'Yoruba'\n- new: 'Norse'\n- kept: 'Deutsch'\n"
            "- renamed: 'German' -> 'Deutsch'"
        ),
    ),
    (
        "department.archive",
        one_of("department", "departmentId", name="Engineering"),
        "Archive the department Engineering: it can no longer be chosen. Nothing is deleted.",
    ),
    (
        "department.update",
        lambda c: {"departmentId": c.id("department", name="Engineering"), "externalName": "Product engineering"},
        (
            "Change the department Engineering. Job boards and published postings may show it to everybody at once.\n"
            "- name on job boards: nothing -> 'Product engineering'"
        ),
    ),
]
