"""Offers from the process to the candidate's answer, and their approvals."""

from __future__ import annotations

import pytest
from raw_requests import asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments

ID = "00000000-0000-4000-8000-000000000001"
PAY = {"path": "_systemfield_salary", "value": {"currencyCode": "EUR", "value": 90_000}}
FILLED = [PAY, {"path": "_systemfield_start_date", "value": "2027-01-04"}]
STEP = {"approvalsRequired": 1, "approvers": [{"userId": ID}]}


@pytest.fixture
def free(simulator):
    """Active Staff Engineer applications without an offer."""
    org = simulator.state
    job = org.first("job", title="Staff Engineer")["id"]
    found = [row["id"] for row in org.rows("application", jobId=job, status="Active")]
    return [row for row in found if not org.related("offer", "applicationId", row)]


@pytest.fixture
def start(ask):
    """`start(application, fields)`: process, form and offer; the answer of offer.create."""

    def run(application, fields):
        process = ask("offerProcess.start", applicationId=application)["results"]["id"]
        form = ask("offer.start", offerProcessId=process)["results"]["id"]
        return ask("offer.create", offerProcessId=process, offerFormId=form, offerForm={"fieldSubmissions": fields})

    return run


def _update(**body):
    return op.ApprovalDefinitionUpdate(entityId=ID, **body)


@pytest.mark.parametrize(
    ("call", "effect", "notifies"),
    [
        (op.OfferProcessStart(applicationId=ID), "write", False),
        (op.OfferStart(offerProcessId=ID), "write", False),
        (op.OfferCreate(offerProcessId=ID, offerFormId=ID, offerForm={"fieldSubmissions": FILLED}), "write", True),
        (op.OfferUpdate(offerId=ID, offerForm={"fieldSubmissions": FILLED}), "destructive", True),
        (op.OfferStartApprovalProcess(offerVersionId=ID), "destructive", True),
        (op.OfferApprove(offerVersionId=ID), "destructive", True),
        (op.OfferApprove(offerVersionId=ID, approvalStepId=ID, userId=ID), "destructive", True),
        (op.OfferSetStatus(offerId=ID, acceptanceStatus="Accepted"), "destructive", True),
        (op.OfferSetStatus(offerId=ID, acceptanceStatus="Declined"), "destructive", True),
        (op.OfferSetStatus(offerId=ID, acceptanceStatus="Cancelled"), "destructive", True),
        (op.OfferSetDecidedAt(offerId=ID, decidedAt="2026-10-30T10:00:00Z"), "write", False),
        (_update(approvalStepDefinitions=[STEP]), "destructive", False),
        (_update(approvalStepDefinitions=[STEP], submitApprovalRequest=True), "destructive", True),
        (_update(approvalStepDefinitions=[]), "destructive", True),
    ],
)
def test_danger_depends_on_the_arguments(call, effect, notifies):
    risk = call.risk()
    assert (str(risk.effect), risk.notifies) == (effect, notifies)
    assert risk <= call.spec.worst


@pytest.mark.parametrize("steps", [[], [STEP]])
def test_a_request_that_goes_to_the_approvers_each_time_is_not_repeatable(steps):
    assert _update(approvalStepDefinitions=steps).risk().idempotent
    assert not _update(approvalStepDefinitions=steps, submitApprovalRequest=True).risk().idempotent


def test_approving_one_step_names_the_step_and_the_approver():
    with pytest.raises(InvalidArguments, match="go together"):
        op.OfferApprove(offerVersionId=ID, userId=ID)


@pytest.mark.parametrize("given", ["2026-10-30T12:00:00+02:00", "2026-10-30T10:00:00", "2026-10-30T10:00:00Z"])
def test_the_time_of_a_decision_is_sent_in_utc_with_a_z(given):
    assert op.OfferSetDecidedAt(offerId=ID, decidedAt=given).decidedAt == "2026-10-30T10:00:00Z"


