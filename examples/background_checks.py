"""Background checks: who reaches a stage is checked, after approval, and the result stands in custom fields.

The provider here is made up, so this runs on the simulator only: your provider's client takes the place of
CheckProvider, and then `webhooks.app(checks.take, secrets=...)` is the server that Ashby's events go to.
"""

from __future__ import annotations

import queue
import secrets
import sys
from collections.abc import Iterator

from ashby_agent_tools import Session, Toolset, webhooks
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import NotFound
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.custom_values import FieldChange
from examples._checks import CheckProvider
from examples._company import Company, company, say
from examples._fields import field, value
from examples._listener import serving
from examples._recruiter import move, report, send_again

STAGE = "Offer"
STATUS, REPORT = "Background check", "Background check report"  # the titles of the fields
ORDERED, OPTIONS = "In progress", ("In progress", "Clear", "Needs review")


class Checks:
    """Orders checks and writes down what came of them; `reached` are applications that came to the stage."""

    def __init__(self, company: Company, provider: CheckProvider) -> None:
        self._company, self._provider = company, provider
        self._session = Session(Toolset.of("application.info", "customField.setValues"), company.client)
        self._status = field(company, STATUS, "ValueSelect", options=OPTIONS)
        self._report = field(company, REPORT, "Url")
        self.reached: queue.Queue[str] = queue.Queue()

    def take(self, event: webhooks.Event) -> None:
        """The handler: it remembers who is to be checked. A person may take hours to answer, Ashby waits seconds."""
        match event:
            case webhooks.kinds.CandidateStageChange(application=application):
                if application["currentInterviewStage"]["title"] == STAGE:
                    self.reached.put(application["id"])

    def order_waiting(self) -> Iterator[str]:
        """Order a check for everybody who waits for one, each after approval: the provider writes to them."""
        while not self.reached.empty():
            yield self._order(self.reached.get())

    def _order(self, application_id: str) -> str:
        application = self._read(application_id)
        if application is None:
            return "an application is gone from Ashby; nothing was ordered"
        name, email = application["candidate"]["name"], application["candidate"]["primaryEmailAddress"]["value"]
        if application["currentInterviewStage"]["title"] != STAGE:
            return f"{name} is not at {STAGE} any more; nothing was ordered"
        if known := value(application, self._status):
            return f"{name} has {known!r} already; nothing was ordered"
        question = f"Order a background check of {name}? The provider gets {email}, and writes there."
        if self._company.decide(question).kind != "approve":
            return f"{name}: nobody said yes; nothing was ordered"
        self._provider.order(application_id, name, email)
        self._set(application_id, {self._status: ORDERED})
        return f"{name} is being checked"

    def write_results(self) -> Iterator[str]:
        """Write the results into the fields. What they mean for anybody is for people to say: nobody is moved."""
        for result in self._provider.results():
            application = self._read(result.reference)
            if application is None:
                yield f"{result.report} is about an application that is gone from Ashby; nothing was written"
            elif value(application, self._report) != result.report:
                self._set(result.reference, {self._status: result.status, self._report: result.report})
                yield f"{application['candidate']['name']}: {result.status}"

    def _read(self, application_id: str) -> JsonObject | None:
        try:
            found: JsonObject = self._session.run(op.ApplicationInfo(applicationId=application_id)).data
        except NotFound:
            return None
        return found

    def _set(self, application_id: str, values: dict[str, str]) -> None:
        changes = [FieldChange(fieldId=name, fieldValue=text) for name, text in values.items()]
        self._session.run(op.CustomFieldSetValues(objectId=application_id, objectType="Application", values=changes))


def run(company: Company, checks: Checks) -> None:
    """On the simulator: three people reach the stage, one event comes twice, and one person withdraws meanwhile."""
    assert company.simulator is not None  # noqa: S101  (main has looked)
    secret = secrets.token_hex()
    with serving(webhooks.app(checks.take, secrets=secret)) as url:
        report(company, url, secret, "candidateStageChange")
        for who in ("Priya Raman", "Kavya Banerjee", "Santiago Ibáñez"):
            move(company, who, [STAGE])
        send_again(company, url, secret, "candidateStageChange")
    say(checks.order_waiting())
    print("\nMeanwhile one of them withdraws and is deleted; then the provider has its results.\n")
    gone = company.client.execute(op.CandidateSearch(name="Santiago Ibáñez")).data[0]
    company.simulator.delete("candidate", gone["id"])
    say(checks.write_results())


def main() -> int:
    """Run it; returns the exit code."""
    with company(thinks=False) as chosen:
        if chosen.simulator is None:
            print("The provider here is made up: put your provider's client in the place of CheckProvider first.")
            return 2
        run(chosen, Checks(chosen, CheckProvider()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
