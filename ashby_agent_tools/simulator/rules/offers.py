"""Rules of offers: process -> form -> offer -> approval -> the candidate's answer."""

from __future__ import annotations

from datetime import datetime

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.offers import (
    OfferApprove,
    OfferCreate,
    OfferForm,
    OfferInfo,
    OfferList,
    OfferProcessStart,
    OfferSetDecidedAt,
    OfferSetStatus,
    OfferStart,
    OfferStartApprovalProcess,
    OfferUpdate,
)
from ashby_agent_tools.simulator.organization import Organization, Refusal, iso
from ashby_agent_tools.simulator.rules import ApiKey, Ask, Page, rule
from ashby_agent_tools.simulator.rules._approval_flow import (
    approval_of,
    begin,
    find_version,
    forget,
    give,
    set_offer_status,
    setting_of,
    submit,
)
from ashby_agent_tools.simulator.rules._offer_form import read_form
from ashby_agent_tools.simulator.rules._offer_shape import latest, offer_form, present_offer
from ashby_agent_tools.simulator.rules._seats import fill, give_back, named_seat
from ashby_agent_tools.simulator.rules._times import epoch_ms

__all__ = ["ENDED", "visible_offer"]

ENDED = ("CandidateAccepted", "CandidateRejected", "OfferCancelled")
_OUTCOME = {"Accepted": "CandidateAccepted", "Declined": "CandidateRejected", "Cancelled": "OfferCancelled"}


def _visible(org: Organization, row: JsonObject, key: ApiKey) -> bool:
    application = org.table("application").get(row["applicationId"])
    return application is not None and org.sees_application(application, key)


def visible_offer(org: Organization, offer_id: str, key: ApiKey) -> JsonObject:
    """The offer, or offer_not_found where there is none or the key may not see its job."""
    row = org.get("offer", offer_id)
    if not _visible(org, row, key):
        raise org.missing("offer", offer_id)
    return row


def _process(org: Organization, process_id: str, key: ApiKey) -> JsonObject:
    row = org.get("offerProcess", process_id)
    if not _visible(org, row, key):
        raise org.missing("offerProcess", process_id)
    return row


def _offer_of(org: Organization, process: JsonObject) -> JsonObject | None:
    return next(iter(org.related("offer", "offerProcessId", process["id"])), None)


@rule("offer.list", source="[S]", guesses=("createdAfter is exclusive",))
def listing(org: Organization, ask: Ask[OfferList]) -> Page:
    """Offers in the order in which they were made; the filters add up."""
    op = ask.op
    rows = [
        row
        for row in org.table("offer").values()
        if op.applicationId in (None, row["applicationId"])
        and (op.offerStatus is None or row["offerStatus"] in op.offerStatus)
        and (op.acceptanceStatus is None or row["acceptanceStatus"] in op.acceptanceStatus)
        and (op.approvalStatus is None or latest(row)["approvalStatus"] in op.approvalStatus)
        and (op.createdAfter is None or epoch_ms(row["createdAt"]) > op.createdAfter)
        and _visible(org, row, ask.key)
    ]
    return Page(rows, lambda row: _listed(org, row, ask.key), sync_kind="offer")


def _listed(org: Organization, row: JsonObject, key: ApiKey) -> JsonObject:
    """In a list: the latest version only, and no form."""
    shown = present_offer(org, row, key, form=False)
    del shown["versions"]
    return shown


@rule("offer.info", source="[S]")
def info(org: Organization, ask: Ask[OfferInfo]) -> Json:
    """One offer with its versions and, unless left out, its form."""
    row = visible_offer(org, ask.op.offerId, ask.key)
    return present_offer(org, row, ask.key, form=not ask.op.excludeFormDefinition)


@rule(
    "offerProcess.start",
    source="[S]",
    guesses=(
        "an application that is not active answers invalid_input",
        "an application has one offer process at a time: a second start answers invalid_input",
    ),
)
def start_process(org: Organization, ask: Ask[OfferProcessStart]) -> Json:
    """A process for an active application."""
    application = org.visible_application(ask.op.applicationId, ask.key)
    if application["status"] != "Active":
        raise Refusal("invalid_input", f"The application is {application['status']}, not Active.")
    for row in org.related("offerProcess", "applicationId", application["id"]):
        if row["status"] not in ENDED:
            raise Refusal("invalid_input", f"The application already has the offer process {row['id']}.")
    row = org.add("offerProcess", {"applicationId": application["id"], "status": "WaitingOnOfferCreation"})
    return {name: row[name] for name in ("id", "applicationId", "status")}


