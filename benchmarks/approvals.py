"""What asking costs: the questions a person is asked in scripted recruiting tasks, under each policy.

Run `python benchmarks/approvals.py`. Every task runs through a Session against the simulator, whose company is
invented; the person says yes to everything and is counted. The scripts read what an assistant would read and write
what it would write, so the figures compare policies; they say nothing about how any model behaves.

`--stores` measures what the stores take: questions a second (asked, answered, used up, outcome recorded), and the
ratio to a transaction with one row on the same database; and how much longer the first page of the questions takes
with 10,000 that wait than with 50. PostgreSQL where ASHBY_TEST_POSTGRES_URL names one; for
figures that mean something start it with `python scripts/services.py start --durable`.

The quiet stages of the last column: the organization knows which stages send nothing by themselves, and says so.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from _store_speed import measured

from ashby_agent_tools import (
    Call,
    Decision,
    Policy,
    Session,
    Toolset,
    allow,
    confirm_destructive,
    confirm_never,
    confirm_writes,
)
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

Json = Any
PLAIN_STAGES = ("Lead", "PreInterviewScreen", "Active")
NINE = "2031-11-10T{:02d}:00:00Z".format


@dataclasses.dataclass
class Desk:
    """An assistant at work in one conversation, and how often it was asked about what."""

    simulator: Simulator
    policy: Policy
    asked: list[Call] = dataclasses.field(default_factory=list)
    calls: list[Call] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        toolset = Toolset.all().with_policy(self.policy)
        self.session = Session(toolset, self.simulator.client(), approver=self._yes)

    def _yes(self, call: Call, question: str) -> Decision:
        assert question.strip(), "a question without words"  # noqa: S101  (a benchmark may stop where it makes no sense)
        self.asked.append(call)
        return Decision.approve(by="Robin")

    def run(self, endpoint: str, **arguments: Json) -> Json:
        """Make one call; what Ashby answered."""
        result = self.session.run(endpoint, {name.rstrip("_"): value for name, value in arguments.items()})
        self.calls.append(result.call)
        return result.data

    @property
    def writes(self) -> int:
        """How many of the calls were no reads."""
        return sum(not call.operation.spec.reads for call in self.calls)

    def application(self, title: str = "Staff Engineer") -> Json:
        """The first active application of a job, as an assistant finds it."""
        job = self.run("job.search", title=title)[0]
        return self.run("application.list", jobId=job["id"], status="Active")[0]

    def stage(self, application: Json, kind: str) -> str:
        """A stage of this kind in the application's own plan, another one than where it is."""
        here = application["currentInterviewStage"]
        stages = self.run("interviewStage.list", interviewPlanId=here["interviewPlanId"])
        return str(next(it["id"] for it in stages if it["type"] == kind and it["id"] != here["id"]))


# --- tasks ---------------------------------------------------------------------------------------------------------


def find_people(desk: Desk) -> None:
    """Who is in the running for a job, and what do we know of the first three?"""
    job = desk.run("job.search", title="Staff Engineer")[0]
    for application in desk.run("application.list", jobId=job["id"], status="Active")[:3]:
        desk.run("candidate.info", id=application["candidate"]["id"])
        desk.run("candidate.listNotes", candidateId=application["candidate"]["id"])
        desk.run("application.info", applicationId=application["id"])


def note_and_tag(desk: Desk) -> None:
    """After a call: a note for the team, a tag, a place in a project, the source corrected."""
    application = desk.application()
    person = application["candidate"]["id"]
    desk.run("candidate.createNote", candidateId=person, note="Spoke for half an hour; strong on systems.")
    tag = desk.run("candidateTag.list")[0]["id"]
    desk.run("candidate.addTag", candidateId=person, tagId=tag)
    desk.run("candidate.addProject", candidateId=person, projectId=desk.run("project.list")[0]["id"])
    source = desk.run("source.list")[0]["id"]
    desk.run("application.changeSource", applicationId=application["id"], sourceId=source)


