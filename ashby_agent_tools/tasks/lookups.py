"""Records by name: the reads that find what a recruiter calls a person, a job, a stage. Never a guess.

Each is a part of a script, for `yield from`. What means no record, or several, raises `Ambiguous` with the choices.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools.errors import Declined, NotFound, PermissionMissing
from ashby_agent_tools.operations.applications import ApplicationInfo
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.operations.candidates import CandidateInfo, CandidateSearch
from ashby_agent_tools.operations.interviews import InterviewStageList
from ashby_agent_tools.operations.jobs import JobInfo, JobList, JobSearch
from ashby_agent_tools.operations.metadata import ArchiveReasonList, CommunicationTemplateList
from ashby_agent_tools.operations.postings import JobPostingList
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.operations.users import UserInfo, UserList, UserSearch
from ashby_agent_tools.tasks.base import Ambiguous, Choice, Pages, Rows, Wanted
from ashby_agent_tools.tasks.names import exact, like, person_name
from ashby_agent_tools.tasks.records import dig, name_of

__all__ = [
    "JOB_READS",
    "PERSON_READS",
    "USER_READS",
    "Part",
    "applications_of",
    "candidate",
    "every",
    "if_readable",
    "job",
    "job_if_named",
    "one_application",
    "one_of",
    "one_read",
    "people_called",
    "person_of",
    "reason",
    "stage_choices",
    "stage_says",
    "stages_of",
    "template",
    "title_of",
    "user",
]

T = TypeVar("T")
Part: TypeAlias = Generator[Wanted, Any, T]

JOB_READS = ("job.search", "job.info", "job.list", "jobPosting.list")
"""What it takes to find a job by name."""

PERSON_READS = ("candidate.search", "candidate.info", "application.info")
"""What it takes to find a candidate, or one of their applications."""

USER_READS = ("user.list", "user.search", "user.info")
"""What it takes to find a colleague."""

MOST_NAMED = 8  # choices in one answer
MOST_LIKE = 6  # people of a name that is only like the one that was said
MOST_APPLICATIONS = 12  # of one person that are read one by one
JOB_PAGES = 5
USER_PAGES = 5
_WORDS = 3  # of a name that are looked for one by one
_NAMESAKES = 4  # people of one name whose applications are read to find the one for a job


def one_read(operation: Operation) -> Part[JsonObject]:
    """One record, by its id."""
    found: JsonObject = yield operation
    return found


def if_readable(part: Part[T]) -> Part[T | str]:
    """What a part finds; where the key or the policy does not let it be read, the words that say so."""
    try:
        return (yield from part)
    except (PermissionMissing, Declined) as error:
        return f"not readable: {error}"


def every(operation: Operation, pages: int) -> Part[list[JsonObject]]:
    """The records of a list, of so many pages at most."""
    listed: Rows = yield Pages(operation, pages)
    return listed.records


def candidate(text: str, argument: str = "candidate") -> Part[JsonObject]:
    """The candidate of a name, an email address or an id."""
    if is_uuid(text):
        return (yield from one_read(CandidateInfo(id=text)))
    same, near = yield from people_called(text)
    if len(same) == 1:
        return same[0]
    raise (yield from _unclear_person(text, argument, same, near))


def people_called(text: str, most: int = MOST_LIKE) -> Part[tuple[list[JsonObject], list[JsonObject]]]:
    """The candidates of exactly this name or address, and those whose names are like it, `most` of them at most."""
    by_email = "@" in text
    found: list[JsonObject] = yield (CandidateSearch(email=text) if by_email else CandidateSearch(name=text))
    if by_email:
        return found, []
    if not found:  # misspelt, or without its accents: people who share a word with it
        for word in sorted(set(text.split()), key=len, reverse=True)[:_WORDS]:
            found += yield CandidateSearch(name=word)
    found = list({str(it["id"]): it for it in found}.values())
    return exact(text, found, _name), like(text, found, _name, most)


def _unclear_person(text: str, argument: str, same: list[JsonObject], near: list[JsonObject]) -> Part[Ambiguous]:
    """What to say of a name that means nobody or several."""
    choices: list[Choice] = []
    for person in (same or near)[:MOST_NAMED]:
        choices.append((yield from _person(person)))
    problem = f"{len(same)} candidates are called {text!r}" if same else f"no candidate is called {text!r}"
    return Ambiguous(problem, argument, tuple(choices), more=len(same))


def person_of(who: str) -> Part[JsonObject]:
    """The candidate of a name, an email address, or the id of the person or of one of their applications."""
    if not is_uuid(who):
        return (yield from candidate(who))
    try:
        return (yield from one_read(CandidateInfo(id=who)))
    except NotFound:
        application = yield from one_read(ApplicationInfo(applicationId=who))
        return (yield from one_read(CandidateInfo(id=application["candidate"]["id"])))


def one_application(who: str, job: JsonObject | None, *, argument: str = "candidate") -> Part[JsonObject]:
    """The one application that is meant: of this candidate, for this job where one is named.

    Where one person has several, the active one; where several are active, nothing is guessed. People of one name
    are told apart by the job, if one of them has an application for it.
    """
    if is_uuid(who):
        try:
            return (yield from one_read(ApplicationInfo(applicationId=who)))
        except NotFound:
            pass  # then it is a candidate's id
    near: list[JsonObject] = []
    if is_uuid(who):
        people = [(yield from candidate(who))]
    else:
        people, near = yield from people_called(who)
    if not people or len(people) > _NAMESAKES or (len(people) > 1 and job is None):
        raise (yield from _unclear_person(who, argument, people, near))
    found: list[JsonObject] = []
    unread = 0
    for person in people:
        theirs, left = yield from applications_of(person)
        found, unread = found + theirs, unread + left
    fitting = [it for it in found if job is None or dig(it, "job", "id") == job["id"]]
    active = [it for it in fitting if it.get("status") in ("Active", "Lead") and len(people) == 1]
    if len(active or fitting) == 1 and (job is not None or not unread):
        return (active or fitting)[0]
    several = "several applications" if fitting else "no application"
    problem = f"{name_of(people[0])} has {several}" + (f" for {job['title']}" if job else "")
    problem += f"; {unread} of the applications were not read" if unread else ""
    choices = tuple(_application_choice(it) for it in (active or fitting or found)[:MOST_NAMED])
    raise Ambiguous(problem, argument, choices, more=len(active or fitting or found))


def applications_of(person: JsonObject, most: int = MOST_APPLICATIONS) -> Part[tuple[list[JsonObject], int]]:
    """A candidate's applications, and how many were not read: too many, or not visible to the key."""
    ids: list[str] = list(person.get("applicationIds") or ())
    found = []
    for identity in ids[:most]:
        try:
            found.append((yield ApplicationInfo(applicationId=identity)))
        except NotFound:
            continue
    return found, len(ids) - len(found)