@rule("offer.start", source="[S] [L]", guesses=("the id of the form becomes the id of the version made with it",))
def start(org: Organization, ask: Ask[OfferStart]) -> Json:
    """A form to fill in, for the first version or for a further one."""
    process = _process(org, ask.op.offerProcessId, ask.key)
    if process["status"] in ENDED:
        raise Refusal("invalid_input", "The offer process has ended; start a new one.")
    form = org.add("offerForm", {"offerProcessId": process["id"], "usedAt": None})
    return {"id": form["id"], "formDefinition": offer_form(org, process["applicationId"])}


@rule(
    "offer.create",
    source="[S] [L]",
    guesses=(
        "a form of another process, or one that was used, answers invalid_input",
        "a second form of the same process makes a new version of the same offer",
        "offerCreate is fired with the first version of an offer, offerUpdate with any other",
        "which acceptanceStatus goes with which offerStatus",
    ),
)
def create(org: Organization, ask: Ask[OfferCreate]) -> Json:
    """Fills in a form; whether the offer then waits for an approval is a setting of the organization."""
    op = ask.op
    process = _process(org, op.offerProcessId, ask.key)
    form = org.get("offerForm", op.offerFormId)
    if form["offerProcessId"] != process["id"] or form["usedAt"] is not None or process["status"] in ENDED:
        raise Refusal("invalid_input", "offerFormId is not an open form of this offer process; call offer.start.")
    offer = _offer_of(org, process)
    version = _new_version(org, process["applicationId"], op.offerForm, ask.key, offer=offer)
    version["id"], form["usedAt"] = form["id"], org.stamp()
    if offer is None:
        offer = org.add(
            "offer",
            {
                "applicationId": process["applicationId"],
                "offerProcessId": process["id"],
                "acceptanceStatus": "Created",
                "offerStatus": "WaitingOnApprovalStart",
                "decidedAt": None,
                "latestVersionId": None,
                "versions": [],
            },
        )
    return _add_version(org, offer, version, ask.key, form=not op.excludeFormDefinition)


def _new_version(
    org: Organization, application_id: str, form: OfferForm, key: ApiKey, *, offer: JsonObject | None
) -> JsonObject:
    answers = [(item.path, item.value) for item in form.fieldSubmissions]
    application = org.table("application")[application_id]
    values = read_form(org, application, answers, offer_id=offer["id"] if offer else None)
    return {
        "id": org.new_id(),
        **values,
        "createdAt": org.stamp(),
        "fileHandles": [],
        "authorUserId": key.acting_user,
        "approvalStatus": None,
    }


def _add_version(
    org: Organization, offer: JsonObject, version: JsonObject, key: ApiKey, *, form: bool, resubmit: bool = False
) -> Json:
    first = not offer["versions"]
    asked = False if first else forget(org, latest(offer))
    offer["versions"] = [*offer["versions"], version]
    offer["latestVersionId"] = version["id"]
    begin(org, offer, version, submitted=asked and resubmit)
    return _told(org, offer, key, form=form, event="offerCreate" if first else "offerUpdate")


def _told(org: Organization, offer: JsonObject, key: ApiKey, *, form: bool, event: str = "offerUpdate") -> Json:
    org.touch("offer", offer)
    org.fire(event, {"offer": present_offer(org, offer, key)})
    return present_offer(org, offer, key, form=form)


@rule(
    "offer.update",
    source="[S]",
    guesses=(
        "an offer that was accepted, declined or cancelled answers invalid_input",
        "approvers who had been asked about the old version are asked about the new one at once",
    ),
)
def update(org: Organization, ask: Ask[OfferUpdate]) -> Json:
    """A new version, whose approval starts over; the old one stays among the versions."""
    op = ask.op
    offer = visible_offer(org, op.offerId, ask.key)
    if offer["offerStatus"] in ENDED:
        raise Refusal("invalid_input", f"The offer is {offer['offerStatus']} and cannot be changed.")
    version = _new_version(org, offer["applicationId"], op.offerForm, ask.key, offer=offer)
    return _add_version(org, offer, version, ask.key, form=not op.excludeFormDefinition, resubmit=True)


