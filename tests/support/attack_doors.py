"""The doors that the attacks go through: both clients, sessions, and every adapter's own driver."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import importlib.util
import json
import sys
import warnings
from pathlib import Path

from ashby_agent_tools import AsyncClient, Client, Decision, Session, SqliteStore
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import AdapterDriver, AdapterSetting, Outcome, Pending

MOVE = "ashby_application_change_stage"
ROOT = Path(__file__).parents[2]


def drivers_of(adapter):
    """The test_contract module of an adapter: its drivers are the ones that the contract is played with."""
    name = f"drivers_of_{adapter.replace('-', '_').replace('/', '_')}"
    if name not in sys.modules:
        path = ROOT / "adapters" / f"{adapter}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Setting(AdapterSetting):
    """What a door is made with. `account` and `base_url`: by default the simulator's own."""

    folder: Path
    account: str = "default"
    base_url: str = "https://simulated.example.com"

    def client(self):
        return Client(
            self.simulator.key, base_url=self.base_url, account=self.account, transport=self.simulator.transport()
        )

    def async_client(self):
        return AsyncClient(
            self.simulator.key, base_url=self.base_url, account=self.account, transport=self.simulator.async_transport()
        )

    def session(self, conversation="one", **options):
        return Session(
            self.toolset,
            self.client(),
            async_client=self.async_client(),
            conversation=conversation,
            store=self.store,
            approver=self.approver,
            **options,
        )


class Direct:
    """Client or AsyncClient: a decision is handed over with the call."""

    def __init__(self, setting, *, sync, **options):
        self.client = setting.client() if sync else setting.async_client()
        for name, value in options.items():
            setattr(self.client, name, value)
        self.sync = sync

    async def execute(self, what, decision=None):
        return await self._text(self.client.execute, what, decision=decision)

    async def request(self, endpoint, body, decision=None):
        return await self._text(self.client.request, endpoint, body, decision=decision)

    async def upload(self, candidate, decision=None):
        return await self._text(self.client.upload_resume, candidate, b"%PDF-1.4", name="cv.pdf", decision=decision)

    async def _text(self, door, *given, **more):
        try:
            answer = await asyncio.to_thread(door, *given, **more) if self.sync else await door(*given, **more)
        except AshbyError as error:
            return Outcome(str(error))
        return Outcome(f"done {answer.data}")


class Asking(AdapterDriver):
    """What the drivers below share: nothing to show, and errors that are texts."""

    def __init__(self, setting):
        self.setting = setting

    async def tools(self):
        raise NotImplementedError

    async def instructions(self):
        raise NotImplementedError


class SessionDriver(Asking):
    """A program over Session, with a call id of its own for each call, as frameworks have one."""

    def __init__(self, setting):
        super().__init__(setting)
        self.sessions, self.numbers = {}, collections.Counter()

    def session(self, conversation):
        return self.sessions.setdefault(conversation, self.setting.session(conversation))

    async def calls(self, calls, *, conversation="one", sync=False):
        return [await self.one(self.session(conversation), *call, sync=sync) for call in calls]

    async def one(self, session, name, arguments, *, sync):
        """As an adapter does it: what was asked under this call id before may have been answered meanwhile."""
        self.numbers[session.conversation] += 1
        try:
            if session.approver is not None:
                return Outcome((session.run(name, arguments) if sync else await session.arun(name, arguments)).text)
            call = session.prepare(name, arguments, call_id=f"call_{self.numbers[session.conversation]}")
            if not call.needs_approval or session.asked(call):
                return await self.execute(session, call, None, sync=sync)
            question = session.question(call) if sync else await session.aquestion(call)
        except AshbyError as error:
            return Outcome(str(error))
        return Outcome(pending=Pending(question, (session, call)))

    async def execute(self, session, call, decision, *, sync):
        try:
            done = session.execute(call, decision=decision) if sync else await session.aexecute(call, decision=decision)
        except AshbyError as error:
            return Outcome(str(error))
        return Outcome(done.text)

    async def answer(self, answers, *, sync=False):
        return [await self.execute(*pending.token, decision, sync=sync) for pending, decision in answers]

    async def approve_other(self, pending, arguments, *, sync=False):
        """The call that the application kept while it asked is changed: whole, and in its stored form."""
        session, call = pending.token
        yes, other = Decision.approve(by="Robin"), session.prepare(call.tool, arguments)
        forged = (
            dataclasses.replace(call, arguments=dict(arguments)),
            dataclasses.replace(other, call_id=call.call_id),
            dataclasses.replace(other, call_id=call.call_id, fingerprint=call.fingerprint),
        )
        texts = [(await self.execute(session, it, yes, sync=sync)).text for it in forged]
        stored = {**json.loads(call.to_json()), "arguments": arguments}
        try:
            type(call).from_json(json.dumps(stored), session)
        except AshbyError as error:
            return Outcome("\n".join([*texts, str(error)]))
        raise AssertionError("a tampered call was restored")

    async def bare(self, name, arguments, *, sync):
        session = self.session("one")
        return await self.execute(session, session.prepare(name, arguments), None, sync=sync)

    async def carried(self, pending, source, *, sync):
        """The prepared call of another session, and the same call prepared here under the same call id."""
        _, call = pending.token
        here, yes = self.session("one"), Decision.approve(by="Robin")
        mine = here.prepare(call.tool, call.arguments, call_id=call.call_id)
        texts = [(await self.execute(here, it, yes, sync=sync)).text for it in (call, mine)]
        return Outcome("\n".join(texts))


