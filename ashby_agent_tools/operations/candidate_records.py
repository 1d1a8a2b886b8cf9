"""What is kept on a candidate: notes, files, emails, devices, fraud checks, and the push to an HR system."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import AnyId, ApplicationId, CandidateId, Moment, Paged, Synced, UserId
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, NOTIFIES, READ, WRITE, Risk


class NoteContent(Params):
    """A note with its kind of text."""

    type: Literal["text/plain", "text/html"]
    value: str


class CandidateCreateNote(Operation):
    """Write a note on a candidate; notes cannot be edited or deleted."""

    spec = Spec(
        "candidate.createNote",
        scope="candidatesWrite",
        risk=WRITE.because("a note cannot be edited or deleted from here"),
        worst=(WRITE | NOTIFIES),
        tags=("candidates",),
        entity=entities.NOTE,
        aliases=("create_a_ashby_candidate_note",),
        look="candidate.listNotes",
    )

    candidateId: CandidateId
    note: str | NoteContent
    sendNotifications: Annotated[bool | None, Field(description="to colleagues who follow the candidate")] = None
    isPrivate: bool | None = None
    createdAt: Moment | None = None

    def risk(self) -> Risk:
        """A note reaches colleagues when it is announced to them."""
        return (
            (self.spec.risk | NOTIFIES).because("colleagues who follow the candidate are notified")
            if self.sendNotifications
            else self.spec.risk
        )


class CandidateListNotes(Synced):
    """List the notes on a candidate."""

    spec = Spec(
        "candidate.listNotes",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.NOTE,
        paging="sync",
        aliases=("list_all_ashby_candidate_notes",),
    )

    candidateId: CandidateId


class CandidateListClientInfo(Synced):
    """List the devices a candidate applied from: IP address, user agent, time."""

    spec = Spec(
        "candidate.listClientInfo",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.CLIENT_INFO,
        paging="sync",
    )

    candidateId: CandidateId


class CandidateListFraudChecks(Paged):
    """List the automatic fraud checks of a candidate and the signals each found."""

    spec = Spec(
        "candidate.listFraudChecks",
        scope="candidatesRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.FRAUD_CHECK,
        paging="cursor",
    )

    candidateId: CandidateId


class CandidateSetFraudStatus(Operation):
    """Record the verdict of a fraud review on a candidate."""

    spec = Spec(
        "candidate.setFraudStatus",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.repeatable().because(
            "it overwrites the fraud review's verdict, and Unreviewed cannot be set again"
        ),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        look="candidate.info",
    )

    candidateId: CandidateId
    fraudStatus: Literal["Fraudulent", "NotFraudulent", "Unsure"]


class CandidateUploadFile(Operation):
    """Attach an uploaded file to a candidate; the handle comes from file.createFileUploadHandle."""

    spec = Spec(
        "candidate.uploadFile",
        scope="candidatesWrite",
        risk=WRITE.because("a file cannot be removed from here"),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        look="candidate.info",
    )

    candidateId: CandidateId
    fileHandle: str


class CandidateUploadResume(Operation):
    """Make an uploaded file a candidate's main resume; parsing it fills only what the profile lacks."""

    spec = Spec(
        "candidate.uploadResume",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("it replaces the current main resume, and no call puts that back"),
        tags=("candidates",),
        entity=entities.CANDIDATE,
        look="candidate.info",
    )

    candidateId: CandidateId
    resumeHandle: str


class CandidateAddEmailMessage(Operation):
    """Record an email that was exchanged with a candidate elsewhere; nothing is sent."""

    spec = Spec(
        "candidate.addEmailMessage",
        scope="candidatesWrite",
        risk=DESTRUCTIVE.because("it stays on the profile for good, as an email that the named sender wrote"),
        tags=("candidates",),
        entity=entities.EMAIL_MESSAGE,
        look="candidate.getRecentEmailMessages",
    )

    candidateId: CandidateId
    emailProviderEmailId: Annotated[str, Field(description="unique per key")]
    subject: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    body_: Annotated[str, Field(alias="body", description="HTML")]
    userId: UserId | None = None
    sentAt: Annotated[Moment | None, Field(description="default now")] = None
    cc: str | None = None
    messageUrl: Annotated[str | None, Field(json_schema_extra={"format": "uri"})] = None
    messageIdHeader: str | None = None
    threadId: str | None = None
    isPrivate: bool | None = None


class CandidateGetRecentEmailMessages(Paged):
    """Read the newest emails with a candidate, up to 200. Repeat the filters with each cursor; some names inferred."""

    spec = Spec(
        "candidate.getRecentEmailMessages",
        scope="emailsRead",
        risk=READ,
        tags=("candidates",),
        entity=entities.EMAIL_MESSAGE,
        paging="cursor",
        beta=True,
    )

    candidateId: CandidateId
    direction: Annotated[str | None, Field(description="inbound or outbound")] = None
    sentAfter: Moment | None = None
    watermark: Annotated[str | None, Field(description="from a webhook, first page only")] = None


class CandidatePushToHris(Operation):
    """Send a candidate's data for one application to an HR system outside Ashby; doing it twice can duplicate."""

    spec = Spec(
        "candidate.pushToHris",
        scope="candidatesWrite",
        risk=(WRITE | EXPORTS).because("it creates a record in another system; a repeat can create it twice"),
        tags=("candidates", "integrations"),
        beta=True,
        look="application.info",
    )

    applicationId: ApplicationId
    externalSystem: Literal[
        "ADP", "BambooHR", "bob", "Charthop", "Dayforce", "Enboarder", "Gusto", "Lattice", "Namely", "OracleHCM",
        "Paychex", "Paylocity", "Personio", "Remote", "Rippling", "SAP", "SelfServe", "UKG", "Workday",
    ]  # fmt: skip
    integrationPartnerId: Annotated[AnyId | None, Field(description="for SelfServe")] = None

    @model_validator(mode="after")
    def _partner_for_self_serve(self) -> CandidatePushToHris:
        if self.externalSystem == "SelfServe" and self.integrationPartnerId is None:
            raise ValueError("externalSystem SelfServe needs integrationPartnerId")
        return self
