"""Every Python block of the README runs, in order: against the simulator, with scripted models."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import re

import pytest
from llama_index.tools.ashby import ScriptedLLM
from repository import ROOT

from ashby_agent_tools.simulator import Simulator
from langchain_ashby import ScriptedModel

README = ROOT / "README.md"


def rejections(simulator: Simulator) -> list[dict[str, str]]:
    """What it takes to reject one person after the other; the first is the one whom the page names."""
    state = simulator.state
    active = [row["id"] for row in state.table("application").values() if row["status"] == "Active"]
    named = {"candidate": "Priya Raman", "job": "Account Executive", "reason": "timing"}
    return [named, *({"candidate": identity, "reason": "timing"} for identity in active[-2:])]


def response_of(arguments: dict[str, str]) -> dict:
    """A Responses API answer that calls one tool, as plain data."""
    call = {
        "type": "function_call",
        "call_id": "call_1",
        "name": "ashby_reject",
        "arguments": json.dumps(arguments),
    }
    return {"id": "resp_1", "object": "response", "output": [call]}


async def run_block(block: str, number: int, names: dict) -> None:
    code = compile(block, f"README.md, block {number}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    answer = eval(code, names)  # noqa: S307  (our own README)
    if inspect.isawaitable(answer):
        await answer


def test_the_blocks_of_the_readme_run_in_order(monkeypatch, capsys, tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 9
    monkeypatch.chdir(tmp_path)
    with Simulator(seed=7) as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        first, second, third, *_ = rejections(simulator)
        names = {
            "model": ScriptedModel(steps=[[("ashby_reject", first)], "Done"]),
            "llm": ScriptedLLM(steps=[[("ashby_reject", second)], "Done"]),
            "response": response_of(third),
        }

        async def all_blocks() -> None:
            for number, block in enumerate(blocks):
                await run_block(block, number, names)
            for opened in ("toolkit", "spec", "tools"):
                await names[opened].aclose()

        asyncio.run(all_blocks())
        state = simulator.state
        person = state.first("candidate", name="Priya Raman")["id"]
        assert state.first("application", candidateId=person)["status"] == "Archived"
        for rejected in (second, third):
            assert state.get("application", rejected["candidate"])["status"] == "Archived"
    said = capsys.readouterr().out
    assert said.count("Reject ") >= 3
    assert "ashby_candidate_list_notes" in said


def test_the_commands_of_the_readme_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", README.read_text(encoding="utf-8")))
    assert named <= targets
    assert {"demo", "test"} <= named


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")))
def test_the_links_of_the_readme_lead_somewhere(link):
    assert link.startswith("https://") or (ROOT / link).exists()
