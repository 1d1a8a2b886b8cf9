"""The doors that canaries go through: what each framework keeps, shows and traces, beside what a model reads."""

from __future__ import annotations

import json
import warnings

import agents
import agents_driver
import attack_command_line
import attack_doors
import langchain_driver
import llama_index_driver
import llama_index_instrumentation as instrumentation
import mcp_drivers
import openai_drivers
import pydantic
import pytest
from agents import RunConfig
from agents.tracing import TracingProcessor
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tracers.base import BaseTracer
from langgraph.checkpoint.memory import InMemorySaver
from llama_index_instrumentation.event_handlers import BaseEventHandler
from llama_index_instrumentation.span import BaseSpan
from llama_index_instrumentation.span_handlers import BaseSpanHandler

from langchain_ashby import AshbyToolkit, ScriptedModel

Places = dict[str, object]


class Tracer(BaseTracer):
    """Keeps every run with its inputs, outputs and errors, as LangSmith would get it."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[object] = []

    def _persist_run(self, run: object) -> None:
        self.runs.append(run)


class LangChain(langchain_driver.Driver):
    """An agent whose runs are traced and whose checkpoints are read."""

    options: dict[str, object] = {}  # noqa: RUF012

    def __init__(self, setting):
        self.setting = setting
        self.toolkit = AshbyToolkit(
            setting.toolset, client=setting.client(), async_client=setting.async_client(), store=setting.store,
            audit=setting.folder / "audit.jsonl", notify=setting.notify, **self.options,
        )  # fmt: skip
        self.next, self.tracer, self.states = [], Tracer(), []
        model = ScriptedModel(steps=[self.step] * 60)
        self.saver = InMemorySaver()
        self.agent = create_agent(
            model, self.toolkit.get_tools(), checkpointer=self.saver, middleware=self.middleware()
        )

    def middleware(self):
        return []

    def config(self, conversation):
        return {"configurable": {"thread_id": conversation}, "callbacks": [self.tracer]}

    async def go(self, what, conversation, *, sync):
        outcomes = await super().go(what, conversation, sync=sync)
        self.states.append(self.agent.get_state(self.config(conversation)).interrupts)
        return outcomes

    def places(self) -> Places:
        return {
            "tracer": self.tracer.runs,
            "pauses": self.states,
            "checkpoint": [tuple(it) for it in self.saver.list(None)],
            "objects": [repr(it) for it in (self.toolkit, *self.toolkit.get_tools())],
        }


class LangChainMiddleware(LangChain):
    """Asked by our middleware."""

    options = {"asks": "middleware"}  # noqa: RUF012

    def middleware(self):
        return [self.toolkit.middleware()]


class LangChainReview(LangChain):
    """Asked by LangChain's own middleware, in our configuration."""

    options = {"asks": "middleware"}  # noqa: RUF012

    def middleware(self):
        return [HumanInTheLoopMiddleware(self.toolkit.interrupt_on)]


def written(value):
    """As an exporter writes it: the fields of an event, the representation of everything else."""
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, pydantic.BaseModel):
        try:
            return {type(value).__name__: value.model_dump()}
        except (TypeError, ValueError):
            return repr(value)
    return repr(value)


class Events(BaseEventHandler):
    """Keeps every event of LlamaIndex's instrumentation."""

    kept: list = pydantic.Field(default_factory=list)

    def handle(self, event, **_):
        self.kept.append(written(event))


class Spans(BaseSpanHandler[BaseSpan]):
    """Keeps the arguments and results of every span."""

    kept: list = pydantic.Field(default_factory=list)

    def new_span(self, id_, bound_args, instance=None, parent_span_id=None, tags=None, **_):
        self.kept.append((id_, {name: written(it) for name, it in bound_args.arguments.items()}, tags))
        return BaseSpan(id_=id_)

    def prepare_to_exit_span(self, id_, bound_args, instance=None, result=None, **_):
        self.kept.append((id_, written(result)))

    def prepare_to_drop_span(self, id_, bound_args, instance=None, err=None, **_):
        self.kept.append((id_, err))


