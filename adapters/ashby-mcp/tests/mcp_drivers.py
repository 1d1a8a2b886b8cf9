"""The MCP server as AdapterContract and the attacks drive it: in both protocol eras, with the SDK's own client."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

from mcp import Client, types

from ashby_agent_tools import Decision, Session
from ashby_agent_tools.testing import AdapterDriver, Outcome, Pending, ShownTool
from ashby_mcp import build_server


def content(decision):
    return {"approve": decision.kind == "approve", "reason": decision.message}


def result(answer):
    return Outcome("\n".join(block.text for block in answer.content))


class Driver(AdapterDriver):
    """One server; a conversation is a connection to it."""

    mode: str
    batches = False

    def __init__(self, setting):
        client = setting.async_client()
        self.server = build_server(
            lambda name: Session(
                setting.toolset,
                async_client=client,
                conversation=name,
                store=setting.store,
                approver=setting.approver,
                notify=setting.notify,
                rules=setting.rules,
                asked_by=setting.asked_by,
                dry_run=setting.dry_run,
            ),
            batches=self.batches,
        )
        self.stack = contextlib.AsyncExitStack()
        self.clients = {}

    async def __aexit__(self, *error):
        await self.stack.aclose()

    async def client(self, conversation="one"):
        if conversation not in self.clients:
            client = Client(self.server, mode=self.mode, elicitation_callback=self.elicit)
            self.clients[conversation] = await self.stack.enter_async_context(client)
        return self.clients[conversation]

    async def elicit(self, _context, _params):
        raise NotImplementedError

    async def tools(self):
        listed = (await (await self.client()).list_tools()).tools
        return [
            ShownTool(tool.name, tool.description, tool.input_schema, tool.annotations.model_dump(by_alias=True))
            for tool in listed
        ]

    async def instructions(self):
        return (await self.client()).session.instructions


@dataclasses.dataclass(frozen=True)
class Round:
    """A call that returned with a question."""

    conversation: str
    name: str
    arguments: dict
    state: str


class ModernDriver(Driver):
    """Since 2026-07-28: a call returns with the question, and is made again with the answer."""

    mode = "auto"

    async def calls(self, calls, *, conversation="one", **_door):
        client = await self.client(conversation)
        made = [(name, dict(arguments)) for name, arguments in calls]
        self.settled = await asyncio.gather(*(self.once(client, conversation, *call) for call in made))
        return self.settled

    async def once(self, client, conversation, name, arguments, **answer):
        got = await client.session.call_tool(name, arguments, allow_input_required=True, **answer)
        if isinstance(got, types.CallToolResult):
            return result(got)
        question = got.input_requests["approval"].params.message
        return Outcome(pending=Pending(question, Round(conversation, name, arguments, got.request_state)))

    async def again(self, pending, arguments, decision):
        token = pending.token
        answer = types.ElicitResult(action="accept", content=content(decision))
        return await self.once(
            await self.client(token.conversation),
            token.conversation,
            token.name,
            dict(arguments),
            input_responses={"approval": answer},
            request_state=token.state,
        )

    async def answer(self, answers, **_door):
        new = {id(p): await self.again(p, p.token.arguments, decision) for p, decision in answers}
        if not any(outcome.pending and id(outcome.pending) in new for outcome in self.settled):
            return list(new.values())
        return [new[id(outcome.pending)] if outcome.pending else outcome for outcome in self.settled]

    async def approve_other(self, pending, arguments, **_door):
        return await self.again(pending, arguments, Decision.approve(by="Robin"))


@dataclasses.dataclass
class Open:
    """A call that stays open while its question waits."""

    task: asyncio.Task
    answered: asyncio.Future


class LegacyDriver(Driver):
    """Before 2026-07-28: the server asks its client within the call."""

    mode = "legacy"

    def __init__(self, setting):
        super().__init__(setting)
        self.questions = asyncio.Queue()

    async def elicit(self, _context, params):
        answered = asyncio.get_running_loop().create_future()
        await self.questions.put((params.message, answered))
        return await answered

    async def __aexit__(self, *error):
        for task in [task for task in asyncio.all_tasks() if task.get_name() == "open call"]:
            task.cancel()
        await super().__aexit__(*error)

    async def calls(self, calls, *, conversation="one", **_door):
        client = await self.client(conversation)
        self.tool = calls[-1][0]
        self.settled = [await self.until_settled(client, *call) for call in calls]
        return self.settled

    async def until_settled(self, client, name, arguments):
        return await self.until(asyncio.create_task(client.call_tool(name, dict(arguments)), name="open call"))

    async def until(self, task):
        """The call's result, or the next question that it puts."""
        asked = asyncio.create_task(self.questions.get())
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            asked.cancel()
            return result(task.result())
        question, answered = asked.result()
        return Outcome(pending=Pending(question, Open(task, answered)))

    async def answer(self, answers, **_door):
        new = {}
        for pending, decision in answers:
            pending.token.answered.set_result(types.ElicitResult(action="accept", content=content(decision)))
            new[id(pending)] = await self.until(pending.token.task)
        if not any(outcome.pending and id(outcome.pending) in new for outcome in self.settled):
            return list(new.values())
        return [new[id(outcome.pending)] if outcome.pending else outcome for outcome in self.settled]

    async def approve_other(self, pending, arguments, **_door):
        """Say yes to a call whose caller has gone, while another one waits: an open call cannot be changed."""
        pending.token.task.cancel()
        await asyncio.gather(pending.token.task, return_exceptions=True)
        other = await self.until_settled(await self.client(), self.tool, arguments)
        if not pending.token.answered.done():
            pending.token.answered.set_result(types.ElicitResult(action="accept", content={"approve": True}))
        await asyncio.sleep(0.05)
        return other
