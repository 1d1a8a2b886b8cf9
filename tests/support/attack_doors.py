"""The doors that the attacks go through: both clients and sessions here, each framework in a module of its own."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import json
from pathlib import Path

import postgres

from ashby_agent_tools import AsyncClient, Client, Decision, Session, SqliteStore, SqlStore
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import AdapterDriver, AdapterSetting, Outcome, Pending

MOVE = "ashby_application_change_stage"


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
            notify=self.notify,
            rules=self.rules,
            asked_by=self.asked_by,
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


# The drivers of the adapters; their frameworks are imported when the first attack needs them.


def slack():
    from attack_slack import Driver

    return Driver


def batches():
    from attack_batches import BatchDriver

    return BatchDriver


def langchain():
    from attack_langchain import Driver

    return Driver


def llama_index():
    from attack_llama_index import Driver

    return Driver


def openai(kind):
    import attack_openai

    return getattr(attack_openai, kind)


def agents():
    from attack_agents import Driver

    return Driver


def mcp(kind):
    import attack_mcp

    return getattr(attack_mcp, kind)


def open_store(folder, **options):
    """The store of a scene, in a file so that processes share it; short ids count from 100."""
    return SqliteStore(folder / "store.db", first_short_id=100, **options)


@contextlib.contextmanager
def server_store():
    """The store of a scene on PostgreSQL, which processes share."""
    with postgres.schema() as url:
        store = SqlStore(url, first_short_id=100)
        store.place = url
        try:
            yield store
        finally:
            store.close()


def place_of(setting):
    """What `--store` names."""
    return getattr(setting.store, "place", str(setting.folder / "store.db"))


__all__ = ["Asking", "Direct", "SessionDriver", "Setting", "open_store", "place_of", "server_store"]
