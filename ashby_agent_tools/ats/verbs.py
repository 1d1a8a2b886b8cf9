"""Writes in unified terms, without I/O: each is one operation of Ashby's, after the reads that name its stage.

What comes of it is an operation like any other: the client prepares and rates it, and asks for a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ashby_agent_tools import operations as op
from ashby_agent_tools._given import said
from ashby_agent_tools.ats.filters import must_be_known
from ashby_agent_tools.ats.readers import NOTHING, parameters
from ashby_agent_tools.ats.reading import Reply, Script
from ashby_agent_tools.ats.values import Part
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Operation

__all__ = [
    "application",
    "attachment_kind",
    "candidate",
    "candidate_changes",
    "hired",
    "moved",
    "note",
    "rejected",
    "tag",
]

_LINKS = {"linkedin": "linkedInUrl", "github": "githubUrl"}
_HIRED, _ARCHIVED = "Hired", "Archived"


def _made(cls: type[Operation], remote: Mapping[str, Any], **given: Any) -> Operation:
    """An operation with further parameters of Ashby's own: it is rated by all that it sends.

    Raises UsageError for one that it does not take, and for one that is said in unified terms already.
    """
    set_here = {name: value for name, value in given.items() if value is not None}
    remote = parameters(remote)
    for name in remote:
        if name in set_here:
            raise UsageError(f"remote={{{name!r}: ...}} is already set by another argument.")
        must_be_known(name, frozenset(cls.model_fields), f"{cls.spec.endpoint} takes no")
    return cls(**set_here, **remote)


def candidate(given: Mapping[str, Any], remote: Mapping[str, Any] = NOTHING) -> Operation:
    """A new candidate. Ashby has one name, so first and last name become one."""
    return _made(op.CandidateCreate, remote, **_of_candidate(given, website="website"))


def candidate_changes(identity: str, given: Mapping[str, Any], remote: Mapping[str, Any] = NOTHING) -> Operation:
    """Other values for a candidate; what is not named stays."""
    names = {name for name in ("first_name", "last_name") if given.get(name)}
    if len(names) == 1 and not given.get("name"):
        raise UsageError(
            f"Ashby has one name: {names.pop()} alone would drop the other; pass first_name and last_name, or name."
        )
    made = _of_candidate(given, website="websiteUrl")
    others = made.pop("alternateEmailAddresses", [])
    if len(others) > 1:
        raise UsageError("Ashby adds one more email address at a time: pass at most two emails.")
    if others:
        made["alternateEmail"] = others[0]
    if not (made or remote):
        raise UsageError("There is nothing to change: name a field and its value; none is taken away here.")
    return _made(op.CandidateUpdate, remote, candidateId=identity, **made)


def _of_candidate(given: Mapping[str, Any], *, website: str) -> dict[str, Any]:
    left = {name: value for name, value in given.items() if value is not None}
    made: dict[str, Any] = {"name": _one_name(left)}
    emails, phones, urls, places = (_parts(left, name) for name in ("emails", "phones", "urls", "locations"))
    if left:
        told = ", ".join(sorted(left))
        raise UsageError(f"Ashby takes no {told} when it makes or changes a candidate; see candidates.truth.")
    if emails:
        made["email"], *others = dict.fromkeys(_text(it, "email") for it in sorted(emails, key=_is_secondary))
        made["alternateEmailAddresses"] = others or None
    if len(phones) > 1:
        raise UsageError("Ashby takes one phone number when it makes or changes a candidate.")
    if phones:
        made["phoneNumber"] = _text(phones[0], "number")
        if isinstance(phones[0], Mapping) and phones[0].get("extension"):
            raise UsageError("Ashby takes no extension: write it into the number, as '+1 555 0100 ext. 12'.")
    for link in urls:
        kind = _LINKS.get(str(link.get("type") or "").casefold(), website) if isinstance(link, Mapping) else website
        if kind in made:
            raise UsageError("Ashby takes one link of each: LinkedIn, GitHub, and one website for all others.")
        made[kind] = _text(link, "url")
    if places:
        made["location"] = _place(places)
    return {name: value for name, value in made.items() if value is not None}


def _one_name(left: dict[str, Any]) -> str | None:
    """Ashby's one name. Raises UsageError where name and its parts say different things."""
    name, *both = (_words(left.pop(it, None), it) for it in ("name", "first_name", "last_name"))
    joined = " ".join(filter(None, both))
    if name and joined and name != joined:
        raise UsageError(f"Ashby has one name, and name={name!r:.60} is another than {joined!r:.60}: pass one of both.")
    return name or joined or None


