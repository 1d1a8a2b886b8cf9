"""How changes of jobs, postings, openings and offers are undone."""

from __future__ import annotations

from collections.abc import Mapping

from ashby_agent_tools.approval.undo._residue import ARCHIVED_AT, OWN, POSTED, SHOWN
from ashby_agent_tools.approval.undo._rule import (
    RECORD,
    Answers,
    State,
    StateUnknown,
    UndoRule,
    at,
    member,
    reads_of,
    record,
    setter,
)
from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = ["RULES"]

_DRAFTS = {"includeUnpublishedJobPostings": True}
_MADE_UP = ("id", "summary")


def _shown(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (SHOWN,) if {"title", "teamId", "locationId"} & sent.keys() else ()


def _always_shown(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (SHOWN,)


def _posting_shown(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (OWN, SHOWN) if "workplaceType" in sent else (SHOWN,)


def _posted(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return (POSTED,) if sent["status"] == "Published" else (SHOWN,)


def _archived_at(sent: JsonObject, before: State) -> tuple[str, ...]:  # noqa: ARG001
    return () if sent["archive"] else (ARCHIVED_AT,)


# pay ranges


def _plain(tiers: Json) -> Json:
    """Ranges without what Ashby makes up: ids and summaries."""
    return [
        {name: tier[name] for name in ("title", "additionalInformation") if tier.get(name) is not None}
        | {"components": [_component(part) for part in tier.get("components") or ()]}
        for tier in tiers or ()
    ]


def _component(part: JsonObject) -> JsonObject:
    return {name: value for name, value in part.items() if value is not None and name not in _MADE_UP}


def _job_pay(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001
    found = record(answers)
    tiers = found.get("compensationTiers", at(found, "compensation.compensationTiers"))
    if not isinstance(tiers, list):
        raise StateUnknown(RECORD)
    return {"compensationTiers": _plain(tiers)}


def _posting_pay(sent: JsonObject, answers: Answers) -> State:  # noqa: ARG001
    return {"compensationTiers": _plain(at(record(answers), "compensation.compensationTiers"))}


def _job_pay_left(sent: JsonObject, before: State, answer: Json) -> State:  # noqa: ARG001
    shown = at(answer, "compensationTiers") if at(answer, "id") == sent["jobId"] else None
    return {"compensationTiers": _plain(sent["compensationTiers"] if shown is None else shown)}


def _posting_pay_left(sent: JsonObject, before: State, answer: Json) -> State:
    if at(answer, "id") == sent["jobPostingId"]:
        return _posting_pay(sent, {RECORD: answer})
    return before if sent["compensationTiers"] is None else {"compensationTiers": _plain(sent["compensationTiers"])}


def _job_pay_back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    bounds = dict.fromkeys(("minValue", "maxValue"))  # a job's bounds are sent, null where they are open
    tiers = [
        tier | {"components": [bounds | part for part in tier["components"]]} for tier in before["compensationTiers"]
    ]
    return {"jobId": sent["jobId"], "compensationTiers": tiers}


def _posting_pay_back(sent: JsonObject, before: State, answer: Json) -> JsonObject:  # noqa: ARG001
    """Null where it showed none: what an empty list does is not documented."""
    return sent | {"compensationTiers": before["compensationTiers"] or None}


# seats


def _of_opening(argument: str, path: str, *, to: bool) -> UndoRule:
    def holds(sent: JsonObject, answers: Answers) -> bool:
        return sent[argument] in (at(record(answers), path) or ())

    return member(reads_of("openingId"), argument, holds, to=to)


_JOBS, _PLACES = "latestVersion.jobIds", "latestVersion.locationIds"
_SEAT = ("identifier", "description", "teamId", "targetHireDate", "targetStartDate", "isBackfill", "employmentType")

RULES: Mapping[str, UndoRule] = {
    "job.update": setter(
        "jobId",
        {
            "title": "title",
            "teamId": "departmentId",
            "locationId": "locationId",
            "customRequisitionId": "customRequisitionId",
        },
        stays=_shown,
    ),
    "job.updateCompensation": UndoRule(
        reads_of("jobId", expand=["compensation"]),
        _job_pay,
        _job_pay_left,
        _job_pay_back,
        _always_shown,
    ),
    "jobPosting.setStatus": setter("jobPostingId", {"status": "status"}, more=_DRAFTS, stays=_posted),
    "jobPosting.update": setter(
        "jobPostingId",
        {
            "title": "title",
            "workplaceType": "workplaceType",
            "suppressDescriptionOpening": "suppressDescriptionOpening",
            "suppressDescriptionClosing": "suppressDescriptionClosing",
        },
        unread=("applicationConfirmationEmailTemplateId",),
        also=("includeUnpublishedJobPostings",),
        more=_DRAFTS,
        stays=_posting_shown,
    ),
    "jobPosting.updateCompensation": UndoRule(
        reads_of("jobPostingId", **_DRAFTS),
        _posting_pay,
        _posting_pay_left,
        _posting_pay_back,
        lambda sent, before: (OWN, SHOWN),  # noqa: ARG005
    ),
    "offer.setDecidedAt": setter("offerId", {"decidedAt": "decidedAt"}, also=("excludeFormDefinition",)),
    "opening.addJob": _of_opening("jobId", _JOBS, to=True),
    "opening.addLocation": _of_opening("locationId", _PLACES, to=True),
    "opening.removeJob": _of_opening("jobId", _JOBS, to=False),
    "opening.removeLocation": _of_opening("locationId", _PLACES, to=False),
    "opening.setArchived": setter("openingId", {"archive": "isArchived"}, stays=_archived_at),
    "opening.update": setter("openingId", {name: f"latestVersion.{name}" for name in _SEAT}),
}
