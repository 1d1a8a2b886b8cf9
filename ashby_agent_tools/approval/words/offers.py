"""Words for offers: making, changing, approving and ending them. A version is found among the offers still open."""

from __future__ import annotations

from ashby_agent_tools.approval.words._namesakes import users_in, users_read
from ashby_agent_tools.approval.words._phrases import count, join, moment, quoted, shown
from ashby_agent_tools.approval.words._things import APPLICATION, application_of, read, user_of
from ashby_agent_tools.approval.words._wording import Reads, Row, Said, Seen, Wording, at, known_id, objects
from ashby_agent_tools.approval.words.applying import Form, field_lines, fields_in
from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations._reasons import OFFER_ENDS, SIGNATURE_VOID
from ashby_agent_tools.operations.applications import FieldSubmission
from ashby_agent_tools.operations.approvals import ApprovalDefinitionUpdate
from ashby_agent_tools.operations.offers import (
    OfferApprove,
    OfferCreate,
    OfferFieldValue,
    OfferProcessStart,
    OfferSetDecidedAt,
    OfferSetStatus,
    OfferStart,
    OfferStartApprovalProcess,
    OfferUpdate,
)

_OFFER, _OFFERS, _APPROVALS = "the offer", "the offer of that version", "the approval"
_OPEN = ["WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition"]
_MOST_APPROVERS = 5  # with offer, approval and application, all that a question may look up
_SIGNATURE = "A request for a signature that the candidate has may become void."
_STATES = {
    "WaitingOnApprovalStart": "waiting for its approval to start",
    "WaitingOnOfferApproval": "waiting for approval",
    "WaitingOnApprovalDefinition": "waiting for its approval steps",
    "WaitingOnCandidateResponse": "waiting for the candidate's answer",
    "CandidateRejected": "declined by the candidate",
    "CandidateAccepted": "accepted by the candidate",
    "OfferCancelled": "cancelled",
}
_ENDED = ("CandidateAccepted", "CandidateRejected", "OfferCancelled")
_PROCESS, _NEW_FORM = "the offer process", "the form of the offer"
_CHANGED = ("it changes the outcome of an offer that has ended",)
_VOID = "Approvals given so far are void."
_MOST_FIELDS = 3


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


def _state_row(offer: JsonObject) -> tuple[Row, ...]:
    """The state of the offer; its pay and start stand with what is sent."""
    now = offer.get("offerStatus")
    return (("state now", None, _state(now)),) if now else ()


def _state(value: Json) -> str:
    return _STATES.get(value, quoted(value)) if isinstance(value, str) else shown(value)


# offer.setStatus, update, create


def _set_status(change: OfferSetStatus, seen: Seen) -> Said:
    offer = seen.record(_OFFER)
    which, now = _whose(offer, change.offerId, seen), offer.get("offerStatus")
    ended, out = now in _ENDED, now in (None, "WaitingOnCandidateResponse")
    moot = {OFFER_ENDS} if ended else set()
    if change.acceptanceStatus == "Accepted":
        return Said(
            f"Record that {which} was accepted. That can start the hire.",
            tight=f"Record that {which} was accepted.",
            more="The offer has ended already." if ended else "",
            rows=_state_row(offer),
            moot=moot,
            why=_CHANGED if ended else (),
        )
    declined = change.acceptanceStatus == "Declined"
    return Said(
        f"Record that the candidate declined {which}." if declined else f"Cancel {which}.",
        more="The offer has ended already." if ended else _SIGNATURE if out else "",
        rows=_state_row(offer),
        moot=moot if out else {*moot, SIGNATURE_VOID},
        why=_CHANGED if ended else (),
    )


def _update(change: OfferUpdate, seen: Seen) -> Said:
    offer = seen.record(_OFFER)
    rows = _fields(change.offerForm.fieldSubmissions, fields_in(offer.get("formDefinition")))
    state_now = _state(offer["offerStatus"]) if offer.get("offerStatus") else ""
    return Said(
        f"Make a new version of {_whose(offer, change.offerId, seen)}; its approvals start over.",
        more=f"{_VOID} The offer is now {state_now}." if state_now else _VOID,
        rows=tuple(_with_before(row, at(offer, "latestVersion")) for row in rows),
    )


def _fields(values: list[OfferFieldValue], form: Form) -> list[Row]:
    return field_lines([FieldSubmission(path=one.path, value=one.value) for one in values], form)


