"""Offers: an offer process per application, its offers, their versions, approvals and outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    ApprovalStepId,
    EpochMs,
    FormValue,
    ListOf,
    Moment,
    OfferFormId,
    OfferId,
    OfferProcessId,
    OfferVersionId,
    Synced,
    UserId,
)
from ashby_agent_tools.operations.reasons import OFFER_ENDS, SIGNATURE_VOID
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

OfferStatus = Literal[
    "WaitingOnApprovalStart",
    "WaitingOnOfferApproval",
    "WaitingOnApprovalDefinition",
    "WaitingOnCandidateResponse",
    "CandidateRejected",
    "CandidateAccepted",
    "OfferCancelled",
]
AcceptanceStatus = Literal["Accepted", "Declined", "Pending", "Created", "Cancelled", "WaitingOnResponse"]
ApprovalStatus = Literal["Approved", "WaitingOnApprovals", "Declined"]


def _utc(value: object) -> object:
    """The same instant with the suffix Z, the only one that Ashby's page accepts here; no zone is read as UTC."""
    if not isinstance(value, str) or value.endswith("Z"):
        return value
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return value  # refused by Moment, in its words


class OfferFieldValue(Params):
    """One filled field of an offer form; `path` comes from the form definition."""

    path: str
    value: Annotated[FormValue, Field(description="Currency {currencyCode, value}")]


class OfferForm(Params):
    """The filled form of an offer."""

    fieldSubmissions: ListOf[OfferFieldValue]


class OfferList(Synced):
    """List offers, each with its latest version; there is no sent or signed time, only offerStatus."""

    spec = Spec(
        "offer.list",
        scope="offersRead",
        risk=READ,
        tags=("offers", "pipeline", "reporting"),
        entity=entities.OFFER,
        paging="sync",
        aliases=("list_all_ashby_offers",),
    )

    applicationId: ApplicationId | None = None
    offerStatus: Annotated[ListOf[OfferStatus], Field(min_length=1)] | None = None
    acceptanceStatus: Annotated[ListOf[AcceptanceStatus], Field(min_length=1)] | None = None
    approvalStatus: Annotated[ListOf[ApprovalStatus], Field(min_length=1)] | None = None
    createdAfter: EpochMs | None = None


class OfferInfo(Operation):
    """Read one offer with all its versions."""

    spec = Spec(
        "offer.info",
        scope="offersRead",
        risk=READ,
        tags=("offers", "pipeline"),
        entity=entities.OFFER,
        aliases=("get_single_ashby_offer_by_id",),
    )

    offerId: OfferId
    excludeFormDefinition: bool | None = None


class OfferProcessStart(Operation):
    """Start an offer process for an application; offer.start comes next."""

    spec = Spec(
        "offerProcess.start",
        scope="offersWrite",
        risk=WRITE.because("an offer process that was started cannot be withdrawn from here"),
        tags=("offers",),
        entity=entities.OFFER_PROCESS,
        look="application.info",
    )

    applicationId: ApplicationId


class OfferStart(Operation):
    """Open a new offer form in an offer process; offer.create fills it in."""

    spec = Spec(
        "offer.start",
        scope="offersWrite",
        risk=WRITE.because("an offer form that was opened cannot be discarded from here"),
        tags=("offers",),
        entity=entities.OFFER_FORM,
        look="offer.list",
    )

    offerProcessId: OfferProcessId


class OfferCreate(Operation):
    """Create an offer from the form that offer.start gave; its approval may begin at once."""

    spec = Spec(
        "offer.create",
        scope="offersWrite",
        risk=(WRITE | NOTIFIES).because("approvers may be asked; without an approval set up the offer goes on at once"),
        tags=("offers",),
        entity=entities.OFFER,
        aliases=("create_a_ashby_offer",),
        look="offer.list",
    )

    offerProcessId: OfferProcessId
    offerFormId: OfferFormId
    offerForm: OfferForm
    excludeFormDefinition: bool | None = None


class OfferUpdate(Operation):
    """Make a new version of an offer; approvals given so far are void and asked for again."""

    spec = Spec(
        "offer.update",
        scope="offersWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because("the current version is superseded and its approvals start over"),
        tags=("offers",),
        entity=entities.OFFER,
        aliases=("update_a_ashby_offer_by_id",),
        look="offer.info",
    )

    offerId: OfferId
    offerForm: OfferForm
    excludeFormDefinition: bool | None = None


class OfferStartApprovalProcess(Operation):
    """Send a version that is in WaitingOnApprovalStart to its approvers."""

    spec = Spec(
        "offer.startApprovalProcess",
        scope="offersWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because("the approvers are asked, which cannot be called back from here"),
        tags=("offers",),
        entity=entities.OFFER,
        look="offer.info",
    )

    offerVersionId: OfferVersionId
    note: str | None = None
    excludeFormDefinition: bool | None = None


class OfferApprove(Operation):
    """Force an offer's approval over its approvers' heads: all of it, or one user's part of the current step."""

    spec = Spec(
        "offer.approve",
        scope="offersWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because(
            "it overrides the approvers, as an admin can; an approved offer can go out to the candidate"
        ),
        tags=("offers",),
        entity=entities.OFFER,
        look="approval.list",
    )

    offerVersionId: OfferVersionId
    approvalStepId: ApprovalStepId | None = None
    userId: UserId | None = None
    excludeFormDefinition: bool | None = None

    @model_validator(mode="after")
    def _a_step_has_an_approver(self) -> OfferApprove:
        if (self.approvalStepId is None) is not (self.userId is None):
            raise ValueError("approvalStepId and userId go together; leave both out to approve the whole offer")
        return self


class OfferSetStatus(Operation):
    """Record that an offer was accepted, declined or cancelled; this cannot be set back to open."""

    spec = Spec(
        "offer.setStatus",
        scope="offersWrite",
        risk=(DESTRUCTIVE | NOTIFIES).repeatable().because(OFFER_ENDS),
        tags=("offers",),
        entity=entities.OFFER,
        look="offer.info",
    )

    offerId: OfferId
    acceptanceStatus: Literal["Accepted", "Declined", "Cancelled"]
    excludeFormDefinition: bool | None = None

    def risk(self) -> Risk:
        """An acceptance can start the hire; what the others do to a request for a signature is not documented."""
        if self.acceptanceStatus == "Accepted":
            return self.spec.risk.because("an acceptance can start the hire")
        return self.spec.risk.because(SIGNATURE_VOID)


class OfferSetDecidedAt(Operation):
    """Correct when an offer was accepted or declined."""

    spec = Spec(
        "offer.setDecidedAt",
        scope="offersWrite",
        risk=WRITE.undone_by("offer.setDecidedAt").repeatable(),
        tags=("offers",),
        entity=entities.OFFER,
        look="offer.info",
    )

    offerId: OfferId
    decidedAt: Annotated[Moment, BeforeValidator(_utc)]
    excludeFormDefinition: bool | None = None
