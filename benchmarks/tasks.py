"""25 recruiting jobs by our tasks, by our endpoint tools, and by a plain conversion of Ashby's document.

    python benchmarks/tasks.py [--document openapi.yml] [--show]

Each job is a conversation: the definitions, then the arguments and the results of the shortest plan that does it.
Endpoint tools and conversion have only the endpoints that some plan needs, which favours them. The conversion gives a
model what Ashby answers, as JSON. "Questions" is how often a person is asked, in the first two ways: a model that
changes several things makes these calls in one message, so they are one batch; "singly" is what it would be without.
Its definitions come from Ashby's document where `--document` names it; without it
from the digest in tests/official, which has no prose and costs less than the real one. Where tasks and endpoint tools
write something, they have to write the same; where they only read, what the request is about has to stand in the
text. A plan that fails says so and counts for nothing.
"""

# ruff: noqa: D102  (the doors have the methods of _jobs.Does)

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent))

from _document import definitions
from _jobs import JOBS, Cast, Job, Record

from ashby_agent_tools import Batch, Call, Decision, MemoryStore, Session, Toolset
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator import Simulator

ENDPOINTS = (
    "candidate.search", "application.info", "applicationFeedback.list", "interviewSchedule.list", "candidate.listNotes",
    "offer.list", "job.search", "interviewStage.list", "application.list", "user.list", "interviewBriefing.info",
    "application.listHistory", "job.info", "application.changeStage", "archiveReason.list",
    "communicationTemplate.list", "candidate.createNote", "jobInterviewPlan.info", "interviewSchedule.create",
    "feedbackFormDefinition.list", "applicationFeedback.submit", "approval.list",
)  # fmt: skip
_COUNT = counter_for("o200k_base").count


@dataclasses.dataclass
class Done:
    """What a plan cost: calls, tokens without the definitions, questions, seconds. `fault`: why it did not do the job.

    `lines`: how many calls the questions were about.
    """

    calls: int = 0
    tokens: int = 0
    questions: int = 0
    lines: int = 0
    seconds: float = 0.0
    fault: str = ""
    wrote: list[tuple[Any, ...]] = dataclasses.field(default_factory=list)
    text: str = ""

    def took(self, arguments: Record, text: str) -> None:
        """Count one call of the model."""
        self.calls += 1
        self.tokens += _COUNT(json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))) + _COUNT(text)
        self.text += text


def _shown(text: str) -> int:
    shown: int = json.loads(text)["about"]["shown"]
    return shown


class OurTools:
    """Endpoint plans through our endpoint tools, every row that the plan needs read.

    What the plan writes comes last, in one message: no plan goes on with what a write gave.
    """

    def __init__(self, session: Session, done: Done) -> None:
        self.session, self.done = session, done
        self.writes: list[tuple[str, Record]] = []

    def run(self, name: str, arguments: Record) -> Any:
        result = self.session.run(name, arguments)
        self.done.took(arguments, result.text)
        return result

    def one(self, endpoint: str, **body: Any) -> Any:
        spec = catalogue()[endpoint].spec
        if spec.reads:
            return self.run(spec.tool, body).data
        self.writes.append((spec.tool, body))
        return {}

    def write(self) -> None:
        """Make the writes, in one message."""
        if not self.writes:
            return
        made = self.session.run_batch(self.writes)
        for (_, arguments), line in zip(self.writes, made.lines, strict=True):
            self.done.took(arguments, line.text)
            if line.error is not None:
                raise line.error

    def every(self, endpoint: str, fields: list[str], **body: Any) -> list[Record]:
        tool = catalogue()[endpoint].spec.tool
        records: list[Record] = []
        asked: Record = {**body, "limit": 100, "fields": fields}
        while True:
            result = self.run(tool, asked)
            records += result.data
            shown = _shown(result.text)
            while shown < len(result.data):
                rest = self.run("ashby_read_result", {"ref": result.ref, "offset": shown, "fields": fields})
                shown += _shown(rest.text)
            if result.next_cursor is None:
                return records
            asked["cursor"] = result.next_cursor

    def counted(self, query: Record, plain: Callable[[], None]) -> None:  # noqa: ARG002
        self.run("ashby_query", query)


class Conversion:
    """Endpoint plans through a tool for each endpoint that passes on what Ashby answers."""

    def __init__(self, simulator: Simulator, done: Done) -> None:
        self.http = httpx.Client(
            transport=simulator.transport(), base_url="http://conversion", auth=(simulator.key, "")
        )
        self.done = done

    def _answer(self, endpoint: str, body: Record) -> Record:
        answer = self.http.post(f"/{endpoint}", json=body)
        self.done.took(body, answer.text)
        made: Record = answer.json()
        if not made["success"]:
            raise ValueError(f"{endpoint}: {made['errors']}")
        return made

    def one(self, endpoint: str, **body: Any) -> Any:
        return self._answer(endpoint, body)["results"]

    def every(self, endpoint: str, fields: list[str], **body: Any) -> list[Record]:  # noqa: ARG002
        records: list[Record] = []
        while True:
            page = self._answer(endpoint, {**body, "limit": 100})
            records += page["results"]
            if not page.get("moreDataAvailable"):
                return records
            body["cursor"] = page["nextCursor"]

    def counted(self, query: Record, plain: Callable[[], None]) -> None:  # noqa: ARG002
        plain()


