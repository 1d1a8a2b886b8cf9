"""Provisioning: when somebody accepts an offer, the HR system gets a record, and Ashby a note that says so.

python examples/provisioning.py [hris.db]

In your own organization make a webhook setting for offerUpdate that leads here, and give its secret token in
ASHBY_WEBHOOK_SECRET; put a server with TLS in front. This listens until Ctrl-C.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ashby_agent_tools import operations as op
from ashby_agent_tools import webhooks
from ashby_agent_tools.errors import NotFound
from examples._company import Company, company
from examples._listener import listen, serving
from examples._recruiter import record_answer, report, send_again

PORT = 8768
COLUMNS = ("application", "name", "email", "job", "manager", "starts", "state")
ACCEPTS, WITHDRAWS = "Богдан Мельник", "Ірина Бондар"  # who has an offer to answer, on the simulator


class Hris:
    """The HR system, here a table in SQLite. Yours has an API; what counts is one record for each application."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._database() as database:
            database.execute(f"CREATE TABLE IF NOT EXISTS hire ({', '.join(COLUMNS)}, PRIMARY KEY (application))")

    @contextlib.contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file)) as database, database:
            yield database

    def records(self) -> dict[str, dict[str, str]]:
        """Every record, by application."""
        with self._database() as database:
            rows = database.execute(f"SELECT {', '.join(COLUMNS)} FROM hire").fetchall()  # noqa: S608  (constants)
        return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}

    def put(self, record: dict[str, str]) -> None:
        """Make the record of an application, or replace it."""
        with self._database() as database:
            places = ", ".join("?" * len(COLUMNS))
            database.execute(f"INSERT OR REPLACE INTO hire VALUES ({places})", [record[name] for name in COLUMNS])  # noqa: S608


def handler(company: Company, hris: Hris) -> Callable[[webhooks.Event], None]:
    """What is done with an event. It raises where Ashby or the HR system failed, so that the event comes again."""

    def handle(event: webhooks.Event) -> None:
        match event:
            case webhooks.kinds.OfferUpdate(offer=offer):
                print(f"HRIS:  {provision(company, hris, offer['applicationId'])}")

    return handle


def provision(company: Company, hris: Hris, application_id: str) -> str:
    """Bring the HR system to what Ashby says now: an event may be late, so it only says whom to look at."""
    try:
        application = company.client.execute(op.ApplicationInfo(applicationId=application_id)).data
    except NotFound:
        return "the application is gone from Ashby; nothing was done"
    offers = company.client.records(op.OfferList(applicationId=application_id))
    accepted = next((offer for offer in offers if offer["acceptanceStatus"] == "Accepted"), None)
    known, person = hris.records().get(application_id), application["candidate"]
    if accepted is not None:
        record = {
            "application": application_id,
            "name": person["name"],
            "email": (person.get("primaryEmailAddress") or {}).get("value") or "",
            "job": application["job"]["title"],
            "manager": next((it["email"] for it in application["hiringTeam"] if it["role"] == "Hiring Manager"), ""),
            "starts": (accepted.get("latestVersion") or {}).get("startDate") or "",
            "state": "expected",
        }
    elif known is not None:
        record = {**known, "state": "withdrawn"}
    else:
        return f"{person['name']} has not accepted; nothing was done"
    hris.put(record)
    # each step may run twice, so where the second one fails the event comes again and both are made
    text = f"The record in the HR system says: {record['state']}, {record['job']}, {record['starts']}."
    company.client.ensure_note(person["id"], text, marker=f"hris:{application_id}:{record['state']}")
    return f"{person['name']}, {record['job']}, {record['starts']}: {record['state']}"


def run(company: Company, hris: Hris) -> None:
    """On the simulator: listen while two people accept, one of them takes it back, and an event comes twice."""
    secret = secrets.token_hex()
    with serving(webhooks.app(handler(company, hris), secrets=secret)) as url:
        report(company, url, secret, "offerUpdate")
        record_answer(company, ACCEPTS, "Accepted")
        send_again(company, url, secret, "offerUpdate")
        record_answer(company, WITHDRAWS, "Accepted")
        record_answer(company, WITHDRAWS, "Declined")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with company(thinks=False) as chosen, tempfile.TemporaryDirectory() as folder:
        hris = Hris(Path(given[0]) if given else Path(folder, "hris.db"))
        if chosen.simulator is None:
            return listen(lambda secret: webhooks.app(handler(chosen, hris), secrets=secret), port=PORT)
        run(chosen, hris)
        for record in hris.records().values():
            print(f"{record['name']}: {record['state']}, {record['job']}, {record['starts']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
