"""Exports: the URL that a webhook posts to, and the data of a person that goes to an HR system."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked
from ashby_agent_tools.approval.content.offers import offer_lines, offer_terms
from ashby_agent_tools.approval.prompts._common_records import APPLICATION, CANDIDATE, candidate_of, read
from ashby_agent_tools.approval.prompts._phrases import changes, quoted
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, known_id
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.candidate_records import CandidatePushToHris
from ashby_agent_tools.operations.webhooks import WebhookUpdate

_WEBHOOK, _OFFERS = "the webhook", "the offers"
_MOST_ADDRESS = 200
_PROFILE = (
    "id", "name", "primaryEmailAddress", "emailAddresses", "phoneNumbers", "socialLinks", "location", "company",
    "position", "school", "customFields",
)  # fmt: skip


def _webhook_needs(change: WebhookUpdate) -> Reads:
    return read(_WEBHOOK, "webhook.info", webhookId=change.webhookId) if change.enabled is not False else {}


def _webhook_of(change: WebhookUpdate, seen: Lookups) -> Json:
    """The events, and the address unless the call names another."""
    return picked(seen.record(_WEBHOOK), "webhookType", *(() if change.requestUrl else ("requestUrl",)))


def _webhook_show(change: WebhookUpdate, seen: Lookups) -> str:
    if change.requestUrl or not seen.found(_WEBHOOK):
        return ""  # the new address is among the arguments
    return changes(("posted to", None, quoted(seen.at(_WEBHOOK, "requestUrl"), most=_MOST_ADDRESS)))


def _push_needs(push: CandidatePushToHris) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=push.applicationId),
        **read(_OFFERS, "offer.list", applicationId=push.applicationId),
    }


def _push_more(push: CandidatePushToHris, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    who = known_id(seen.at(APPLICATION, "candidate", "id"))
    return read(CANDIDATE, "candidate.info", id=who) if who else {}


def _push_of(push: CandidatePushToHris, seen: Lookups) -> Json:  # noqa: ARG001
    return [
        picked(seen.record(APPLICATION), "status", "job", "customFields"),
        picked(seen.record(CANDIDATE), *_PROFILE),
        [[offer_terms(one), one.get("offerStatus")] for one in seen.rows(_OFFERS)],
    ]


def _push_show(push: CandidatePushToHris, seen: Lookups) -> str:  # noqa: ARG001
    who = known_id(seen.at(APPLICATION, "candidate", "id"))
    person = changes(("sent about", None, candidate_of(seen, who))) if seen.found(CANDIDATE) else ""
    return person + "".join(offer_lines(one) for one in seen.rows(_OFFERS)[:1])


CONTENTS = (
    Content(WebhookUpdate, "the webhook", _webhook_needs, _webhook_of, show=_webhook_show),
    Content(CandidatePushToHris, "the data", _push_needs, _push_of, more=_push_more, show=_push_show),
)