def langchain():
    module = drivers_of("langchain-ashby/tests/test_contract")
    from langchain_core.messages import AIMessage
    from langgraph.types import Command

    class Driver(module.Driver):
        same_ids = False
        """Whether the calls of each message have the ids of the first message's."""

        def step(self, messages):
            """Models may call what is not offered, so the script does not check it."""
            if not isinstance(messages[-1], module.HumanMessage):
                return "Done"
            spoken = 1 if self.same_ids else len(messages)
            calls = [
                {"name": name, "args": args, "id": f"call_{spoken}_{n}"} for n, (name, args) in enumerate(self.next)
            ]
            return AIMessage(content="", tool_calls=calls)

        def tool(self, name):
            return {tool.name: tool for tool in self.toolkit.get_tools()}[name]

        async def bare(self, name, arguments, *, sync):
            tool = self.tool(name)
            return Outcome(tool.invoke(arguments) if sync else await tool.ainvoke(arguments))

        async def carried(self, pending, source, *, sync):
            self.agent.checkpointer = source.agent.checkpointer
            resume = Command(resume={pending.token.pause: {"decisions": [{"type": "approve"}]}})
            return (await self.go(resume, pending.token.conversation, sync=sync))[0]

        async def approve_another_tool(self, pending, name, arguments, *, sync):
            edit = {"type": "edit", "edited_action": {"name": name, "args": arguments}}
            resume = Command(resume={pending.token.pause: {"decisions": [edit]}})
            return (await self.go(resume, pending.token.conversation, sync=sync))[0]

    return Driver