def _latest_version(org: Organization, version_id: str, key: ApiKey) -> tuple[JsonObject, JsonObject]:
    offer, version = find_version(org, version_id, key)
    if version is not latest(offer):
        raise Refusal("invalid_input", "This is not the latest version of the offer.")
    return offer, version


@rule(
    "offer.startApprovalProcess",
    source="[S] [D]",
    guesses=(
        "an offer in another state than WaitingOnApprovalStart answers invalid_input",
        (
            "offer_letter_required_before_approval comes where the organization's setting asks for a letter "
            "(letterRequired of a row of kind offerApprovalRule; off in the demo company) and the version has no "
            "file"
        ),
    ),
)
def start_approval(org: Organization, ask: Ask[OfferStartApprovalProcess]) -> Json:
    """Asks the approvers of the first step."""
    offer, version = _latest_version(org, ask.op.offerVersionId, ask.key)
    approval = approval_of(org, version["id"])
    if offer["offerStatus"] != "WaitingOnApprovalStart" or approval is None:
        raise Refusal("invalid_input", f"The offer is {offer['offerStatus']}, not WaitingOnApprovalStart.")
    if (setting_of(org, offer) or {}).get("letterRequired") and not version["fileHandles"]:
        raise Refusal(
            "offer_letter_required_before_approval", "Attach the offer letter in Ashby, then ask for approval."
        )
    submit(org, offer, approval, note=ask.op.note)
    return _told(org, offer, ask.key, form=not ask.op.excludeFormDefinition)


@rule(
    "offer.approve",
    source="[S] [L]",
    guesses=(
        "an offer that does not wait for an approval answers invalid_input",
        "approving all of it also works before the approvers were asked",
    ),
)
def approve(org: Organization, ask: Ask[OfferApprove]) -> Json:
    """As an admin's force: all of it, or one approver's part of the current step."""
    op = ask.op
    offer, version = _latest_version(org, op.offerVersionId, ask.key)
    if offer["offerStatus"] not in ("WaitingOnApprovalStart", "WaitingOnOfferApproval"):
        raise Refusal("invalid_input", f"The offer is {offer['offerStatus']} and waits for no approval.")
    give(org, offer, version, step_id=op.approvalStepId, user_id=op.userId)
    return _told(org, offer, ask.key, form=not op.excludeFormDefinition)


@rule(
    "offer.setStatus",
    source="[D] [C]",
    guesses=(
        "Accepted, Declined and Cancelled become CandidateAccepted, CandidateRejected and OfferCancelled",
        "accepting and declining set decidedAt to now; a status that is set again changes nothing",
        "an acceptance fills the opening that the offer names, and does not move the application",
        "an opening that another application has taken makes an acceptance opening_in_use",
    ),
)
def set_status(org: Organization, ask: Ask[OfferSetStatus]) -> Json:
    """The outcome of an offer; offerStatus follows from it."""
    op = ask.op
    offer = visible_offer(org, op.offerId, ask.key)
    form = not op.excludeFormDefinition
    if offer["acceptanceStatus"] == op.acceptanceStatus:
        return present_offer(org, offer, ask.key, form=form)
    application = org.get("application", offer["applicationId"])
    seat = named_seat(org, application, offer) if op.acceptanceStatus == "Accepted" else None
    if offer["acceptanceStatus"] == "Accepted" and application["status"] != "Hired":
        give_back(org, application)
    if seat is not None:
        fill(org, application, seat)
    offer["acceptanceStatus"] = op.acceptanceStatus
    set_offer_status(org, offer, _OUTCOME[op.acceptanceStatus])
    offer["decidedAt"] = None if op.acceptanceStatus == "Cancelled" else org.stamp()
    return _told(org, offer, ask.key, form=form)


@rule("offer.setDecidedAt", source="[D]", guesses=("an offer without a decision answers invalid_input",))
def set_decided_at(org: Organization, ask: Ask[OfferSetDecidedAt]) -> Json:
    """Corrects the moment of the decision; a time in UTC with the suffix Z."""
    offer = visible_offer(org, ask.op.offerId, ask.key)
    if offer["acceptanceStatus"] not in ("Accepted", "Declined"):
        raise Refusal("invalid_input", "The offer was neither accepted nor declined.")
    offer["decidedAt"] = iso(datetime.fromisoformat(ask.op.decidedAt))
    return _told(org, offer, ask.key, form=not ask.op.excludeFormDefinition)
