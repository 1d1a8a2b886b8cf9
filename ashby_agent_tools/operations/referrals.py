"""Referrals: a colleague recommends a person for a job."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Params, Spec
from ashby_agent_tools.operations.dangers import claims
from ashby_agent_tools.operations.params import FormValue, ListOf, Moment, ReferralFormId, UserId
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, WRITE


class ReferralField(Params):
    """One answer of the referral form."""

    path: str
    value: Annotated[FormValue, Field(description="job: {title, value: id}")]


class ReferralCreate(Operation):
    """Refer a person for an open job: creates the candidate and an application. Fields come from referralForm.info."""

    spec = Spec(
        "referral.create",
        scope="candidatesWrite",
        risk=(DESTRUCTIVE | NOTIFIES).because(
            "it stays for good as the credited user's own recommendation",
            "the candidate it creates cannot be deleted from here",
            "the first stage can send messages to the person by itself",
        )
        | claims(credited="always"),
        tags=("candidates", "sourcing"),
        entity=entities.APPLICATION,
        aliases=("list_all_ashby_referrals",),
        look="candidate.search",
    )

    id: Annotated[ReferralFormId, Field(description="of the form")]
    creditedToUserId: UserId
    fieldSubmissions: ListOf[ReferralField]
    createdAt: Moment | None = None


class ReferralFormInfo(Operation):
    """Get the default referral form and its fields; where there is none, it is created."""

    spec = Spec(
        "referralForm.info",
        scope="hiringProcessMetadataRead",
        risk=WRITE.repeatable().because("it creates the default form where there is none"),
        tags=("candidates", "sourcing"),
        entity=entities.REFERRAL_FORM,
        aliases=("get_single_ashby_referral_form_by_id",),
    )
