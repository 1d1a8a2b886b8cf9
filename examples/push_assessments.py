"""Assessment results: a partner's results, put on the profiles of people who have an active application for the job.

python examples/push_assessments.py [results.csv PARTNER_ID]     columns: email, job, assessment, score, minutes
"""

from __future__ import annotations

import csv
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations.assessments import CompletedAssessment, Fact
from examples._company import Company, company

PARTNER = "6f1d2c1e-5a3f-4b6e-9d57-0c6a7e1b2f90"  # on the simulator; Ashby gives each partner its own
RESULTS = """email,job,assessment,score,minutes
priya.raman@example.com,Account Executive,Pitch,87,41
elodie.noel@example.com,Staff Engineer,Debugging,92,55
elodie.noel@example.com,Account Executive,Pitch,64,38
nobody@example.com,Staff Engineer,Debugging,70,60
"""


def run(company: Company, results: Iterable[Mapping[str, str]], partner: str) -> Iterator[str]:
    """Push each result, and say what became of it. One that fails does not stop the others."""
    for result in results:
        try:
            yield f"{result['email']}, {result['assessment']}: {push(company, result, partner)}"
        except (ToolError, ValueError) as error:  # refused, lost on the way, or no number: the error says which
            yield f"{result['email']}, {result['assessment']}: not pushed. {error}"


def push(company: Company, result: Mapping[str, str], partner: str) -> str:
    """One result. Its id is made from what it is about, so that a second run reports the same assessment again."""
    ashby = company.client
    people = ashby.execute(op.CandidateSearch(email=result["email"])).data
    if len(people) != 1:
        return f"not pushed, {len(people)} people have this address"
    applications = [ashby.execute(op.ApplicationInfo(applicationId=one)).data for one in people[0]["applicationIds"]]
    running = [one for one in applications if one["status"] == "Active" and one["job"]["title"] == result["job"]]
    if len(running) != 1:
        return f"not pushed, {len(running)} active applications for {result['job']}"
    kind = uuid.uuid5(uuid.UUID(partner), result["assessment"])
    minutes = Fact(identifier="minutes", label="Minutes", type="numeric_duration_minutes", value=int(result["minutes"]))
    assessment = CompletedAssessment(
        assessmentTypeId=str(kind),
        assessmentId=str(uuid.uuid5(kind, running[0]["id"])),
        assessmentName=result["assessment"],
        result=Fact(identifier="score", label="Score", type="numeric_score", value=float(result["score"])),
        metadata=[minutes],
    )
    done = op.AssessmentAddCompletedToCandidate(
        candidateId=people[0]["id"], partnerId=partner, assessment=assessment, timestamp=int(time.time() * 1000)
    )
    named = f"{result['score']} for {people[0]['name']}, {result['job']}"
    decision = company.decide(f"Put {result['assessment']}, {named}, on the profile for good?")
    if decision.kind != "approve":
        return "not pushed, nobody said yes"
    ashby.execute(done, decision=decision)
    return named


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with company(thinks=False) as chosen:
        if len(given) != 2 and (given or chosen.simulator is None):
            print(__doc__)
            return 2
        text, partner = (Path(given[0]).read_text(encoding="utf-8"), given[1]) if given else (RESULTS, PARTNER)
        for line in run(chosen, csv.DictReader(text.splitlines()), partner):
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
