"""The pictures in docs/use-cases/, from runs of their programs on the simulator: a live page, and a chart.

`make screenshots`. Each picture holds a digest of what it shows, which tests make again: a stale picture fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from inbox_pictures import chromium, save

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "use-cases"
TRACKER, PLAN = FOLDER / "stage-tracker.png", FOLDER / "headcount-plan.png"
WIDTH = 1040

__all__ = ["PLAN", "TRACKER", "draw", "drawable", "plan_digest", "tracker_digest"]


def tracker_digest(applications: dict[str, Any]) -> str:
    """What ties the picture to the page's files, and to what stands on it."""
    files = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "_board").iterdir())]
    return _digest([files, applications])


def drawable(tracker: Any) -> dict[str, Any]:
    """Those on the page whose names the fonts of most machines have; the picture leaves out the others."""
    wide = {"W", "F"}  # East Asian
    people = tracker.applications.items()
    return {key: one for key, one in people if not wide & {unicodedata.east_asian_width(it) for it in one["name"]}}


def plan_digest(plan: list[dict[str, Any]]) -> str:
    """What ties the chart to its figures."""
    return _digest(plan)


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()[:16]


def draw_tracker() -> None:
    """The page after somebody was moved to another stage while it was open."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only here)

    from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415  (as examples, below)
    from examples import stage_tracker  # noqa: PLC0415
    from examples._company import Company  # noqa: PLC0415
    from examples._listener import serving  # noqa: PLC0415
    from examples._recruiter import move, report  # noqa: PLC0415

    program, simulator, tracker = chromium(), Simulator(), stage_tracker.Tracker()
    if program is None:
        raise FileNotFoundError("There is no Chromium: apt-get install chromium, or name it in ASHBY_TEST_CHROMIUM.")
    with simulator.client() as client, sync_playwright() as playwright, contextlib.redirect_stdout(io.StringIO()):
        company = Company(client, simulator, answer=lambda _: True)
        stage_tracker.load(company, tracker)
        tracker.applications = drawable(tracker)
        with serving(stage_tracker.site(tracker, "a secret")) as url:
            report(company, f"{url}hooks/", "a secret", "candidateStageChange")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": 300})
            page.goto(url)
            page.get_by_text("Live:").wait_for()
            move(company, stage_tracker.WHO, stage_tracker.STAGES)
            page.get_by_text(f"is at {stage_tracker.STAGES[-1]} now").wait_for()
            save(page.screenshot(full_page=True), TRACKER, tracker_digest(tracker.applications))
            browser.close()


def draw_plan() -> None:
    """The chart of the headcount plan."""
    from ashby_agent_tools.simulator import Simulator  # noqa: PLC0415
    from examples import headcount_plan  # noqa: PLC0415
    from examples._company import Company  # noqa: PLC0415

    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    simulator = Simulator()
    with simulator.client() as client, tempfile.TemporaryDirectory() as folder:
        plan = headcount_plan.load(Company(client, simulator), Path(folder, "plan.duckdb"), Path(folder, "dlt"))
        headcount_plan.draw(plan, Path(folder, "plan.png"))
        save(Path(folder, "plan.png").read_bytes(), PLAN, plan_digest(plan))


def draw() -> None:
    """Draw all of them. Raises FileNotFoundError where there is no Chromium."""
    sys.path.insert(0, str(ROOT))
    draw_plan()
    draw_tracker()


if __name__ == "__main__":
    draw()
