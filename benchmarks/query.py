"""What a recruiter's question costs with one `ashby_query`, and by reading all pages of the same lists as texts.

    python benchmarks/query.py [--seed 7] [--show]

Reading is what a model does without it: every page of every list, at its own budget, with only the fields that the
question needs asked for. It has to count and to join by eye on top of that. Lists that take one call for each record
are read for the same records. Companies are the simulator's.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from typing import Any

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator import Simulator

APPLICATIONS, JOBS, OFFERS = "ashby_application_list", "ashby_job_list", "ashby_offer_list"
FEEDBACK, HISTORY, PEOPLE = (
    "ashby_application_feedback_list", "ashby_application_list_history", "ashby_candidate_list",
)  # fmt: skip

# question, the query, and per list the fields that reading by eye needs
QUESTIONS: tuple[tuple[str, dict[str, Any], dict[str, list[str]]], ...] = (
    (
        "Which sources give us people who pass the onsite?",
        {"from": [APPLICATIONS, HISTORY], "where": {"applicationHistory.title": "Offer"}, "group_by": "source",
         "count_distinct": "id", "max_calls": 300},
        {APPLICATIONS: ["source"], HISTORY: ["title"]},
    ),
    ("How many active applications does each job have?",
     {"from": [APPLICATIONS], "where": {"status": "Active"}, "group_by": "job"}, {APPLICATIONS: ["status", "job"]}),
    ("In which stages do active applications stand, per job?",
     {"from": [APPLICATIONS], "where": {"status": "Active"}, "group_by": ["job", "currentInterviewStage"]},
     {APPLICATIONS: ["status", "job", "currentInterviewStage"]}),
    ("How many applied in each month?", {"from": [APPLICATIONS], "group_by": "createdAt"},
     {APPLICATIONS: ["createdAt"]}),
    ("Why did we turn people down?",
     {"from": [APPLICATIONS], "where": {"status": "Archived"}, "group_by": "archiveReason"},
     {APPLICATIONS: ["status", "archiveReason"]}),
    ("Applications per department?",
     {"from": [APPLICATIONS, JOBS, "ashby_department_list"], "group_by": "job.department.name"},
     {APPLICATIONS: ["job"], JOBS: ["departmentId"], "ashby_department_list": ["name"]}),
    ("What do we offer on average, per job?",
     {"from": [OFFERS, APPLICATIONS], "group_by": "application.job", "avg": "latestVersion.salary"},
     {OFFERS: ["applicationId", "latestVersion.salary"], APPLICATIONS: ["job"]}),
    ("Who wrote how many scorecards?", {"from": [FEEDBACK], "group_by": "submittedByUser"},
     {FEEDBACK: ["submittedByUser"]}),
    ("Which active applications have no scorecard? Five of them.",
     {"from": [APPLICATIONS, FEEDBACK], "where": {"status": "Active", "applicationFeedback": {"empty": True}},
      "fields": ["candidate", "currentInterviewStage"], "top": 5},
     {APPLICATIONS: ["status", "candidate", "currentInterviewStage"], FEEDBACK: ["applicationId"]}),
    ("Sources of the people we hired?",
     {"from": [APPLICATIONS], "arguments": {"status": "Hired"}, "group_by": "source"},
     {APPLICATIONS: ["source"]}),
    ("Where do the candidates of each job live?",
     {"from": [APPLICATIONS, PEOPLE], "group_by": ["job", "candidate.location.locationSummary"], "top": 10},
     {APPLICATIONS: ["job", "candidate"], PEOPLE: ["location"]}),
    ("How many interviews are in which state?",
     {"from": ["ashby_interview_schedule_list"], "group_by": "status"}, {"ashby_interview_schedule_list": ["status"]}),
)  # fmt: skip


def queried(session: Session, asked: dict[str, Any], *, show: bool) -> tuple[int, int]:
    """Calls of the model and tokens: the call and its answer."""
    result = session.run("ashby_query", asked)
    if show:
        print(json.dumps(asked), result.text, sep="\n")
    return 1, result.tokens + _tokens(session, asked)


def by_reading(session: Session, asked: dict[str, Any], fields: dict[str, list[str]]) -> tuple[int, int]:
    """Calls and tokens of all pages of the same lists, as a model would have to read them."""
    calls = tokens = 0
    records: list[Any] = []
    for name in asked["from"]:
        given = asked.get("arguments", {}) if name == asked["from"][0] else {}
        each = [{"applicationId": it["id"]} for it in records] if name == HISTORY else [given]
        for arguments in each:
            for made, result in _pages(session, name, {**arguments, "fields": fields[name]}):
                calls, tokens = calls + 1, tokens + result.tokens + _tokens(session, made)
                records += result.data if name != HISTORY else []
    return calls, tokens


def _pages(session: Session, name: str, given: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    cursor: dict[str, Any] = {"limit": 100} if "limit" in session.toolset[name].schema["properties"] else {}
    while True:
        made = {**given, **cursor}
        result = session.run(name, made)
        yield made, result
        if result.next_cursor is None:
            return
        cursor["cursor"] = result.next_cursor


def _tokens(session: Session, arguments: dict[str, Any]) -> int:
    return counter_for(session.toolset.budget.tokenizer).count(json.dumps(arguments, separators=(",", ":")))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print every query and its answer")
    options = parser.parse_args()
    simulator = Simulator(seed=options.seed)
    print("| question | query: calls, tokens | reading: calls, tokens | share |\n| --- | --: | --: | --: |")
    shares, costs = [], []
    for question, asked, fields in QUESTIONS:
        with simulator.client() as client:
            one = queried(Session(Toolset.all(), client), asked, show=options.show)
            other = by_reading(Session(Toolset.all(), client), asked, fields)
        shares.append(one[1] / other[1])
        costs.append(one[1])
        print(f"| {question} | {one[0]}, {one[1]:,} | {other[0]}, {other[1]:,} | {shares[-1]:.0%} |")
    print(f"\nmedian: {statistics.median(costs):,.0f} tokens, {statistics.median(shares):.0%} of reading")


if __name__ == "__main__":
    main()
