"""Two records of one name, whatever their kind: what a question says of one is never true of the other."""

from __future__ import annotations

import re

import pytest
from question_cases import CASES as ALL
from question_company import Company

from ashby_agent_tools import Session, Toolset, confirm_writes
from ashby_agent_tools.simulator import Simulator

NOT_SHOWN_TWICE = {
    "application": "one person's two applications for one job are the same words; Ashby merges or refuses them",
    "applicationHistory": "a step of a history has no name: its stage and times are shown",
    "approvalDefinition": "no read of one; it is shown by its id",
    "feedbackSubmission": "no question names one",
    "fileHandle": "a handle is no record",
    "interviewEvent": "an event is shown by its kind, time and people, and two equal ones are cancelled alike",
    "interviewSchedule": "a schedule has no name: its events are shown",
    "interviewerPause": "told by the conversation, and shown by the colleague",
    "webhook": "shown by its event and address, and two equal ones send the same to the same place",
}
ELSEWHERE = {"value": "elsewhere@example.com", "type": "Personal", "isPrimary": True}
DIFFERENT = {"candidate": {"emails": [ELSEWHERE]}}  # the address is always shown: equal ones are one person's
UNSEEN = dict.fromkeys(
    [(f"sequence.{verb}", "sequence") for verb in ("discard", "start", "updateStage")],
    "sequence.list shows no drafts, so no look-up sees the other one",
)


def _cases():
    """Each id in the arguments of the questions' cases, with the kind of its record."""
    company = Company(Simulator(seed=7))
    seen = set()
    for endpoint, arguments, _ in ALL:
        given = arguments(company)
        for identity in dict.fromkeys(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", repr(given))):
            kind = _kind(company, identity)
            apart = kind is None or kind in NOT_SHOWN_TWICE or (endpoint, kind) in UNSEEN
            if not apart and (endpoint, kind) not in seen:
                seen.add((endpoint, kind))
                yield pytest.param(endpoint, arguments, identity, kind, id=f"{endpoint}-{kind}")


def _kind(company, identity):
    return next((kind for kind, table in company.org._tables.items() if identity in table), None)


def _replaced(value, old, new):
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return new if value == old else value


def _copy(company, kind, identity, **changed):
    row = company.org.table(kind)[identity]
    return company.org.add(kind, {**{key: value for key, value in row.items() if key != "id"}, **changed})


def _asked(company, endpoint, arguments):
    session = Session(Toolset.all().with_policy(confirm_writes), company.client())
    return session.question(session.prepare(endpoint, arguments))


@pytest.mark.parametrize(("endpoint", "arguments", "identity", "kind"), _cases())
@pytest.mark.exhaustive(8)
def test_a_record_and_one_that_is_called_the_same_are_not_asked_about_in_the_same_words(
    endpoint, arguments, identity, kind
):
    company = Company(Simulator(seed=7))
    given = arguments(company)
    copy = _copy(company, kind, identity, **DIFFERENT.get(kind, {}))
    assert _asked(company, endpoint, given) != _asked(company, endpoint, _replaced(given, identity, copy["id"]))


MORE = {
    "jobPosting.setStatus": {"status": "Draft"},
    "offer.setStatus": {"acceptanceStatus": "Declined"},
    "opening.setArchived": {"archive": True},
}


@pytest.mark.parametrize(
    ("endpoint", "kind", "named", "changed", "says"),
    [
        (
            "jobPosting.setStatus",
            "jobPosting",
            {"title": "Account Executive"},
            {"isListed": False},
            "Executive (Toronto, listed)",
        ),
        (
            "department.archive",
            "department",
            {"name": "Platform"},
            {"parentId": None},
            "Platform (part of Engineering)",
        ),
        ("location.archive", "location", {"name": "Berlin"}, {"parentLocationId": None}, "Berlin (part of Europe)"),
        (
            "opening.setArchived",
            "opening",
            {"identifier": "OPN-201"},
            {"description": "Else"},
            "OPN-201 ('Staff Engineer, seat 1')",
        ),
        (
            "project.archive",
            "project",
            {"title": "Alumni worth calling"},
            {"description": "Old"},
            "calling ('People who worked",
        ),
        ("interviewerPool.archive", "interviewerPool", {}, {"isArchived": True}, "(not archived)"),
        ("candidateTag.archive", "candidateTag", {"title": "Backend"}, {"isArchived": True}, "Backend (not archived)"),
        (
            "offer.setStatus",
            "offer",
            {"offerStatus": "WaitingOnCandidateResponse"},
            {"offerStatus": "OfferCancelled"},
            "the offer (waiting on candidate response) to ",
        ),
        ("sequence.cancel", "sequence", {"status": "Running"}, {"status": "Completed"}, "(running) for "),
    ],
)
def test_what_tells_two_of_one_name_apart_says_most_to_a_recruiter(endpoint, kind, named, changed, says):
    company = Company(Simulator(seed=7))
    row = company.org.first(kind, **named)
    _copy(company, kind, row["id"], **changed)
    key = "tagId" if kind == "candidateTag" else f"{kind}Id"
    first, _, _ = _asked(company, endpoint, {key: row["id"], **MORE.get(endpoint, {})}).partition("\n")
    assert says in first


def test_a_name_that_the_look_up_saw_once_stands_alone():
    company = Company(Simulator(seed=7))
    asked = _asked(company, "department.archive", {"departmentId": company.id("department", name="Platform")})
    assert asked.startswith("Archive the department Platform: ")
    asked = _asked(company, "candidateTag.archive", {"tagId": company.id("candidateTag", title="Backend")})
    assert asked.startswith("Archive the candidate tag Backend for everybody")