def session_on(simulator: Simulator, toolset: Toolset, done: Done) -> Session:
    """A conversation in which a person approves everything, and counts how often they are asked."""

    def approve(call: Call, question: str) -> Decision:  # noqa: ARG001  (an approver takes both)
        done.questions += 1
        done.lines += 1
        return Decision.approve(by="Robin")

    def approve_all(batch: Batch) -> dict[int, Decision]:
        done.questions += 1
        done.lines += len(batch.asks)
        return batch.approve(by="Robin")

    return Session(toolset, simulator.client(), approver=approve, batch_approver=approve_all, store=MemoryStore())


def by_tasks(job: Job, simulator: Simulator, toolset: Toolset, done: Done) -> None:
    """The task calls of a job."""
    session = session_on(simulator, toolset, done)
    for name, arguments in job.tasks(Cast()):
        done.took(arguments, session.run(name, arguments).text)


def by_tools(job: Job, simulator: Simulator, toolset: Toolset, done: Done) -> None:
    """The endpoint plan, through our tools."""
    tools = OurTools(session_on(simulator, toolset, done), done)
    job.endpoints(tools, Cast())
    tools.write()


def by_conversion(job: Job, simulator: Simulator, toolset: Toolset, done: Done) -> None:  # noqa: ARG001
    """The endpoint plan, on plain answers."""
    job.endpoints(Conversion(simulator, done), Cast())


WAYS = (by_tasks, by_tools, by_conversion)


def play(way: Callable[..., None], job: Job, toolset: Toolset) -> Done:
    """One job on its own company."""
    done, simulator = Done(), Simulator(seed=7)
    began = time.perf_counter()
    try:
        way(job, simulator, toolset, done)
    except (ToolError, ValueError, KeyError, IndexError, StopIteration) as error:
        done.fault = f"{type(error).__name__}: {error}"
    done.seconds = time.perf_counter() - began
    done.wrote = sorted(
        (it.endpoint, *(it.body.get(key, "") for key in ("applicationId", "interviewStageId", "archiveReasonId")))
        for it in simulator.log
        if not catalogue()[it.endpoint].spec.reads
    )
    if not done.wrote and (missing := [it for it in job.brings(Cast()) if it not in done.text]):
        done.fault = done.fault or f"does not show {missing}"
    return done


def main() -> None:
    """Print a row a job, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--document", type=Path, help="Ashby's openapi.yml")
    parser.add_argument("--show", action="store_true", help="print what each plan read")
    options = parser.parse_args()
    table(options.document, show=options.show)


def table(document: Path | None, *, show: bool = False) -> None:
    """Print it."""
    tasks, tools = Toolset.tasks(), Toolset.of(*ENDPOINTS)
    converted, whole = (_tokens(definitions(chosen, document)) for chosen in (ENDPOINTS, None))
    fixed = (tasks.cost(), tools.cost(), converted)
    print(f"Tokens of definitions: tasks {fixed[0]:,}, endpoint tools {fixed[1]:,}, conversion {converted:,} "
          f"({whole:,} with all endpoints).\n\n"
          "| job | tasks: calls, tokens, s | endpoint tools | conversion | questions: tasks, tools, singly |\n"
          "| --- | --: | --: | --: | --: |")  # fmt: skip
    shares: list[tuple[float, ...]] = []
    writing: list[tuple[int, ...]] = []
    for job in JOBS:
        rows = [play(way, job, tasks if way is by_tasks else tools) for way in WAYS]
        if not rows[1].fault and rows[0].wrote != rows[1].wrote:
            rows[0].fault = rows[0].fault or "writes something else than the endpoints"
        totals = [row.tokens + cost for row, cost in zip(rows, fixed, strict=True)]
        cells = (it.fault or f"{it.calls}, {total:,}, {it.seconds:.2f}" for it, total in zip(rows, totals, strict=True))
        asked = f"{rows[0].questions}, {rows[1].questions}, {rows[1].lines}"
        print(f"| {job.request} | {' | '.join(cells)} | {asked} |", flush=True)
        if rows[0].wrote:
            writing.append((rows[0].questions, rows[1].questions, rows[1].lines))
        if show:
            print(rows[0].text)
        if not any(row.fault for row in rows):
            shares.append((rows[0].calls / rows[1].calls, totals[0] / totals[1], totals[0] / totals[2],
                           totals[0] / (rows[2].tokens + whole)))  # fmt: skip
    calls, tokens, plain, all_plain = (statistics.median(column) for column in zip(*shares, strict=True))
    print(
        f"\n{len(shares)} of {len(JOBS)} jobs done in all three ways. Medians: tasks take {calls:.0%} of the calls "
        f"and {tokens:.0%} of the tokens of the endpoint tools, {plain:.0%} of the tokens of the conversion "
        f"({all_plain:.0%} of one with all endpoints)."
    )
    by_task, together, singly = (statistics.mean(column) for column in zip(*writing, strict=True))
    print(
        f"Questions per writing job ({len(writing)}): {by_task:.2f} by tasks, {together:.2f} by endpoint tools, "
        f"{singly:.2f} if each call were asked about by itself."
    )


def _tokens(made: list[Any]) -> int:
    return _COUNT(json.dumps(made, ensure_ascii=False))


if __name__ == "__main__":
    main()
