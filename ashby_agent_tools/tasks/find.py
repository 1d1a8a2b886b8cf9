"""Finding: whatever goes by a name, an email address or a requisition id, of every kind that has one."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ashby_agent_tools.operations.base import JsonObject, Spec
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.jobs import JobSearch
from ashby_agent_tools.operations.users import UserList, UserSearch
from ashby_agent_tools.risk import READ
from ashby_agent_tools.tasks import lookups
from ashby_agent_tools.tasks.base import Answer, Pages, Rows, Setting, Steps, Task
from ashby_agent_tools.tasks.names import exact, folded, person_name
from ashby_agent_tools.tasks.records import called, dig, titled

__all__ = ["FindTask"]

_MOST = 25  # records of a kind that are shown
_MOST_FOUND = 100  # as many as a search gives
_USER_PAGES = 5

FOUND = Entity(
    "found",
    untrusted=("candidates.company", "candidates.position"),
    contact=("candidates.email", "users.email"),
    stated=("candidates.applications.stage", "candidates", "jobs", "users"),
)


class FindTask(Task):
    """Find people, jobs, applications and colleagues by name, email, title or requisition id.

    Says whom each candidate applied to and where they stand. At most 20 calls.
    """

    spec = Spec("find", scope="candidatesRead", risk=READ, tags=("candidates",), entity=FOUND, served_by="task")
    reads: ClassVar = ("candidate.search", "application.info")
    tries: ClassVar = ("job.search", "user.search", "user.list")
    most_calls: ClassVar = 20

    name: Annotated[str, Field(min_length=1, max_length=200, description="or an email address")]
    kind: Literal["candidate", "job", "user"] | None = None

    def steps(self, here: Setting) -> Steps:
        """Look in each kind; what the key may not read is told, and is not nothing."""
        data: JsonObject = {}
        left: JsonObject = {}
        for kind, part in (("candidate", self._candidates), ("job", self._jobs), ("user", self._users)):
            if self.kind in (None, kind):
                found = yield from lookups.if_readable(part())
                data[f"{kind}s"] = found[:_MOST] if isinstance(found, list) else found
                if isinstance(found, list) and len(found) > _MOST:
                    left[f"{kind}s"] = len(found) - _MOST
        return Answer({**data, "moreThatFit": left} if left else data)

    def _candidates(self) -> lookups.Part[list[JsonObject]]:
        same, near = yield from lookups.people_called(self.name, _MOST_FOUND)
        found = list({str(it["id"]): it for it in (*same, *near)}.values())
        people = []
        read = 0
        for person in found:
            applications: list[JsonObject] = []
            if read < _MOST_APPLICATIONS:
                applications, _ = yield from lookups.applications_of(person, _MOST_APPLICATIONS - read)
                read += len(applications)
            people.append(_candidate(person, applications))
        return people

    def _jobs(self) -> lookups.Part[list[JsonObject]]:
        by_title: list[JsonObject] = yield JobSearch(title=self.name)
        found = by_title or (yield JobSearch(requisitionId=self.name))
        return [
            {"job": titled(it), "status": it.get("status"),
             "requisitionId": it.get("customRequisitionId"), "openedAt": it.get("openedAt")}
            for it in found
        ]  # fmt: skip

    def _users(self) -> lookups.Part[list[JsonObject]]:
        if "@" in self.name:
            found: list[JsonObject] = yield UserSearch(email=self.name)
        else:
            listed: Rows = yield Pages(UserList(limit=100), _USER_PAGES)
            wanted = folded(self.name)
            found = exact(self.name, listed.records, person_name) or [
                it for it in listed.records if wanted in folded(person_name(it))
            ]
        return [
            {"user": {"id": it["id"], "name": person_name(it)}, "email": it.get("email"), "role": it.get("globalRole")}
            for it in found
        ]


_MOST_APPLICATIONS = 12


def _candidate(person: JsonObject, applications: list[JsonObject]) -> JsonObject:
    at = [
        {"application": {"id": it["id"]}, "job": titled(it["job"]),
         "stage": dig(it, "currentInterviewStage", "title"), "status": it.get("status")}
        for it in applications
    ]  # fmt: skip
    return {
        "candidate": called(person),
        "email": dig(person, "primaryEmailAddress", "value"),
        "position": person.get("position"),
        "company": person.get("company"),
        "createdAt": person.get("createdAt"),
        "applications": at or len(person.get("applicationIds") or ()),
    }
