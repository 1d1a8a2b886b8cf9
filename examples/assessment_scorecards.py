"""Assessment scorecards: what a partner found, skill by skill, reported for assessments that Ashby started with it.

python examples/assessment_scorecards.py [scorecards.json]

A list of objects, each with "assessment", its id, and "at", when this was so; and "status" while somebody works on it;
or "overall", "skills" ({"Debugging": 4, ...}) and "report", an address, when it is done; or "cancelled", the reason.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ashby_agent_tools import Session, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import Declined, NotFound, ToolError
from ashby_agent_tools.operations.assessments import Fact
from ashby_agent_tools.simulator import Simulator
from examples._company import Company, company, say

Scorecard = Mapping[str, Any]


def run(company: Company, scorecards: Iterable[Scorecard]) -> Iterator[str]:
    """Report each, and say what became of it. A result is shown and waits for approval: it cannot be taken back."""
    session = Session(Toolset.of("assessment.update"), company.client, approver=company.approver)
    for scorecard in scorecards:
        try:
            session.run(update(scorecard))
        except NotFound:
            yield f"{named(scorecard)}: Ashby knows no such assessment"
        except Declined as error:  # a person's no, or the same report a second time
            yield f"{named(scorecard)}: not reported. {error}"
        except (ToolError, KeyError, ValueError) as error:
            yield f"{named(scorecard)}: not reported, {type(error).__name__}: {error}"
        else:
            yield f"{named(scorecard)}: reported"


def update(scorecard: Scorecard) -> op.AssessmentUpdate:
    """The report about one assessment. Raises KeyError and ValueError where the scorecard lacks what it needs."""
    assessment, at = scorecard["assessment"], scorecard["at"]  # the partner's time: a report told twice is the same
    if "cancelled" in scorecard:
        why = fact("cancelled", "Cancelled because", "string", scorecard["cancelled"])
        return op.AssessmentUpdate(assessment_id=assessment, timestamp=at, cancelled_reason=why)
    if "overall" not in scorecard:
        status = fact("status", "Status", "string", scorecard["status"])
        return op.AssessmentUpdate(assessment_id=assessment, timestamp=at, assessment_status=status)
    skills = [
        fact(name.lower().replace(" ", "_"), name, "numeric_score", float(score))
        for name, score in scorecard["skills"].items()
    ]
    return op.AssessmentUpdate(
        assessment_id=assessment,
        timestamp=at,
        assessment_status=fact("status", "Status", "string", "Done"),
        assessment_result=fact("overall", "Overall", "numeric_score", float(scorecard["overall"])),
        assessment_profile_url=fact("report", "Full report", "url", scorecard["report"]),
        metadata=skills,
    )


def fact(identifier: str, label: str, kind: Literal["numeric_score", "string", "url"], value: float | str) -> Fact:
    """One labelled value."""
    return Fact(identifier=identifier, label=label, type=kind, value=value)


def named(scorecard: Scorecard) -> str:
    """How a line calls it: ids are long, and their beginning tells them apart."""
    what = scorecard.get("cancelled") or scorecard.get("overall") or scorecard.get("status")
    return f"{str(scorecard.get('assessment'))[:8]} ({what})"


def made_up(simulator: Simulator) -> list[Scorecard]:
    """What a partner has on the simulator: two that go well, one that ended, one twice, one that nobody knows."""
    ids = [row["id"] for row in simulator.state.rows("assessment", status="Started")][:2]
    done = {"assessment": ids[0], "overall": 82, "skills": {"Debugging": 4, "Clear writing": 5}}
    done |= {"report": f"https://tests.example.com/{ids[0][:8]}", "at": "2026-11-02T08:50:00Z"}
    return [
        {"assessment": ids[0], "status": "Working on it", "at": "2026-11-02T08:00:00Z"},
        done,
        done,
        {"assessment": ids[1], "cancelled": "The link expired", "at": "2026-11-02T08:30:00Z"},
        {"assessment": str(uuid.UUID(int=0)), "status": "Working on it", "at": "2026-11-02T08:10:00Z"},
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with company(thinks=False) as chosen:
        if given:
            scorecards = json.loads(Path(given[0]).read_text(encoding="utf-8"))
        elif chosen.simulator is not None:
            scorecards = made_up(chosen.simulator)
        else:
            print(__doc__)
            return 2
        say(run(chosen, scorecards))
    return 0


if __name__ == "__main__":
    sys.exit(main())
