"""Unified events: what changed, with the unified record before and after, from a mirror's records or from a webhook."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ashby_agent_tools._given import must_be
from ashby_agent_tools.ats.joins import Tables
from ashby_agent_tools.ats.lists import events_of as meetings_of
from ashby_agent_tools.ats.lists import files_of
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.reading import OF_SHAPE, Raw
from ashby_agent_tools.errors import ServerFailure
from ashby_agent_tools.webhooks import Event

__all__ = ["KINDS", "NO_EVENT", "Known", "UnifiedEvent", "changed", "of_posting", "of_webhook"]

Known: TypeAlias = Callable[[str, str], Raw | None]
"""Gives the record of a kind and an id as it was known before; None where it was not."""


@dataclasses.dataclass(frozen=True, slots=True)
class UnifiedEvent:
    """Something that changed. `type`: `applications.stage_changed`; its first word is the resource.

    `record`: the unified record as it is now; None where it is gone, or the source does not say it. `before`: as it
    was, where that is known. `changes`: the fields that differ, each with both values; empty where `before` is unknown.
    `merged_into`: the id of the candidate that a merged one lives on in. `source`: the webhook's action, or `mirror`.
    `event_id`: the webhook's, the same in repeated deliveries.
    """

    type: str
    id: str
    record: Resource | None = dataclasses.field(default=None, repr=False)  # people's data: kept out of logs
    before: Resource | None = dataclasses.field(default=None, repr=False)
    merged_into: str | None = None
    source: str = "mirror"
    event_id: str | None = None

    @property
    def resource(self) -> str:
        """The resource: `applications`."""
        return self.type.partition(".")[0]

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The fields that differ, with the value before and the one now."""
        if self.before is None or self.record is None:
            return {}
        fields = type(self.record).model_fields.keys() - {"remote_data", "included"}
        both = {name: (getattr(self.before, name), getattr(self.record, name)) for name in sorted(fields)}
        return {name: values for name, values in both.items() if values[0] != values[1]}


_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "application": "applications",
        "applicationFeedback": "scorecards",
        "archiveReason": "reject_reasons",
        "candidate": "candidates",
        "candidateTag": "tags",
        "department": "departments",
        "interviewSchedule": "interviews",
        "interviewStage": "job_interview_stages",
        "job": "jobs",
        "location": "offices",
        "note": "activities",
        "offer": "offers",
        "user": "users",
    }
)
"""The resource of each kind of Ashby's records that one stands for."""
KINDS = (*_OF_KIND, "jobPosting")
"""The kinds whose changes are told."""
_WORDS: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType(
    {
        ("applications", "outcome"): {"hired": "hired", "declined": "rejected", "pending": "reopened"},
        ("offers", "status"): {"signed": "accepted", "denied": "declined", "deprecated": "cancelled", "sent": "sent"},
        ("jobs", "status"): {"open": "opened", "closed": "closed", "archived": "archived"},
        ("interviews", "status"): {"scheduled": "scheduled", "cancelled": "cancelled", "completed": "completed"},
    }
)
"""What a field's new value means, in place of `updated`."""
_INACTIVE = {"inactive": "archived", "active": "restored"}


def changed(kind: str, before: Raw | None, after: Raw | None, tables: Tables, **more: Any) -> Iterator[UnifiedEvent]:
    """The events of one of Ashby's records, as it was and as it is: one for each unified record in it.

    `more`: what else the events say.
    """
    resource = _OF_KIND[kind]
    old, new = _as_it_was(kind, before, tables), _records(kind, after, tables)
    yield from _compared(resource, old, new, more)
    if kind == "candidate":
        was, now = (_mapped(tables, "attachments", _parts_of(files_of, it) if it else []) for it in (before, after))
        yield from _compared("attachments", was, now, {**more, "merged_into": None})


def of_posting(before: Raw | None, after: Raw | None, tables: Tables, known: Known) -> Iterator[UnifiedEvent]:
    """The event of a job posting, which is a part of its job."""
    job = (after or before or {}).get("jobId")
    if isinstance(job, str) and job:
        verb = "posting_deleted" if after is None else "posting_created" if before is None else "posting_updated"
        yield UnifiedEvent(f"jobs.{verb}", job, _known(tables, known, "job", job))


def _records(kind: str, raw: Raw | None, tables: Tables) -> dict[str, Resource]:
    if raw is None:
        return {}
    if kind == "interviewSchedule":
        return _mapped(tables, "interviews", _parts_of(meetings_of, raw))
    if kind == "note":
        return _mapped(tables, "activities", [{"candidateId": raw.get("candidateId"), "note": raw}])
    return _mapped(tables, _OF_KIND[kind], [raw])


