"""Things: the reads of common records, and their names from what was found, with the id where nothing was."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import address, person, quoted, title, whole_name
from ashby_agent_tools.approval.words._wording import Reads, Seen, at, known_id, objects
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operation import Json, JsonObject
from ashby_agent_tools.operations import find

__all__ = [
    "APPLICATION",
    "CANDIDATE",
    "JOB",
    "application_of",
    "candidate_of",
    "email_of",
    "job_of",
    "member_of",
    "opening_of",
    "posting_of",
    "read",
    "stage_now",
    "titled",
    "user_of",
]

APPLICATION, CANDIDATE, JOB = "the application", "the candidate", "the job"


def read(name: str, endpoint: str, **arguments: Json) -> Reads:
    """One read under the words a person knows it by; its area is imported now, when a question is asked."""
    operation = find(endpoint)
    if operation is None:
        raise UsageError(f"There is no operation {endpoint}.")
    return {name: operation(**arguments)}


def _plain(identity: Json) -> str:
    return known_id(identity) or quoted(identity)


def application_of(seen: Seen, identity: Json, *, name: str = APPLICATION) -> str:
    """`Priya Raman for Account Executive`, or `the application <id>`."""
    who = whole_name(seen.at(name, "candidate", "name"))
    job = title(seen.at(name, "job", "title"))
    if who is None:
        return f"the application {_plain(identity)}"
    return f"{who} for {job or 'a job without a title'}"


def stage_now(seen: Seen, *, name: str = APPLICATION) -> str | None:
    """The stage an application is in."""
    return title(seen.at(name, "currentInterviewStage", "title"))


def email_of(record: JsonObject) -> str | None:
    """A candidate's main mail address."""
    value = at(record, "primaryEmailAddress", "value")
    return address(value) if value else None


def candidate_of(seen: Seen, identity: Json, *, name: str = CANDIDATE) -> str:
    """`Priya Raman (priya.raman@example.com)`, or `the candidate <id>`."""
    record = seen.record(name)
    who = whole_name(record.get("name"))
    mail = email_of(record)
    return f"the candidate {_plain(identity)}" if who is None else who + (f" ({mail})" if mail else "")


def job_of(seen: Seen, identity: Json, *, name: str = JOB) -> str:
    """`the job Account Executive`."""
    return f"the job {title(seen.at(name, 'title')) or _plain(identity)}"


def posting_of(seen: Seen, identity: Json, *, name: str) -> str:
    """`the posting Account Executive (London)`."""
    where = title(seen.at(name, "locationName"))
    return f"the posting {title(seen.at(name, 'title')) or _plain(identity)}" + (f" ({where})" if where else "")


def opening_of(seen: Seen, identity: Json, *, name: str) -> str:
    """`the opening ENG-12 'Backend seat'`."""
    known = title(seen.at(name, "latestVersion", "identifier")) or title(seen.at(name, "latestVersion", "description"))
    return f"the opening {known or _plain(identity)}"


def user_of(seen: Seen, identity: Json, *, name: str) -> str:
    """A colleague by name, or `the user <id>`."""
    return person(seen.record(name)) or f"the user {_plain(identity)}"


def member_of(team: Json, identity: Json) -> str | None:
    """The name of somebody on a hiring team."""
    return next((person(one) for one in objects(team) if identity in (one.get("userId"), one.get("id"))), None)


def titled(seen: Seen, name: str, identity: str | None, kind: str, *, key: str = "title") -> str:
    """The title of a row of a list, or the kind and the id."""
    return title(seen.row(name, identity).get(key)) or f"{kind} {_plain(identity)}"
