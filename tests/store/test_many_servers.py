"""Many servers over one PostgreSQL: killed at each step, their connections ended; each approved call leaves once."""

from __future__ import annotations

import collections
import json
import os
import random
import re
import signal
import threading
import time

import claim_jobs as jobs
import postgres
import processes
import pytest
from claim_jobs import NOTE, STEPS
from processes import CONTEXT

from ashby_agent_tools import SqlStore, errors
from ashby_agent_tools.conversation.question_reconcile import reconcile_question
from ashby_agent_tools.testing._company import Company

pytestmark = pytest.mark.slow  # many processes; make test-slow

SERVERS, HOUR = 8, 3600.0
CALLS = int(os.environ.get("ASHBY_WAITING_CALLS", "500"))
UNREAD = 255  # multiprocessing could not read how a process ended
DENIED, OPEN, ONE_OF_TWO, TWO, EDITED = range(10, 15)  # of each twenty: by the remainder of its number


@pytest.fixture
def url():
    with postgres.schema() as address:
        yield address


def answer(store, asked):
    """Most are approved, some of them by two people or with an edit; others are denied, left open, or half approved."""
    number = int(re.search(r"\d+", asked.call_id)[0])
    kind = number % 20
    if kind == OPEN:
        return
    edit = {**json.loads(asked.stored)["arguments"], "note": edited(number)} if kind == EDITED else None
    needed = 2 if kind in (ONE_OF_TWO, TWO) else 1
    store.answer(asked.id, approved=kind != DENIED, by="grace@example.com", needed=needed, arguments=edit)
    if kind == TWO:
        store.answer(asked.id, approved=True, by="robin@example.com")


def edited(number):
    return f"Edited number {number}."


class Lane:
    """One server: where it dies it is started anew, to die at the next step, until it has come to the end alive."""

    def __init__(self, number, *given):
        self.number, self.given, self.codes = number, given, []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        for life in range(len(STEPS) + 1):
            step = STEPS[(self.number + life) % len(STEPS)] if life < len(STEPS) else ""
            self.codes.append(processes.ended(processes.start(jobs.serve, *self.given, f"{self.number} {life}", step)))


def end_connections(url, over):
    """End one of the servers' connections at a time, again and again."""
    draw, ended = random.Random(7), 0  # noqa: S311  (which one, no secret)
    with postgres.connected(postgres.server_url()) as db:
        while not over.wait(0.1):
            pids = db.exec_driver_sql(
                f"SELECT pid FROM pg_stat_activity WHERE application_name = '{postgres.name_in(url)}' "
                "AND backend_start < now() - interval '0.3 seconds'"
            ).scalars().all()  # fmt: skip
            if pids:
                db.exec_driver_sql(f"SELECT pg_terminate_backend({draw.choice(pids):d})")
                ended += 1
    over.ended = ended


def test_each_approved_call_leaves_once_whatever_dies(simulator, url, monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 600)
    company = Company.of(simulator)
    candidate = company.candidate()["id"]
    with simulator, jobs.client(place := (simulator.url, simulator.key)) as client:
        ahead = simulator.state.now.timestamp() - time.time() - HOUR
        monkeypatch.setenv(jobs.AHEAD, f"{ahead}")
        store = SqlStore(url, clock=jobs.behind)
        talks = jobs.sessions(store, client)
        for number in range(CALLS):
            talks[number % len(talks)].question(jobs.prepared(talks, number, candidate))
        for asked in store.requests():
            answer(store, asked)
        over = threading.Event()
        killer = threading.Thread(target=end_connections, args=(url, over))
        lanes = [Lane(number, f"{ahead}", url, place, candidate, CALLS) for number in range(SERVERS)]
        for thread in (killer, *(lane.thread for lane in lanes)):
            thread.start()
        for lane in lanes:
            lane.thread.join()
        over.set()
        killer.join()
        states = judge(store, talks, company, candidate)
        settled = reconciled(url, client, company, candidate)
    codes = collections.Counter(code for lane in lanes for code in lane.codes)
    print(f"{CALLS} calls, {SERVERS} servers: exits {codes}, {over.ended} connections ended, {states}, {settled}")  # noqa: T201
    assert set(codes) <= {0, -signal.SIGKILL, UNREAD}  # none stopped with an exception
    assert codes[-signal.SIGKILL] > SERVERS
    assert over.ended > 0
    store.close()


def test_of_servers_that_answer_at_once_one_wins_and_the_others_are_told_who(simulator, url):
    store = SqlStore(url)
    with simulator.client() as client:
        talks = jobs.sessions(store, client)
        talks[0].question(jobs.prepared(talks, 0, Company.of(simulator).candidate()["id"]))
    (asked,) = store.requests()
    barrier, told = CONTEXT.Barrier(SERVERS), CONTEXT.Queue()
    started = [processes.start(jobs.answer, url, asked.id, number, barrier, told) for number in range(SERVERS)]
    said = dict(told.get(timeout=60) for _ in started)
    assert [processes.ended(it) for it in started] == [0] * SERVERS
    (winner,) = [number for number, refused in said.items() if not refused]
    state = "approved" if winner % 2 == 0 else "denied"
    (answered,) = store.requests()
    assert (answered.state, answered.decided_by) == (state, f"server {winner}")
    assert all(f"is {state} already (by server {winner} at 20" in it for it in said.values() if it)
    store.close()


def judge(store, talks, company, candidate):
    """Nothing twice, nothing without approval, and what may have arrived is told as unknown."""
    arrived = collections.Counter(body["note"] for body in company.sent(NOTE))
    assert set(arrived.values()) <= {1}, "a call was sent twice"
    requests = {asked.call_id: asked for asked in store.requests()}
    states = collections.Counter()
    for number in range(CALLS):
        asked, note = requests[f"call {number}"], jobs.note(number, candidate)["note"]
        was_sent = arrived[edited(number) if number % 20 == EDITED else note]
        states[asked.state, was_sent] += 1
        assert number % 20 != EDITED or arrived[note] == 0, "a call was sent as it was before its edit"
        if number % 20 in (DENIED, OPEN, ONE_OF_TWO):
            assert (asked.state, was_sent) == ("denied" if number % 20 == DENIED else "pending", 0)
        elif asked.state == "used":
            assert (asked.outcome, was_sent) == ("done", 1)
        elif asked.state == "unknown":
            with pytest.raises(errors.Declined, match="unknown: look before you try again"):
                talks[number % len(talks)].execute(jobs.prepared(talks, number, candidate))
        else:  # every try was broken before the claim
            assert (asked.state, was_sent) == ("approved", 0)
    assert states["used", 1] > 0
    assert states["unknown", 0] > 0
    assert states["unknown", 1] > 0
    return states


def reconciled(url, client, company, candidate):
    """Hours later, each unknown outcome is told by reading: what arrived has landed, and nothing else."""
    arrived = {body["note"] for body in company.sent(NOTE)}
    with SqlStore(url, clock=lambda: jobs.behind() + 2 * HOUR) as store:
        found = collections.Counter()
        for asked in store.requests():
            if asked.state == "unknown":
                told = reconcile_question(asked, store, client)
                sent = (asked.edit or json.loads(asked.stored)["arguments"])["note"]
                assert told.state == ("landed" if sent in arrived else "not landed"), told
                found[told.state] += 1
        assert not [it for it in store.requests() if it.state == "unknown"]
    assert found["landed"] > 0
    assert found["not landed"] > 0
    return found