def _words(given: Any, name: str) -> str:
    if given is not None and not isinstance(given, str):
        raise UsageError(f"{name} is {said(given)}; give a text.")
    return (given or "").strip()


def _is_secondary(email: Any) -> bool:
    """Whether another address is the candidate's first; where none is marked, the first that was given is."""
    return not (isinstance(email, Mapping) and email.get("is_primary"))


def _parts(left: dict[str, Any], name: str) -> list[Any]:
    """The parts of a field, as texts or mappings; those of a record that was read may be passed on."""
    given = left.pop(name, ())
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise UsageError(f"{name} takes a list, not {given!r:.60}.")
    return [it.model_dump() if isinstance(it, Part) else it for it in given]


def _place(places: list[Any]) -> dict[str, str]:
    if len(places) > 1:
        raise UsageError("Ashby has one location of a candidate: pass one.")
    if not isinstance(places[0], Mapping):
        raise UsageError(f"A location is written as {{'city': ..., 'country': ...}}, not {places[0]!r:.60}.")
    made = {name: places[0][name] for name in ("city", "region", "country") if places[0].get(name)}
    if unknown := sorted(map(str, places[0].keys() - {"city", "country", "name", "region"})):
        raise UsageError(f"A location has no {unknown[0]!r:.60}; it is written as {{'city': ..., 'country': ...}}.")
    if not made:
        raise UsageError("A location needs a city, a region or a country: Ashby makes its name of them.")
    return made


def _text(part: Any, name: str) -> str:
    text = part.get(name) if isinstance(part, Mapping) else part
    if not (isinstance(text, str) and text.strip()):
        raise UsageError(f"{name} is to be a text, or stand in {{{name!r}: ...}}, not {part!r:.60}.")
    return text


def application(
    candidate_id: str,
    job: str,
    *,
    stage: str | None = None,
    source: str | None = None,
    remote: Mapping[str, Any] = NOTHING,
) -> Operation:
    """A new application of a candidate for a job."""
    return _made(
        op.ApplicationCreate, remote, candidateId=candidate_id, jobId=job, interviewStageId=stage, sourceId=source
    )


def note(
    candidate_id: str, body: str, *, private: bool | None = None, remote: Mapping[str, Any] = NOTHING
) -> Operation:
    """A note about a candidate; mails cannot be made, Ashby keeps those that were sent."""
    return _made(op.CandidateCreateNote, remote, candidateId=candidate_id, note=body, isPrivate=private)


def attachment_kind(given: str) -> str:
    """`resume` or `other`: Ashby types no other file. Raises UsageError for another word."""
    must_be_known(str(given), frozenset({"resume", "other"}), "Ashby keeps no attachment_type")
    return given


def tag(name: str) -> Operation:
    """A new tag. Raises UsageError for a name of nothing."""
    if not _words(name, "name"):
        raise UsageError("A tag needs a name.")
    return op.CandidateTagCreate(title=name)


def moved(identity: str, stage: str) -> Script[Operation]:
    """An application in another stage of its plan."""
    yield from ()
    return op.ApplicationChangeStage(applicationId=identity, interviewStageId=stage)


def rejected(identity: str, reason: str, mail: str | None) -> Script[Operation]:
    """An application archived for a reason; the mail of a template goes out only when one is named."""
    stage = yield from _stage_of(identity, _ARCHIVED)
    given: dict[str, Any] = {} if mail is None else {"archiveEmail": {"communicationTemplateId": mail}}
    return op.ApplicationChangeStage(applicationId=identity, interviewStageId=stage, archiveReasonId=reason, **given)


def hired(identity: str) -> Script[Operation]:
    """An application in the stage of its plan that counts as a hire."""
    stage = yield from _stage_of(identity, _HIRED)
    return op.ApplicationChangeStage(applicationId=identity, interviewStageId=stage)


def _stage_of(identity: str, kind: str) -> Script[str]:
    """The one stage of this type in the plan of an application."""
    found: Reply
    (found,) = yield [op.ApplicationInfo(applicationId=identity)]
    stage: Mapping[str, Any] = dict(found.data).get("currentInterviewStage") or {}
    plan = stage.get("interviewPlanId")
    if plan is None:
        raise UsageError(f"Ashby does not say in which interview plan application {identity} is. Nothing was sent.")
    listed: Reply
    (listed,) = yield [op.InterviewStageList(interviewPlanId=plan)]
    fitting: Sequence[Mapping[str, Any]] = [it for it in listed.records if it.get("type") == kind]
    if len(fitting) != 1:
        raise UsageError(
            f"The plan of application {identity} has {len(fitting)} stages of the type {kind}; name one with "
            "move_stage. Nothing was sent."
        )
    return str(fitting[0]["id"])
