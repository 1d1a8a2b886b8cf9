"""Records by name: the reads that find what a recruiter calls a person, a job, a stage. Never a guess.

Each is a part of a script, for `yield from`. What means no record, or several, raises `Ambiguous` with the choices.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeAlias, TypeVar

from ashby_agent_tools.errors import NotFound
from ashby_agent_tools.operations.applications import ApplicationInfo
from ashby_agent_tools.operations.base import JsonObject, Operation
from ashby_agent_tools.operations.candidates import CandidateInfo, CandidateSearch
from ashby_agent_tools.operations.interviews import InterviewStageList
from ashby_agent_tools.operations.jobs import JobInfo, JobList, JobSearch
from ashby_agent_tools.operations.metadata import ArchiveReasonList, CommunicationTemplateList
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.tasks.base import Ambiguous, Choice, Pages, Rows, Wanted
from ashby_agent_tools.tasks.names import exact, like

__all__ = [
    "Part",
    "applications_of",
    "candidate",
    "dig",
    "job",
    "one_application",
    "one_of",
    "one_read",
    "reason",
    "stage_choices",
    "stage_says",
    "stages_of",
    "template",
    "title_of",
]

T = TypeVar("T")
Part: TypeAlias = Generator[Wanted, Any, T]

MOST_NAMED = 8  # choices in one answer
MOST_APPLICATIONS = 12  # of one person that are read one by one
JOB_PAGES = 5


def one_read(operation: Operation) -> Part[JsonObject]:
    """One record, by its id."""
    found: JsonObject = yield operation
    return found


def candidate(text: str) -> Part[JsonObject]:
    """The candidate of a name, a mail address or an id."""
    if is_uuid(text):
        return (yield from one_read(CandidateInfo(id=text)))
    by_mail = "@" in text
    found: list[JsonObject] = yield (CandidateSearch(email=text) if by_mail else CandidateSearch(name=text))
    same = found if by_mail else exact(text, found, _name)
    if len(same) == 1:
        return same[0]
    choices: list[Choice] = []
    for person in (same or like(text, found, _name))[:MOST_NAMED]:
        choices.append((yield from _person(person)))
    if same:
        raise Ambiguous(f"{len(same)} candidates are called {text!r}", "candidate", tuple(choices), more=len(same))
    raise Ambiguous(f"no candidate is called {text!r}", "candidate", tuple(choices))


def one_application(who: str, job: JsonObject | None, *, argument: str = "candidate") -> Part[JsonObject]:
    """The one application that is meant: of this candidate, for this job where one is named.

    Where there are several, the active one; where several are active, or none is, nothing is guessed.
    """
    if is_uuid(who):
        try:
            return (yield from one_read(ApplicationInfo(applicationId=who)))
        except NotFound:
            pass  # then it is a candidate's id
    person = yield from candidate(who)
    found, unread = yield from applications_of(person)
    fitting = [it for it in found if job is None or dig(it, "job", "id") == job["id"]]
    active = [it for it in fitting if it.get("status") in ("Active", "Lead")]
    if len(active or fitting) == 1 and not unread:
        return (active or fitting)[0]
    for_job = f" for {job['title']}" if job else ""
    several = "several applications" if fitting else "no application"
    more = f"; {unread} of them were not read" if unread else ""
    choices = tuple(_application_choice(it) for it in (active or fitting or found)[:MOST_NAMED])
    raise Ambiguous(f"{person.get('name')} has {several}{for_job}{more}", argument, choices)


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
    """The job of a title, a requisition id or an id; of several of one title the open one, if it is one."""
    if is_uuid(text):
        return (yield from one_read(JobInfo(id=text)))
    found: list[JsonObject] = yield JobSearch(title=text)
    same = exact(text, found, title_of)
    if not same:
        same = yield JobSearch(requisitionId=text)
    live = [it for it in same if it.get("status") == "Open"]
    if len(live or same) == 1:
        return (live or same)[0]
    if same:
        raise Ambiguous(f"{len(same)} jobs are called {text!r}", "job", _jobs(live or same), more=len(live or same))
    near = like(text, found, title_of)
    if not near:
        listed: Rows = yield Pages(JobList(status=["Open"], limit=100), JOB_PAGES)
        near = like(text, listed.records, title_of) or listed.records
    raise Ambiguous(f"no job is called {text!r}", "job", _jobs(near), more=len(near))


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
    """The communication template of a title or an id, of those that can be mailed."""
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


def dig(record: JsonObject, *keys: str) -> Any:
    """What stands below these keys; None where one is missing."""
    at: Any = record
    for key in keys:
        at = at.get(key) if isinstance(at, dict) else None
    return at


def _person(person: JsonObject) -> Part[Choice]:
    """A candidate as a choice: with the newest application that is found at once."""
    found, _ = yield from applications_of(person, 1)
    about = f", {dig(found[0], 'job', 'title')}: {_at(found[0])}" if found else ", no application"
    mail = str(dig(person, "primaryEmailAddress", "value") or "")
    return Choice("candidate", str(person["id"]), f"{_name(person)}{about}, added {_day(person)}", mail)


def _application_choice(it: JsonObject) -> Choice:
    says = f"{dig(it, 'candidate', 'name')} for {dig(it, 'job', 'title')}: {_at(it)}, applied {_day(it)}"
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
    return f"{dig(application, 'currentInterviewStage', 'title')} ({application.get('status')})"


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
