"""From offer to onboarding: who signed gets a list of tasks with days, which follow the start date, or end.

python examples/onboarding.py [tasks.db] [--push BambooHR] [--today 2026-11-02]

--push also sends each of them to that HR system, through Ashby, after approval.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, get_args

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.ats.models import Offer
from ashby_agent_tools.errors import OutcomeUnknown, ToolError
from ashby_agent_tools.unified import Unified
from examples._company import Company, company, say

TASKS = (("Order a laptop", -14), ("Make accounts", -5), ("Welcome on the first day", 0), ("Talk after a month", 30))
"""What is to be done, and how many days after the start."""

HrisName = Literal["ADP", "BambooHR", "Gusto", "OracleHCM", "Personio", "Rippling", "SAP", "UKG", "Workday"]
TOOLS = Toolset.of("candidate.pushToHris")
SCHEMA = "CREATE TABLE IF NOT EXISTS task (application, person, what, due, state, PRIMARY KEY (application, what))"
PUT = """INSERT INTO task VALUES (?, ?, ?, ?, 'open')
ON CONFLICT DO UPDATE SET due = excluded.due, state = 'open'
WHERE state != 'done' AND (due != excluded.due OR state != 'open')"""


class Tasks:
    """The lists of tasks, in a SQLite file that people may edit: what is done stays done."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The file, in one transaction."""
        with contextlib.closing(sqlite3.connect(self._file)) as database, database:
            database.execute(SCHEMA)
            yield database

    def plan(self, application: str, person: str, starts: date) -> str:
        """Make somebody's list, or move what is open to another start date: `made`, `moved`, or nothing."""
        rows = [(application, person, what, str(starts + timedelta(days=days))) for what, days in TASKS]
        with self.database() as database:
            known = database.execute("SELECT 1 FROM task WHERE application = ?", (application,)).fetchone()
            changed = database.executemany(PUT, rows).rowcount
        return "" if not changed else "moved" if known else "made"

    def end(self, application: str) -> int:
        """Nobody starts: what is open is not needed any more; returns how many tasks that are."""
        with self.database() as database:
            return database.execute(
                "UPDATE task SET state = 'not needed' WHERE application = ? AND state = 'open'", (application,)
            ).rowcount


def run(company: Company, tasks: Tasks, today: date, *, push: HrisName | None = None) -> Iterator[str]:
    """Bring the lists to what the offers say, and say what changed."""
    session = Session(TOOLS, company.client, approver=company.approver)
    offers: dict[str, Offer] = {}
    for offer in Unified(company.client).offers.all(include=("candidate", "job")):
        if offer.application is not None and (offer.application.id not in offers or offer.status == "signed"):
            offers[offer.application.id] = offer  # one that came to nothing does not undo the one that was signed
    for application, offer in offers.items():
        if offer.candidate is None or offer.job is None or offer.start_date is None:
            continue
        person = str(offer.candidate.name)
        if offer.status != "signed":
            if ended := tasks.end(application):
                yield f"{person}: the offer is {offer.status}; {ended} tasks are not needed any more"
        elif offer.start_date >= today and (what := tasks.plan(application, person, offer.start_date)):
            yield f"{person}, {offer.job.name}, starts {offer.start_date}: list {what}"
            if push is not None and what == "made":
                yield f"{person}: {pushed(session, application, push)}"


def pushed(session: Session, application: str, system: HrisName) -> str:
    """Have Ashby send somebody to an HR system, once: a second push can make the person there twice."""
    try:
        session.run(op.CandidatePushToHris(applicationId=application, externalSystem=system))
    except OutcomeUnknown:
        return f"look into {system} before anybody tries again: no answer came, and the person may be there"
    except ToolError as error:
        return f"not sent. {error}"
    return f"sent to {system}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="?", type=Path)
    parser.add_argument("--push", choices=get_args(HrisName))
    parser.add_argument("--today", type=date.fromisoformat)
    given = parser.parse_args(arguments)
    with company(thinks=False) as chosen, tempfile.TemporaryDirectory() as folder:
        tasks, today, push = Tasks(given.tasks or Path(folder, "tasks.db")), given.today or date.today(), given.push  # noqa: DTZ011
        if chosen.simulator is not None:
            today, push = given.today or chosen.simulator.state.now.date(), push or "BambooHR"
            chosen.simulator.fail_next("cut_after", endpoint="candidate.pushToHris")  # the first answer is lost
        say(run(chosen, tasks, today, push=push))
        with tasks.database() as database:
            print(
                *(" ".join(row) for row in database.execute("SELECT due, person, what FROM task ORDER BY due LIMIT 4")),
                sep="\n",
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
