"""Webhook settings: which events Ashby posts to which address. There is no list of them: keep the id."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import SecretToken, WebhookId
from ashby_agent_tools.risk import DESTRUCTIVE, EXPORTS, READ, WRITE, Risk

WebhookType = Literal[
    "applicationSubmit",
    "applicationUpdate",
    "candidateDelete",
    "candidateHire",
    "candidateMerge",
    "candidateStageChange",
    "interviewPlanTransition",
    "interviewScheduleCreate",
    "interviewScheduleUpdate",
    "jobCreate",
    "jobPostingDelete",
    "jobPostingPublish",
    "jobPostingUnpublish",
    "jobPostingUpdate",
    "jobUpdate",
    "offerCreate",
    "offerDelete",
    "offerUpdate",
    "openingCreate",
    "pushToHRIS",
    "signatureRequestUpdate",
    "surveySubmit",
    "takeHomeAssignmentAssigned",
    "takeHomeAssignmentCancelled",
    "takeHomeAssignmentCompleted",
    "takeHomeAssignmentSubmitted",
]

_LEAVES = "from then on records leave Ashby for that address"
_REDIRECTS = (WRITE | EXPORTS).because(_LEAVES).undone_by("webhook.update").repeatable()


class WebhookInfo(Operation):
    """Get one webhook setting by id."""

    spec = Spec(
        "webhook.info",
        scope="apiKeysRead",
        risk=READ,
        tags=("integrations", "settings"),
        entity=entities.WEBHOOK,
    )

    webhookId: WebhookId


class WebhookCreate(Operation):
    """Have Ashby post every event of one type to an address: data leaves Ashby.

    Keep the id: settings cannot be listed. If the address does not answer Ashby's ping, `enabled` comes back false.
    """

    spec = Spec(
        "webhook.create",
        scope="apiKeysWrite",
        risk=(WRITE | EXPORTS).because(_LEAVES).undone_by("webhook.delete"),
        tags=("integrations", "settings"),
        entity=entities.WEBHOOK,
        aliases=("create_a_ashby_webhook",),
        secrets=("secretToken",),
    )

    webhookType: WebhookType
    requestUrl: str
    secretToken: Annotated[SecretToken, Field(description="signs each delivery")]


_OLD_LOST = "the old secret is overwritten and cannot be read back"
_ENDS = "deliveries stop; events in the meantime are not sent later"


class WebhookUpdate(Operation):
    """Change a webhook setting's address or secret, or switch it on or off; Ashby pings the address."""

    spec = Spec(
        "webhook.update",
        scope="apiKeysWrite",
        risk=_REDIRECTS,
        worst=(DESTRUCTIVE | EXPORTS).because(_OLD_LOST, _ENDS).repeatable(),
        tags=("integrations", "settings"),
        entity=entities.WEBHOOK,
        secrets=("secretToken",),
        look="webhook.info",
    )

    webhookId: WebhookId
    enabled: bool | None = None
    requestUrl: str | None = None
    secretToken: SecretToken | None = None

    @model_validator(mode="after")
    def _something(self) -> WebhookUpdate:
        if self.enabled is None and self.requestUrl is None and self.secretToken is None:
            raise ValueError("nothing to change: give enabled, requestUrl or secretToken")
        return self

    def risk(self) -> Risk:
        """The old secret cannot be read back; switching off ends the deliveries."""
        if self.secretToken is not None:
            return (DESTRUCTIVE | EXPORTS).because(_OLD_LOST, _LEAVES).repeatable()
        if self.enabled is False:
            return (DESTRUCTIVE | EXPORTS).because(_ENDS).undone_by("webhook.update").repeatable()
        return self.spec.risk


class WebhookDelete(Operation):
    """Delete a webhook setting: its events are no longer sent."""

    spec = Spec(
        "webhook.delete",
        scope="apiKeysWrite",
        risk=DESTRUCTIVE.because("the setting and its secret are gone for good").repeatable(),
        tags=("integrations", "settings"),
        entity=entities.WEBHOOK,
        look="webhook.info",
    )

    webhookId: WebhookId