def llama_index():  # noqa: C901  (a class with a method for each way in)
    module = drivers_of("llama-index-tools-ashby/tests/test_contract")

    class Driver(module.Driver):
        async def calls(self, calls, *, conversation="one", sync=False):
            """Each message is a run of its own in a context of the same name, so that the last one's waits are gone.

            A run whose model calls what is not offered ends before any tool: the public list of tools refuses the name.
            """
            known = {tool.metadata.name for tool in self.spec.to_tool_list()}
            for name, _ in calls:
                if name not in known:
                    return [Outcome(await self.not_offered(name))]
            self.contexts[conversation] = module.Context(self.agent)
            await self.contexts[conversation].store.set("ashby_conversation", f"the conversation {conversation}")
            return await super().calls(calls, conversation=conversation)

        async def not_offered(self, name):
            try:
                self.spec.to_tool_list([name])
            except AshbyError as error:
                return str(error)
            raise AssertionError(f"{name} is offered")

        async def bare(self, name, arguments, *, sync):
            """Outside a workflow, where tools have a synchronous door, too."""
            (tool,) = self.spec.to_tool_list([name])
            outputs = [tool.call(**arguments), await tool.acall(**arguments)]
            assert all("Nothing was sent" in output.content for output in outputs)
            return Outcome(outputs[0].content)

        async def carried(self, pending, source, *, sync):
            talk, asked = pending.token
            with warnings.catch_warnings():  # the memory is handed on below
                warnings.filterwarnings("ignore", "Skipping serialization")
                stored = talk.handler.ctx.to_dict()
            memory = await talk.handler.ctx.store.get("memory")
            await talk.handler.cancel_run()
            context = module.Context.from_dict(self.agent, json.loads(json.dumps(stored)))
            again = module.Talk(talk.made, context)
            handler = self.agent.run(ctx=context)
            await handler.ctx.store.set("memory", memory)
            await again.follow(handler)
            handler.ctx.send_event(module.ApprovalAnswered(fingerprint=asked.fingerprint, approved=True))
            await asyncio.sleep(0.2)
            return again.outcome(0, *talk.made[0])

        async def parallel(self, pending, times, *, sync):
            talk, asked = pending.token
            for _ in range(times):
                talk.handler.ctx.send_event(module.answered(asked, Decision.approve(by="Robin")))
            return await talk.on()

        async def approve_another_tool(self, pending, name, arguments, *, sync):
            """The answer to one question is sent while another one waits."""
            (other,) = await self.calls([(name, arguments)])
            talk = other.pending.token[0]
            talk.handler.ctx.send_event(module.answered(pending.token[1], Decision.approve(by="Robin")))
            await asyncio.sleep(0.2)
            return talk.outcome(0, name, arguments)

    return Driver


def openai(kind):
    module = drivers_of("ashby-openai/tests/test_contract")

    class Driver(getattr(module, kind)):
        async def calls(self, calls, *, conversation="one", sync=False):
            """Calls to tools that are not ours are the application's, and no turn makes them."""
            outcomes = await super().calls(calls, conversation=conversation, sync=sync)
            return outcomes or [Outcome("There is no tool of ours in this response.")]

        async def bare(self, name, arguments, *, sync):
            """The turn goes on, and nobody answered."""
            tools, made = self.of("one"), self.make((name, arguments))
            turn = tools.run(made) if sync else await tools.arun(made)
            return self.outcomes(turn.resume({}) if sync else await turn.aresume({}))[0]

        async def carried(self, pending, source, *, sync):
            turn, call_id = pending.token
            try:
                restored = self.of("one").restore(turn.to_json())
            except AshbyError as error:
                return Outcome(str(error))
            yes = {call_id: Decision.approve(by="Robin")}
            return self.outcomes(restored.resume(yes) if sync else await restored.aresume(yes))[0]

        async def approve_another_tool(self, pending, name, arguments, *, sync):
            """The same call id comes back with another tool's name, in a response and in the stored turn."""
            turn, call_id = pending.token
            forged = _with_id(self.make((name, arguments)), call_id)
            again = turn.tools.run(forged) if sync else await turn.tools.arun(forged)
            stored = json.loads(turn.to_json())
            (step,) = stored["steps"]
            kept = {**json.loads(step["call"]), "operation": "candidate.anonymize", "arguments": arguments}
            step["call"] = json.dumps(kept)
            try:
                turn.tools.restore(json.dumps(stored))
            except AshbyError as error:
                return Outcome(f"{self.outcomes(again)[0].text}\n{error}")
            raise AssertionError("a tampered turn was restored")

    return Driver


def _with_id(response, call_id):
    """A response of either API whose one call has another call's id."""
    if hasattr(response, "choices"):
        response.choices[0].message.tool_calls[0].id = call_id
    else:
        response.output[-1].call_id = call_id
    return response


