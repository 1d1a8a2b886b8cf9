"""What the tests of every adapter share: the demo company, arguments of calls that need a yes, and what arrived."""

from __future__ import annotations

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company


class Scene:
    """A simulator of the test's own. An adapter adds how its tools are made over it."""

    def __init__(self):
        self.simulator = Simulator()
        self.company = Company.of(self.simulator)
        self.applications = self.company.applications
        self.archived, self.reason = self.company.archived, self.company.reason

    @property
    def clients(self):
        """Both clients, as every adapter takes them."""
        return {"client": self.simulator.client(), "async_client": self.simulator.async_client()}

    @property
    def stages(self):
        """The stages of the first application's plan, in order."""
        plan = self.applications[0]["currentInterviewStage"]["interviewPlanId"]
        with self.simulator.client() as client:
            return [stage["id"] for stage in client.execute(op.InterviewStageList(interviewPlanId=plan)).data]

    def rejection(self, number=0, **more):
        return {**self.company.rejection(number), **more}

    def mailed_rejection(self, number=0):
        return self.company.mailed_rejection(number)

    def move(self, number=0, to=3):
        return {"applicationId": self.applications[number]["id"], "interviewStageId": self.stages[to]}

    def name(self, number=0):
        return self.company.candidate(number)["name"]

    def note(self, number=0, text="Seen"):
        return {"candidateId": self.company.candidate(number)["id"], "note": text}

    def sent(self, endpoint="application.changeStage"):
        """The bodies of what arrived at the simulator under this endpoint."""
        return [request.body for request in self.simulator.log if request.endpoint == endpoint]
