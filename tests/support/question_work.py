"""Questions about teams, interviews, jobs, postings and locations, with the calls that they are about."""

from __future__ import annotations

from question_company import Arguments, Case, one_of

EVENT = {"startTime": "2031-12-01T10:00:00Z", "endTime": "2031-12-01T11:00:00Z"}


def _posting(**more: object) -> Arguments:
    return lambda c: {"jobPostingId": c.id("jobPosting", title="Staff Engineer"), **more}


def _location(**more: object) -> Arguments:
    return lambda c: {"locationId": c.id("location", name="Berlin"), **more}


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
]
