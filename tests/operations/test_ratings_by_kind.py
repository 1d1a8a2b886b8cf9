"""Ratings by kind: whoever does one of these things is asked about it, whatever the operation is called.

A kind is found by parameters, ids, entities and descriptions (`kinds.py`), by what the simulator's records are
afterwards, and by what the notes on newer endpoints say. A new operation that is of a kind and runs without a question
fails here, until it is rated for it or stands in EXCUSED with a reason.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

import official
import pytest
from each_case import each
from kinds import KINDS, unasked
from pydantic import Field
from valid_arguments import SIMULATED, Ran, cases, one_world, ran

from ashby_agent_tools import Call, Operation, Toolset, Verdict, confirm_destructive
from ashby_agent_tools.operations import catalogue, entities
from ashby_agent_tools.operations.base import JsonObject, Params, Spec
from ashby_agent_tools.operations.custom_values import FieldValue
from ashby_agent_tools.operations.params import ApplicationId, CandidateId, JobId, ListOf, SourceId, UserId
from ashby_agent_tools.risk import WRITE, Effect

Json = Any
WRITES = tuple(name for name, cls in catalogue().items() if not cls.spec.reads)

_SETS_SEVERAL = "it lists the fields to set: a field that is left out stays as it is"
_EMPTY_FORM = "it opens something empty: no amount is in it until the call that fills it in, which asks"
EXCUSED: Mapping[str, Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        "money": {
            ("offer.setDecidedAt", ""): "a date, which can be set back; neither an amount nor the decision changes",
            ("offer.start", ""): _EMPTY_FORM,
            ("offerProcess.start", ""): _EMPTY_FORM,
        },
        "whole list replaced": {
            ("customField.setValues", "values"): _SETS_SEVERAL,
            ("project.setCustomFieldValues", "values"): _SETS_SEVERAL,
            ("user.setCustomFieldValues", "values"): _SETS_SEVERAL,
        },
        "gives access": {
            ("project.create", "confidential"): "a new project holds nobody yet whom more colleagues could see",
        },
    }
)
# The call that undoes another is itself final, and takes away no more than that call made.
UNMAKES = {
    "interviewerPool.removeUser": "the place in the pool that was given",
    "sequence.discard": "the draft that was made, which nobody has seen yet",
    "user.deleteInterviewerPause": "the pause that was made",
    "webhook.delete": "the setting that was made; whoever made it knows its secret",
}
_NAMES = re.compile(r"[a-z]+[A-Z]\w*|\w+_\w+|\w+\.\w+|\bAPI\b|\bid\b")  # endpoints and parameters, as code writes them


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_of_a_kind_is_asked_about(kind):
    world = one_world()
    found = {(name, where) for name in WRITES for where in unasked(kind, catalogue()[name], world)}
    assert found == set(EXCUSED.get(kind, {}))


# ---- the next one: operations that nobody has written yet, rated too low


class _Said(Operation):
    """Record what somebody said in an exit interview, in the candidate's name."""

    spec: ClassVar[Spec] = Spec("exitInterview.create", scope="candidatesWrite", risk=WRITE)
    candidateId: CandidateId
    text: str


class _Scored(Operation):
    """File a reference."""

    spec: ClassVar[Spec] = Spec("reference.add", scope="candidatesWrite", risk=WRITE)
    applicationId: ApplicationId
    submittedValues: JsonObject


class _Signed(Operation):
    """File a review."""

    spec: ClassVar[Spec] = Spec("review.create", scope="candidatesWrite", risk=WRITE)
    authorId: UserId
    text: str


class _Shares(Operation):
    """Let a colleague follow a job."""

    spec: ClassVar[Spec] = Spec("job.addFollower", scope="jobsWrite", risk=WRITE.undone_by("hiringTeam.removeMember"))
    jobId: JobId
    followers: ListOf[UserId]


class _Opens(Operation):
    """Change a project."""

    spec: ClassVar[Spec] = Spec("project.change", scope="candidatesWrite", risk=WRITE.undone_by("project.change"))
    title: str | None = None
    confidential: bool | None = None


