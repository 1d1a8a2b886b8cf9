"""Questions about work: teams, interviews, jobs, postings, offers, openings, sequences, webhooks."""

from __future__ import annotations

from question_company import Arguments, Case, one_of

from ashby_agent_tools.operation import JsonObject

EVENT = {"startTime": "2026-12-01T10:00:00Z", "endTime": "2026-12-01T11:00:00Z"}
GOOD_PAY = {"currencyCode": "EUR", "value": 72000}
FORM = {"salary": "_systemfield_salary", "start": "_systemfield_start_date"}


def _offer_form(**values: object) -> JsonObject:
    return {"fieldSubmissions": [{"path": FORM[name], "value": value} for name, value in values.items()]}


def _posting(**more: object) -> Arguments:
    return lambda c: {"jobPostingId": c.id("jobPosting", title="Staff Engineer"), **more}


def _location(**more: object) -> Arguments:
    return lambda c: {"locationId": c.id("location", name="Berlin"), **more}


def _opening(**more: object) -> Arguments:
    return lambda c: {"openingId": c.id("opening", identifier="OPN-201"), **more}


WORK: list[Case] = [
    (
        "hiringTeam.removeMember",
        lambda c: {"jobId": c.job["id"], "teamMemberId": c.yuki["id"], "roleId": c.recruiter},
        "Take Yuki Hayashi off the hiring team of the job Account Executive, as Recruiter.",
    ),
    (
        "hiringTeam.removeMember",
        lambda c: {"applicationId": c.application["id"], "teamMemberId": c.salma["id"], "roleId": c.recruiter},
        "They do not seem to be on that team now.",
    ),
    (
        "interviewSchedule.cancel",
        lambda c: {"id": c.event()["interviewScheduleId"]},
        (
            "Call off the interview of Priya Raman for Account Executive. Candidate and interviewers may get "
            "cancellations by mail or calendar.\n- called off: Recruiter Call, Wed 21 Oct 2026 from 10:00 to "
            "10:45 UTC, "
            "with Mara Lindqvist, feedback submitted"
        ),
    ),
    (
        "interviewSchedule.create",
        lambda c: {
            "applicationId": c.application["id"],
            "interviewEvents": [
                {
                    **EVENT,
                    "interviewers": [{"email": c.yuki["email"]}],
                    "interviewId": c.id("interview", title="Case Study"),
                }
            ],
        },
        (
            "Schedule 1 interview for Priya Raman for Account Executive (stage Onsite). Candidate and interviewers may "
            "get invitations by mail or calendar.\n- new: Case Study, Tue 1 Dec 2026 from 10:00 to 11:00 UTC, with "
            "yuki.hayashi@works.example.com"
        ),
    ),
    (
        "interviewSchedule.update",
        lambda c: {
            "interviewScheduleId": c.event()["interviewScheduleId"],
            "interviewEventIdToCancel": c.event()["id"],
            "allowFeedbackDeletion": True,
        },
        (
            "Call off 1 interview of Priya Raman for Account Executive. Candidate and interviewers may get "
            "cancellations "
            "by mail or calendar. Scorecards already submitted for it are deleted for good: 1 interview has some."
        ),
    ),
    (
        "interviewSchedule.update",
        lambda c: {
            "interviewScheduleId": c.event()["interviewScheduleId"],
            "interviewEvent": {
                **EVENT,
                "interviewers": [{"email": c.yuki["email"]}],
                "interviewEventId": c.event()["id"],
            },
        },
        (
            "- changed: Recruiter Call, Wed 21 Oct 2026 from 10:00 to 10:45 UTC, with Mara Lindqvist, feedback "
            "submitted "
            "-> Tue 1 Dec 2026 from 10:00 to 11:00 UTC, with yuki.hayashi@works.example.com"
        ),
    ),
    (
        "interviewerPool.archive",
        one_of("interviewerPool", "interviewerPoolId", title="Engineering interviewers"),
        "Archive the interviewer pool Engineering interviewers: it can no longer be chosen. It has ",
    ),
    (
        "interviewerPool.removeUser",
        lambda c: {
            "interviewerPoolId": c.id("interviewerPool", title="Engineering interviewers"),
            "userId": c.org.first("interviewerPool", title="Engineering interviewers")["trainees"][0]["userId"],
        },
        "out of the interviewer pool Engineering interviewers. They are a trainee there: their progress may be lost.",
    ),
    (
        "job.setStatus",
        lambda c: {"jobId": c.job["id"], "status": "Closed"},
        "Close the job Account Executive: hiring for it ends, and its postings may go down. It has ",
    ),
    (
        "job.setStatus",
        lambda c: {"jobId": c.id("job", status="Draft"), "status": "Open"},
        "to Open. An approval that is set up for jobs may be bypassed.\n- status: Draft -> Open",
    ),
    (
        "job.update",
        lambda c: {
            "jobId": c.job["id"],
            "title": "Account Executive, Nordics",
            "teamId": c.id("department", name="Engineering"),
            "locationId": c.id("location", name="Berlin"),
            "defaultInterviewPlanId": c.id("interviewPlan", title="General"),
        },
        (
            "Change the job Account Executive. If postings of it are published, the public may see it. Its "
            "applications may be moved to the new interview plan.\n"
            "- title: 'Account Executive' -> 'Account Executive, Nordics'\n- team: Sales -> Engineering\n"
            "- place: Toronto -> Berlin\n- interview plan: Sales -> General"
        ),
    ),
    (
        "job.updateCompensation",
        lambda c: {"jobId": c.staff["id"], "compensationTiers": []},
        (
            "Remove every pay range of the job Staff Engineer. Published postings that take the job's pay show "
            "it to the "
            "public.\n- pay: 'Berlin': salary 98,000 to 124,000 EUR per year and equity in percent 0.05 to 0.2; "
            "'Elsewhere': salary 86,000 to 110,000 EUR per year -> no pay range"
        ),
    ),
    (
        "jobPosting.setCustomFieldValue",
        lambda c: {**_posting()(c), "fieldId": c.id("customField", title="Campaign"), "fieldValue": "winter"},
        (
            "Set 1 custom field of the posting Staff Engineer (Berlin); if it is published, the public may see it.\n"
            "- Campaign: 'autumn' -> 'winter'"
        ),
    ),
    (
        "jobPosting.setCustomFieldValues",
        lambda c: {
            **_posting()(c),
            "values": [{"fieldId": c.id("customField", title="Campaign"), "fieldValue": "winter"}],
        },
        "- Campaign: 'autumn' -> 'winter'",
    ),
    (
        "jobPosting.setStatus",
        _posting(status="Published"),
        "Publish the posting Staff Engineer (Berlin): everybody can see it and apply.",
    ),
    (
        "jobPosting.update",
        _posting(title="Staff Engineer, Berlin", description={"content": "<p>New</p>"}),
        (
            "Change the posting Staff Engineer (Berlin); if it is published, the public sees it. The whole text is "
            "overwritten; formatting that Ashby does not keep is lost.\n"
            "- title: 'Staff Engineer' -> 'Staff Engineer, Berlin'\n- text: '<h2>Staff Engineer</h2>"
        ),
    ),
    (
        "jobPosting.updateCompensation",
        _posting(compensationTiers=None),
        (
            "Show the job's own pay ranges again on the posting Staff Engineer (Berlin); if it is published, the "
            "public "
            "sees it.\n- pay: 'Berlin': salary 98,000 to 124,000 EUR per year"
        ),
    ),
    (
        "location.archive",
        one_of("location", "locationId", name="Europe"),
        "Archive the region Europe: it can no longer be chosen. Nothing is deleted.",
    ),
    (
        "location.updateAddress",
        _location(address={"postalAddress": {"streetAddress": "Am Markt 1", "addressLocality": "Berlin"}}),
        (
            "Set the address of the location Berlin. Job boards and published postings may show it to everybody at "
            "once.\n- address: 'Berlin, Germany' -> 'Am Markt 1, Berlin'"
        ),
    ),
    (
        "location.updateExternalName",
        _location(externalName=None),
        "Clear the name that candidates see for the location Berlin.",
    ),
    ("location.updateName", _location(name="Berlin, Mitte"), "- name: 'Berlin' -> 'Berlin, Mitte'"),
    (
        "location.updateWorkplaceType",
        _location(workplaceType="OnSite"),
        (
            "Set where people work at the location Berlin. Job boards and published postings may show it to "
            "everybody at once.\n- workplace: Hybrid -> OnSite"
        ),
    ),
    (
        "offer.approve",
        lambda c: {"offerVersionId": c.waiting()["latestVersionId"]},
        (
            "over the heads of all its approvers, as an admin can; it can then go to the candidate.\n"
            "- step 1 now: any 1 of Teodor Okonkwo and Yuki Hayashi"
        ),
    ),
    (
        "offer.create",
        lambda c: {
            "offerProcessId": c.id("offerProcess"),
            "offerFormId": c.org.new_id(),
            "offerForm": _offer_form(salary=GOOD_PAY),
        },
        "Ashby cannot tell by its id whose process it is: check the values.\n- '_systemfield_salary': 72,000 EUR",
    ),
    (
        "offer.setStatus",
        lambda c: {"offerId": c.waiting()["id"], "acceptanceStatus": "Accepted"},
        "now waiting for approval) was accepted. That can start the hire; no call opens the offer again.",
    ),
    (
        "offer.setStatus",
        lambda c: {"offerId": c.waiting()["id"], "acceptanceStatus": "Cancelled"},
        "No call opens it again. A request for a signature that the candidate has may become void.",
    ),
    (
        "offer.startApprovalProcess",
        lambda c: {"offerVersionId": c.waiting()["latestVersionId"], "note": "Today, please"},
        "to its approvers; the request cannot be called back.\n- note to them: 'Today, please'\n- step 1 now: any 1",
    ),
    (
        "offer.update",
        lambda c: {"offerId": c.waiting()["id"], "offerForm": _offer_form(salary=GOOD_PAY, start="2027-01-04")},
        "Approvals given so far are void, and approval starts again.\n- Salary: 86,000 EUR -> 72,000 EUR\n",
    ),
    (
        "opening.create",
        lambda c: {
            "identifier": "OPN-900",
            "openingState": "Open",
            "jobIds": [c.staff["id"], c.job["id"]],
            "locationIds": [c.id("location", name="Berlin")],
            "teamId": c.id("department", name="Engineering"),
            "targetHireDate": "2027-03-01",
        },
        (
            "Create the opening 'OPN-900' as Open. An approval that is set up for openings may be bypassed.\n"
            "- jobs: Staff Engineer and Account Executive\n- locations: Berlin\n"
            "- team: Engineering\n- hired by: Mon 1 Mar 2027"
        ),
    ),
    (
        "opening.removeJob",
        lambda c: {**_opening()(c), "jobId": c.staff["id"]},
        "Take the job Staff Engineer off the opening OPN-201: that job no longer hires for this seat. The opening is",
    ),
    (
        "opening.removeLocation",
        lambda c: {**_opening()(c), "locationId": c.id("location", name="Berlin")},
        "Take the location Berlin off the opening OPN-201.",
    ),
    ("opening.setArchived", _opening(archive=True), "Archive the opening OPN-201: it no longer shows"),
    (
        "opening.setOpeningState",
        lambda c: {
            **_opening(openingState="Closed")(c),
            "closeReasonId": c.id("closeReason", reasonText="Filled"),
        },
        "Close the opening OPN-201: hiring for this seat ends, reason Filled.\n- state: Open -> Closed",
    ),
    (
        "opening.setOpeningState",
        lambda c: {"openingId": c.id("opening", openingState="Draft"), "openingState": "Approved"},
        "to Approved. An approval that is set up for openings may be bypassed.\n- state: Draft -> Approved",
    ),
    (
        "referral.create",
        lambda c: {
            "id": c.id("referralForm"),
            "creditedToUserId": c.salma["id"],
            "fieldSubmissions": [
                {"path": "_systemfield_name", "value": "Ann Lee"},
                {"path": "_systemfield_job", "value": {"title": "Another Job", "value": c.staff["id"]}},
            ],
        },
        "Refer a person for the job Staff Engineer in the name of Salma El Amrani.",
    ),
    (
        "sequence.add",
        lambda c: {
            "sequenceTemplateId": c.id("sequenceTemplate", title="Engineers, first contact"),
            "candidateId": c.priya["id"],
            "start": True,
        },
        (
            "Start the sequence 'Engineers, first contact' of 3 messages to Priya Raman (priya.raman@example.com) at "
            "once. Mails that have gone out cannot be called back."
        ),
    ),
    (
        "sequence.cancel",
        one_of("sequence", "sequenceId", status="Running"),
        "for good; what has not gone out is not sent. It is Running now.",
    ),
    (
        "sequence.discard",
        one_of("sequence", "sequenceId", status="NotStarted"),
        "for good, with the mails as they were edited.\n- message 1: Email, subject 'A question for",
    ),
    (
        "sequence.updateStage",
        lambda c: {
            "sequenceId": c.draft["id"],
            "stageId": c.draft["stages"][0]["id"],
            "subject": "Coffee?",
            "body": {
                "type": "text/html",
                "value": "<p>Hello.</p><ul><li>Tea</li></ul><a href='http://x.example'>go</a>",
            },
        },
        "- new text: 37 characters\n| Hello.\n|\n| * Tea\n|\n| go [http://x.example]",
    ),
    (
        "sequence.start",
        one_of("sequence", "sequenceId", status="NotStarted"),
        "3 messages will go out from talent@works.example.com, and cannot be called back.",
    ),
    (
        "user.deleteInterviewerPause",
        one_of("interviewerPause", "interviewerPauseId"),
        "the colleague can be scheduled again. Ashby cannot tell by its id whose pause it is.",
    ),
    (
        "webhook.create",
        lambda c: {"webhookType": "candidateHire", "requestUrl": "https://x.example.com/a", "secretToken": "hush"},
        "Send every event of type candidateHire out of Ashby, with its data, to 'https://x.example.com/a' from now on.",
    ),
    (
        "webhook.delete",
        one_of("webhook", "webhookId"),
        "Delete the webhook for 'candidateHire' to 'https://hris.example.com/hooks/hired': its events are no longer",
    ),
    (
        "webhook.update",
        lambda c: {"webhookId": c.id("webhook"), "requestUrl": "https://b.example.com", "secretToken": "hush"},
        "- address: 'https://hris.example.com/hooks/hired' -> 'https://b.example.com'\n- signing secret: a new one",
    ),
]
