"""Offers: the terms of the version that is approved, accepted or sent on, and who is asked to approve it."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked, rows_picked
from ashby_agent_tools.approval.prompts._common_records import read
from ashby_agent_tools.approval.prompts._phrases import changes, count, moment, shown, title
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads, at, objects
from ashby_agent_tools.operations.approvals import ApprovalDefinitionUpdate
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.offers import OfferApprove, OfferSetStatus, OfferStartApprovalProcess

_OFFER, _OFFERS, _APPROVALS = "the offer", "the offer of that version", "the approval"
_OPEN = ["WaitingOnApprovalStart", "WaitingOnOfferApproval", "WaitingOnApprovalDefinition"]
_TERMS = ("id", "salary", "startDate", "openingId")
_MOST_FIELDS = 10


def offer_terms(offer: Json) -> JsonObject:
    """The terms of an offer's latest version. Files by id and name: a handle can change with each read."""
    version = at(offer, "latestVersion")
    return {
        "application": at(offer, "applicationId"),
        **picked(version, *_TERMS),
        "fields": rows_picked(objects(at(version, "customFields")), "id", "title", "value"),
        "files": rows_picked(objects(at(version, "fileHandles")), "id", "name"),
    }


def offer_lines(offer: JsonObject) -> str:
    """The same as lines of a question."""
    if not offer:
        return ""
    version, rows = at(offer, "latestVersion"), []
    for name, key, wording in (("pay", "salary", shown), ("start", "startDate", moment)):
        if at(version, key):
            rows.append((name, None, wording(at(version, key))))
    own = objects(at(version, "customFields"))
    rows += [(title(one.get("title")) or "field", None, shown(one.get("value"))) for one in own[:_MOST_FIELDS]]
    if len(own) > _MOST_FIELDS:
        rows.append(("further fields", None, f"{len(own) - _MOST_FIELDS}, not shown here"))
    files = objects(at(version, "fileHandles"))
    if files:
        rows.append((count(len(files), "file"), None, shown([one.get("name") for one in files])))
    return changes(*rows)


# offer.setStatus


def _status_needs(change: OfferSetStatus) -> Reads:
    return read(_OFFER, "offer.info", offerId=change.offerId, excludeFormDefinition=True)


def _status_of(change: OfferSetStatus, seen: Lookups) -> Json:  # noqa: ARG001  (the form that every `of` has)
    return [offer_terms(seen.record(_OFFER)), *picked(seen.record(_OFFER), "offerStatus", "acceptanceStatus").values()]


def _status_show(change: OfferSetStatus, seen: Lookups) -> str:  # noqa: ARG001
    return offer_lines(seen.record(_OFFER))


# by version: startApprovalProcess, approve, approvalDefinition.update

_ByVersion = OfferApprove | OfferStartApprovalProcess


def _versions(identity: str) -> Reads:
    return {
        **read(_OFFERS, "offer.list", offerStatus=_OPEN),
        **read(_APPROVALS, "approval.list", entityType="offer", entityId=identity),
    }


def _by_version(seen: Lookups, identity: str) -> JsonObject:
    return next((row for row in seen.rows(_OFFERS) if at(row, "latestVersion", "id") == identity), {})


def _approvers(seen: Lookups) -> Json:
    """Whose approval is asked for; what they said meanwhile changes nothing of what is sent."""
    return [
        {
            "required": step.get("approvalsRequired"),
            "approvers": [one.get("userId") for one in objects(step.get("approvers"))],
        }
        for approval in seen.rows(_APPROVALS)
        for step in objects(approval.get("steps"))
    ]


def _version_needs(operation: _ByVersion) -> Reads:
    return _versions(operation.offerVersionId)


def _version_of(operation: _ByVersion, seen: Lookups) -> Json:
    return [offer_terms(_by_version(seen, operation.offerVersionId)), _approvers(seen)]


def _version_show(operation: _ByVersion, seen: Lookups) -> str:
    return offer_lines(_by_version(seen, operation.offerVersionId))


def _define_needs(new: ApprovalDefinitionUpdate) -> Reads:
    """The offer goes to its approvers, or on without any."""
    sends = new.submitApprovalRequest or not new.approvalStepDefinitions
    return read(_OFFERS, "offer.list", offerStatus=_OPEN) if sends else {}


def _define_of(new: ApprovalDefinitionUpdate, seen: Lookups) -> Json:
    return offer_terms(_by_version(seen, new.entityId))


def _define_show(new: ApprovalDefinitionUpdate, seen: Lookups) -> str:
    return offer_lines(_by_version(seen, new.entityId))


_WHAT = "what the offer says"
CONTENTS = (
    Content(OfferSetStatus, _WHAT, _status_needs, _status_of, show=_status_show),
    Content(OfferStartApprovalProcess, _WHAT, _version_needs, _version_of, show=_version_show),
    Content(OfferApprove, _WHAT, _version_needs, _version_of, show=_version_show),
    Content(ApprovalDefinitionUpdate, _WHAT, _define_needs, _define_of, show=_define_show),
)
