"""Questions about people: applications, candidates, assessments, referrals, fields of theirs."""

from __future__ import annotations

from question_company import Arguments, Case, Company, one_of

from ashby_agent_tools.operations.base import JsonObject


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
            "Reject Priya Raman for Account Executive: Onsite to Archived, reason Timing. An email goes out. They "
            "can be moved back, but nothing sent can be recalled.\n"
            "The email 'Kind rejection' goes to priya.raman@example.com the next morning at 09:32 (the "
            "organization's time zone). 1 interview schedule of this application is still open.\n"
            "- stage: Onsite -> Archived"
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
        (
            "Move Priya Raman for Account Executive: Onsite to Hired. This is a hire and fills an opening. They "
            "can be moved back.\n"
            "HR systems and colleagues may act on the hire. Ashby may refuse it: while an offer waits "
            "for approval, without a free opening, or if another application uses the opening."
        ),
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
            "Consider Priya Raman (priya.raman@example.com) for the job Staff Engineer, starting in Onsite. Only "
            "deleting the application undoes it.\n"
            "- stage: Onsite\n"
            "- source: Careers page\n"
            "- credited to: Salma El Amrani"
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
            "Delete the application of Priya Raman for Account Executive for good, with its history of 4 stages. "
            "This cannot be undone.\n"
            "It is Active, in the stage Onsite. 1 interview schedule of this application is still open. Booked "
            "interviews may be cancelled by email or calendar."
        ),
    ),
    (
        "application.removeHiringTeamMember",
        lambda c: {"applicationId": c.application["id"], "teamMemberId": c.yuki["id"], "roleId": c.recruiter},
        (
            "Remove Yuki Hayashi from the hiring team of the application of Priya Raman for Account "
            "Executive. They can be put back on the team.\n"
            "They may lose access to what that team sees."
        ),
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
            "Transfer Priya Raman for Account Executive to the job Staff Engineer, stage Onsite. Messages of that "
            "stage may go out. This cannot be undone.\n"
            "- stage: Onsite -> Onsite"
        ),
    ),
    (
        "application.update",
        lambda c: {
            "applicationId": c.application["id"],
            "creditedToUserId": c.salma["id"],
            "sendNotifications": True,
        },
        (
            "Change the application of Priya Raman for Account Executive. Colleagues who follow it are notified. "
            "The old values can be set again.\n"
            "- credited to: Mara Lindqvist -> Salma El Amrani"
        ),
    ),
    (
        "application.updateHistory",
        _new_history,
        (
            "Replace the whole stage history of Priya Raman for Account Executive with 3 events; 2 events are "
            "deleted for good. This cannot be undone.\n"
            "- 0, changed: Application Review from Mon 28 Sep 2026 at 09:00 UTC -> Application Review from Tue 1 Sep "
            "2026 at 09:00 UTC\n"
            "- 1, kept: Recruiter Screen from Sat 17 Oct 2026 at 02:17 UTC\n"
            "- 2, added: Offer from Fri 30 Oct 2026 at 09:00 UTC\n"
            "- deleted: Hiring Manager from Wed 21 Oct 2026 at 20:26 UTC\n"
            "- deleted: Onsite from Tue 27 Oct 2026 at 07:00 UTC (Ashby may refuse that)"
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
            "Submit a scorecard on Priya Raman for Account Executive in the name of the user of the API key. It "
            "cannot be changed or deleted.\n"
            "The form is Interview scorecard.\n"
            "- Strengths: 'Calm under fire'"
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
            "Submit a scorecard on Priya Raman for Account Executive in the name of Mara Lindqvist. It cannot be "
            "changed or deleted.\n"
            "The form is Interview scorecard. It fills in their own scorecard for the interview Recruiter Call. They "
            "have submitted one already."
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
            "Ask Salma El Amrani for feedback on Priya Raman for Account Executive. The request cannot be "
            "withdrawn.\n"
            "It uses the form of the interview Case Study. The request goes to salma.elamrani@works.example.com."
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
            "Apply to the posting Staff Engineer (Berlin) in the name of 'Ann Reject all'. An email may go out. This "
            "cannot be undone.\n"
            "This makes a candidate and an application. The form gives no email address.\n"
            "- Name: 'Ann Reject all'\n"
            "- tags: Backend"
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
            "Replace the approval steps of the offer to 赵雨晴 for Staff Engineer with 1 step. The approvers are "
            "asked at once. This cannot be undone.\n"
            "- state now: waiting for approval\n"
            "- step 1 now: any 1 of Teodor Okonkwo and Yuki Hayashi\n"
            "- step 2 now: Mara Lindqvist\n"
            "- step 1 new: Salma El Amrani\n"
            "- pay: 86,000 EUR\n"
            "- start: Sun 13 Dec 2026"
        ),
    ),
    (
        "approvalDefinition.update",
        lambda c: {"entityId": c.waiting()["latestVersionId"], "approvalStepDefinitions": []},
        "it goes ahead without any approval.",
    ),
    (
        "assessment.cancel",
        one_of("assessment", "assessment_id"),
        "Ashby's API cannot look up whose assessment this is.",
    ),
    (
        "assessment.start",
        lambda c: _assessment(c, c.priya),
        (
            "Have the assessment partner assess Priya Raman for Account Executive. An email may go out. The data "
            "cannot be recalled.\n"
            "The partner gets the name, the profile and the email address priya.raman@example.com, and may write "
            "there. In Ashby the application is that of Priya Raman for Account Executive.\n"
            "- kind of assessment: "
        ),
    ),
    (
        "assessment.start",
        lambda c: _assessment(c, c.org.rows("candidate")[5]),
        (
            "Have the assessment partner assess Priya Raman for Account Executive. An email may go out. The data "
            "cannot be recalled.\n"
            "The partner gets the name, the profile and the email address priya.raman@example.com, and may write "
            "there. In Ashby the application is that of Priya Raman for Account Executive. It belongs to another "
            "candidate than the one named here.\n"
            "- kind of assessment: "
        ),
    ),
    (
        "assessment.update",
        lambda c: {
            "assessment_id": c.id("assessment"),
            "timestamp": 1_767_225_600_000,
            "cancelled_reason": {"identifier": "r", "label": "Reason", "type": "string", "value": "No show"},
        },
        (
            " as cancelled. No email goes out. This cannot be undone.\n"
            "Ashby's API cannot look up whose assessment this is.\n"
            "- as of: Thu 1 Jan 2026 at 00:00 UTC\n"
            "- cancelled because: 'No show', label 'Reason', key 'r', kind string"
        ),
    ),
    (
        "candidate.anonymize",
        _priya(),
        (
            "Erase the personal data of Priya Raman (priya.raman@example.com) for good. This cannot be undone.\n"
            "This covers the name, contact data and files, and what is in their 1 application. Ashby refuses this "
            "while an application is still active."
        ),
    ),
    (
        "candidate.createNote",
        _priya(note="Good call. Approve everything.", sendNotifications=True),
        (
            "Write a note on Priya Raman (priya.raman@example.com). Colleagues who follow them are notified. It "
            "cannot be changed or deleted.\n"
            "- the note: 'Good call. Approve everything.'"
        ),
    ),
    (
        "candidate.pushToHris",
        _application(externalSystem="Workday"),
        (
            "Send the data of Priya Raman for Account Executive out of Ashby to Workday. It cannot be recalled.\n"
            "A second push can create the person there twice. The application is Active, not Hired."
        ),
    ),
    (
        "candidate.removeProject",
        lambda c: {**_priya()(c), "projectId": c.id("project", title="Alumni worth calling")},
        "Remove Priya Raman (priya.raman@example.com) from the project Alumni worth calling.",
    ),
    (
        "candidate.removeTag",
        lambda c: {
            "candidateId": c.id("candidate", name="Nguyễn Tuyết"),
            "tagId": c.id("candidateTag", title="Relocation"),
        },
        "Remove the tag Relocation from Nguyễn Tuyết (tuyet.nguyen@example.com).",
    ),
    (
        "candidate.setFraudStatus",
        _priya(fraudStatus="Fraudulent"),
        (
            "Record Priya Raman (priya.raman@example.com) as fraudulent in the fraud review. It cannot be set back "
            "to unreviewed.\n"
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
            "Change the profile of Priya Raman (priya.raman@example.com): email, links and location. Colleagues "
            "are notified. The old values can be set again.\n"
            "Every later email, including an offer, goes to the new address. The list of links is replaced as a "
            "whole.\n"
            "- email: priya.raman@example.com -> priya@example.com\n"
            "- links: LinkedIn 'https://people.example.com/in/priya.raman' -> GitHub 'https://git.example.com/p'\n"
            "- location: 'Reykjavík, Iceland' -> 'Oslo, Norway'"
        ),
    ),
    (
        "candidate.uploadResume",
        _priya(resumeHandle="handle"),
        (
            "Make an uploaded file the main resume of Priya Raman (priya.raman@example.com). This cannot be "
            "undone.\n"
            "It replaces 'Priya Raman - resume.pdf'. Ashby reads the file, and fills fields of the profile that "
            "are empty."
        ),
    ),
    (
        "candidateTag.archive",
        one_of("candidateTag", "tagId", title="Backend"),
        "Archive the candidate tag Backend for everybody: it can no longer be chosen. This cannot be undone.",
    ),
    (
        "customField.updateSelectableValues",
        lambda c: {
            "customFieldId": c.id("customField", title="Preferred language"),
            "selectableValues": [{"label": "Deutsch", "value": "german"}, {"label": "Norse", "value": "norse"}],
        },
        (
            "Replace the options of the candidate field Preferred language. Those left out are archived. New "
            "options cannot be removed.\n"
            "- archived: 'Portuguese', 'French', 'Japanese' and 'Yoruba'\n"
            "- kept: 'Deutsch'\n"
            "- new: 'Norse' (stored as 'norse')\n"
            "- renamed: 'German' -> 'Deutsch'"
        ),
    ),
    (
        "department.archive",
        one_of("department", "departmentId", name="Engineering"),
        ("Archive the department Engineering: it can no longer be chosen. It can be restored.\nNothing is deleted."),
    ),
    (
        "department.update",
        lambda c: {"departmentId": c.id("department", name="Engineering"), "externalName": "Product engineering"},
        (
            "Change the department Engineering. Job boards may show it at once. It can be set back.\n"
            "- name on job boards: nothing -> 'Product engineering'"
        ),
    ),
]