def add_a_person(desk: Desk) -> None:
    """Somebody met at a fair: record, application, note."""
    job = desk.run("job.search", title="Staff Engineer")[0]["id"]
    person = desk.run("candidate.create", name="Imke Aalders", email="imke.aalders@example.com")["id"]
    desk.run("application.create", candidateId=person, jobId=job)
    desk.run("candidate.createNote", candidateId=person, note="Met at the fair; wants to hear from us in spring.")


def move_on(desk: Desk) -> None:
    """Three people go to the next interview stage."""
    job = desk.run("job.search", title="Staff Engineer")[0]
    for application in desk.run("application.list", jobId=job["id"], status="Active")[:3]:
        stage = desk.stage(application, "Active")
        desk.run("application.changeStage", applicationId=application["id"], interviewStageId=stage)


def reject(desk: Desk) -> None:
    """One person is rejected, with an email from a template."""
    application = desk.application()
    template = desk.run("communicationTemplate.list")[0]["id"]
    desk.run(
        "application.changeStage",
        applicationId=application["id"],
        interviewStageId=desk.stage(application, "Archived"),
        archiveReasonId=desk.run("archiveReason.list")[0]["id"],
        archiveEmail={"communicationTemplateId": template},
    )


def interview(desk: Desk) -> None:
    """An interview is booked, moved by an hour, and cancelled."""
    application = desk.application()
    people = [{"email": user["email"]} for user in desk.run("user.list")[1:3]]
    event = {"startTime": NINE(9), "endTime": NINE(10), "interviewers": people}
    booked = desk.run("interviewSchedule.create", applicationId=application["id"], interviewEvents=[event])
    moved = {
        **event,
        "interviewEventId": booked["interviewEvents"][0]["id"],
        "startTime": NINE(10),
        "endTime": NINE(11),
    }
    interview_id = booked["interviewEvents"][0].get("interviewId")
    moved |= {"interviewId": interview_id} if interview_id else {}
    desk.run("interviewSchedule.update", interviewScheduleId=booked["id"], interviewEvent=moved)
    desk.run("interviewSchedule.cancel", id=booked["id"])


def offer(desk: Desk) -> None:
    """An offer is drawn up from its form and handed in for approval; for somebody who has none yet."""
    job = desk.run("job.search", title="Staff Engineer")[0]["id"]
    application = desk.run("application.list", jobId=job, status="Active")[-1]
    desk.run("offer.list", applicationId=application["id"])
    process = desk.run("offerProcess.start", applicationId=application["id"])["id"]
    form = desk.run("offer.start", offerProcessId=process)
    fields = [entry["field"] for section in form["formDefinition"]["sections"] for entry in section["fields"]
              if entry["isRequired"]]  # fmt: skip
    given = [{"path": field["path"], "value": _answer(field, application)} for field in fields]
    made = desk.run(
        "offer.create", offerProcessId=process, offerFormId=form["id"], offerForm={"fieldSubmissions": given}
    )
    version = made["latestVersion"]["id"]
    desk.run("offer.startApprovalProcess", offerVersionId=version)


def _answer(field: Json, application: Json) -> Json:
    options = [item["value"] for item in field.get("selectableValues", ())]
    plain = {
        "Date": "2026-12-07", "Currency": {"value": 82_000, "currencyCode": "EUR"}, "Boolean": True, "Number": 4,
        "UUID": {"title": application["job"]["title"], "value": application["job"]["id"]},
    }  # fmt: skip
    return options[-1] if options else plain.get(field["type"], "As agreed")


def update_a_job(desk: Desk) -> None:
    """A job gets a new title and an opening; its posting stays as it is."""
    job = desk.run("job.search", title="Staff Engineer")[0]["id"]
    desk.run("job.update", jobId=job, title="Staff Engineer, Platform")
    opening = desk.run("opening.create", identifier="ENG-2027-04", description="Second seat")["id"]
    desk.run("opening.addJob", openingId=opening, jobId=job)


