"""What the tests of this adapter share: a simulator, people in it, and agents that play scripts."""

from __future__ import annotations

import asyncio
import dataclasses

import llama_index.tools.ashby
import pytest
from blocking import watching
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent, ToolCallResult
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.workflow import Context
from llama_index.tools.ashby import ApprovalAnswered, ApprovalRequested, AshbyToolSpec, ScriptedLLM

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

no_blocking = watching(llama_index.tools.ashby)

LONG = 20  # seconds after which a hanging workflow fails the test


@dataclasses.dataclass
class Scene:
    """A simulator, and arguments of calls that need a yes."""

    simulator: Simulator
    applications: list[dict]
    reason: str
    archived: str
    template: str

    def rejection(self, number=0, **more):
        application = self.applications[number]["id"]
        return {
            "applicationId": application, "interviewStageId": self.archived, "archiveReasonId": self.reason, **more
        }  # fmt: skip

    def mailed(self, number=0):
        return self.rejection(number, archiveEmail={"communicationTemplateId": self.template})

    def sent(self, endpoint="application.changeStage"):
        """The bodies of what arrived at the simulator under this endpoint."""
        return [request.body for request in self.simulator.log if request.endpoint == endpoint]

    def spec(self, toolset=None, **options):
        return AshbyToolSpec(
            toolset, client=self.simulator.client(), async_client=self.simulator.async_client(), **options
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
    return Scene(simulator, applications, reason, archived, template)


class Run:
    """An agent that plays a script; `say` runs it until it waits for a person, or is done."""

    def __init__(self, make, spec, steps):
        self.spec = spec
        self.agent = make(spec.to_tool_list(), ScriptedLLM(steps=steps))
        self.context = Context(self.agent)
        self.memory = ChatMemoryBuffer.from_defaults(token_limit=100_000)
        self.handler = None
        self.answers, self.final = [], None

    async def say(self, text="go"):
        """The questions that are open when nothing moves any more."""
        return await self.follow(self.agent.run(text, ctx=self.context, memory=self.memory))

    async def answer(self, *answers):
        """Send the answers; the questions that are asked after them."""
        for answer in answers:
            self.handler.ctx.send_event(answer)
        return await self.on()

    async def follow(self, handler):
        self.handler = handler
        self.events = handler.stream_events(expose_internal=True)
        return await self.on()

    async def on(self):
        return await asyncio.wait_for(self._on(), LONG)

    async def _on(self):
        asked = []
        async for event in self.events:
            if isinstance(event, ApprovalRequested):
                asked.append(event)
            if isinstance(event, ToolCallResult):
                self.answers.append(event.tool_output)
            if type(event).__name__ == "WorkflowIdleEvent":
                return asked
        self.final = str(await self.handler)
        return asked

    @staticmethod
    def yes(asked, **more):
        return ApprovalAnswered(fingerprint=asked.fingerprint, approved=True, **more)

    @staticmethod
    def no(asked, message="Not this week"):
        return ApprovalAnswered(fingerprint=asked.fingerprint, approved=False, message=message)

    @property
    def heard(self):
        return self.answers[-1].content


def function_agent(tools, model):
    return FunctionAgent(tools=tools, llm=model, timeout=None)


def workflow(tools, model):
    agent = FunctionAgent(name="recruiter", description="Works in Ashby", tools=tools, llm=model)
    return AgentWorkflow(agents=[agent], root_agent="recruiter", timeout=None)


MAKERS = {"FunctionAgent": function_agent, "AgentWorkflow": workflow}


@pytest.fixture(params=list(MAKERS))
def run(request):
    def make(spec, steps):
        return Run(MAKERS[request.param], spec, steps)

    return make
