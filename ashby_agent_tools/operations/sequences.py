"""Sourcing sequences: series of emails to one candidate, made from templates, as drafts or running.

A draft belongs to the user on whose behalf the key acted, and only that user sees it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import (
    ApplicationId,
    CandidateId,
    Email,
    Paged,
    SequenceId,
    SequenceStageId,
    SequenceTemplateId,
    Synced,
)
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk

_MAILS = (WRITE | NOTIFIES).because("the candidate gets emails, which cannot be called back")


class Sender(Params):
    """An address to send from."""

    email: Annotated[Email, Field(description="from emailSender.list, not NoReply")]


class RichText(Params):
    """An email's text."""

    type: Literal["text/html"] = "text/html"
    value: str


class EmailSenderList(Paged):
    """List the addresses the acting user may send from (paging unverified)."""

    spec = Spec(
        "emailSender.list",
        scope="sourcingRead",
        risk=READ,
        tags=("sourcing",),
        entity=entities.EMAIL_SENDER,
        paging="cursor",
    )


class SequenceAdd(Operation):
    """Enroll a candidate in a sourcing sequence: as a draft, or with start=true emailing them at once."""

    spec = Spec(
        "sequence.add",
        scope="sourcingWrite",
        risk=WRITE.undone_by("sequence.discard"),
        worst=_MAILS,
        tags=("sourcing", "candidates"),
        entity=entities.SEQUENCE,
        look="sequence.list",
    )

    sequenceTemplateId: SequenceTemplateId
    candidateId: CandidateId
    start: Annotated[bool, Field(description="false: an editable draft")]
    applicationId: Annotated[ApplicationId | None, Field(description="fills the tokens")] = None
    from_: Annotated[Sender | None, Field(alias="from")] = None

    def risk(self) -> Risk:
        """A draft can be discarded; a started sequence emails the candidate."""
        return self.spec.worst if self.start else self.spec.risk


class SequenceCancel(Operation):
    """Stop a candidate's running sequence for good."""

    spec = Spec(
        "sequence.cancel",
        scope="sourcingWrite",
        risk=DESTRUCTIVE.because("it ends the sequence; there is no resuming").repeatable(),
        tags=("sourcing",),
        entity=entities.SEQUENCE,
        look="sequence.info",
    )

    sequenceId: SequenceId
    reason: Literal["booked_meeting"] | None = None


class SequenceDiscard(Operation):
    """Delete a sequence draft that was not started, for good."""

    spec = Spec(
        "sequence.discard",
        scope="sourcingWrite",
        risk=DESTRUCTIVE.because("the draft and its edited emails are deleted").repeatable(),
        tags=("sourcing",),
        entity=entities.SEQUENCE,
        look="sequence.info",
    )

    sequenceId: SequenceId


class SequenceInfo(Operation):
    """Get one enrollment of a candidate in a sequence; email texts only while it is a draft."""

    spec = Spec("sequence.info", scope="sourcingRead", risk=READ, tags=("sourcing",), entity=entities.SEQUENCE)

    sequenceId: SequenceId


class SequenceList(Synced):
    """List started and ended enrollments in sequences; drafts are not listed."""

    spec = Spec(
        "sequence.list",
        scope="sourcingRead",
        risk=READ,
        tags=("sourcing",),
        entity=entities.SEQUENCE,
        paging="sync",
    )

    candidateId: CandidateId | None = None


class SequenceStart(Operation):
    """Start a sequence draft: the candidate gets its emails. Blocked leaves it a draft."""

    spec = Spec(
        "sequence.start",
        scope="sourcingWrite",
        risk=_MAILS,
        tags=("sourcing",),
        entity=entities.SEQUENCE,
        look="sequence.info",
    )

    sequenceId: SequenceId


class SequenceUpdateStage(Operation):
    """Replace subject or body of one email in a sequence draft, as the candidate will get it; the template stays.

    Ashby's token markers may be moved, repeated or removed, not invented.
    """

    spec = Spec(
        "sequence.updateStage",
        scope="sourcingWrite",
        risk=(WRITE | NOTIFIES)
        .because("it changes the email that the candidate gets when the sequence is started")
        .undone_by("sequence.updateStage")
        .repeatable(),
        tags=("sourcing",),
        entity=entities.SEQUENCE,
        look="sequence.info",
    )

    sequenceId: SequenceId
    stageId: SequenceStageId
    subject: str | None = None
    body_: Annotated[RichText | None, Field(alias="body")] = None

    @model_validator(mode="after")
    def _something(self) -> SequenceUpdateStage:
        if self.subject is None and self.body_ is None:
            raise ValueError("nothing to change: give subject, body, or both")
        return self


class SequenceTemplateInfo(Operation):
    """Get one sequence template, without its email texts."""

    spec = Spec(
        "sequenceTemplate.info",
        scope="sourcingRead",
        risk=READ,
        tags=("sourcing",),
        entity=entities.SEQUENCE_TEMPLATE,
    )

    sequenceTemplateId: SequenceTemplateId


class SequenceTemplateList(Synced):
    """List the sequence templates one can use."""

    spec = Spec(
        "sequenceTemplate.list",
        scope="sourcingRead",
        risk=READ,
        tags=("sourcing",),
        entity=entities.SEQUENCE_TEMPLATE,
        paging="sync",
    )

    includeArchived: bool | None = None
