"""Questions about offers, openings, referrals, sequences, pauses and webhooks, with the calls that they are about."""

from __future__ import annotations

from question_company import Arguments, Case, one_of

from ashby_agent_tools.operations.base import JsonObject

GOOD_PAY = {"currencyCode": "EUR", "value": 72000}
FORM = {"salary": "_systemfield_salary", "start": "_systemfield_start_date"}


def _offer_form(**values: object) -> JsonObject:
    return {"fieldSubmissions": [{"path": FORM[name], "value": value} for name, value in values.items()]}


def _opening(**more: object) -> Arguments:
    return lambda c: {"openingId": c.id("opening", identifier="OPN-201"), **more}


OFFERS: list[Case] = [
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
