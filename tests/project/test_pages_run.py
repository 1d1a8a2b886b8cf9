"""The code of the pages about webhooks, signing in, accounts and undo runs as it stands, in order, on the simulator."""

from __future__ import annotations

import re

import pytest
from repository import ROOT

import ashby_agent_tools
from ashby_agent_tools import Decision
from ashby_agent_tools.simulator import Simulator


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("webhooks.md", "candidateDelete"),
        ("oauth.md", "recruiter"),
        ("accounts.md", "True True ()"),
        ("undo.md", "['u"),
        ("unified.md", "sent_at"),
    ],
)
def test_the_code_of_a_page_runs(page, says, monkeypatch, tmp_path, capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    monkeypatch.chdir(tmp_path)
    with Simulator(seed=7) as simulator:
        monkeypatch.setenv("ASHBY_API_KEY_ACME", simulator.key)
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        monkeypatch.setattr(ashby_agent_tools, "ask_terminal", lambda *_: Decision.approve(by="robin@example.com"))
        names: dict[str, object] = {}
        for number, block in enumerate(blocks):
            exec(compile(block, f"{page}, block {number}", "exec"), names)  # noqa: S102  (our own page)
    if "accounts" in names:
        names["accounts"].close()
    assert says in capsys.readouterr().out