def source_people(desk: Desk) -> None:
    """A sequence is drafted for somebody, its first email is reworded, and it is started."""
    application = desk.application()
    template = desk.run("sequenceTemplate.list")[0]["id"]
    draft = desk.run(
        "sequence.add", sequenceTemplateId=template, candidateId=application["candidate"]["id"], start=False
    )
    mail = next(stage["id"] for stage in draft["stages"] if stage["type"] == "Email")
    desk.run("sequence.updateStage", sequenceId=draft["id"], stageId=mail, subject="May we talk?")
    desk.run("sequence.start", sequenceId=draft["id"])


def weekly_review(desk: Desk) -> None:
    """What happened this week: reads, in every area."""
    for endpoint in ("job.list", "opening.list", "offer.list", "interviewSchedule.list", "source.list", "user.list"):
        desk.run(endpoint)
    application = desk.application()
    desk.run("application.listHistory", applicationId=application["id"])


TASKS: Mapping[str, Callable[[Desk], None]] = {
    "find people": find_people,
    "weekly review": weekly_review,
    "note, tag, project, source": note_and_tag,
    "add a person": add_a_person,
    "move three people on": move_on,
    "reject with an email": reject,
    "book, move, cancel an interview": interview,
    "draw up an offer": offer,
    "update a job": update_a_job,
    "draft and start a sequence": source_people,
}


def quiet_stages(simulator: Simulator) -> Policy:
    """The default, and no question for a move to a stage that is known to send nothing by itself."""
    quiet = {row["id"] for row in simulator.state.table("interviewStage").values() if row["type"] in PLAIN_STAGES}
    return allow(
        "application.changeStage",
        when=lambda call: call.body().get("archiveReasonId") is None and call.body()["interviewStageId"] in quiet,
    )


POLICIES: Mapping[str, Callable[[Simulator], Policy]] = {
    "confirm_destructive": lambda _: confirm_destructive,
    "quiet stages": quiet_stages,
    "confirm_writes": lambda _: confirm_writes,
    "confirm_never": lambda _: confirm_never,
}


def played(task: str, policy: str) -> Desk:
    """One task under one policy, in its own company."""
    simulator = Simulator(seed=7)
    desk = Desk(simulator, POLICIES[policy](simulator))
    TASKS[task](desk)
    return desk


def table() -> list[dict[str, Json]]:
    """For each task: calls, writes, and the questions under each policy."""
    rows: list[dict[str, Json]] = []
    for task in TASKS:
        desks = {policy: played(task, policy) for policy in POLICIES}
        first = desks["confirm_destructive"]
        rows.append(
            {
                "task": task,
                "calls": len(first.calls),
                "writes": first.writes,
                "questions": {policy: len(desk.asked) for policy, desk in desks.items()},
                "asked_about": [call.endpoint for call in first.asked],
            }
        )
    return rows


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--stores", action="store_true", help="measure stores: questions a second, and the ratio")
    given = parser.parse_args()
    rows = list(measured()) if given.stores else table()
    if given.json:
        json.dump(rows, sys.stdout, indent=2)
        return
    if given.stores:
        for row in rows:
            print("; ".join(f"{name}: {value}" for name, value in row.items()))
        return
    print(f"{'task':34}{'calls':>6}{'writes':>8}  " + "".join(f"{policy:>21}" for policy in POLICIES))
    for row in rows:
        counts = "".join(f"{row['questions'][policy]:>21}" for policy in POLICIES)
        print(f"{row['task']:34}{row['calls']:>6}{row['writes']:>8}  {counts}")
    sums = "".join(f"{sum(row['questions'][policy] for row in rows):>21}" for policy in POLICIES)
    print(f"{'all':34}{sum(r['calls'] for r in rows):>6}{sum(r['writes'] for r in rows):>8}  {sums}")
    asked = sorted({endpoint for row in rows for endpoint in row["asked_about"]})
    reasons = {endpoint: catalogue()[endpoint].spec.worst for endpoint in asked}
    print("\nThe default asked about: " + ", ".join(f"{name} ({risk.effect})" for name, risk in reasons.items()))


if __name__ == "__main__":
    main()