class LlamaIndex(llama_index_driver.Driver):
    """A workflow whose context is stored while it waits and afterwards."""

    def __init__(self, setting):
        super().__init__(setting)
        self.contexts_kept, self.asked = [], []
        self.events, self.spans = Events(), Spans()
        root = instrumentation.get_dispatcher()
        root.add_event_handler(self.events)
        root.add_span_handler(self.spans)

    async def __aexit__(self, *error):
        root = instrumentation.get_dispatcher()
        root.event_handlers.remove(self.events)
        root.span_handlers.remove(self.spans)

    async def calls(self, calls, **more):
        return self.kept(await super().calls(calls, **more))

    async def answer(self, answers, **more):
        return self.kept(await super().answer(answers, **more))

    def kept(self, outcomes):
        for outcome in outcomes:
            if outcome.pending:
                talk, asked = outcome.pending.token
                self.asked.append(asked.model_dump())
                with warnings.catch_warnings():
                    warnings.filterwarnings("ignore", "Skipping serialization")
                    self.contexts_kept.append(talk.handler.ctx.to_dict())
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipping serialization")
            self.contexts_kept += [context.to_dict() for context in self.contexts.values()]
        return outcomes

    def places(self) -> Places:
        return {
            "context": self.contexts_kept, "events": self.asked, "tracer": [self.events.kept, self.spans.kept],
            "objects": repr(self.spec),
        }  # fmt: skip


class OpenAI(openai_drivers.Driver):
    """Turns, stored while they wait and when they are settled."""

    def __init__(self, setting):
        super().__init__(setting)
        self.waiting, self.settled, self.shown = [], [], []

    def outcomes(self, turn):
        (self.waiting if turn.pending else self.settled).append(json.loads(turn.to_json()))
        self.shown += [
            repr(turn),
            turn.outputs,
            *(repr(it) for it in turn.pending),
            *(it.question for it in turn.pending),
        ]
        return super().outcomes(turn)

    def places(self) -> Places:
        return {"turn": self.waiting, "settled turn": self.settled, "objects": self.shown}


class OpenAIChat(OpenAI, openai_drivers.ChatDriver):
    """Over Chat Completions."""


class Traces(TracingProcessor):
    """Keeps what openai-agents would export."""

    def __init__(self):
        self.kept = []

    def on_trace_start(self, trace):
        self.kept.append(trace.export())

    def on_trace_end(self, trace):
        self.kept.append(trace.export())

    def on_span_start(self, span):
        self.kept.append(span.export())

    def on_span_end(self, span):
        self.kept.append(span.export())

    def shutdown(self):
        pass

    def force_flush(self):
        pass


class OpenAIAgents(agents_driver.Driver):
    """The Runner with tracing on, and its state stored while it waits."""

    def __init__(self, setting):
        super().__init__(setting)
        self.traces, self.states, self.shown = Traces(), [], []
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(agents_driver, "CONFIG", RunConfig())
        agents.set_trace_processors([self.traces])

    async def __aexit__(self, *error):
        agents.set_trace_processors([])
        self.patch.undo()

    async def calls(self, calls, **more):
        return self.kept(await super().calls(calls, **more))

    def kept(self, outcomes):
        for outcome in outcomes:
            if outcome.pending:
                self.states.append(outcome.pending.token[1].to_json())
                self.shown.append(outcome.pending.question)
        return outcomes

    def places(self) -> Places:
        return {"tracer": self.traces.kept, "run state": self.states, "objects": self.shown}


class _MCP:
    """What the client gets."""

    def __init__(self, setting):
        super().__init__(setting)
        self.shown = []

    def places(self) -> Places:
        return {"objects": repr(self.server)}


class MCPModern(_MCP, mcp_drivers.ModernDriver):
    """Since 2026-07-28."""


class MCPLegacy(_MCP, mcp_drivers.LegacyDriver):
    """Before."""


class CommandLine(attack_command_line.InProcess):
    """The command line, with all that it printed."""

    def __init__(self, setting):
        self.printed = []
        super().__init__(setting)

    def run(self, *words, secret=attack_command_line.SECRET):
        hiding = ("--hide", "pay") if words[0] == "call" else ()
        done = super().run(*words, *hiding, secret=secret)
        self.printed += [done.out, done.err]
        return done

    def places(self) -> Places:
        return {"screen": self.printed}


class Session(attack_doors.SessionDriver):
    """A program over Session."""

    def places(self) -> Places:
        return {"objects": [repr(it) for it in self.sessions.values()]}


DOORS = {
    "Session": (Session, True), "Session async": (Session, False),
    "LangChain": (LangChain, True), "LangChain async": (LangChain, False),
    "LangChain, our middleware": (LangChainMiddleware, True), "LangChain, its own middleware": (LangChainReview, True),
    "LlamaIndex": (LlamaIndex, False), "OpenAI Responses": (OpenAI, True), "OpenAI Chat": (OpenAIChat, False),
    "openai-agents": (OpenAIAgents, False), "MCP 2026-07-28": (MCPModern, False), "MCP 2025-11-25": (MCPLegacy, False),
    "command line": (CommandLine, True),
}  # fmt: skip
