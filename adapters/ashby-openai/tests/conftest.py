"""What the tests of this adapter share: a simulator, people in it, and calls about them."""

from __future__ import annotations

import dataclasses

import pytest
from blocking import watching
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)

import ashby_openai
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from ashby_openai import AshbyTools

no_blocking = watching(ashby_openai)


@dataclasses.dataclass
class Scene:
    """A simulator, and arguments of calls that need a yes."""

    simulator: Simulator
    applications: list[dict]
    reason: str
    archived: str
    template: str
    stages: list[str]

    def rejection(self, number=0):
        application = self.applications[number]["id"]
        return {"applicationId": application, "interviewStageId": self.archived, "archiveReasonId": self.reason}

    def mailed_rejection(self, number=0):
        return {**self.rejection(number), "archiveEmail": {"communicationTemplateId": self.template}}

    def move(self, number=0, to=2):
        return {"applicationId": self.applications[number]["id"], "interviewStageId": self.stages[to]}

    def name(self, number=0):
        return self.applications[number]["candidate"]["name"]

    def note(self, number=0, text="Seen"):
        return {"candidateId": self.applications[number]["candidate"]["id"], "note": text}

    def sent(self, endpoint="application.changeStage"):
        """The bodies of what arrived at the simulator under this endpoint."""
        return [request.body for request in self.simulator.log if request.endpoint == endpoint]

    def tools(self, toolset=None, **options):
        return AshbyTools(
            toolset,
            client=self.simulator.client(),
            async_client=self.simulator.async_client(),
            **options,
        )


@pytest.fixture
def scene():
    simulator = Simulator()
    with simulator.client() as client:
        job = client.execute(op.JobSearch(title="Staff Engineer")).data[0]
        applications = list(client.records(op.ApplicationList(jobId=job["id"], status="Active")))
        plan = applications[0]["currentInterviewStage"]["interviewPlanId"]
        stages = client.execute(op.InterviewStageList(interviewPlanId=plan)).data
        reason = client.execute(op.ArchiveReasonList()).data[0]["id"]
        template = client.execute(op.CommunicationTemplateList()).data[0]["id"]
    archived = next(stage["id"] for stage in stages if stage["type"] == "Archived")
    open_stages = [stage["id"] for stage in stages if stage["type"] == "Active"]
    return Scene(simulator, applications, reason, archived, template, open_stages)
