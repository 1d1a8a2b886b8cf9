"""What a question says of this record: who of several is meant, whether an email goes out, what ends, what is lost."""

from __future__ import annotations

import pytest
from question_cases import CASES as ALL
from question_company import Company

from ashby_agent_tools import Decision, Session, Toolset, confirm_writes
from ashby_agent_tools.approval.prompts.lookups import build_question
from ashby_agent_tools.errors import TransportError
from ashby_agent_tools.simulator import Simulator

CASES = {endpoint: arguments for endpoint, arguments, _ in reversed(ALL)}


@pytest.fixture
def company() -> Company:
    return Company(Simulator(seed=7))


def asked(company: Company, endpoint: str, **arguments: object) -> tuple[str, str]:
    """The first line of a question through a session, and the rest."""
    session = Session(Toolset.all().with_policy(confirm_writes), company.client())
    first, _, rest = session.question(session.prepare(endpoint, arguments)).partition("\n")
    return first, rest


def rejection(company: Company, **more: object) -> dict[str, object]:
    return {**CASES["application.changeStage"](company), **more}


def without_mail(arguments: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in arguments.items() if key != "archiveEmail"}


# who of several


def a_copy(made_in: Company, kind: str, row: dict[str, object], /, **changed: object) -> dict[str, object]:
    copy = {key: value for key, value in row.items() if key != "id"}
    return made_in.org.add(kind, {**copy, **changed})


def test_two_people_of_one_name_for_one_job_are_told_apart_by_their_addresses(company):
    active = company.org.rows("application", status="Active", jobId=company.job["id"])
    people = company.org.table("candidate")
    twins = [one for one in active if people[one["candidateId"]]["name"] == "Małgorzata Żurek"]
    assert len(twins) == 2
    for twin in twins:
        first, _ = asked(company, "application.changeStage", **rejection(company, applicationId=twin["id"]))
        mail = people[twin["candidateId"]]["emails"][0]["value"]
        assert first.startswith(f"Reject Małgorzata Żurek ({mail}) for Account Executive, reason Timing.")


def test_a_name_that_is_the_only_one_stands_alone(company):
    first, _ = asked(company, "application.changeStage", **rejection(company))
    assert "Reject Priya Raman for Account Executive:" in first


@pytest.mark.parametrize(
    ("changed", "mark"),
    [
        ({}, "Senior Backend Engineer at Ottermill"),
        ({"position": None, "company": None}, "'Berlin, Germany'"),
        ({"position": None, "company": None, "location": None}, "added Mon 5 Jan 2026 at 09:00 UTC"),
    ],
)
def test_people_without_addresses_are_told_apart_by_work_place_or_day(company, changed, mark):
    company.priya |= {
        "emails": [], "position": "Senior Backend Engineer", "company": "Ottermill",
        "createdAt": "2026-01-05T09:00:00Z",
        "location": {"id": company.org.new_id(), "locationSummary": "Berlin, Germany", "locationComponents": []},
        **changed,
    }  # fmt: skip
    other = {"position": "Cook", "company": None, "createdAt": "2026-02-05T09:00:00Z", "location": None}
    a_copy(company, "candidate", company.priya, **other)
    first, _ = asked(company, "application.changeStage", **without_mail(rejection(company)))
    assert first.startswith(f"Reject Priya Raman ({mark}) for Account Executive")


def test_people_whom_nothing_else_tells_apart_are_told_apart_by_their_ids(company):
    company.priya["emails"] = []
    a_copy(company, "candidate", company.priya)
    first, _ = asked(company, "application.changeStage", **without_mail(rejection(company)))
    assert first.startswith(f"Reject Priya Raman (id {company.priya['id']}) for Account Executive")


@pytest.mark.parametrize(
    ("other", "mark"),
    [
        ({"customRequisitionId": "REQ-900"}, "REQ-101"),
        ({"customRequisitionId": "REQ-101", "status": "Closed"}, "Open"),
        ({"customRequisitionId": "REQ-101", "openedAt": "2025-01-01T09:00:00Z"}, "opened "),
    ],
)
def test_two_jobs_of_one_title_are_told_apart(company, other, mark):
    a_copy(company, "job", company.job, **other)
    for endpoint, arguments in (
        ("job.setStatus", {"jobId": company.job["id"], "status": "Closed"}),
        ("application.delete", {"applicationId": company.application["id"]}),
        ("candidate.pushToHris", {"applicationId": company.application["id"], "externalSystem": "Workday"}),
    ):
        first, _ = asked(company, endpoint, **arguments)
        assert f"Account Executive ({mark}" in first


