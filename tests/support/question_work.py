"""Questions about work: teams, interviews, jobs, postings, offers, openings, sequences, webhooks."""

from __future__ import annotations

from question_company import Arguments, Case, one_of

from ashby_agent_tools.operations.base import JsonObject

EVENT = {"startTime": "2031-12-01T10:00:00Z", "endTime": "2031-12-01T11:00:00Z"}
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
        (
            "Remove Yuki Hayashi from the hiring team of the job Account Executive. They can be put back "
            "on the team.\n"
            "They may lose access to what that team sees."
        ),
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
            "Cancel the interview of Priya Raman for Account Executive. Cancellations may go out. Feedback on 1 "
            "interview would be lost. This cannot be undone.\n"
            "Candidate and interviewers may get cancellations by email or calendar. Cancelling an interview deletes "
            "its submitted feedback; Ashby may refuse the call instead.\n"
            "- cancelled: Recruiter Call, Wed 21 Oct 2026 from 10:00 to 10:45 UTC, with Mara Lindqvist, feedback "
            "submitted"
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
            "Schedule an interview for Priya Raman for Account Executive. Invitations may go out. Cancelling it "
            "leaves a record.\n"
            "The stage is Onsite. Candidate and interviewers may get invitations by email or calendar.\n"
            "- new: Case Study, Mon 1 Dec 2031 from 10:00 to 11:00 UTC, with yuki.hayashi@works.example.com"
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
            "Cancel 1 interview of Priya Raman for Account Executive. Cancellations may go out. Its feedback is "
            "deleted. This cannot be undone.\n"
            "Candidate and interviewers may get cancellations by email or calendar. The scorecards submitted for it "
            "are deleted for good.\n"
            "- cancelled: Recruiter Call, Wed 21 Oct 2026 from 10:00 to 10:45 UTC, with Mara Lindqvist, feedback "
            "submitted"
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
            "-> Mon 1 Dec 2031 from 10:00 to 11:00 UTC, with yuki.hayashi@works.example.com"
        ),
    ),
    (
        "interviewerPool.archive",
        one_of("interviewerPool", "interviewerPoolId", title="Engineering interviewers"),
        (
            "Archive the interviewer pool Engineering interviewers: it can no longer be chosen. It can be "
            "restored.\n"
            "It has 3 qualified members and 2 trainees."
        ),
    ),
    (
        "interviewerPool.removeUser",
        lambda c: {
            "interviewerPoolId": c.id("interviewerPool", title="Engineering interviewers"),
            "userId": c.org.first("interviewerPool", title="Engineering interviewers")["trainees"][0]["userId"],
        },
        (
            "Remove Noémie Garnier from the interviewer pool Engineering interviewers. Progress may be lost.\n"
            "They are a trainee there: their progress may be lost."
        ),
    ),
    (
        "job.setStatus",
        lambda c: {"jobId": c.job["id"], "status": "Closed"},
        (
            "Close the job Account Executive: hiring for it ends, and its postings may be taken down. It can be "
            "reopened only through Draft.\n"
            "It has 37 active applications and 1 published posting.\n"
            "- status: Open -> Closed"
        ),
    ),
    (
        "job.setStatus",
        lambda c: {"jobId": c.id("job", status="Draft"), "status": "Open"},
        (
            "Open the job Support Engineer. An approval that is set up for jobs may be bypassed. An open job can "
            "only be closed.\n"
            "- status: Draft -> Open"
        ),
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
            "Change the job Account Executive: title, team, place and 1 more. 37 active applications may move to "
            "the new interview plan. Undoing this may not move them back.\n"
            "1 published posting may show it to the public.\n"
            "- title: 'Account Executive' -> 'Account Executive, Nordics'\n"
            "- team: Sales -> Engineering\n"
            "- place: Toronto -> Berlin\n"
            "- interview plan: Sales -> General"
        ),
    ),
    (
        "job.updateCompensation",
        lambda c: {"jobId": c.staff["id"], "compensationTiers": []},
        (
            "Remove every pay range of the job Staff Engineer. 2 published postings may show it to the public. The old "
            "ones can be set again.\n"
            "- pay: 'Berlin': salary 98,000 to 124,000 EUR per year and equity in percent 0.05 to 0.2; "
            "'Elsewhere': salary 86,000 to 110,000 EUR per year -> no pay range"
        ),
    ),
    (
        "jobPosting.setCustomFieldValue",
        lambda c: {**_posting()(c), "fieldId": c.id("customField", title="Campaign"), "fieldValue": "winter"},
        (
            "Set 1 custom field of the posting Staff Engineer (Berlin). The public sees it at once. The old values "
            "can be set again.\n"
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
            "Change the posting Staff Engineer (Berlin): title and text. The public sees it at once. The old text "
            "cannot be put back whole.\n"
            "The whole text is overwritten; formatting that Ashby does not keep is lost.\n"
            "- title: 'Staff Engineer' -> 'Staff Engineer, Berlin'\n"
            "- text: '<h2>Staff Engineer</h2><p>You join a small team, decide a lot yourself, and are on call one "
            "week in eight.</p>' -> '<p>New</p>'"
        ),
    ),
    (
        "jobPosting.updateCompensation",
        _posting(compensationTiers=None),
        (
            "Show the job's own pay ranges again on the posting Staff Engineer (Berlin). The public sees it at "
            "once. The old ones can be set again.\n"
            "- pay: 'Berlin': salary 98,000 to 124,000 EUR per year and equity in percent 0.05 to 0.2; "
            "'Elsewhere': salary 86,000 to 110,000 EUR per year -> what the job says"
        ),
    ),
    (
        "location.archive",
        one_of("location", "locationId", name="Europe"),
        ("Archive the region Europe: it can no longer be chosen. It can be restored.\nNothing is deleted."),
    ),
    (
        "location.updateAddress",
        _location(address={"postalAddress": {"streetAddress": "Am Markt 1", "addressLocality": "Berlin"}}),
        (
            "Set the address of the location Berlin. Job boards may show it at once. It can be set back.\n"
            "- address: 'Berlin, Germany' -> 'Am Markt 1, Berlin'"
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
            "Set the workplace type of the location Berlin. Job boards may show it at once. It can be set back.\n"
            "- workplace: Hybrid -> OnSite"
        ),
    ),
    (
        "offer.approve",
        lambda c: {"offerVersionId": c.waiting()["latestVersionId"]},
        (
            "Approve the offer to 赵雨晴 for Staff Engineer and override all its approvers. It can then go out "
            "to the candidate. This cannot be undone.\n"
            "- state now: waiting for approval\n"
            "- step 1 now: any 1 of Teodor Okonkwo and Yuki Hayashi\n"
            "- step 2 now: Mara Lindqvist\n"
            "- pay: 86,000 EUR\n"
            "- start: Sun 13 Dec 2026"
        ),
    ),
    (
        "offer.create",
        lambda c: {
            "offerProcessId": c.id("offerProcess"),
            "offerFormId": c.org.new_id(),
            "offerForm": _offer_form(salary=GOOD_PAY),
        },
        (
            ". Approvers may be asked. It can only be cancelled later.\n"
            "Ashby's API cannot look up whose process this is: check the values. If no approval is set up, the "
            "offer goes ahead at once.\n"
            "- Salary: 72,000 EUR"
        ),
    ),
    (
        "offer.setStatus",
        lambda c: {"offerId": c.waiting()["id"], "acceptanceStatus": "Accepted"},
        (
            "Record that the offer to 赵雨晴 for Staff Engineer was accepted. That can start the hire. This cannot be "
            "undone.\n"
            "- state now: waiting for approval\n"
            "- pay: 86,000 EUR\n"
            "- start: Sun 13 Dec 2026"
        ),
    ),
    (
        "offer.setStatus",
        lambda c: {"offerId": c.waiting()["id"], "acceptanceStatus": "Cancelled"},
        (
            "Cancel the offer to 赵雨晴 for Staff Engineer. This cannot be undone.\n"
            "- state now: waiting for approval\n"
            "- pay: 86,000 EUR\n"
            "- start: Sun 13 Dec 2026"
        ),
    ),
    (
        "offer.startApprovalProcess",
        lambda c: {"offerVersionId": c.waiting()["latestVersionId"], "note": "Today, please"},
        (
            "Send the offer to 赵雨晴 for Staff Engineer to its approvers. The request cannot be called back.\n"
            "- state now: waiting for approval\n"
            "- note to them: 'Today, please'\n"
            "- step 1 now: any 1 of Teodor Okonkwo and Yuki Hayashi\n"
            "- step 2 now: Mara Lindqvist\n"
            "- pay: 86,000 EUR\n"
            "- start: Sun 13 Dec 2026"
        ),
    ),
    (
        "offer.update",
        lambda c: {"offerId": c.waiting()["id"], "offerForm": _offer_form(salary=GOOD_PAY, start="2027-01-04")},
        (
            "Make a new version of the offer to 赵雨晴 for Staff Engineer; its approvals start over. This cannot be "
            "undone.\n"
            "Approvals given so far are void. The offer is now waiting for approval.\n"
            "- Salary: 86,000 EUR -> 72,000 EUR\n"
            "- Start date: '2026-12-13' -> '2027-01-04'"
        ),
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
            "Create the opening 'OPN-900' as Open. An approval that is set up for openings may be bypassed. It can "
            "be archived, not deleted.\n"
            "- jobs: Staff Engineer and Account Executive\n"
            "- locations: Berlin\n"
            "- team: Engineering\n"
            "- hired by: Mon 1 Mar 2027"
        ),
    ),
    (
        "opening.removeJob",
        lambda c: {**_opening()(c), "jobId": c.staff["id"]},
        (
            "Remove the job Staff Engineer from the opening OPN-201: that job no longer hires for this seat. It can "
            "be put back.\n"
            "The opening is Open."
        ),
    ),
    (
        "opening.removeLocation",
        lambda c: {**_opening()(c), "locationId": c.id("location", name="Berlin")},
        "Remove the location Berlin from the opening OPN-201.",
    ),
    ("opening.setArchived", _opening(archive=True), "Archive the opening OPN-201: it no longer shows"),
    (
        "opening.setOpeningState",
        lambda c: {
            **_opening(openingState="Closed")(c),
            "closeReasonId": c.id("closeReason", reasonText="Filled"),
        },
        (
            "Close the opening OPN-201: hiring for this seat ends, reason Filled. This cannot be undone.\n"
            "- state: Open -> Closed"
        ),
    ),
    (
        "opening.setOpeningState",
        lambda c: {"openingId": c.id("opening", openingState="Draft"), "openingState": "Approved"},
        (
            "Set the opening OPN-208 to Approved. An approval that is set up for openings may be bypassed. This "
            "cannot be undone.\n"
            "- state: Draft -> Approved"
        ),
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
        (
            "Refer Ann Lee for the job Staff Engineer in the name of Salma El Amrani. An email may go out. This "
            "cannot be undone.\n"
            "This makes a candidate, who cannot be deleted, and an application; its first stage may email the "
            "person.\n"
            "- Name: 'Ann Lee'"
        ),
    ),
    (
        "sequence.add",
        lambda c: {
            "sequenceTemplateId": c.id("sequenceTemplate", title="Engineers, first contact"),
            "candidateId": c.priya["id"],
            "start": True,
        },
        (
            "Start the sequence 'Engineers, first contact' of 3 messages for Priya Raman (priya.raman@example.com) "
            "at once. Emails that went out cannot be recalled.\n"
            "- to: priya.raman@example.com\n"
            "- texts of the emails: not shown, because Ashby's API does not return the texts of templates; this one "
            "was last changed on Thu 16 Apr 2026 at 09:00 UTC"
        ),
    ),
    (
        "sequence.cancel",
        one_of("sequence", "sequenceId", status="Running"),
        (
            "Stop the sequence 'Engineers, first contact' for 陈丽华 (lihua.chen@example.com) for good. This cannot be "
            "undone.\n"
            "Messages that have not gone out are not sent. It is Running now."
        ),
    ),
    (
        "sequence.discard",
        one_of("sequence", "sequenceId", status="NotStarted"),
        (
            "Delete the draft of the sequence 'Engineers, first contact' for Trần Bảo (bao.tran@example.com). This "
            "cannot be undone.\n"
            "The edited emails are deleted with it.\n"
            "- message 1: Email, subject 'A question for {{candidate.firstName}}'\n"
            "- message 2: LinkedInConnection, subject nothing\n"
            "- message 3: Email, subject 'Once more'"
        ),
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
        (
            "Start the sequence 'Engineers, first contact' for Trần Bảo (bao.tran@example.com): 3 messages will go "
            "out. Emails that went out cannot be recalled.\n"
            "- sent from: talent@works.example.com\n"
            "- to: bao.tran@example.com\n"
            "- message 1: Email, from talent@works.example.com, sent at once\n"
            "- message 1, subject: 'A question for {{candidate.firstName}}'\n"
            "- message 1, text: 91 characters\n"
            "| Hello {{candidate.firstName}}, your work on search caught our eye. Would you like to talk?\n"
            "- message 2: LinkedInConnection, from talent@works.example.com, later\n"
            "- message 3: Email, from talent@works.example.com, later\n"
            "- message 3, subject: 'Once more'\n"
            "- message 3, text: 87 characters\n"
            "| Hello {{candidate.firstName}}, a short reminder of my last email. {{sender.firstName}}"
        ),
    ),
    (
        "user.deleteInterviewerPause",
        one_of("interviewerPause", "interviewerPauseId"),
        (
            ": the colleague can be scheduled again. This cannot be undone.\n"
            "Ashby's API cannot look up whose pause this is."
        ),
    ),
    (
        "webhook.create",
        lambda c: {"webhookType": "candidateHire", "requestUrl": "https://x.example.com/a", "secretToken": "hush"},
        (
            "Send every candidate hire event, with its data, to 'https://x.example.com/a'. Data that has "
            "left Ashby cannot be recalled.\n"
            "The webhook can be deleted later. The signing secret is not shown here.\n"
            "- address: 'https://x.example.com/a'"
        ),
    ),
    (
        "webhook.delete",
        one_of("webhook", "webhookId"),
        (
            "Delete the webhook for candidate hire events to 'https://hris.example.com/hooks/hired': its events are no "
            "longer sent. This cannot be undone.\n"
            "Its id and secret are lost."
        ),
    ),
    (
        "webhook.update",
        lambda c: {"webhookId": c.id("webhook"), "requestUrl": "https://b.example.com", "secretToken": "hush"},
        "- address: 'https://hris.example.com/hooks/hired' -> 'https://b.example.com'\n- signing secret: a new one",
    ),
]