def agents():  # noqa: C901  (a class with a method for each way in)
    module = drivers_of("ashby-openai/tests/test_agents_contract")
    from agents.exceptions import MaxTurnsExceeded, ModelBehaviorError
    from agents.tool_context import ToolContext
    from agents.usage import Usage

    class Driver(module.Driver):
        """What the Runner itself refuses ends the run: a call id used again, a tool that the agent has not.

        So do the turns, where runs in several threads share one state: each counts those of all.
        """

        async def calls(self, calls, *, conversation="one", sync=False):
            talk = self.of(conversation, sync=sync)
            talk.history = []  # each message is a run of its own
            self.count = getattr(self, "count", 0) + 1
            talk.model.get_response = _played(talk, [(name, dict(given)) for name, given in calls], self.count)
            try:
                return await talk.go([{"role": "user", "content": "go"}], sync=sync)
            except ModelBehaviorError as error:
                return [Outcome(str(error))]

        async def answer(self, answers, *, sync=False):
            try:
                return await super().answer(answers, sync=sync)
            except (ModelBehaviorError, MaxTurnsExceeded) as error:
                return [Outcome(str(error))]

        async def bare(self, name, arguments, *, sync):
            talk = self.of("one")
            (tool,) = (tool for tool in talk.agent.tools if tool.name == name)
            context = ToolContext(context=None, usage=Usage(), tool_name=name, tool_call_id="c", tool_arguments="{}")
            return Outcome(await tool.on_invoke_tool(context, json.dumps(arguments)))

        async def carried(self, pending, source, *, sync):
            talk, state, _ = pending.token
            here = self.of("one", sync=sync)
            here.history = list(talk.history)
            here.model.get_response = talk.model.get_response
            return await self.approved(here, await module.RunState.from_string(here.agent, state.to_string()), sync)

        async def approve_another_tool(self, pending, name, arguments, *, sync):
            talk, state, call_id = pending.token
            stored = _renamed(module.replaced(state.to_json(), call_id, arguments), MOVE, name)
            return await self.approved(talk, await module.RunState.from_string(talk.agent, json.dumps(stored)), sync)

        async def approved(self, talk, state, sync):
            try:
                for item in state.get_interruptions():
                    state.approve(item)
                return (await talk.go(state, sync=sync))[0]
            except ModelBehaviorError as error:
                return Outcome(str(error))

    def _played(talk, calls, number):
        """A model that may call what is not offered, each time under new call ids."""
        from agents.items import ModelResponse
        from openai.types.responses import ResponseFunctionToolCall

        async def get_response(*given, **named):
            heard = named["input"] if "input" in named else given[1]
            if isinstance(heard, str) or heard[-1].get("role") == "user":
                made = [
                    ResponseFunctionToolCall(
                        type="function_call", call_id=f"call_{number}_{n}", name=name, arguments=json.dumps(arguments)
                    )
                    for n, (name, arguments) in enumerate(calls)
                ]
                return ModelResponse(output=made, usage=Usage(), response_id=None)
            return await type(talk.model)(["Done"] * 40).get_response(*given, **named)

        return get_response

    return Driver


def _renamed(node, old, new):
    if isinstance(node, list):
        return [_renamed(item, old, new) for item in node]
    if isinstance(node, dict):
        return {key: _renamed(value, old, new) for key, value in node.items()}
    return new if node == old else node


def mcp(kind):
    module = drivers_of("ashby-mcp/tests/test_contract")
    base = getattr(module, kind)

    class Driver(base):
        async def bare(self, name, arguments, *, sync):
            """A client that cannot ask anybody."""
            async with module.Client(self.server, mode=self.mode) as client:
                return module.result(await client.call_tool(name, arguments))

    class Modern(Driver):
        async def carried(self, pending, source, *, sync):
            return await self.again(pending, pending.token.arguments, Decision.approve(by="Robin"))

        async def approve_another_tool(self, pending, name, arguments, *, sync):
            token = dataclasses.replace(pending.token, name=name)
            return await self.again(Pending(pending.question, token), arguments, Decision.approve(by="Robin"))

    return Modern if kind == "ModernDriver" else Driver


def open_store(folder, **options):
    """The store of a scene, in a file so that processes share it; short ids count from 100."""
    return SqliteStore(folder / "store.db", first_short_id=100, **options)


__all__ = ["Asking", "Direct", "SessionDriver", "Setting", "open_store"]