def test_two_colleagues_of_one_name_are_told_apart_by_their_addresses(company):
    a_copy(company, "user", company.yuki, email="yuki.hayashi2@works.example.com", isEnabled=False)
    given = {"jobId": company.job["id"], "teamMemberId": company.yuki["id"], "roleId": company.recruiter}
    first, _ = asked(company, "hiringTeam.removeMember", **given)
    assert first.startswith("Remove Yuki Hayashi (yuki.hayashi@works.example.com)")
    first, _ = asked(company, "hiringTeam.addMember", **given)
    assert "Yuki Hayashi (yuki.hayashi@works.example.com)" in first


def test_where_nobody_could_look_for_namesakes_the_marks_stand(company):
    """A name is unique only if a look-up has shown it."""

    def read(operation):
        if operation.spec.endpoint in ("candidate.search", "job.search", "user.list"):
            raise TransportError("It cannot be reached.")
        return company.look(operation)

    closing = company.call("job.setStatus", {"jobId": company.job["id"], "status": "Closed"})
    assert build_question(closing, read).question.startswith("Close the job Account Executive (REQ-101): ")
    rejecting = company.call("application.changeStage", rejection(company))
    assert build_question(rejecting, read).question.startswith(
        "Reject Priya Raman (priya.raman@example.com) for Account "
    )


# offers: whose, and in the words of the form


def without_process(company: Company) -> str:
    """An active application that nobody prepares an offer for."""
    busy = {row["applicationId"] for row in company.org.rows("offerProcess")}
    active = company.org.rows("application", status="Active", jobId=company.staff["id"])
    return next(one["id"] for one in active if one["id"] not in busy)


def started(company: Company) -> tuple[Session, str, dict[str, object]]:
    """A session that was told of a process and a form, whose application it is, and the arguments of the offer."""
    session = Session(Toolset.all().with_policy(confirm_writes), company.client())
    application = without_process(company)

    def do(endpoint: str, **arguments: object) -> dict[str, object]:
        call = session.prepare(endpoint, arguments)
        session.question(call)
        return session.execute(call, decision=Decision.approve(by="Mara")).data

    process = do("offerProcess.start", applicationId=application)
    form = do("offer.start", offerProcessId=process["id"])
    opening = company.org.first("opening", openingState="Open")
    values = {
        "_systemfield_salary": {"currencyCode": "EUR", "value": 72000},
        "_systemfield_start_date": "2027-02-01",
        "_systemfield_opening": opening["id"],
    }
    filled = [{"path": path, "value": value} for path, value in values.items()]
    return session, application, {
        "offerProcessId": process["id"], "offerFormId": form["id"], "offerForm": {"fieldSubmissions": filled}
    }  # fmt: skip


def test_an_offer_names_whom_it_is_for_and_its_fields_once_the_conversation_was_told(company):
    """No read takes the id of an offer process, but whoever started it was told the application."""
    session, application, arguments = started(company)
    first, _, rest = session.question(session.prepare("offer.create", arguments)).partition("\n")
    assert first.startswith(f"Create an offer to {company.candidate_of(application)}")
    assert "Staff Engineer" in first
    assert "- Salary: 72,000 EUR\n- Start date: '2027-02-01'\n- Opening: 'OPN-201'" in rest


def test_an_offer_form_names_whom_it_is_for_once_the_conversation_was_told(company):
    session = Session(Toolset.all().with_policy(confirm_writes), company.client())
    application = without_process(company)
    call = session.prepare("offerProcess.start", {"applicationId": application})
    session.question(call)
    process = session.execute(call, decision=Decision.approve(by="Mara")).data
    question = session.question(session.prepare("offer.start", {"offerProcessId": process["id"]}))
    assert question.startswith(f"Open an offer form for {company.candidate_of(application)}")


def test_another_conversation_was_not_told_and_says_so(company):
    _, _, arguments = started(company)
    first, rest = asked(company, "offer.create", **arguments)
    assert first.startswith(f"Create an offer in the offer process {arguments['offerProcessId']}. ")
    assert "Ashby's API cannot look up whose process this is: check the values." in rest
    assert "- Salary: 72,000 EUR" in rest


