"""Resources that stand inside others: a candidate's files, notes and mails, a posting's form, a plan's stages."""

from __future__ import annotations

from datetime import datetime

from ashby_agent_tools import operations as op
from ashby_agent_tools.ats import cursors
from ashby_agent_tools.ats.lists import MOST, files_of, listed
from ashby_agent_tools.ats.reading import OptionalRecord, Query, Raw, RawPage, Reply, Script, WholeList

__all__ = ["activities", "applications", "attachments", "form_fields", "stages"]

_FILES = listed(op.CandidateList, {}, split=files_of)


_APPLICATIONS = listed(op.ApplicationList, {"created_after": "createdAfter", "job": "jobId", "status": "status"})


def applications(query: Query) -> Script[RawPage]:
    """A page of Ashby's list; of one candidate those that the candidate names, since the list has no such filter."""
    candidate = query.filters.get("candidate")
    if candidate is None:
        return (yield from _APPLICATIONS(query))
    reply: Reply
    (reply,) = yield [op.CandidateInfo(id=candidate)]
    asked = [OptionalRecord(op.ApplicationInfo(applicationId=it)) for it in reply.data.get("applicationIds") or ()]
    found: list[Raw | None] = (yield asked) if asked else []
    return RawPage([(it, {}) for it in found if it is not None and _is_listed(it, query)])


def _is_listed(application: Raw, query: Query) -> bool:
    """Whether Ashby's list would have it, with the filters that it serves."""
    job, status, since = (query.filters.get(name) for name in ("job", "status", "created_after"))
    made = application.get("createdAt")
    return (
        job in (None, (application.get("job") or {}).get("id"))
        and status in (None, application.get("status"))
        and (since is None or (made is not None and datetime.fromisoformat(made).timestamp() * 1000 > since))
    )


def attachments(query: Query) -> Script[RawPage]:
    """The files of one candidate, or of a page of candidates."""
    if candidate := query.filters.get("candidate"):
        (reply,) = yield [op.CandidateInfo(id=candidate)]
        return RawPage([(it, {}) for it in files_of(dict(reply.data))])
    return (yield from _FILES(query))


def activities(query: Query) -> Script[RawPage]:
    """The notes and mails of one candidate, or one of both: mails take a permission that many keys lack."""
    candidate, wanted = query.filters["candidate"], query.filters.get("activity_type")
    lists = {
        "note": WholeList(op.CandidateListNotes(candidateId=candidate, limit=MOST)),
        "email": WholeList(op.CandidateGetRecentEmailMessages(candidateId=candidate)),
    }
    asked = {kind: it for kind, it in lists.items() if wanted in (None, kind)}
    replies = yield list(asked.values())
    every = [(kind, it) for kind, records in zip(asked, replies, strict=True) for it in records]
    return RawPage([({"candidateId": candidate, kind: it}, {}) for kind, it in every])


def form_fields(query: Query) -> Script[RawPage]:
    """The fields of one posting's form; the position is the number of the posting, with those that follow."""
    job = query.filters.get("job")
    number, following = cursors.parents(query.at)
    if not following:
        (postings,) = yield [WholeList(op.JobPostingList())]
        following = [(it["id"], False) for it in postings if job in (None, it.get("jobId"))][number:]
    if not following:
        return RawPage([])
    (reply,) = yield [op.JobPostingInfo(jobPostingId=following[0][0])]
    posting: Raw = dict(reply.data)
    found: list[tuple[Raw, Raw]] = []
    bare = {name: value for name, value in posting.items() if name != "applicationFormDefinition"}
    for section in (posting.get("applicationFormDefinition") or {}).get("sections") or ():
        title = {name: value for name, value in section.items() if name != "fields"}
        for field in section.get("fields") or ():
            joined = {"@index": len(found), "@id": f"{posting['id']}:{field['field']['path']}"}
            found.append(({"jobPosting": bare, "section": title, **field}, joined))
    return RawPage(found, cursors.after(number, following))


def stages(query: Query) -> Script[RawPage]:
    """The stages of one plan, or of the plans of a job; the position is the number of the plan, with those after it."""
    job = query.filters.get("job")
    number, following = cursors.parents(query.at)
    if not following:
        following = (yield from _plans(job))[number:]
    if not following:
        return RawPage([])
    plan, archived = following[0]
    reply: Reply
    (reply,) = yield [op.InterviewStageList(interviewPlanId=plan)]
    joined = {"@archived": archived, "@job": job}
    return RawPage([(stage, joined) for stage in reply.records], cursors.after(number, following))


def _plans(job: str | None) -> Script[list[tuple[str, bool]]]:
    """The plans, or those of a job, each with whether it is archived."""
    (plans,) = yield [WholeList(op.InterviewPlanList(limit=MOST, includeArchived=True))]
    if job:
        (reply,) = yield [op.JobInfo(id=job)]
        wanted = set(dict(reply.data).get("interviewPlanIds") or ())
        plans = [plan for plan in plans if plan["id"] in wanted]
    return [(plan["id"], bool(plan.get("isArchived"))) for plan in plans]
