"""A headcount plan: per department the openings, offers and people in the pipeline, from a warehouse that dlt keeps.

python examples/headcount_plan.py [CHART.png] [--warehouse FILE.duckdb]

The first run loads everything; later ones with the same warehouse load what changed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dlt
from dlt.pipeline.exceptions import PipelineStepFailed

from ashby_agent_tools.sync.dlt_source import ashby_source
from examples._company import Company, causes_of, company

LISTS = ("department", "job", "opening", "offer", "application")
PLAN = """
WITH per_job AS (
    SELECT job.id AS job, department.name AS department FROM job JOIN department ON department.id = job.department_id
), seats AS (
    SELECT department.name AS department,
        count(*) FILTER (opening_state IN ('Draft', 'Approved')) AS planned,
        count(*) FILTER (opening_state = 'Open') AS open,
        count(*) FILTER (opening_state = 'Filled') AS filled
    FROM opening JOIN department ON department.id = opening.latest_version__team_id WHERE NOT opening.is_archived
    GROUP BY ALL
), offers AS (
    SELECT department,
        count(*) FILTER (offer_status = 'WaitingOnCandidateResponse') AS offers_out,
        count(*) FILTER (acceptance_status = 'Accepted') AS accepted
    FROM offer JOIN application ON application.id = offer.application_id
        JOIN per_job ON per_job.job = application.job__id
    GROUP BY ALL
), people AS (
    SELECT department,
        count(*) FILTER (current_interview_stage__type = 'PreInterviewScreen') AS to_screen,
        count(*) FILTER (current_interview_stage__type = 'Active') AS interviewing,
        count(*) FILTER (current_interview_stage__type = 'Offer') AS at_offer
    FROM application JOIN per_job ON per_job.job = application.job__id WHERE application.status = 'Active'
    GROUP BY ALL
)
SELECT department, planned, open, filled, offers_out, accepted, to_screen, interviewing, at_offer
FROM seats FULL JOIN offers USING (department) FULL JOIN people USING (department)
ORDER BY coalesce(open, 0) DESC, department
"""
SEATS, PEOPLE = ("planned", "open", "filled", "offers_out", "accepted"), ("to_screen", "interviewing", "at_offer")
SEAT_COLORS, PEOPLE_COLORS = ("#d5d8dd", "#f4a3a8", "#a8d5ba", "#f6d186", "#9cc9d9"), ("#e3dcf3", "#c3b2e6", "#a48bd6")

Row = dict[str, Any]


def load(company: Company, warehouse: Path, state: Path) -> list[Row]:
    """Bring the warehouse up to date, and ask it for the plan."""
    destination = dlt.destinations.duckdb(str(warehouse))
    pipeline = dlt.pipeline("headcount", destination=destination, dataset_name="ats", pipelines_dir=str(state))
    with causes_of(PipelineStepFailed):  # dlt says where it was, and not what happened
        pipeline.run(ashby_source(company.client, lists=LISTS)).raise_on_failed_jobs()
    with pipeline.sql_client() as client, client.execute_query(PLAN) as cursor:
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, (it or 0 for it in row), strict=True)) for row in cursor.fetchall()]


def show(plan: Sequence[Row]) -> None:
    """The plan as a table of text."""
    columns = ("department", *SEATS, *PEOPLE)
    print("  ".join(f"{name.replace('_', ' '):>12}" for name in columns))
    for row in plan:
        print("  ".join(f"{row[name]!s:>12}" for name in columns))


def draw(plan: Sequence[Row], path: Path) -> None:
    """The plan as a chart: seats and offers on the left, people in the pipeline on the right."""
    import matplotlib as mpl  # noqa: PLC0415  (slow to import)

    mpl.use("agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 1.6 + 0.55 * len(plan)), sharey=True)
    for axes, columns, colors, title in (
        (left, SEATS, SEAT_COLORS, "Openings and offers"),
        (right, PEOPLE, PEOPLE_COLORS, "People in the pipeline"),
    ):
        begins = [0] * len(plan)
        for name, color in zip(columns, colors, strict=True):
            values = [row[name] for row in plan]
            places = range(len(plan))
            axes.barh(places, values, 0.6, left=begins, color=color, label=name.replace("_", " "))
            for place, value, begin in zip(places, values, begins, strict=True):
                if value:
                    axes.text(begin + value / 2, place, str(value), ha="center", va="center", color="#222", fontsize=8)
            begins = [begin + value for begin, value in zip(begins, values, strict=True)]
        axes.set_title(title, loc="left", fontsize=11)
        axes.spines[["top", "right"]].set_visible(False)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, fontsize=8, ncols=len(columns), loc="upper left", bbox_to_anchor=(0, -0.12))
    left.set_yticks(range(len(plan)), [row["department"] for row in plan])
    left.invert_yaxis()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description="A headcount plan from a warehouse.")
    parser.add_argument("chart", nargs="?", type=Path, help="a PNG file for the chart")
    parser.add_argument("--warehouse", type=Path, help="a DuckDB file that is kept; by default a temporary one")
    given = parser.parse_args(arguments)
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    with company(thinks=False) as chosen, tempfile.TemporaryDirectory() as folder:
        warehouse = given.warehouse or Path(folder, "warehouse.duckdb")
        state = Path(folder, "dlt") if given.warehouse is None else given.warehouse.with_suffix(".dlt")
        plan = load(chosen, warehouse, state)
        show(plan)
        if given.chart is not None:
            draw(plan, given.chart)
            print(f"\nThe chart is in {given.chart}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