def test_a_pause_names_whose_it_is_once_the_conversation_was_told(company):
    pause = company.org.rows("interviewerPause")[0]
    session = Session(Toolset.all().with_policy(confirm_writes), company.client())
    session.execute(session.prepare("user.listInterviewerPauses", {"userId": pause["userId"]}))
    who = company.org.table("user")[pause["userId"]]
    question = session.question(session.prepare("user.deleteInterviewerPause", {"interviewerPauseId": pause["id"]}))
    assert question.startswith(f"End the interviewing pause of {who['firstName']} {who['lastName']}")


# emails


def test_a_mail_that_goes_out_is_said_in_the_first_line(company):
    first, rest = asked(company, "application.changeStage", **rejection(company))
    assert first.endswith("An email goes out. They can be moved back, but nothing sent can be recalled.")
    assert "The email 'Kind rejection' goes to priya.raman@example.com the next morning at 09:32" in rest


def test_that_no_mail_goes_out_is_said_too(company):
    first, rest = asked(company, "application.changeStage", **without_mail(rejection(company)))
    assert first.endswith("No email goes out. They can be moved back.")
    assert "mail" not in rest


@pytest.mark.parametrize("emails", [[], [{"value": "old@example.com", "type": "Work", "isPrimary": False}]])
def test_a_mail_to_nobody_cannot_go_out(company, emails):
    """Ashby refuses the whole call."""
    company.priya["emails"] = emails
    first, rest = asked(company, "application.changeStage", **rejection(company))
    assert "The email cannot go out: no address." in first
    assert "has no email address, so Ashby will refuse the whole call" in rest
    assert "the candidate gets an email" not in rest


def test_a_sequence_to_nobody_cannot_go_out_either(company):
    company.priya["emails"] = []
    first, _ = asked(company, "sequence.add", **CASES["sequence.add"](company))
    assert first.endswith("The emails cannot go out: no address.")


def test_an_application_that_is_archived_already_gets_no_mail(company):
    archived = company.org.first("application", status="Archived", jobId=company.job["id"])
    first, rest = asked(company, "application.changeStage", **rejection(company, applicationId=archived["id"]))
    assert "No email goes out." in first
    assert "archived already: Ashby then sends no email." in rest
    assert "Why you are asked: it changes why the application was archived." in rest


# only the reasons that apply


def test_a_move_within_the_pipeline_is_not_said_to_be_a_hire(company):
    given = {"applicationId": company.application["id"], "interviewStageId": company.stage("Offer")}
    first, rest = asked(company, "application.changeStage", **given)
    assert "Onsite to Offer. No rejection email goes out." in first
    assert rest == "Why you are asked: the stage can start automatic messages."


def test_a_move_to_hired_fills_an_opening_and_can_be_refused(company):
    given = {"applicationId": company.application["id"], "interviewStageId": company.stage("Hired")}
    first, rest = asked(company, "application.changeStage", **given)
    assert "This is a hire and fills an opening." in first
    assert "Ashby may refuse it: while an offer waits for approval, without a free opening" in rest
    assert "this is a hire: it fills an opening, which moving back may not free" in rest
    assert "if the stage" not in rest


@pytest.mark.parametrize(
    ("stage", "reason", "begins", "why"),
    [
        ("Archived", True, "End the hire of ", "archiving a hired person ends the hire"),
        ("Onsite", False, "Move ", "moving a hired person to another stage ends the hire"),
        ("Offer", False, "Move ", "moving a hired person to another stage ends the hire"),
    ],
)
def test_a_hire_that_ends_is_said_to_end(company, stage, reason, begins, why):
    hired = company.org.first("application", status="Hired")
    given = {
        "applicationId": hired["id"],
        "interviewStageId": company.stage(stage, company.org.table("job")[hired["jobId"]]),
    }
    if reason:
        given["archiveReasonId"] = company.id("archiveReason", text="Timing")
    first, rest = asked(company, "application.changeStage", **given)
    assert first.startswith(begins)
    assert "hire" in first
    assert why in rest
    assert "archiving ends the application" not in rest


def test_a_transfer_without_automatic_activities_mails_nobody(company):
    given = {**CASES["application.transfer"](company), "startAutomaticActivities": False}
    first, rest = asked(company, "application.transfer", **given)
    assert "No email goes out." in first
    assert "automatic messages" not in rest
    assert "type Hired" not in rest