def _parts_of(read: Callable[[Raw], list[Raw]], raw: Raw) -> list[Raw]:
    """What stands inside a record. Raises ServerFailure where something else stands there than is documented."""
    try:
        return read(raw)
    except OF_SHAPE as error:
        said = f"The record {raw.get('id')!r:.60} cannot be read: something else stands in it than Ashby documents."
        raise ServerFailure(said) from error


def _as_it_was(kind: str, raw: Raw | None, tables: Tables) -> dict[str, Resource]:
    """The records as they were known; none where that cannot be read, which hides no event."""
    try:
        return _records(kind, raw, tables)
    except ServerFailure:
        return {}


def _mapped(tables: Tables, resource: str, raws: list[Raw]) -> dict[str, Resource]:
    records = (tables[resource].record(it, raw=it) for it in raws)
    return {it.id: it for it in records}


def _compared(
    resource: str, old: Mapping[str, Resource], new: Mapping[str, Resource], more: Mapping[str, Any]
) -> Iterator[UnifiedEvent]:
    for identity, before in old.items():
        if identity not in new:
            verb = "merged" if more.get("merged_into") else "deleted"
            yield UnifiedEvent(f"{resource}.{verb}", identity, None, before, **more)
    for identity, record in new.items():
        earlier = old.get(identity)
        if earlier is None:
            yield UnifiedEvent(f"{resource}.created", identity, record, None, **more)
            continue
        event = UnifiedEvent(f"{resource}.updated", identity, record, earlier, **more)
        for verb in _verbs(resource, event.changes, record):
            yield dataclasses.replace(event, type=f"{resource}.{verb}")


def _verbs(resource: str, changes: Mapping[str, Any], record: Resource) -> list[str]:
    """What the changes come to, the most telling first; `updated` where no word is for them."""
    if not changes:
        return []
    found: list[str] = []
    for (of, field), words in _WORDS.items():
        if of == resource and field in changes:
            found += filter(None, [words.get(str(getattr(record, field)))])
    if resource == "applications" and "current_stage" in changes:
        found.append("stage_changed")
    if "status" in changes and (word := _INACTIVE.get(str(getattr(record, "status", "")))):
        found.append(word)
    return found or ["updated"]


# webhooks

NO_EVENT: Mapping[str, str] = MappingProxyType(
    {
        "openingCreate": "the unified models have no openings",
        "ping": "nothing happened: Ashby tries the address",
        "surveySubmit": "the unified models have no surveys",
        "takeHomeAssignmentAssigned": "Ashby does not document what it holds",
        "takeHomeAssignmentCancelled": "Ashby does not document what it holds",
        "takeHomeAssignmentCompleted": "Ashby does not document what it holds",
        "takeHomeAssignmentSubmitted": "Ashby does not document what it holds",
    }
)
"""Webhooks that come to no unified event, with the reason."""

_RECORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "applicationSubmit": ("application", "application", "created"),
        "applicationUpdate": ("application", "application", "updated"),
        "candidateHire": ("application", "application", "hired"),
        "candidateStageChange": ("application", "application", "stage_changed"),
        "interviewScheduleCreate": ("interviewSchedule", "interviewSchedule", "created"),
        "interviewScheduleUpdate": ("interviewSchedule", "interviewSchedule", "updated"),
        "jobCreate": ("job", "job", "created"),
        "jobUpdate": ("job", "job", "updated"),
        "offerCreate": ("offer", "offer", "created"),
        "offerUpdate": ("offer", "offer", "updated"),
        "pushToHRIS": ("application", "application", "pushed_to_hris"),
    }
)
"""By action: the kind of the record that it carries, the key, and what happened to it."""
_IDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "candidateDelete": ("candidate", "candidates.deleted"),
        "candidateRecentEmailMessagesUpdated": ("candidate", "candidates.mail_changed"),
        "offerDelete": ("offer", "offers.deleted"),
        "jobPostingDelete": ("jobPosting", "jobs.posting_deleted"),
        "jobPostingPublish": ("jobPosting", "jobs.posting_published"),
        "jobPostingUnpublish": ("jobPosting", "jobs.posting_unpublished"),
        "jobPostingUpdate": ("jobPosting", "jobs.posting_updated"),
    }
)
"""By action: the key of a record of which only the id counts, and the event."""


