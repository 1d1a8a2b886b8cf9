"""Random histories of an organization and its mirror: changes, events on bad ways, expired tokens, crashes."""

from __future__ import annotations

import collections
import json
import random
from datetime import timedelta

import httpx

from ashby_agent_tools import Client, MemoryStore
from ashby_agent_tools.simulator import PagingRules, Simulator
from ashby_agent_tools.simulator.webhooks import signature
from ashby_agent_tools.sync import Mirror, Sync
from ashby_agent_tools.sync.lists import chosen
from ashby_agent_tools.webhooks import Receiver

SECRET = "a secret token"
BASE = "https://ashby.example.com"
KINDS = (
    "candidate", "application", "offer", "job", "opening", "jobBoard", "jobPosting", "interviewSchedule",
    "candidateTag", "source", "note", "interviewPlan", "interviewStage", "applicationFeedback", "surveySubmission",
)  # fmt: skip


class Crash(BaseException):
    """The process dies here; as BaseException nothing swallows it."""


def crash_if(now):
    if now:
        raise Crash


class History:
    """One organization, its mirror, and the events on their way between them.

    `told`: every deletion has an event, and every event arrives in the end, however late, often and out of order.
    """

    def __init__(self, seed, *, told):
        self.random = random.Random(seed)  # noqa: S311
        rules = PagingRules(life=timedelta(days=14), incremental_pages=self.random.choice((1, 2, 250)))
        self.simulator = Simulator(7, paging=rules)
        self.org, self.store = self.simulator.state, MemoryStore()
        self.crash_in, self.told = None, told
        self.kinds = sorted({"candidate", "application", "offer", *self.random.sample(KINDS, 5)} - {"note"})
        if self.random.random() < 0.1:
            self.kinds.append("note")
        if "jobPosting" in self.kinds and "jobBoard" not in self.kinds:
            self.kinds.append("jobBoard")
        if "interviewStage" in self.kinds and "interviewPlan" not in self.kinds:
            self.kinds.append("interviewPlan")
        self.limit = self.random.choice((20, 50, 100))
        self.writer = httpx.Client(transport=self.simulator.transport(), base_url=BASE, auth=(self.simulator.key, ""))
        self.receiver = Receiver(SECRET)
        self.under_way, self.fired = [], 0
        self.copy = {}  # of a consumer who takes every change
        self.delivered, self.runs = set(), collections.Counter()
        self.open()

    # ---- the mirror

    def open(self):
        """A process starts, over what the one before left behind."""
        client = Client(self.simulator.key, base_url=BASE, transport=httpx.MockTransport(self._door))
        sync = Sync(client, state=self.store, lists=self.kinds, limit=self.limit, full_every=None)
        self.mirror = Mirror(sync)

    def close(self):
        self.store.close()

    def _door(self, request):
        if self.crash_in is not None:
            self.crash_in -= 1
            if self.crash_in < 0:
                raise Crash
        return self.simulator.answer(request)

    def update(self, *, full=False, crash=False):
        """One update; with `crash` the process dies in it, at a request or between two pages."""
        at_request = crash and self.random.random() < 0.5
        self.crash_in = self.random.randrange(12) if at_request else None
        at_page = self.random.randrange(1, 8) if crash and not at_request else None
        try:
            for number, page in enumerate(self.mirror._pages(None, full=full)):
                some = self.random.randrange(len(page.changes) + 1) if number == at_page else None
                self.apply(page.changes[:some])
                crash_if(number == at_page)
        except Crash:
            self.open()
        finally:
            self.crash_in = None

    def apply(self, changes):
        """What a consumer does; a change may come again after a crash."""
        for change in changes:
            if change.gone:
                self.copy.pop((change.kind, change.id), None)
            else:
                self.copy[change.kind, change.id] = change.record

    # ---- what people do

    def some(self, kind):
        return self.random.choice(list(self.org.table(kind)))

    def write(self, endpoint, **body):
        answer = self.writer.post(f"/{endpoint}", json=body).json()
        assert answer["success"], answer

    def rename(self):
        self.write("candidate.update", candidateId=self.some("candidate"), name=f"Name {self.random.random()}")

    def create(self):
        self.write("candidate.create", name="New Person", email=f"p{self.random.random()}@example.com")

    def note(self):
        self.write("candidate.createNote", candidateId=self.some("candidate"), note="A note")

    def archive_tag(self):
        self.write("candidateTag.archive", tagId=self.some("candidateTag"))

    def move(self):
        application = self.org.table("application")[self.some("application")]
        stage = self.random.choice(self.org.rows("interviewStage", interviewPlanId=application["interviewPlanId"]))
        if application["status"] == "Active" and stage["type"] not in ("Archived", "Hired"):
            self.write("application.changeStage", applicationId=application["id"], interviewStageId=stage["id"])

    def delete_application(self):
        if not self.told:  # of that there is no event
            self.write("application.delete", applicationId=self.some("application"))

    def delete(self):
        kind = self.random.choice(("candidate", "candidate", "offer", "jobPosting"))
        if self.org.table(kind):
            self.simulator.delete(kind, self.some(kind))

    def merge(self):
        kept, gone = self.random.sample(list(self.org.table("candidate")), 2)
        self.simulator.merge_candidates(kept, gone)

    def rename_source(self):
        self.org.table("source")[self.some("source")]["title"] = f"Source {self.random.random()}"

    def time_passes(self):
        self.simulator.advance(days=self.random.choice((1, 6, 15)))

    def change(self):
        steps = (
            self.rename, self.rename, self.create, self.note, self.archive_tag, self.move, self.move, self.delete,
            self.delete, self.merge, self.delete_application, self.rename_source, self.time_passes,
        )  # fmt: skip
        self.random.choice(steps)()
        for event in self.org.events[self.fired :]:
            if self.told or self.random.random() < 0.8:  # a fifth is dropped for good
                self.under_way += [event] * self.random.choice((1, 1, 2, 3))
        self.fired = len(self.org.events)
        self.random.shuffle(self.under_way)

    # ---- events

    def deliver(self, event, secret=SECRET):
        """One delivery; the handler may fail, and the process may die in it."""
        body = json.dumps(event).encode()
        with self.receiver.take(body, signature(secret, body)) as delivery:
            if delivery.event is None and delivery.outcome != "duplicate":
                assert secret != SECRET
                return
        parsed = delivery.event or event_of(event)
        self.delivered.add(parsed.id)
        dies = self.random.random() < 0.05
        try:
            with self.mirror.take(parsed) as mine:
                if mine:
                    self.runs[parsed.id] += 1
                    self.fail_if(self.random.random() < 0.05)
                    crash_if(dies)
        except OSError:
            pass
        except Crash:
            self.open()

    @staticmethod
    def fail_if(now):
        if now:
            raise OSError("the handler failed")

    def deliver_some(self, number):
        for _ in range(min(number, len(self.under_way))):
            self.deliver(self.under_way.pop())

    def forge(self):
        """An event of a stranger, and one that was signed with a stolen secret: neither may remove what is there."""
        for secret in ("another secret", SECRET):
            place = self.random.choice(("candidate", "offer"))
            if self.org.table(place):
                event = {
                    "webhookActionId": f"forged {self.random.random()}",
                    "action": f"{place}Delete",
                    "data": {place: {"id": self.some(place)}},
                }
                self.deliver(event, secret)

    # ---- the comparison

    def lists(self):
        """What Ashby's lists answer, read by other means than the mirror's."""
        with httpx.Client(transport=self.simulator.transport(), base_url=BASE, auth=(self.simulator.key, "")) as http:
            for listed in chosen(self.kinds):
                parents = [None] if not listed.parent else [it["id"] for it in self.read(http, listed.parent)]
                for parent in parents:
                    body = {**listed.arguments, **({} if parent is None else {listed.parameter: parent})}
                    for row in everything(http, listed.endpoint, body):
                        yield listed.kind, {**({listed.parameter: parent} if listed.kind == "note" else {}), **row}

    def read(self, http, kind):
        (listed,) = (it for it in chosen(self.kinds) if it.kind == kind)
        return everything(http, listed.endpoint, listed.arguments)

    def differences(self):
        """What the mirror has and Ashby does not, and the other way round."""
        theirs = {(kind, row["id"]): row for kind, row in self.lists()}
        ours = {(kind, row["id"]): row for kind in self.mirror.counts for row in self.mirror.records(kind)}
        keys = theirs.keys() | ours.keys() | self.copy.keys()
        return sorted(key for key in keys if not theirs.get(key) == ours.get(key) == self.copy.get(key))

    def ids_that_differ(self, *kinds):
        theirs = {(kind, row["id"]) for kind, row in self.lists()}
        ours = {(kind, row["id"]) for kind in self.mirror.counts for row in self.mirror.records(kind)}
        return sorted(key for key in theirs ^ ours if key[0] in kinds)


def event_of(event):
    from ashby_agent_tools.webhooks import parse

    return parse(json.dumps(event).encode())


def everything(http, endpoint, body):
    found, cursor = [], None
    while True:
        answer = http.post(f"/{endpoint}", json={**body, **({"cursor": cursor} if cursor else {})}).json()
        assert answer["success"], answer
        found += answer["results"]
        if not answer.get("moreDataAvailable"):
            return found
        cursor = answer["nextCursor"]


def live(seed, *, told):
    """A whole history, at rest at its end; the history with its mirror."""
    history = History(seed, told=told)
    history.update()
    for _ in range(history.random.randrange(4, 9)):
        for _ in range(history.random.randrange(1, 8)):
            history.change()
        history.deliver_some(history.random.randrange(6))
        if history.random.random() < 0.5:
            history.forge()
        if history.random.random() < 0.7:
            history.update(crash=history.random.random() < 0.6, full=history.random.random() < 0.2)
    history.deliver_some(len(history.under_way))
    return history