def _with_before(row: Row, version: Json) -> Row:
    """The value of the superseded version, where the field is one that Ashby answers by name."""
    field = row[0].replace(" ", "").strip("'\"").casefold()
    for path, wording in (("salary", shown), ("startDate", shown)):
        if field.endswith(path.casefold()) and at(version, path):
            return row[0], wording(at(version, path)), row[2]
    return row


def _create_told(new: OfferCreate) -> dict[str, str]:
    """No read takes the id of a process or of a form; whoever opened them was told what they are."""
    return {_PROCESS: new.offerProcessId, _NEW_FORM: new.offerFormId}


def _create_more(new: OfferCreate, seen: Seen) -> Reads:
    form = fields_in(seen.at(_NEW_FORM, "formDefinition"))
    unknown = [one.path for one in new.offerForm.fieldSubmissions if one.path not in form and known_id(one.path)]
    found = _application(seen.record(_PROCESS))
    for number, identity in enumerate(unknown[:_MOST_FIELDS], 1):
        found = {**found, **read(f"the field {number}", "customField.info", customFieldId=identity)}
    return found


def _create(new: OfferCreate, seen: Seen) -> Said:
    known = known_id(seen.at(_PROCESS, "applicationId"))
    form = dict(fields_in(seen.at(_NEW_FORM, "formDefinition")))
    for name in _create_more(new, seen):
        field = seen.record(name)
        if known_id(field.get("id")) and "fieldType" in field:
            form[field["id"]] = field
    whose = f"an offer to {application_of(seen, known)}" if known else f"the offer of process {new.offerProcessId}"
    unknown = "" if known else "Ashby cannot tell by its id whose process it is: check the values."
    return Said(
        f"Create {whose}. Approvers may be asked.",
        back="It can only be cancelled later.",
        more=f"{unknown} Where no approval is set up, the offer goes on at once.".strip(),
        rows=tuple(_fields(new.offerForm.fieldSubmissions, form)),
    )


def _process_told(start: OfferStart) -> dict[str, str]:
    return {_PROCESS: start.offerProcessId}


def _process_more(start: OfferStart, seen: Seen) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    return _application(seen.record(_PROCESS))


def _open_form(start: OfferStart, seen: Seen) -> Said:
    known = known_id(seen.at(_PROCESS, "applicationId"))
    whose = f"for {application_of(seen, known)}" if known else f"in the offer process {start.offerProcessId}"
    more = "" if known else "Ashby cannot tell by its id whose process it is."
    return Said(f"Open an offer form {whose}. No offer is made yet.", back="It cannot be discarded.", more=more)


def _process_needs(start: OfferProcessStart) -> Reads:
    return read(APPLICATION, "application.info", applicationId=start.applicationId)


def _start_process(start: OfferProcessStart, seen: Seen) -> Said:
    who = application_of(seen, start.applicationId)
    return Said(f"Start an offer process for {who}. No offer is made yet.", back="It cannot be withdrawn.")


def _decided_needs(change: OfferSetDecidedAt) -> Reads:
    return read(_OFFER, "offer.info", offerId=change.offerId, excludeFormDefinition=True)


def _decided_more(change: OfferSetDecidedAt, seen: Seen) -> Reads:  # noqa: ARG001
    return _application(seen.record(_OFFER))


def _decided(change: OfferSetDecidedAt, seen: Seen) -> Said:
    offer = seen.record(_OFFER)
    now = offer.get("decidedAt")
    before = (moment(now) if now else "nothing") if offer else None
    row = ("decided", before, moment(change.decidedAt))
    return Said(f"Correct when {_whose(offer, change.offerId, seen)} was decided.", rows=(row,))


# by version: startApprovalProcess, approve, approvalDefinition.update


def _versions(identity: str) -> Reads:
    return {
        **read(_OFFERS, "offer.list", offerStatus=_OPEN),
        **read(_APPROVALS, "approval.list", entityType="offer", entityId=identity),
        **users_read(),
    }


def _by_version(seen: Seen, identity: str) -> JsonObject:
    return next((row for row in seen.rows(_OFFERS) if at(row, "latestVersion", "id") == identity), {})


def _of_version(seen: Seen, identity: str) -> str:
    offer = _by_version(seen, identity)
    return _whose(offer, "", seen) if offer else f"the offer of version {identity}"


def _start_needs(start: OfferStartApprovalProcess) -> Reads:
    return _versions(start.offerVersionId)


def _start_more(start: OfferStartApprovalProcess, seen: Seen) -> Reads:
    return {**_application(_by_version(seen, start.offerVersionId)), **_people(_present_approvers(seen), seen)}


