"""What the tests of this adapter share: a simulator, people in it, and agents that play scripts."""

from __future__ import annotations

import dataclasses

import pytest
from blocking import watching
from langchain.agents import create_agent
from langchain_core.messages import ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)

import langchain_ashby
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from langchain_ashby import AshbyToolkit, ScriptedModel

no_blocking = watching(langchain_ashby)


def pytest_configure(config):
    """LangChain's standard tests carry a mark of a plugin that is switched off here."""
    config.addinivalue_line("markers", "benchmark: from LangChain's standard tests")


@dataclasses.dataclass
class Scene:
    """A simulator, and arguments of calls that need a yes."""

    simulator: Simulator
    applications: list[dict]
    reason: str
    archived: str

    def rejection(self, number=0, **more):
        application = self.applications[number]["id"]
        return {
            "applicationId": application, "interviewStageId": self.archived, "archiveReasonId": self.reason, **more
        }  # fmt: skip

    def move(self, number=0, to=3):
        return {"applicationId": self.applications[number]["id"], "interviewStageId": self.stages[to]}

    @property
    def stages(self):
        plan = self.applications[0]["currentInterviewStage"]["interviewPlanId"]
        with self.simulator.client() as client:
            return [stage["id"] for stage in client.execute(op.InterviewStageList(interviewPlanId=plan)).data]

    def sent(self, endpoint="application.changeStage"):
        """The bodies of what arrived at the simulator under this endpoint."""
        return [request.body for request in self.simulator.log if request.endpoint == endpoint]

    def toolkit(self, **options):
        return AshbyToolkit(client=self.simulator.client(), async_client=self.simulator.async_client(), **options)


@pytest.fixture
def scene():
    simulator = Simulator()
    with simulator.client() as client:
        job = client.execute(op.JobSearch(title="Staff Engineer")).data[0]
        applications = list(client.records(op.ApplicationList(jobId=job["id"], status="Active")))
        plan = applications[0]["currentInterviewStage"]["interviewPlanId"]
        stages = client.execute(op.InterviewStageList(interviewPlanId=plan)).data
        reason = client.execute(op.ArchiveReasonList()).data[0]["id"]
    archived = next(stage["id"] for stage in stages if stage["type"] == "Archived")
    return Scene(simulator, applications, reason, archived)


class Run:
    """An agent that plays a script in one thread; `sync` chooses between invoke and ainvoke."""

    def __init__(
        self, toolkit, steps, *, sync, checkpointer=None, thread="one", middleware=(), more=(), **configurable
    ):
        self.agent = create_agent(
            ScriptedModel(steps=steps), [*toolkit.get_tools(), *more], system_prompt=toolkit.instructions,
            checkpointer=InMemorySaver() if checkpointer is None else checkpointer or None, middleware=middleware,
        )  # fmt: skip
        self.config = {"configurable": {"thread_id": thread, **configurable}}
        self.sync = sync
        self.state = None

    async def go(self, what):
        self.state = self.agent.invoke(what, self.config) if self.sync else await self.agent.ainvoke(what, self.config)
        return self.pauses

    async def say(self, text="go"):
        return await self.go({"messages": [("user", text)]})

    async def answer(self, *decisions):
        """Answer the open pauses, by their ids, in the order in which they are shown."""
        pauses = self.pauses
        return await self.go(
            Command(resume={pause.id: {"decisions": [said]} for pause, said in zip(pauses, decisions, strict=True)})
        )

    @property
    def pauses(self):
        return list(self.state.get("__interrupt__", ()))

    @property
    def answers(self):
        """What the tools told the model."""
        return [message for message in self.state["messages"] if isinstance(message, ToolMessage)]

    @property
    def heard(self):
        return self.answers[-1].content


@pytest.fixture(params=[True, False], ids=["sync", "async"])
def run(request):
    def make(toolkit, steps, **options):
        return Run(toolkit, steps, sync=request.param, **options)

    return make
