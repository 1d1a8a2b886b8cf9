"""Approvals: who has to agree to an offer, a job or an opening, and how far that is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.params import AnyId, ListOf, OfferVersionId, Synced, UserId
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE, Risk


class Approver(Params):
    """One person who may approve a step."""

    userId: UserId
    type: Literal["user"] = "user"


class ApprovalStep(Params):
    """One step: how many of these people have to agree before the next step begins."""

    approvalsRequired: Annotated[int, Field(ge=1)]
    approvers: ListOf[Approver]


class ApprovalList(Synced):
    """List approvals with their steps; filter by what is to be approved."""

    spec = Spec(
        "approval.list",
        scope="approvalsRead",
        risk=READ,
        tags=("offers", "organization"),
        entity=entities.APPROVAL,
        paging="sync",
    )

    entityType: Literal["offer", "job", "opening"] | None = None
    entityId: Annotated[AnyId | None, Field(description="For an offer its version's id.")] = None


class ApprovalDefinitionUpdate(Operation):
    """Replace the approval steps of an offer version; an empty list skips approval and the offer goes on.

    Only where Ashby marks the approval as managed by the API.
    """

    spec = Spec(
        "approvalDefinition.update",
        scope="approvalsWrite",
        risk=DESTRUCTIVE.because("the whole list of approval steps is replaced").repeatable(),
        worst=(DESTRUCTIVE | NOTIFIES).because("without steps the offer goes ahead without any approval"),
        tags=("offers", "organization"),
        entity=entities.APPROVAL_DEFINITION,
        aliases=("update_a_ashby_approval_definition_by_id",),
        look="approval.list",
    )

    entityType: Literal["offer"] = "offer"
    entityId: OfferVersionId
    approvalStepDefinitions: ListOf[ApprovalStep]
    submitApprovalRequest: Annotated[bool | None, Field(description="Ask the approvers at once.")] = None

    def risk(self) -> Risk:
        """No steps lets the offer go on unapproved; a submitted request reaches the approvers, each time."""
        rated = self.spec.risk
        if not self.approvalStepDefinitions:
            rated |= NOTIFIES.because("without steps the offer goes ahead without any approval")
        if self.submitApprovalRequest:
            rated |= (WRITE | NOTIFIES).because("the approvers are asked at once")
        return rated