def _start(start: OfferStartApprovalProcess, seen: Seen) -> Said:
    rows: list[Row] = [("note to them", None, quoted(start.note, most=300))] if start.note else []
    return Said(
        f"Send {_of_version(seen, start.offerVersionId)} to its approvers.",
        back="The request cannot be called back.",
        rows=(*_state_row(_by_version(seen, start.offerVersionId)), *rows, *_present_steps(seen)),
    )


def _steps(seen: Seen) -> list[JsonObject]:
    return [step for approval in seen.rows(_APPROVALS)[:1] for step in objects(approval.get("steps"))]


def _present_approvers(seen: Seen) -> list[str]:
    people = [known_id(one.get("userId")) for step in _steps(seen) for one in objects(step.get("approvers"))]
    return [one for one in people if one]


def _people(identities: list[str], seen: Seen) -> Reads:
    """The colleagues whom the list of all did not name."""
    found: Reads = {}
    listed = {known_id(row.get("id")) for row in users_in(seen)}
    for identity in [one for one in dict.fromkeys(identities) if one not in listed][:_MOST_APPROVERS]:
        found = {**found, **read(f"the user {identity}", "user.info", userId=identity)}
    return found


def _person(seen: Seen, identity: Json) -> str:
    record = next((row for row in users_in(seen) if row.get("id") == identity), None)
    if record is None:
        return user_of(seen, identity, name=f"the user {identity}")
    return user_of(Seen({**seen.answers, "user": record}, seen.most), identity, name="user")


def _present_steps(seen: Seen) -> list[Row]:
    rows: list[Row] = []
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
    return {**_application(_by_version(seen, force.offerVersionId)), **_people(people, seen)}


def _approve(force: OfferApprove, seen: Seen) -> Said:
    which = _of_version(seen, force.offerVersionId)
    if force.userId is None:
        head, more = f"Approve {which} over the heads of all its approvers.", ""
        tight = head
    else:
        head = f"Approve {which} in place of {_person(seen, force.userId)}."
        tight = f"Approve {which} as {_person(seen, force.userId)}."
        more = f"The step is {force.approvalStepId}."
    return Said(
        f"{head} It can then go out to the candidate.",
        tight=tight,
        short="This is final.",
        more=more,
        rows=(*_state_row(_by_version(seen, force.offerVersionId)), *_present_steps(seen)),
    )


def _define_needs(new: ApprovalDefinitionUpdate) -> Reads:
    return _versions(new.entityId)


def _define_more(new: ApprovalDefinitionUpdate, seen: Seen) -> Reads:
    wanted = [one.userId for step in new.approvalStepDefinitions for one in step.approvers]
    return {**_application(_by_version(seen, new.entityId)), **_people([*wanted, *_present_approvers(seen)], seen)}


def _define(new: ApprovalDefinitionUpdate, seen: Seen) -> Said:
    steps, which = new.approvalStepDefinitions, _of_version(seen, new.entityId)
    if steps:
        asks = " The approvers are asked at once." if new.submitApprovalRequest else ""
        does = "Replace the approval steps"
        head = f"{does} of {which} with {count(len(steps), 'step')}.{asks}"
    else:
        does = "Remove every approval step"
        head = f"{does} of {which}: it goes on without any approval."
    new_steps: list[Row] = [
        (
            f"step {number} new",
            None,
            _enough(step.approvalsRequired, [_person(seen, one.userId) for one in step.approvers]),
        )
        for number, step in enumerate(steps, 1)
    ]
    return Said(
        head,
        tight=f"{does} of {which}.",
        rows=(*_state_row(_by_version(seen, new.entityId)), *_present_steps(seen), *new_steps),
    )


WORDS = (
    Wording(OfferSetStatus, _set_status, needs=_offer_needs, more=_applicant),
    Wording(OfferUpdate, _update, needs=_offer_needs, more=_applicant),
    Wording(OfferCreate, _create, more=_create_more, told=_create_told),
    Wording(OfferProcessStart, _start_process, needs=_process_needs),
    Wording(OfferStart, _open_form, more=_process_more, told=_process_told),
    Wording(OfferSetDecidedAt, _decided, needs=_decided_needs, more=_decided_more),
    Wording(OfferStartApprovalProcess, _start, needs=_start_needs, more=_start_more),
    Wording(OfferApprove, _approve, needs=_approve_needs, more=_approve_more),
    Wording(ApprovalDefinitionUpdate, _define, needs=_define_needs, more=_define_more),
)
