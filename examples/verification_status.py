"""Verification status: what an outside system says of people, kept in custom fields of their applications.

python examples/verification_status.py [statuses.csv FOLDER]     columns: email, status, checked; FOLDER keeps the state

Only what differs is written. What somebody set by hand in Ashby is told and never overwritten.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.custom_values import FieldChange
from ashby_agent_tools.sync import Mirror, Sync
from examples._company import Company, company
from examples._fields import field, value

OPTIONS = ("Pending", "Verified", "Not verified")
MONDAY = """email,status,checked
priya.raman@example.com,Pending,2026-10-30
kavya.banerjee@example.com,Verified,2026-10-29
nobody@example.com,Verified,2026-10-29
maeve.brannigan@example.com,Maybe,2026-10-29
"""
TUESDAY = MONDAY.replace("Pending,2026-10-30", "Verified,2026-11-01").replace(
    "Verified,2026-10-29", "Pending,2026-11-01"
)


class Verification:
    """The fields, a mirror of the applications that reads what changed, and what was written the last time."""

    def __init__(self, company: Company, sync: Sync, folder: Path) -> None:
        self._session = Session(Toolset.of("customField.setValues"), company.client)
        self._status = field(company, "Verification", "ValueSelect", options=OPTIONS)
        self._checked = field(company, "Verified on", "Date")
        self._mirror, self._file = Mirror(sync), folder / "written.json"
        self._written: dict[str, str] = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}

    def bring(self, rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
        """Write what differs, and say what became of each row that was not as it should be."""
        self._mirror.update()
        people: dict[str, list[JsonObject]] = {}
        for application in self._mirror.records("application"):
            address = (application["candidate"].get("primaryEmailAddress") or {}).get("value", "").casefold()
            if application["status"] == "Active":
                people.setdefault(address, []).append(application)
        counts = Counter[str]()
        for row in rows:
            applications = people.get(row["email"].casefold(), [])
            if not applications or row["status"] not in OPTIONS:
                counts["left out"] += 1
                why = f"{row['status']!r} is no status" if applications else "nobody with an active application"
                yield f"{row['email']}: {why}"
            for application in applications if row["status"] in OPTIONS else ():
                done = self._one(application, row)
                counts[done.partition(":")[0]] += 1
                if done not in ("written", "the same"):
                    yield f"{row['email']}, {application['job']['title']}: {done}"
        yield ", ".join(f"{many} {what}" for what, many in sorted(counts.items()))

    def _one(self, application: JsonObject, row: Mapping[str, str]) -> str:
        key, has, wanted = application["id"], value(application, self._status), row["status"]
        if has == wanted and value(application, self._checked) == row["checked"]:
            return "the same"
        if has is not None and has != self._written.get(key):
            return f"kept: somebody set {has!r} in Ashby, and the list says {wanted!r}"
        changes = {self._status: wanted, self._checked: row["checked"]}
        values = [FieldChange(fieldId=name, fieldValue=text) for name, text in changes.items()]
        try:
            self._session.run(op.CustomFieldSetValues(objectId=key, objectType="Application", values=values))
        except ToolError as error:
            return f"not written: {error}"
        self._written[key] = wanted
        self._file.write_text(json.dumps(self._written), encoding="utf-8")  # at once: a crash forgets nothing
        return "written"


def run(company: Company, folder: Path, *lists: str) -> None:
    """Bring the fields to what each list says, one after the other; on the simulator somebody interferes between."""
    folder.mkdir(exist_ok=True)
    with Sync(company.client, state=folder / "mirror.db", lists=["application"]) as sync:
        for number, text in enumerate(lists):
            if number:
                by_hand(company)
            print(f"List {number + 1}")
            for line in Verification(company, sync, folder).bring(csv.DictReader(text.splitlines())):
                print(f"  {line}")


def by_hand(company: Company) -> None:
    """A recruiter sets Kavya's field in Ashby: she has shown her papers."""
    application = next(
        it
        for it in company.client.records(op.ApplicationList(status="Active"))
        if it["candidate"]["name"] == "Kavya Banerjee"
    )
    status = field(company, "Verification", "ValueSelect", options=OPTIONS)
    change = op.CustomFieldSetValue(
        objectId=application["id"], objectType="Application", fieldId=status, fieldValue="Not verified"
    )
    company.client.execute(change)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with company(thinks=False) as chosen, tempfile.TemporaryDirectory() as temporary:
        if len(given) == 2:
            run(chosen, Path(given[1]), Path(given[0]).read_text(encoding="utf-8"))
        elif not given and chosen.simulator is not None:
            run(chosen, Path(temporary), MONDAY, TUESDAY)
        else:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
