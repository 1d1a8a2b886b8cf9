"""The demo company with shortcuts to the records that questions are about, and the question of a call to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ashby_agent_tools.approval.prompts.lookups import build_question
from ashby_agent_tools.call import Call, call_for
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.errors import ApiError
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.simulator import Simulator

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def plain(question: str) -> bool:
    """Whether every character but our own line breaks can be seen."""
    return all(unicodedata.category(char) not in _UNSEEN for char in question.replace("\n", ""))


class Company:
    """The demo company, with shortcuts to the records that the questions are about."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.org = simulator, simulator.state
        first = self.org.first
        self.priya = first("candidate", name="Priya Raman")
        self.application = first("application", candidateId=self.priya["id"])
        self.job = first("job", title="Account Executive")
        self.staff = first("job", title="Staff Engineer")
        self.salma = first("user", firstName="Salma")
        self.yuki = first("user", firstName="Yuki")
        self.draft = first("sequence", status="NotStarted")
        self.seen: dict[str, Json] = {}
        self.recruiter = first("hiringTeamRole", title="Recruiter")["id"]

    def id(self, kind: str, **fields: object) -> str:
        found: str = self.org.first(kind, **fields)["id"]
        return found

    def stage(self, title: str, job: JsonObject | None = None) -> str:
        plan = (job or self.job)["defaultInterviewPlanId"]
        return self.id("interviewStage", interviewPlanId=plan, title=title)

    def history(self, number: int) -> JsonObject:
        rows = self.org.related("applicationHistory", "applicationId", self.application["id"])
        return sorted(rows, key=lambda row: row["stageNumber"])[number]

    def event(self) -> JsonObject:
        schedules = self.org.related("interviewSchedule", "applicationId", self.application["id"])
        return self.org.related("interviewEvent", "interviewScheduleId", schedules[0]["id"])[0]

    def waiting(self) -> JsonObject:
        return self.org.first("offer", offerStatus="WaitingOnOfferApproval")

    def candidate_of(self, application: str) -> str:
        name: str = self.org.table("candidate")[self.org.table("application")[application]["candidateId"]]["name"]
        return name

    def client(self) -> Client:
        """Acting for the owner of the sequence draft, whom alone Ashby shows it."""
        base, key = self.simulator.client().base_url, self.simulator.key
        return Client(key, base_url=base, transport=self.simulator.transport(), acting_user=self.draft["ownerId"])

    def call(self, endpoint: str, arguments: JsonObject) -> Call:
        operation = find(endpoint)
        assert operation is not None
        return call_for(operation(**arguments), account="default", base_url=self.client().base_url)

    def look(self, read: Operation) -> Json:
        """What one read of a question finds."""
        client = self.client()
        return client._send(call_for(read, account="default", base_url=client.base_url)).data

    def look_or_none(self, read: Operation) -> Json:
        """The same, None where Ashby refuses."""
        try:
            return self.look(read)
        except ApiError:
            return None

    def question(self, endpoint: str, arguments: JsonObject) -> str:
        return build_question(self.call(endpoint, arguments), self.look).question


Arguments = Callable[[Company], JsonObject]
Case = tuple[str, Arguments, str]
"""An endpoint, the arguments of a call, and words that its question must contain."""


def one_of(kind: str, key: str, **fields: object) -> Arguments:
    return lambda c: {key: c.id(kind, **fields)}
