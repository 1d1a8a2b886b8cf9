"""Every block of the README runs, one after the other, against the simulator."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from llama_index.tools.ashby import ScriptedLLM

README = Path(__file__).parents[1] / "README.md"
MOVE = "ashby_application_change_stage"


@pytest.mark.filterwarnings("ignore:Skipping serialization")
async def test_the_blocks_of_the_readme_run_in_order(scene, monkeypatch, tmp_path, capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)

    def step(messages):
        if messages[-1].role != "user":
            return "Done"
        return [(MOVE, scene.rejection(1 if "second" in messages[-1].content else 0))]

    asked = []
    names = {"llm": ScriptedLLM(steps=[step] * 9), "ask": lambda question: not asked.append(question)}
    monkeypatch.chdir(tmp_path)
    with scene.simulator as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        for number, block in enumerate(blocks):
            code = compile(block, f"{README.name}, block {number}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            running = eval(code, names)  # noqa: S307
            if inspect.iscoroutine(running):
                await running
    assert scene.sent() == [scene.rejection(0), scene.rejection(1)]
    assert len(asked) == 2
    assert capsys.readouterr().out.split() == ["Done", "Done"]
    assert str(names["answer"]) == "There is one."
