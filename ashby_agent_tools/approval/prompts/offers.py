"""Questions about offers: making, changing, dating and ending them."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import APPLICATION, application_of, read
from ashby_agent_tools.approval.prompts._namesakes import thing_mark
from ashby_agent_tools.approval.prompts._offer_facts import application_read, state_in_words, state_row, whose
from ashby_agent_tools.approval.prompts._phrases import moment, shown
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, at, known_id
from ashby_agent_tools.approval.prompts.applying import Form, field_lines, fields_in
from ashby_agent_tools.approval.prompts.approvals import PROMPTS as APPROVALS
from ashby_agent_tools.operations.applications import FieldSubmission
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.offers import (
    OfferCreate,
    OfferFieldValue,
    OfferProcessStart,
    OfferSetDecidedAt,
    OfferSetStatus,
    OfferStart,
    OfferUpdate,
)
from ashby_agent_tools.operations.reasons import OFFER_ENDS, SIGNATURE_VOID

_OFFER = "the offer"
_SIGNATURE = "A signature request that the candidate has received may become void."
_ENDED = ("CandidateAccepted", "CandidateRejected", "OfferCancelled")
_PROCESS, _NEW_FORM = "the offer process", "the offer form"
_CHANGED = ("it changes the outcome of an offer that has ended",)
_VOID = "Approvals given so far are void."
_MOST_FIELDS = 3


def _offer_needs(operation: OfferSetStatus | OfferUpdate) -> Reads:
    brief = isinstance(operation, OfferSetStatus)
    return read(_OFFER, "offer.info", offerId=operation.offerId, excludeFormDefinition=brief)


def _applicant(operation: OfferSetStatus | OfferUpdate, seen: Lookups) -> Reads:  # noqa: ARG001
    return application_read(seen.record(_OFFER))


def _which(identity: str, seen: Lookups) -> str:
    return whose(seen.record(_OFFER), identity, seen, thing_mark(seen, _OFFER, "offer"))


# offer.setStatus, update, create


def _set_status(change: OfferSetStatus, seen: Lookups) -> Statement:
    offer = seen.record(_OFFER)
    which, now = _which(change.offerId, seen), offer.get("offerStatus")
    ended, out = now in _ENDED, now in (None, "WaitingOnCandidateResponse")
    moot = {OFFER_ENDS} if ended else set()
    if change.acceptanceStatus == "Accepted":
        return Statement(
            f"Record that {which} was accepted. That can start the hire.",
            tight=f"Record that {which} was accepted.",
            more="The offer has ended already." if ended else "",
            rows=state_row(offer),
            moot=moot,
            why=_CHANGED if ended else (),
        )
    declined = change.acceptanceStatus == "Declined"
    return Statement(
        f"Record that the candidate declined {which}." if declined else f"Cancel {which}.",
        more="The offer has ended already." if ended else _SIGNATURE if out else "",
        rows=state_row(offer),
        moot=moot if out else {*moot, SIGNATURE_VOID},
        why=_CHANGED if ended else (),
    )


def _update(change: OfferUpdate, seen: Lookups) -> Statement:
    offer = seen.record(_OFFER)
    rows = _fields(change.offerForm.fieldSubmissions, fields_in(offer.get("formDefinition")))
    state_now = state_in_words(offer["offerStatus"]) if offer.get("offerStatus") else ""
    return Statement(
        f"Make a new version of {_which(change.offerId, seen)}; its approvals start over.",
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


def _create_more(new: OfferCreate, seen: Lookups) -> Reads:
    form = fields_in(seen.at(_NEW_FORM, "formDefinition"))
    unknown = [one.path for one in new.offerForm.fieldSubmissions if one.path not in form and known_id(one.path)]
    found = application_read(seen.record(_PROCESS))
    for number, identity in enumerate(unknown[:_MOST_FIELDS], 1):
        found = {**found, **read(f"the field {number}", "customField.info", customFieldId=identity)}
    return found


def _create(new: OfferCreate, seen: Lookups) -> Statement:
    known = known_id(seen.at(_PROCESS, "applicationId"))
    form = dict(fields_in(seen.at(_NEW_FORM, "formDefinition")))
    for name in _create_more(new, seen):
        field = seen.record(name)
        if known_id(field.get("id")) and "fieldType" in field:
            form[field["id"]] = field
    to = f"to {application_of(seen, known)}" if known else f"in the offer process {new.offerProcessId}"
    unknown = "" if known else "Ashby's API cannot look up whose process this is: check the values."
    return Statement(
        f"Create an offer {to}. Approvers may be asked.",
        back="It can only be cancelled later.",
        more=f"{unknown} If no approval is set up, the offer goes ahead at once.".strip(),
        rows=tuple(_fields(new.offerForm.fieldSubmissions, form)),
    )


def _process_told(start: OfferStart) -> dict[str, str]:
    return {_PROCESS: start.offerProcessId}


def _process_more(start: OfferStart, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    return application_read(seen.record(_PROCESS))


def _open_form(start: OfferStart, seen: Lookups) -> Statement:
    known = known_id(seen.at(_PROCESS, "applicationId"))
    whose = f"for {application_of(seen, known)}" if known else f"in the offer process {start.offerProcessId}"
    more = "" if known else "Ashby's API cannot look up whose process this is."
    return Statement(f"Open an offer form {whose}. No offer is made yet.", back="It cannot be discarded.", more=more)


def _process_needs(start: OfferProcessStart) -> Reads:
    return read(APPLICATION, "application.info", applicationId=start.applicationId)


def _start_process(start: OfferProcessStart, seen: Lookups) -> Statement:
    who = application_of(seen, start.applicationId)
    return Statement(f"Start an offer process for {who}. No offer is made yet.", back="It cannot be withdrawn.")


def _decided_needs(change: OfferSetDecidedAt) -> Reads:
    return read(_OFFER, "offer.info", offerId=change.offerId, excludeFormDefinition=True)


def _decided_more(change: OfferSetDecidedAt, seen: Lookups) -> Reads:  # noqa: ARG001
    return application_read(seen.record(_OFFER))


def _decided(change: OfferSetDecidedAt, seen: Lookups) -> Statement:
    offer = seen.record(_OFFER)
    now = offer.get("decidedAt")
    before = (moment(now) if now else "nothing") if offer else None
    row = ("decided", before, moment(change.decidedAt))
    return Statement(
        f"Correct the decision date of {_which(change.offerId, seen)}.",
        rows=(row,),
    )


PROMPTS = (
    ApprovalPrompt(
        OfferSetStatus, _set_status, needs=_offer_needs, more=_applicant, shows=("acceptanceStatus", "offerId")
    ),
    ApprovalPrompt(
        OfferUpdate,
        _update,
        needs=_offer_needs,
        more=_applicant,
        shows=("offerForm.fieldSubmissions.path", "offerForm.fieldSubmissions.value", "offerId"),
    ),
    ApprovalPrompt(
        OfferCreate,
        _create,
        more=_create_more,
        told=_create_told,
        shows=("offerForm.fieldSubmissions.path", "offerForm.fieldSubmissions.value", "offerProcessId"),
    ),
    ApprovalPrompt(OfferProcessStart, _start_process, needs=_process_needs, shows=("applicationId",)),
    ApprovalPrompt(OfferStart, _open_form, more=_process_more, told=_process_told, shows=("offerProcessId",)),
    ApprovalPrompt(
        OfferSetDecidedAt, _decided, needs=_decided_needs, more=_decided_more, shows=("decidedAt", "offerId")
    ),
    *APPROVALS,
)