def job(text: str) -> Part[JsonObject]:
    """The job of a title, a requisition id, the title of one of its postings, or an id."""
    if is_uuid(text):
        return (yield from one_read(JobInfo(id=text)))
    found: list[JsonObject] = yield JobSearch(title=text)
    same = exact(text, found, title_of)
    if not same:
        same = yield JobSearch(requisitionId=text)
    if not same:
        same = yield from _posted_as(text)
    if len(same) == 1:
        return same[0]
    if same:
        raise Ambiguous(f"{len(same)} jobs are called {text!r}", "job", _jobs(same), more=len(same))
    near = like(text, found, title_of)
    if not near:
        listed: Rows = yield Pages(JobList(status=["Open"], limit=100), JOB_PAGES)
        near = like(text, listed.records, title_of) or listed.records
    raise Ambiguous(f"no job is called {text!r}", "job", _jobs(near), more=len(near))


def job_if_named(name: str | None) -> Part[JsonObject | None]:
    """The job of this name; None where none was named."""
    return None if name is None else (yield from job(name))


def _posted_as(title: str) -> Part[list[JsonObject]]:
    """The jobs that have a posting of this title; one job can have several, under titles of their own."""
    postings: list[JsonObject] = yield JobPostingList()
    ids = list(dict.fromkeys(str(it["jobId"]) for it in exact(title, postings, title_of) if it.get("jobId")))
    jobs = []
    for identity in ids[:MOST_NAMED]:
        try:
            jobs.append((yield from one_read(JobInfo(id=identity))))
        except NotFound:  # a confidential one
            continue
    return jobs