@pytest.mark.parametrize("field", ["offerStatus", "acceptanceStatus", "approvalStatus"])
def test_a_filter_needs_at_least_one_value(field):
    with pytest.raises(InvalidArguments, match=field):
        op.OfferList(**{field: []})


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("offerStatus", ["WaitingOnOfferApproval"], lambda row: row["offerStatus"]),
        ("acceptanceStatus", ["Declined"], lambda row: row["acceptanceStatus"]),
        ("approvalStatus", ["WaitingOnApprovals"], lambda row: row["latestVersion"]["approvalStatus"]),
    ],
)
def test_offers_are_listed_by_each_status(ask, field, value, where):
    shown = ask("offer.list", **{field: value})["results"]
    assert {where(row) for row in shown} == set(value)
    assert len(shown) < len(ask("offer.list")["results"])


def test_an_offer_goes_from_its_process_to_the_answer(ask, start, free, simulator):
    made = start(free[0], FILLED)["results"]
    assert (made["offerStatus"], made["latestVersion"]["salary"]["value"]) == ("WaitingOnApprovalStart", 90_000)
    version = made["latestVersion"]["id"]
    asked = ask("offer.startApprovalProcess", offerVersionId=version, note="Please look today")["results"]
    assert asked["offerStatus"] == "WaitingOnOfferApproval"
    assert {item["channel"] for item in simulator.state.outbox} == {"notification"}
    for _ in range(2):
        step = next(
            row for row in ask("approval.list", entityId=version)["results"][0]["steps"] if "completedAt" not in row
        )
        user = step["approvers"][0]["userId"]
        approved = ask("offer.approve", offerVersionId=version, approvalStepId=step["id"], userId=user)["results"]
    assert (approved["offerStatus"], approved["latestVersion"]["approvalStatus"]) == (
        "WaitingOnCandidateResponse",
        "Approved",
    )
    accepted = ask("offer.setStatus", offerId=made["id"], acceptanceStatus="Accepted", excludeFormDefinition=True)[
        "results"
    ]
    assert accepted["offerStatus"] == "CandidateAccepted"
    assert "formDefinition" not in accepted
    fixed = ask("offer.setDecidedAt", offerId=made["id"], decidedAt="2026-10-30T10:00Z")["results"]
    assert fixed["decidedAt"] == "2026-10-30T10:00:00.000Z"
    actions = [event["action"] for event in simulator.state.events]
    assert (actions[0], set(actions[1:])) == ("offerCreate", {"offerUpdate"})


def test_a_changed_offer_is_a_new_version_whose_approval_starts_over(ask, simulator):
    offer = simulator.state.first("offer", offerStatus="WaitingOnOfferApproval")
    old = offer["latestVersionId"]
    assert ask("offer.approve", offerVersionId=old)["success"]
    more = [*FILLED[1:], {**PAY, "value": {"currencyCode": "EUR", "value": 95_000}}]
    shown = ask("offer.update", offerId=offer["id"], offerForm={"fieldSubmissions": more})["results"]
    assert (shown["offerStatus"], shown["latestVersion"]["approvalStatus"]) == (
        "WaitingOnOfferApproval",
        "WaitingOnApprovals",
    )
    assert [row["id"] for row in shown["versions"]] == [old, shown["latestVersion"]["id"]]
    assert code(ask("offer.approve", offerVersionId=old)) == "invalid_input"


def test_one_opening_cannot_serve_two_offers(ask, start, free, simulator):
    org = simulator.state
    job = org.first("job", title="Staff Engineer")["id"]
    openings = {row["openingState"]: row for row in org.rows("opening") if job in row["jobIds"]}
    waiting = [row for row in org.rows("offer") if row["offerStatus"].startswith("WaitingOn")]
    used = next(row["versions"][-1]["openingId"] for row in waiting if row["versions"][-1]["openingId"])

    def with_opening(opening):
        return [*FILLED, {"path": "_systemfield_opening", "value": opening}]

    assert code(start(free[0], with_opening(used))) == "opening_in_use"
    assert code(start(free[1], with_opening(openings["Filled"]["id"]))) == "opening_state_invalid"
    assert start(free[2], with_opening(openings["Open"]["id"]))["results"]["latestVersion"]["openingId"]


