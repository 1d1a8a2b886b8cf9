"""docs/notify.md: its blocks run, and what it says of answers is what the application answers."""

from __future__ import annotations

import re

import forged_clicks
from repository import ROOT

PAGE = (ROOT / "docs" / "notify.md").read_text(encoding="utf-8")


def test_the_blocks_run_in_order(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASHBY_API_KEY", "a-key-that-is-never-sent")
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(block, names)  # noqa: S102  (our own page)
    names["session"].close()
    names["store"].close()
    names["session"]._store.close()


def test_every_status_that_answers_something_stands_on_the_page():
    rows = re.findall(r"^\| ([0-9, ]+) \|", PAGE, re.MULTILINE)
    told = {int(status) for row in rows for status in row.split(", ")}
    answered = {status for *_, status in forged_clicks.forged() if status != forged_clicks.IGNORED}
    assert told == answered | {200, 409, 503}