class _Pays(Operation):
    """Credit whoever found the person."""

    spec: ClassVar[Spec] = Spec("candidate.credit", scope="candidatesWrite", risk=WRITE.undone_by("candidate.update"))
    candidateId: CandidateId
    sourceId: SourceId | None = None
    creditedToUserId: UserId | None = None


class _Offers(Operation):
    """Bring an offer up to date."""

    spec: ClassVar[Spec] = Spec(
        "offer.refresh", scope="offersWrite", risk=WRITE.undone_by("offer.refresh"), entity=entities.OFFER
    )


class _Prices(Operation):
    """Set a project field."""

    spec: ClassVar[Spec] = Spec("project.set", scope="candidatesWrite", risk=WRITE.undone_by("project.set"))
    fieldValue: FieldValue


class _Shows(Operation):
    """Change how a region is called."""

    spec: ClassVar[Spec] = Spec("region.rename", scope="organizationWrite", risk=WRITE.undone_by("region.rename"))
    externalName: str


class _Moves(Operation):
    """Put a posting first."""

    spec: ClassVar[Spec] = Spec(
        "jobPosting.rank", scope="jobsWrite", risk=WRITE.undone_by("jobPosting.rank"), entity=entities.JOB_POSTING
    )
    number: int


class _Link(Params):
    """A link, which has tags of its own."""

    url: str
    tags: ListOf[str] | None = None


class _Replaces(Operation):
    """Set a job's links."""

    spec: ClassVar[Spec] = Spec("job.setLink", scope="jobsWrite", risk=WRITE.undone_by("job.setLink"))
    jobId: JobId
    link: _Link


class _Maps(Operation):
    """Set what other systems keep with a job."""

    spec: ClassVar[Spec] = Spec("job.setData", scope="jobsWrite", risk=WRITE.undone_by("job.setData"))
    jobId: JobId
    data: Annotated[dict[str, str], Field(description="by key")]


@pytest.mark.parametrize(
    ("kind", "operation", "where"),
    [
        ("permanent in another's name", _Said, ""),
        ("permanent in another's name", _Scored, "submittedValues"),
        ("permanent in another's name", _Signed, "authorId"),
        ("gives access", _Shares, "followers"),
        ("gives access", _Opens, "confidential"),
        ("money", _Pays, "sourceId"),
        ("money", _Pays, "creditedToUserId"),
        ("money", _Offers, ""),
        ("money", _Prices, "fieldValue"),
        ("public", _Shows, "externalName"),
        ("public", _Moves, "number"),
        ("whole list replaced", _Replaces, "link.tags"),
        ("whole list replaced", _Maps, "data"),
        ("whole list replaced", _Prices, "fieldValue"),
    ],
)
def test_an_operation_that_nobody_has_written_yet_is_found_when_it_is_rated_too_low(kind, operation, where):
    assert where in unasked(kind, operation, one_world())


# ---- no way back


def lost(run: Ran) -> set[str]:
    """What stood in a record and no longer does: `kind.key`. A list that only grew has lost nothing."""
    return {
        f"{kind}.{key}"
        for kind, rows in run.before.items()
        for name, row in rows.items()
        for key, old in row.items()
        if key != "updatedAt" and _gone(old, run.after.get(kind, {}).get(name, {}).get(key))
    }


def _gone(old: Json, new: Json) -> bool:
    if isinstance(old, list):
        return not isinstance(new, list) or any(item not in new for item in old)
    return old is not None and old != new


def runs_without_a_way_back(run: Ran) -> bool:
    """Whether it changed what was there, nothing leads back, and nobody was asked."""
    unasked_for = confirm_destructive(run.call) is Verdict.RUN
    return bool(unasked_for and not run.call.risk.reversible and lost(run))


@pytest.mark.slow
def test_what_changes_a_record_and_leads_nowhere_back_is_asked_about():
    done = [run for name in SIMULATED if name in WRITES for run in ran(name)]
    assert sum(bool(lost(run)) for run in done) > 60
    assert {run.call.endpoint for run in done if runs_without_a_way_back(run)} == set()


