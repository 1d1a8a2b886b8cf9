"""The doors that make every call as a line of a batch: a session's own, and ashby_batch of the MCP server."""

from __future__ import annotations

import asyncio
import dataclasses

from attack_doors import SessionDriver

from ashby_agent_tools import Decision
from ashby_agent_tools.errors import AshbyError
from ashby_agent_tools.testing import Outcome, Pending


class BatchDriver(SessionDriver):
    """A program over Session that asks about all calls of a message as one batch."""

    async def calls(self, calls, *, conversation="one", sync=False):
        session = self.session(conversation)
        try:
            prepared = [self.named(session, *call) for call in calls]
            if session.approver is not None:
                made = session.run_batch(prepared) if sync else await session.arun_batch(prepared)
                return [Outcome(line.text) for line in made.lines]
            batch = session.batch(prepared) if sync else await session.abatch(prepared)
            made = session.execute_batch(batch) if sync else await session.aexecute_batch(batch)
        except AshbyError as error:
            return [Outcome(str(error))] * len(calls)
        return [
            Outcome(pending=Pending(line.sentence, (session, batch, line.number)))
            if line.asks and came.state == "waiting"
            else Outcome(came.text)
            for line, came in zip(batch.lines, made.lines, strict=True)
        ]

    def named(self, session, name, arguments):
        self.numbers[session.conversation] += 1
        return session.prepare(name, arguments, call_id=f"call_{self.numbers[session.conversation]}")

    async def answer(self, answers, *, sync=False):
        session, batch, _ = answers[0][0].token
        said = {pending.token[2]: decision for pending, decision in answers}
        made = await self.sent(session, batch, said, sync=sync)
        return [Outcome(made[pending.token[2] - 1]) for pending, _ in answers]

    async def sent(self, session, batch, said, *, sync):
        """The text of each line."""
        try:
            made = session.execute_batch(batch, said) if sync else await session.aexecute_batch(batch, said)
        except AshbyError as error:
            return [str(error)] * len(batch.lines)
        return [line.text for line in made.lines]

    async def approve_other(self, pending, arguments, *, sync=False):
        """The batch that the application kept while it asked is changed: a line is another call."""
        session, batch, number = pending.token
        call = batch.line(number).call
        other = session.prepare(call.tool, arguments)
        forged = (
            dataclasses.replace(call, arguments=dict(arguments)),
            dataclasses.replace(other, call_id=call.call_id),
            dataclasses.replace(other, call_id=call.call_id, fingerprint=call.fingerprint),
        )
        texts = []
        for it in forged:
            changed = self.with_line(batch, number, it)
            said = {number: Decision.approve(by="Robin", call=it)}
            texts.append((await self.sent(session, changed, said, sync=sync))[number - 1])
        asks = session.prepare(call.tool, arguments, call_id="never asked")
        unasked = self.with_line(batch, number, asks, request_id="")
        texts.append((await self.sent(session, unasked, {}, sync=sync))[number - 1])
        return Outcome("\n".join(texts))

    @staticmethod
    def with_line(batch, number, call, **more):
        lines = [dataclasses.replace(it, call=call, **more) if it.number == number else it for it in batch.lines]
        return dataclasses.replace(batch, lines=tuple(lines))

    async def carried(self, pending, source, *, sync):
        """The batch of another session, as it is, and the same call as a batch of one here."""
        _, batch, number = pending.token
        here, call = self.session("one"), batch.line(number).call
        mine = here.prepare(call.tool, call.arguments, call_id=call.call_id)
        texts = []
        for it in (call, mine):
            said = {number: Decision.approve(by="Robin", call=it)}
            texts += await self.sent(here, self.with_line(batch, number, it), said, sync=sync)
        return Outcome("\n".join(texts))

    async def parallel(self, pending, times, *, sync):
        """The same yes to the same line, many times at once."""
        session, batch, number = pending.token

        async def one():
            said = {number: Decision.approve(by="Robin", call=batch.line(number).call)}
            return Outcome((await self.sent(session, batch, said, sync=False))[number - 1])

        return await asyncio.gather(*(one() for _ in range(times)))
