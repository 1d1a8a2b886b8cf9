"""Slack as a door of the attacks: a program asks, the answers are clicks in a channel, and the program goes on."""

from __future__ import annotations

import asyncio
import dataclasses

import httpx
from attack_doors import SessionDriver
from forged_clicks import signed

from ashby_agent_tools.notify.slack import SlackNotifier, app
from ashby_agent_tools.notify.slack.simulator import TEAM, SlackSimulator

PEOPLE = {"U0ROBIN": "Robin", "U0CHECKED": "robin@example.com"}
USERS = {name: user for user, name in PEOPLE.items()}
PATH = "/slack/interactions"


LIVE = []
"""The drivers of a test: a question that two of them ask is posted by one."""


class Driver(SessionDriver):
    """Questions go to a channel; what is answered there is sent by the program, which decides nothing itself."""

    def __init__(self, setting):
        self.slack, self.clicks, self.calls_itself = SlackSimulator(), {}, "Robin"
        LIVE.append(self)
        self.slack.start()
        store = setting.store
        self.notifier = SlackNotifier(self.slack.token, channel="#hiring", store=store, names=True, api=self.slack.api)
        super().__init__(dataclasses.replace(setting, notify=self.notifier))
        secret, rules = self.slack.signing_secret, setting.rules
        application = app(self.notifier, team=TEAM, people=PEOPLE, rules=rules, signing_secret=secret, refresh=0)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://slack.example.com")

    async def __aexit__(self, *error):
        LIVE.remove(self)
        await self.http.aclose()
        await asyncio.to_thread(self.slack.stop)

    async def answer(self, answers, *, sync=False):
        return [await self.clicked(*pending.token, decision, sync=sync) for pending, decision in answers]

    async def clicked(self, session, call, decision, *, sync):
        """A click, and what the program does then; an edit is no click, and is the program's."""
        if decision.kind == "edit":
            return await self.execute(session, call, decision, sync=sync)
        user = USERS.get(decision.by, "U0ROBIN")
        await self.click(session, call, "Approve" if decision.kind == "approve" else "Deny", by=user)
        if decision.kind == "deny" and self.slack.dialogs:
            await self.post(self.slack.submitted(decision.message, by=user))
        return await self.execute(session, call, None, sync=sync)

    async def click(self, session, call, label, *, by="U0ROBIN"):
        """A click; once the button is gone, the one from before again, as a window has it that was not updated."""
        asked = session._gate.asked(call)[-1].id
        await next(driver for driver in LIVE if driver.has(asked, label)).click_there(asked, label, by)

    def has(self, asked, label):
        return (asked, label) in self.clicks or any(asked in it.shown for it in self.slack.messages)

    async def click_there(self, asked, label, by):
        shown = [it for it in self.slack.messages if asked in it.shown and label in it.buttons]
        if shown:
            self.clicks[asked, label] = self.slack.clicked(label, by=by, message=shown[-1])
        payload = self.clicks[asked, label]
        payload["user"]["name"] = self.calls_itself
        await self.post(payload)

    async def post(self, payload):
        body, headers = signed(self, self.slack.body(payload))
        answered = await self.http.post(PATH, content=body, headers=headers)
        assert answered.status_code in (200, 409, 503), answered.text  # taken, taken before, the store is gone

    async def parallel(self, pending, times, *, sync):
        """Clicked so many times at once, and then called as often."""
        session, call = pending.token
        clicks = (self.click(session, call, "Approve") for _ in range(times))
        await asyncio.gather(*clicks)
        await asyncio.gather(*(asyncio.to_thread(self.tried, session, call) for _ in range(times)))

    def tried(self, session, call):
        return asyncio.run(self.execute(session, call, None, sync=True))

    async def approve_other(self, pending, arguments, *, sync=False):
        """Clicked is what was shown; the program makes another call of it."""
        session, call = pending.token
        await self.click(session, call, "Approve")
        other = session.prepare(call.tool, arguments, call_id=call.call_id)
        forged = dataclasses.replace(other, fingerprint=call.fingerprint)
        texts = [(await self.execute(session, it, None, sync=sync)).text for it in (other, forged)]
        refused = await super().approve_other(pending, arguments, sync=sync)
        return dataclasses.replace(refused, text="\n".join([*texts, refused.text]))

    async def carried(self, pending, source, *, sync):
        """Clicked is another conversation's question; the same call is made here."""
        session, call = pending.token
        if hasattr(source, "click"):
            await source.click(session, call, "Approve")
        mine = self.session("one").prepare(call.tool, call.arguments, call_id=call.call_id)
        return await self.execute(self.session("one"), mine, None, sync=sync)