@pytest.mark.parametrize("endpoint", ["job.setStatus", "opening.setOpeningState", "offer.startApprovalProcess"])
def test_a_change_without_a_way_back_is_found_when_it_is_rated_too_low(endpoint):
    low = [dataclasses.replace(run, call=dataclasses.replace(run.call, risk=WRITE)) for run in ran(endpoint)]
    assert any(runs_without_a_way_back(run) for run in low)


def test_what_the_notes_on_newer_endpoints_call_grave_can_be_asked_about():
    grave = {
        row["endpoint"]
        for row in official.facts("newer")
        if row.get("destructive") or row.get("irreversible") or row.get("sends_to_person")
    }
    worst = {endpoint: catalogue()[endpoint].spec.worst for endpoint in grave if endpoint in catalogue()}
    assert [
        endpoint for endpoint, risk in worst.items() if risk.stays_inside and risk.effect < Effect.DESTRUCTIVE
    ] == []


@each("endpoint", WRITES)
def test_an_inverse_needs_no_other_permission_and_takes_away_no_more_than_was_made(endpoint):
    spec = catalogue()[endpoint].spec
    for risk in (spec.risk, spec.worst, *(call.risk for call in _calls(endpoint))):
        if risk.inverse is not None:
            inverse = catalogue()[risk.inverse].spec
            assert inverse.scope == spec.scope
            assert inverse.risk.reversible or inverse.endpoint in {endpoint, *UNMAKES}


# ---- what a person reads


def _calls(endpoint: str) -> list[Call]:
    if endpoint not in SIMULATED:
        return []
    toolset = Toolset.all()
    return [toolset.prepare(endpoint, arguments) for arguments in cases(one_world().reset(), endpoint)]


@each("endpoint", WRITES)
def test_a_reason_is_a_plain_short_sentence_without_names_from_code(endpoint):
    spec = catalogue()[endpoint].spec
    for risk in (spec.risk, spec.worst, *(call.risk for call in _calls(endpoint))):
        for reason in risk.reasons:
            assert not _NAMES.search(reason), reason
            assert len(reason) <= 170, reason
            assert not reason.endswith("."), reason


@pytest.mark.parametrize(
    ("endpoint", "changed", "said", "unsaid"),
    [
        ("job.setStatus", {"status": "Closed"}, "ends the hiring", "hides"),
        ("job.setStatus", {"status": "Archived"}, "hides", "ends the hiring"),
        ("job.setStatus", {"status": "Draft"}, "no single step leads back", "approval"),
        ("opening.setOpeningState", {"openingState": "Draft"}, "stops", "ends the hiring"),
        ("opening.setOpeningState", {"openingState": "Closed"}, "ends the hiring", "stops"),
        ("opening.setOpeningState", {"openingState": "Open"}, "approval", "stops"),
        ("application.update", {"createdAt": "2026-03-01T00:00:00Z"}, "cannot be emptied", "fee"),
        ("interviewerPool.update", {"requiresTraining": False}, "training", "schedule"),
        ("customField.setValue", {"fieldValue": ["Rust"]}, "whole list", "money"),
        ("customField.setValue", {"fieldValue": []}, "emptied", "money"),
        ("project.update", {"title": "Rust"}, "cannot be emptied again", "colleagues"),
        ("project.update", {"confidential": False}, "stays seen", "lose sight"),
        ("customField.setValue", {"fieldValue": None}, "emptied", "money"),
        ("customField.setValue", {"fieldValue": {"value": 1, "currencyCode": "EUR"}}, "money", "whole list"),
    ],
)
def test_a_reason_is_given_for_these_arguments_only(endpoint, changed, said, unsaid):
    plainest = min(cases(one_world().reset(), endpoint), key=len)
    given = {key: value for key, value in plainest.items() if key != "closeReasonId"} | changed
    reasons = "; ".join(Toolset.all().prepare(endpoint, given).risk.reasons)
    assert said in reasons
    assert unsaid not in reasons