def user(text: str, argument: str = "user") -> Part[JsonObject]:
    """The colleague of a name, an email address or an id."""
    if is_uuid(text):
        return (yield from one_read(UserInfo(userId=text)))
    among = ""
    if "@" in text:
        found: list[JsonObject] = yield UserSearch(email=text)
        everybody = found
    else:
        listed: Rows = yield Pages(UserList(limit=100), USER_PAGES)
        everybody = listed.records
        among = "" if listed.whole else f" among the first {len(everybody)}; give the email address"
        found = exact(text, everybody, person_name)
    if len(found) == 1:
        return found[0]
    near = found or like(text, everybody, person_name)
    choices = tuple(
        Choice("user", str(it["id"]), f"{person_name(it)}, {it.get('globalRole')}", str(it.get("email") or ""))
        for it in near[:MOST_NAMED]
    )
    problem = f"{len(found)} colleagues are called {text!r}" if found else f"no colleague is called {text!r}{among}"
    raise Ambiguous(problem, argument, choices, more=len(near))


def stages_of(plan_id: str) -> Part[list[JsonObject]]:
    """The stages of an interview plan, in their order."""
    stages: list[JsonObject] = yield InterviewStageList(interviewPlanId=plan_id)
    return sorted(stages, key=lambda it: it.get("orderInInterviewPlan") or 0)


def reason(text: str) -> Part[JsonObject]:
    """The archive reason of a text or an id; archived reasons are none."""
    reasons: list[JsonObject] = yield ArchiveReasonList()
    usable = [it for it in reasons if not it.get("isArchived")]
    return one_of(text, usable, "reason", "archiveReason", lambda it: str(it.get("text") or ""), _reason_says)


def template(text: str) -> Part[JsonObject]:
    """The communication template of a title or an id, of those that can be sent as emails."""
    templates: list[JsonObject] = yield CommunicationTemplateList()
    usable = [it for it in templates if "email" in (it.get("intendedTypes") or ())]
    return one_of(text, usable, "template", "communicationTemplate", title_of, title_of)


def one_of(
    text: str, records: Sequence[JsonObject], argument: str, kind: str,
    title: Callable[[JsonObject], str], says: Callable[[JsonObject], str],
) -> JsonObject:  # fmt: skip
    """The one record of this title or id; where there is none, all of them are named."""
    same = [it for it in records if it.get("id") == text] if is_uuid(text) else exact(text, records, title)
    if len(same) == 1:
        return same[0]
    choices = tuple(Choice(kind, str(it["id"]), says(it)) for it in (same or records)[: MOST_NAMED * 3])
    problem = f"{len(same)} are called {text!r}" if same else f"there is no {_words(kind)} {text!r}"
    raise Ambiguous(problem, argument, choices, more=len(same or records))


def _person(person: JsonObject) -> Part[Choice]:
    """A candidate as a choice: with the newest application that is found at once."""
    found, _ = yield from applications_of(person, 1)
    about = f", {dig(found[0], 'job', 'title')}: {_at(found[0])}" if found else ", no application"
    mail = str(dig(person, "primaryEmailAddress", "value") or "")
    return Choice("candidate", str(person["id"]), f"{name_of(person)}{about}, added {_day(person)}", mail)


def _application_choice(it: JsonObject) -> Choice:
    says = f"{name_of(it.get('candidate'))} for {dig(it, 'job', 'title')}: {_at(it)}, applied {_day(it)}"
    return Choice("application", str(it["id"]), says)


def _jobs(jobs: Sequence[JsonObject]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            "job",
            str(it["id"]),
            ", ".join(filter(None, (title_of(it), it.get("status"), it.get("customRequisitionId")))),
        )
        for it in jobs[:MOST_NAMED]
    )


def stage_says(stage: JsonObject) -> str:
    """A stage, told from others of the same title by its type."""
    return f"{stage.get('title')} ({stage.get('type')})"


def stage_choices(stages: Sequence[JsonObject]) -> tuple[Choice, ...]:
    """These stages, to choose from."""
    return tuple(Choice("interviewStage", str(it["id"]), stage_says(it)) for it in stages)


def _at(application: JsonObject) -> str:
    reason = dig(application, "archiveReason", "text")
    why = f": {reason}" if reason else ""
    return f"{dig(application, 'currentInterviewStage', 'title')} ({application.get('status')}{why})"


def _day(record: JsonObject) -> str:
    return str(record.get("createdAt") or "")[:10]


def _name(record: JsonObject) -> str:
    return str(record.get("name") or "")


def title_of(record: JsonObject) -> str:
    """What a record is called."""
    return str(record.get("title") or "")


def _reason_says(record: JsonObject) -> str:
    return f"{record.get('text')} ({record.get('reasonType')})"


def _words(kind: str) -> str:
    return "".join(f" {it.lower()}" if it.isupper() else it for it in kind)