def of_webhook(event: Event, tables: Tables, known: Known | None = None) -> tuple[UnifiedEvent, ...]:
    """The events of a webhook; none for those in `NO_EVENT`, and for one without what its type is documented to carry.

    `known`: gives the records as they were, such as `mirror.get`. Then events say what changed, and each says the most
    telling thing: without it a stage change says only that it was one, and an accepted offer is told again by each
    further update.
    """
    must_be("event", event, Event, write="give what webhooks.parse returns")
    more: dict[str, Any] = {"source": event.action, "event_id": event.id}
    if event.action in _RECORDS:
        return tuple(_with_record(event, tables, known, more))
    if event.action == "candidateMerge":
        return tuple(_merged(event, tables, known, more))
    if event.action in _IDS:
        return tuple(_with_id(event, tables, known, more))
    if event.action == "interviewPlanTransition" and isinstance(job := event.data.get("jobId"), str):
        return (UnifiedEvent("jobs.interview_plan_changed", job, _known(tables, known, "job", job), **more),)
    if event.action == "signatureRequestUpdate":
        return tuple(_signature(event, tables, known, more))
    return ()


def _with_record(event: Event, tables: Tables, known: Known | None, more: Mapping[str, Any]) -> Iterator[UnifiedEvent]:
    kind, key, verb = _RECORDS[event.action]
    raw = event.data.get(key)
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return
    before = known(kind, raw["id"]) if known is not None and verb != "created" else None
    try:
        records, earlier = _records(kind, raw, tables), _as_it_was(kind, before, tables)
    except ServerFailure:  # not what its type is documented to carry
        return
    for identity, record in records.items():
        made = UnifiedEvent(f"{_OF_KIND[kind]}.{verb}", identity, record, earlier.get(identity), **more)
        if verb == "updated":
            made = dataclasses.replace(made, type=f"{_OF_KIND[kind]}.{_telling(made)}")
        yield made
    for identity in earlier.keys() - records.keys():
        yield UnifiedEvent(f"{_OF_KIND[kind]}.deleted", identity, None, earlier[identity], **more)
    offer = event.data.get("offer")
    if event.action == "candidateHire" and isinstance(offer, dict):
        yield from _with_record(Event("offerUpdate", {"offer": offer}, event.id), tables, known, more)


def _telling(event: UnifiedEvent) -> str:
    """The word for an update: by what changed, or by what the record is where nothing is known of it before."""
    assert event.record is not None  # noqa: S101  (an update has its record)
    if event.before is not None:
        return next(iter(_verbs(event.resource, event.changes, event.record)), "updated")
    if event.resource == "offers":
        return _WORDS["offers", "status"].get(str(getattr(event.record, "status", "")), "updated")
    return "updated"


def _with_id(event: Event, tables: Tables, known: Known | None, more: Mapping[str, Any]) -> Iterator[UnifiedEvent]:
    key, told = _IDS[event.action]
    raw = event.data.get(key)
    identity = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(identity, str):
        return
    if key == "jobPosting":
        posting = raw if raw.get("jobId") else (known("jobPosting", identity) if known else None) or {}
        if isinstance(job := posting.get("jobId"), str):
            yield UnifiedEvent(told, job, _known(tables, known, "job", job), **more)
        return
    gone = told.endswith(".deleted")
    record = _known(tables, known, key, identity)
    yield UnifiedEvent(told, identity, None if gone else record, record if gone else None, **more)


def _merged(event: Event, tables: Tables, known: Known | None, more: Mapping[str, Any]) -> Iterator[UnifiedEvent]:
    gone, kept = (event.data.get(key) for key in ("deletedCandidate", "mergedCandidate"))
    if not isinstance(gone, dict) or not isinstance(gone.get("id"), str):
        return
    into = kept.get("id") if isinstance(kept, dict) else None
    before = _known(tables, known, "candidate", gone["id"])
    merged_into = into if isinstance(into, str) else None
    yield UnifiedEvent("candidates.merged", gone["id"], None, before, merged_into=merged_into, **more)


def _signature(event: Event, tables: Tables, known: Known | None, more: Mapping[str, Any]) -> Iterator[UnifiedEvent]:
    about = event.data.get("relatedEntityType")
    kind = str(about).lower()
    identity = event.data.get(f"{kind}Id")
    if kind in ("application", "offer") and isinstance(identity, str):
        record = _known(tables, known, kind, identity)
        yield UnifiedEvent(f"{_OF_KIND[kind]}.signature_changed", identity, record, **more)


def _known(tables: Tables, known: Known | None, kind: str, identity: str) -> Resource | None:
    raw = None if known is None else known(kind, identity)
    return _as_it_was(kind, raw, tables).get(identity)
