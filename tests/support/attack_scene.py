"""One door and the company behind it: what the attacks are tried on, and what arrived at the simulator."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator

import attack_command_line as command_line
import attack_doors as doors
from attack_doors import MOVE, Direct, Setting, open_store, server_store
from content_changes import CHANGES

from ashby_agent_tools import Decision, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.testing import Outcome
from ashby_agent_tools.testing._base_contract import TOOLSET
from ashby_agent_tools.testing._company import Company

ANONYMIZE = "ashby_candidate_anonymize"
UNTAG = "ashby_candidate_remove_tag"  # asked about, and idempotent: nothing but the used yes stops a second one
CONTENT = (
    "a draft's email is rewritten",
    "a sequence's template is rewritten",
    "a rejection's template is rewritten",
    "a posting's text is replaced",
    "an accepted offer has other terms",
    "a webhook's address is changed",
)
TOOLS = TOOLSET | Toolset.of(ANONYMIZE, UNTAG, *(CHANGES[name].call for name in CONTENT))
PARALLEL = 50
YES = "Robin"
UNSENT = re.compile(
    r"nothing was sent|not sent twice|is not sent|a person declined|there is no tool|unknown operation|used before"
    r"|not among the tools|belongs to (?:the account|another)|reused a tool call id|already executed|no tool of ours"
    r"|so (?:the call|it) is refused|not a valid tool|not found in agent|ask again"
    r"|ask for the action",
    re.IGNORECASE,
)


@dataclasses.dataclass
class Scene:
    """One door, and the company behind it. `expected`: what a person said yes to, and so may have been sent."""

    make: Callable[[Setting], object]
    setting: Setting
    company: Company
    sync: bool
    outcomes: list[Outcome] = dataclasses.field(default_factory=list)
    expected: list[tuple[str, dict]] = dataclasses.field(default_factory=list)
    driver: object = None
    elsewhere: list[object] = dataclasses.field(default_factory=list)
    """What somebody else wrote meanwhile: no call of this door."""

    def body(self, endpoint, arguments):
        return op.find(endpoint).model_validate(arguments).body()

    # doors that ask

    async def ask(self, name=MOVE, arguments=None, conversation="one", driver=None):
        arguments = self.company.rejection() if arguments is None else arguments
        outcome = await (driver or self.driver).call(name, arguments, conversation=conversation, sync=self.sync)
        assert outcome.pending is not None, f"nothing was asked: {outcome.text}"
        return outcome

    async def tries(self, name, arguments, conversation="one"):
        """A call after which nothing may have been sent: refused, or asked about."""
        self.refused(await self.driver.call(name, arguments, conversation=conversation, sync=self.sync))

    async def yes(self, outcome, driver=None):
        return await (driver or self.driver).settle(outcome, Decision.approve(by=YES), sync=self.sync)

    def refused(self, outcome):
        self.outcomes.append(outcome)

    def yes_in_the_store(self):
        """Somebody answers every open question from outside."""
        for asked in self.setting.store.requests():
            if asked.state == "pending":
                self.setting.store.answer(asked.id, approved=True, by=YES)

    def in_the_store(self, statement, **values):
        """What somebody who can write the file, or a clock, does to it: the rows of a query, or how many changed."""
        with self.setting.store._db.writing("outside") as db:
            return (db.rows if statement.startswith("SELECT") else db.change)(statement, **values)

    @property
    def served(self):
        """Whether the door reaches the simulator over HTTP on this machine."""
        return self.setting.base_url.startswith("http:")

    def sent(self, number=0):
        self.expected.append(("application.changeStage", self.company.rejection(number)))

    def other(self, **different):
        """The same door for somebody else, over the same store."""
        setting = dataclasses.replace(self.setting, **different)
        return self.make(setting)

    @property
    def untagging(self):
        """A tag that somebody has."""
        people = self.company.simulator.state.table("candidate").values()
        tagged = next(person for person in people if person["tagIds"])
        return {"candidateId": tagged["id"], "tagId": tagged["tagIds"][0]}

    # the bare clients

    def direct(self, **options):
        return Direct(self.setting, sync=self.sync, **options)

    @property
    def move(self):
        return op.ApplicationChangeStage(**self.company.rejection())


SYNC, ASYNC = True, False
DOORS = {
    "Client": (None, SYNC),
    "AsyncClient": (None, ASYNC),
    "Session": (lambda: doors.SessionDriver, SYNC),
    "Session async": (lambda: doors.SessionDriver, ASYNC),
    "Session batch": (doors.batches, SYNC),
    "Session batch async": (doors.batches, ASYNC),
    "command line": (lambda: command_line.InProcess, SYNC),
    "command line, processes": (lambda: command_line.Processes, SYNC),
    "Slack": (doors.slack, ASYNC),
    "LangChain": (doors.langchain, SYNC),
    "LangChain async": (doors.langchain, ASYNC),
    "LlamaIndex async": (doors.llama_index, ASYNC),
    "OpenAI Responses": (lambda: doors.openai("Driver"), SYNC),
    "OpenAI Responses async": (lambda: doors.openai("Driver"), ASYNC),
    "OpenAI Chat": (lambda: doors.openai("ChatDriver"), SYNC),
    "OpenAI Chat async": (lambda: doors.openai("ChatDriver"), ASYNC),
    "openai-agents": (doors.agents, SYNC),
    "openai-agents async": (doors.agents, ASYNC),
    "MCP 2026-07-28": (lambda: doors.mcp("ModernDriver"), ASYNC),
    "MCP batch": (lambda: doors.mcp("ModernBatchDriver"), ASYNC),
    "MCP 2025-11-25": (lambda: doors.mcp("LegacyDriver"), ASYNC),
}
BARE = [door for door, (make, _) in DOORS.items() if make is None]
OWN, SERVER = "its own store", "PostgreSQL"
SLOW = "command line, processes"
"""Its rows are slow tests, and not repeated often; the other command line runs the same commands in this process."""


@contextlib.contextmanager
def opened(door, folder, simulator, company=None, *, on=OWN) -> Iterator[Scene]:
    """A door to a simulator that nothing was written to. `on`: the store; the command line's own is in a file."""
    make, sync = DOORS[door]
    setting = Setting(simulator=simulator, toolset=TOOLS, folder=folder)
    with contextlib.ExitStack() as stack:
        if door.startswith("command line"):
            folder.mkdir(exist_ok=True)
            setting = dataclasses.replace(setting, base_url=simulator.start(), store=open_store(folder))
        if on != OWN:
            setting = dataclasses.replace(setting, store=stack.enter_context(server_store()))
        stack.callback(simulator.stop)
        yield Scene(make() if make else None, setting, company or Company.of(simulator), sync)


def written(company):
    """What arrived at the simulator and was no read."""
    log = company.simulator.log[company.before :]
    return [(it.endpoint, it.body) for it in log if op.find(it.endpoint) is None or not op.find(it.endpoint).spec.reads]


async def played(scene, scenario):
    if scene.make is None:
        await scenario(scene)
        return
    async with scene.make(scene.setting) as scene.driver:
        await scenario(scene)