@pytest.mark.parametrize(("now", "said"), [({"sourceId": None}, True), ({}, False)])
def test_that_a_field_cannot_be_emptied_again_is_said_where_it_is_empty(company, now, said):
    company.application |= now
    source = company.id("source", title="Careers page")
    _, rest = asked(company, "application.update", applicationId=company.application["id"], sourceId=source)
    assert ("a field that was empty cannot be emptied again" in rest) is said


@pytest.mark.parametrize(("status", "said"), [("Published", True), ("Draft", False)])
def test_what_the_public_sees_is_said_of_a_published_posting_only(company, status, said):
    posting = company.org.first("jobPosting", title="Staff Engineer")
    posting["status"] = status
    for endpoint in ("jobPosting.update", "jobPosting.setCustomFieldValue", "jobPosting.updateCompensation"):
        first, rest = asked(company, endpoint, **CASES[endpoint](company))
        assert ("The public sees it at once." in first) is said
        assert ("It is not published." in first) is not said
        assert ("a published posting" in rest) is said


@pytest.mark.parametrize(
    ("status", "signature", "ended"),
    [
        ("WaitingOnApprovalStart", False, False),
        ("WaitingOnApprovalDefinition", False, False),
        ("WaitingOnCandidateResponse", True, False),
        ("CandidateAccepted", False, True),
        ("CandidateRejected", False, True),
    ],
)
def test_a_signature_can_be_void_only_while_the_candidate_has_the_offer(company, status, signature, ended):
    offer = company.org.first("offer", offerStatus=status)
    _, rest = asked(company, "offer.setStatus", offerId=offer["id"], acceptanceStatus="Cancelled")
    assert ("signature" in rest) is signature
    assert ("The offer has ended already." in rest) is ended
    assert ("it ends the open offer" in rest) is not ended


# numbers of what is touched


def test_another_interview_plan_says_how_many_applications_may_move(company):
    plan = company.id("interviewPlan", title="General")
    number = len(company.org.rows("application", status="Active", jobId=company.job["id"]))
    first, _ = asked(company, "job.update", jobId=company.job["id"], defaultInterviewPlanId=plan)
    assert f"{number} active applications may move to the new interview plan." in first
    same = company.job["defaultInterviewPlanId"]
    first, rest = asked(company, "job.update", jobId=company.job["id"], defaultInterviewPlanId=same)
    assert "The plan stays the same." in first
    assert "may move" not in rest


def test_cancelling_a_schedule_says_what_becomes_of_its_feedback(company):
    event = company.event()
    first, rest = asked(company, "interviewSchedule.cancel", id=event["interviewScheduleId"])
    assert "Feedback on 1 interview would be lost." in first
    assert "Cancelling an interview deletes its submitted feedback; Ashby may refuse the call instead." in rest
    booked = company.org.first("interviewSchedule", status="Scheduled")
    first, rest = asked(company, "interviewSchedule.cancel", id=booked["id"])
    assert "No feedback is lost." in first
    assert "eedback" not in rest


def test_booked_interviews_are_a_reason_only_where_there_are_some(company):
    """Those that are over, or were called off, are none."""
    given = without_mail(rejection(company))
    _, rest = asked(company, "application.changeStage", **given)
    assert "1 interview schedule of this application is still open." in rest
    assert "what becomes of booked interviews is not documented" in rest
    for schedule in company.org.related("interviewSchedule", "applicationId", company.application["id"]):
        schedule["status"] = "Complete"
    _, rest = asked(company, "application.changeStage", **given)
    assert "interview" not in rest
    first, rest = asked(company, "application.delete", applicationId=company.application["id"])
    assert first.startswith("Delete the application of Priya Raman")
    assert "interview" not in rest


def test_a_confidential_job_is_said_to_be_one(company):
    job = company.org.first("job", title="Chief Financial Officer")
    first, _ = asked(company, "job.setStatus", jobId=job["id"], status="Closed")
    assert first.startswith("Close the confidential job Chief Financial Officer:")


def test_a_name_that_is_cut_in_the_first_line_stands_whole_below(company):
    name = "Maximiliana Theodora Wilhelmina von und zu Hohenlohe Waldenburg Schillingsfuerst Oettingen Wallers"
    company.priya["name"] = name
    first, rest = asked(company, "application.transfer", **CASES["application.transfer"](company))
    assert "'Maximiliana " in first
    assert f"- candidate: '{name}'" in rest
