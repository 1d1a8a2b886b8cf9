"""Words for offers: making, changing, approving and ending them. A version is found among the offers still open."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import changes, count, join, moment, quoted, shown
from ashby_agent_tools.approval.words._things import APPLICATION, application_of, read, user_of
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, at, known_id, objects
from ashby_agent_tools.approval.words.applying import Form, field_lines, fields_in
from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations.applications import FieldSubmission
from ashby_agent_tools.operations.approvals import ApprovalDefinitionUpdate
from ashby_agent_tools.operations.offers import (
    OfferApprove,
    OfferCreate,
    OfferFieldValue,
    OfferSetStatus,
    OfferStartApprovalProcess,
    OfferUpdate,
)

_OFFER, _OFFERS, _APPROVALS = "the offer", "the offer of that version", "the approval"
_OPEN = ["WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition"]
_MOST_APPROVERS = 5  # with offer, approval and application, all that a question may look up
_SIGNATURE = " A request for a signature that the candidate has may become void."
_STATES = {
    "WaitingOnApprovalStart": "waiting for its approval to start",
    "WaitingOnOfferApproval": "waiting for approval",
    "WaitingOnApprovalDefinition": "waiting for its approval steps",
    "WaitingOnCandidateResponse": "waiting for the candidate's answer",
    "CandidateRejected": "declined by the candidate",
    "CandidateAccepted": "accepted by the candidate",
    "OfferCancelled": "cancelled",
}
_Row = tuple[str, str | None, str]


def _offer_needs(operation: OfferSetStatus | OfferUpdate) -> Reads:
    brief = isinstance(operation, OfferSetStatus)
    return read(_OFFER, "offer.info", offerId=operation.offerId, excludeFormDefinition=brief)


def _applicant(operation: OfferSetStatus | OfferUpdate, seen: Seen) -> Reads:  # noqa: ARG001
    return _application(seen.record(_OFFER))


def _application(offer: JsonObject) -> Reads:
    found = known_id(offer.get("applicationId"))
    return read(APPLICATION, "application.info", applicationId=found) if found else {}


def _whose(offer: JsonObject, identity: str, seen: Seen) -> str:
    known = known_id(offer.get("applicationId"))
    return f"the offer to {application_of(seen, known)}" if known else f"the offer {identity}"


def _terms(offer: JsonObject) -> str:
    """Pay, start and state of the latest version."""
    version = at(offer, "latestVersion")
    found = (
        ("pay", at(version, "salary"), shown),
        ("start", at(version, "startDate"), moment),
        ("now", offer.get("offerStatus"), _state),
    )
    text = ", ".join(f"{name} {wording(value)}" for name, value, wording in found if value)
    return f" ({text})" if text else ""


def _state(value: Json) -> str:
    return _STATES.get(value, quoted(value)) if isinstance(value, str) else shown(value)


# offer.setStatus, update, create


def _set_status(change: OfferSetStatus, seen: Seen) -> str:
    offer = seen.record(_OFFER)
    which = _whose(offer, change.offerId, seen) + _terms(offer)
    if change.acceptanceStatus == "Accepted":
        return f"Record that {which} was accepted. That can start the hire; no call opens the offer again."
    if change.acceptanceStatus == "Declined":
        return f"Record that {which} was declined by the candidate. No call opens it again.{_SIGNATURE}"
    return f"Cancel {which}. No call opens it again.{_SIGNATURE}"


def _update(change: OfferUpdate, seen: Seen) -> str:
    offer = seen.record(_OFFER)
    text = f"Make a new version of {_whose(offer, change.offerId, seen)}{_terms(offer)}."
    text += " Approvals given so far are void, and approval starts again."
    rows = _fields(change.offerForm.fieldSubmissions, fields_in(offer.get("formDefinition")))
    return text + changes(*(_with_before(row, at(offer, "latestVersion")) for row in rows))


def _fields(values: list[OfferFieldValue], form: Form) -> list[_Row]:
    return field_lines([FieldSubmission(path=one.path, value=one.value) for one in values], form)


def _with_before(row: _Row, version: Json) -> _Row:
    """The value of the superseded version, where the field is one that Ashby answers by name."""
    field = row[0].replace(" ", "").strip("'\"").casefold()
    for path, wording in (("salary", shown), ("startDate", shown)):
        if field.endswith(path.casefold()) and at(version, path):
            return row[0], wording(at(version, path)), row[2]
    return row


def _create(new: OfferCreate, seen: Seen) -> str:  # noqa: ARG001  (nothing can be looked up)
    text = (
        f"Create the offer of offer process {new.offerProcessId}. Approvers may be asked at once; where no approval is "
        "set up the offer goes on. Ashby cannot tell by its id whose process it is: check the values."
    )
    return text + changes(*_fields(new.offerForm.fieldSubmissions, {}))


# by version: startApprovalProcess, approve, approvalDefinition.update


def _versions(identity: str) -> Reads:
    return {
        **read(_OFFERS, "offer.list", offerStatus=_OPEN),
        **read(_APPROVALS, "approval.list", entityType="offer", entityId=identity),
    }


def _by_version(seen: Seen, identity: str) -> JsonObject:
    return next((row for row in seen.rows(_OFFERS) if at(row, "latestVersion", "id") == identity), {})


def _of_version(seen: Seen, identity: str) -> str:
    offer = _by_version(seen, identity)
    return _whose(offer, "", seen) + _terms(offer) if offer else f"the offer of version {identity}"


def _start_needs(start: OfferStartApprovalProcess) -> Reads:
    return _versions(start.offerVersionId)


def _start_more(start: OfferStartApprovalProcess, seen: Seen) -> Reads:
    return {**_application(_by_version(seen, start.offerVersionId)), **_people(_present_approvers(seen))}


def _start(start: OfferStartApprovalProcess, seen: Seen) -> str:
    text = f"Send {_of_version(seen, start.offerVersionId)} to its approvers; the request cannot be called back."
    lines: list[_Row] = [("note to them", None, quoted(start.note, most=300))] if start.note else []
    return text + changes(*lines, *_present_steps(seen))


def _steps(seen: Seen) -> list[JsonObject]:
    return [step for approval in seen.rows(_APPROVALS)[:1] for step in objects(approval.get("steps"))]


def _present_approvers(seen: Seen) -> list[str]:
    people = [known_id(one.get("userId")) for step in _steps(seen) for one in objects(step.get("approvers"))]
    return [one for one in people if one]


def _people(identities: list[str]) -> Reads:
    found: Reads = {}
    for identity in list(dict.fromkeys(identities))[:_MOST_APPROVERS]:
        found = {**found, **read(f"the user {identity}", "user.info", userId=identity)}
    return found


def _person(seen: Seen, identity: Json) -> str:
    return user_of(seen, identity, name=f"the user {identity}")


def _present_steps(seen: Seen) -> list[_Row]:
    rows: list[_Row] = []
    for number, step in enumerate(_steps(seen), 1):
        people = [_approver(seen, one) for one in objects(step.get("approvers"))]
        rows.append((f"step {number} now", None, _enough(step.get("approvalsRequired"), people)))
    return rows


def _enough(required: Json, people: list[str]) -> str:
    """Whose approval is needed: of all these people, or of some of them."""
    few = isinstance(required, int) and required < len(people)
    return f"any {required} of {join(people)}" if few else join(people)


def _approver(seen: Seen, one: JsonObject) -> str:
    decision = one.get("decision")
    said = {"approve": " (has approved)", "reject": " (has rejected)"}
    return _person(seen, one.get("userId")) + (said.get(decision, "") if isinstance(decision, str) else "")


def _approve_needs(force: OfferApprove) -> Reads:
    return _versions(force.offerVersionId)


def _approve_more(force: OfferApprove, seen: Seen) -> Reads:
    people = [*([force.userId] if force.userId else []), *_present_approvers(seen)]
    return {**_application(_by_version(seen, force.offerVersionId)), **_people(people)}


def _approve(force: OfferApprove, seen: Seen) -> str:
    which = _of_version(seen, force.offerVersionId)
    if force.userId is None:
        text = f"Approve {which} over the heads of all its approvers, as an admin can; it can then go to the candidate."
    else:
        text = f"Approve {which} in place of {_person(seen, force.userId)}, in the step {force.approvalStepId}."
    return text + changes(*_present_steps(seen))


def _define_needs(new: ApprovalDefinitionUpdate) -> Reads:
    return _versions(new.entityId)


def _define_more(new: ApprovalDefinitionUpdate, seen: Seen) -> Reads:
    wanted = [one.userId for step in new.approvalStepDefinitions for one in step.approvers]
    return {**_application(_by_version(seen, new.entityId)), **_people([*wanted, *_present_approvers(seen)])}


def _define(new: ApprovalDefinitionUpdate, seen: Seen) -> str:
    steps = new.approvalStepDefinitions
    which = _of_version(seen, new.entityId)
    if not steps:
        text = f"Remove every approval step of {which}: it goes on without any approval."
    else:
        text = f"Replace the approval steps of {which} by {count(len(steps), 'step')}."
    if steps and new.submitApprovalRequest:
        text += " The approvers are asked at once."
    rows: list[_Row] = [
        (
            f"step {number} new",
            None,
            _enough(step.approvalsRequired, [_person(seen, one.userId) for one in step.approvers]),
        )
        for number, step in enumerate(steps, 1)
    ]
    return text + changes(*_present_steps(seen), *rows)


WORDS = (
    Wording(OfferSetStatus, _set_status, needs=_offer_needs, more=_applicant),
    Wording(OfferUpdate, _update, needs=_offer_needs, more=_applicant),
    Wording(OfferCreate, _create),
    Wording(OfferStartApprovalProcess, _start, needs=_start_needs, more=_start_more),
    Wording(OfferApprove, _approve, needs=_approve_needs, more=_approve_more),
    Wording(ApprovalDefinitionUpdate, _define, needs=_define_needs, more=_define_more),
)