@pytest.mark.parametrize(
    "fields", [[PAY], [*FILLED, {"path": "nonsense", "value": 1}], [{**PAY, "value": 90_000}, FILLED[1]]]
)
def test_a_form_that_does_not_fit_makes_no_offer(start, free, simulator, fields):
    before = len(simulator.state.table("offer"))
    assert code(start(free[0], fields)) == "invalid_input"
    assert len(simulator.state.table("offer")) == before


def test_a_form_is_used_once_and_an_application_has_one_process_at_a_time(ask, free):
    process = ask("offerProcess.start", applicationId=free[0])["results"]["id"]
    assert code(ask("offerProcess.start", applicationId=free[0])) == "invalid_input"
    form = ask("offer.start", offerProcessId=process)["results"]["id"]
    body = {"offerProcessId": process, "offerFormId": form, "offerForm": {"fieldSubmissions": FILLED}}
    assert ask("offer.create", **body)["success"]
    assert code(ask("offer.create", **body)) == "invalid_input"


def test_an_ended_offer_is_not_changed_and_an_open_one_has_no_decision_to_correct(ask, simulator):
    ended = simulator.state.first("offer", offerStatus="CandidateRejected")["id"]
    open_ = simulator.state.first("offer", offerStatus="WaitingOnCandidateResponse")["id"]
    assert code(ask("offer.update", offerId=ended, offerForm={"fieldSubmissions": FILLED})) == "invalid_input"
    assert code(ask("offer.setDecidedAt", offerId=open_, decidedAt="2026-10-30T10:00:00Z")) == "invalid_input"


def test_without_steps_an_offer_goes_on_unapproved(ask, simulator):
    offer = simulator.state.first("offer", offerStatus="WaitingOnApprovalDefinition")
    user = simulator.state.first("user")["id"]
    body = {"entityType": "offer", "entityId": offer["latestVersionId"]}
    steps = [{"approvalsRequired": 1, "approvers": [{"userId": user, "type": "user"}]}]
    ask("approvalDefinition.update", **body, approvalStepDefinitions=steps, submitApprovalRequest=True)
    assert ask("offer.info", offerId=offer["id"])["results"]["offerStatus"] == "WaitingOnOfferApproval"
    assert (
        ask("approvalDefinition.update", **body, approvalStepDefinitions=[])["results"]["approvalStepDefinitions"] == []
    )
    assert ask("offer.info", offerId=offer["id"])["results"]["offerStatus"] == "WaitingOnCandidateResponse"


def test_a_step_cannot_need_more_approvals_than_it_has_approvers(ask, simulator):
    offer = simulator.state.first("offer", offerStatus="WaitingOnApprovalDefinition")
    steps = [{"approvalsRequired": 2, "approvers": [{"userId": simulator.state.first("user")["id"], "type": "user"}]}]
    body = {"entityType": "offer", "entityId": offer["latestVersionId"], "approvalStepDefinitions": steps}
    assert code(ask("approvalDefinition.update", **body)) == "invalid_input"


def test_an_approval_that_ashby_manages_takes_no_steps_from_outside(ask, simulator):
    offer = simulator.state.first("offer", offerStatus="WaitingOnApprovalStart")
    body = {"entityType": "offer", "entityId": offer["latestVersionId"], "approvalStepDefinitions": []}
    assert code(ask("approvalDefinition.update", **body)) == "invalid_input"


@pytest.mark.parametrize("kind", ["offer", "job", "opening"])
def test_approvals_are_listed_by_what_they_are_for(ask, kind):
    shown = ask("approval.list", entityType=kind)["results"]
    assert {row["entityType"] for row in shown} == {kind}


def test_offers_for_a_confidential_job_exist_only_for_a_key_with_the_switch(ask, start, simulator):
    org = simulator.state
    job = org.first("job", confidential=True)["id"]
    application = next(row for row in org.rows("application", jobId=job, status="Active"))
    made = start(application["id"], FILLED)["results"]
    assert made["latestVersion"]["approvalStatus"] is None  # Finance needs no approval
    plain = asking(simulator, simulator.add_key(confidential=False))
    assert code(plain("offer.info", offerId=made["id"])) == "offer_not_found"
    assert made["id"] not in [row["id"] for row in plain("offer.list")["results"]]
