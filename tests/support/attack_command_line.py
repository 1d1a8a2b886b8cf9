"""The command line as a door of the attacks: `call` and `approvals`, in processes of their own or in this one."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import pty
import re
import sys
import threading
from pathlib import Path

import processes
import pytest
from attack_doors import Asking, SessionDriver, place_of

from ashby_agent_tools.cli.app import app
from ashby_agent_tools.testing import Outcome, Pending

SECRET = "the secret of an approver, for tests"


class Processes(Asking):
    """Each command is a process, the questions in a file. It knows no conversations: it is one that lasts."""

    def __init__(self, setting):
        super().__init__(setting)
        self.number = 0
        self.setting.store.add_approver("Robin", SECRET)

    def run(self, *words, secret=SECRET):
        self.number += 1
        folder = self.setting.folder / f"process {id(self)} {self.number}"
        return processes.command(folder, *self.words(words), environment=self.environment(secret))

    def words(self, words):
        account = () if self.setting.account == "default" else ("--account", self.setting.account)
        return (*words, "--store", place_of(self.setting), *account)

    def environment(self, secret):
        return {
            "ASHBY_APPROVER_SECRET": secret,
            "ASHBY_API_KEY": self.setting.simulator.key,
            "ASHBY_BASE_URL": self.setting.base_url,
            "HOME": str(self.setting.folder),
            **{name: os.environ[name] for name in ["ASHBY_APPROVER_RULES"] if name in os.environ},
        }

    async def calls(self, calls, *, conversation="one", sync=False):
        return [await asyncio.to_thread(self.one, *call) for call in calls]

    def one(self, name, arguments):
        before = self.waiting()
        done = self.run("call", name, json.dumps(arguments))
        if done.code == 0:
            return Outcome(done.out)
        new = [asked for asked in self.waiting() if asked not in before]
        if new:
            return Outcome(pending=Pending(new[0].question, (new[0].id, name, arguments)))
        return Outcome(done.err)

    def waiting(self):
        return [it for it in self.setting.store.requests() if it.state == "pending"]

    async def answer(self, answers, *, sync=False):
        return [await asyncio.to_thread(self.settled, *pending.token, decision) for pending, decision in answers]

    def settled(self, identity, name, arguments, decision):
        said = self.say(identity, decision)
        again = self.one(name, arguments)
        return again if again.pending else Outcome(f"{said.err}\n{again.text}")

    def say(self, identity, decision):
        """The answer, with the secret of the approver Robin."""
        return self.run("approvals", "approve" if decision.kind == "approve" else "deny", identity, "--by", "Robin")

    async def parallel(self, pending, times, *, sync):
        """Approved once, and then called so many times at once."""
        identity, name, arguments = pending.token
        self.run("approvals", "approve", identity, "--by", "Robin")
        await self.at_once(times, name, arguments)

    async def at_once(self, times, name, arguments):
        await asyncio.gather(*(asyncio.to_thread(self.one, name, arguments) for _ in range(times)))

    async def approve_other(self, pending, arguments, *, sync=False):
        identity, name, _ = pending.token
        self.run("approvals", "approve", identity, "--by", "Robin")
        return await asyncio.to_thread(self.one, name, arguments)

    async def bare(self, name, arguments, *, sync):
        """Arguments on stdin, and no terminal to ask at."""
        return await asyncio.to_thread(self.one, name, arguments)

    async def carried(self, pending, source, *, sync):
        """The question of another conversation, account or base URL in the same file was approved."""
        session, call = pending.token
        (waiting,) = session._store.requests_for(session._key, call.call_id)
        self.setting.store.answer(waiting.id, approved=True, by="Robin")
        return await asyncio.to_thread(self.one, call.endpoint, call.arguments)

    def source(self, setting):
        """Whose yes is tried here: a program's that used the command line's own conversation name."""
        return SessionDriver(setting), "command line"


class InProcess(Processes):
    """The same commands in this process, which costs a tenth: one after the other, or as threads of one moment."""

    def run(self, *words, secret=SECRET):
        with self.streams(secret) as (out, err):
            code = _exit_code(self.words(words))
        return processes.Done(code, out.getvalue(), err.getvalue())

    async def at_once(self, times, name, arguments):
        words = self.words(("call", name, json.dumps(arguments)))
        with self.streams(SECRET):
            codes = await asyncio.gather(*(asyncio.to_thread(_exit_code, words) for _ in range(times)))
        assert {0, 3} <= set(codes), codes  # one was sent; where the yes was used, a person is asked again

    def answered_by(self, pending, *, claimed, checked=None):
        """The yes under a name: with the secret of that approver, or under the claimed one at a terminal."""
        identity, name, arguments = pending.token
        if checked is None:
            said = self.at_a_terminal("approvals", "approve", identity, "--by", claimed)
        else:
            self.setting.store.add_approver(checked, SECRET)
            said = self.run("approvals", "approve", identity, "--by", claimed)
            assert said.code == 3, said.out  # not this secret's name
            said = self.run("approvals", "approve", identity, "--by", checked)
        assert said.code == 0, said.err
        return self.one(name, arguments)

    def at_a_terminal(self, *words):
        """A command at a pseudo-terminal, where a person types the code that is shown. No secret is at hand."""
        person, side = pty.openpty()
        shown = bytearray()
        typing = threading.Thread(target=_type_code, args=(person, shown))
        typing.start()
        with (
            os.fdopen(side, encoding="utf-8", closefd=False) as stdin,
            os.fdopen(side, "w", encoding="utf-8") as stderr,
            self.streams("", stdin=stdin, err=stderr) as (out, _),
        ):
            code = _exit_code(self.words(words))
        typing.join()
        os.close(person)
        return processes.Done(code, out.getvalue(), shown.decode())

    @contextlib.contextmanager
    def streams(self, secret, *, stdin=None, err=None):
        """What a process of its own would have: environment and streams, without a terminal unless one is given."""
        with (
            pytest.MonkeyPatch.context() as patch,
            Path(os.devnull).open(encoding="utf-8") as nothing,
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO() if err is None else err) as shown,
        ):
            for name, value in self.environment(secret).items():
                patch.setenv(name, value)
            # typer sets it and takes it away while it reads options, and two threads would take it away twice
            patch.setenv("PYDANTIC_DISABLE_PLUGINS", "1")
            patch.setattr(sys, "stdin", nothing if stdin is None else stdin)
            patch.setattr(sys, "excepthook", sys.excepthook)  # typer puts its own there
            yield out, shown


def _exit_code(words):
    with pytest.raises(SystemExit) as ended:
        app(list(words))
    return ended.value.code


def _type_code(terminal, seen):
    """Reads what is shown until the terminal is closed, into `seen`, and types the code back once."""
    typed = False
    with contextlib.suppress(OSError):  # the other side was closed
        while data := os.read(terminal, 4096):
            seen += data
            code = re.search(rb"Type (\w{6}) to approve", seen)
            if code and not typed:
                os.write(terminal, code[1] + b"\n")
                typed = True


__all__ = ["InProcess", "Processes"]
