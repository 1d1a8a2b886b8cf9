"""Every block of the README runs, one after the other, against the simulator."""

from __future__ import annotations

import re
from pathlib import Path

from langchain_ashby import ScriptedModel

README = Path(__file__).parents[1] / "README.md"


def test_the_blocks_of_the_readme_run_in_order(scene, monkeypatch, capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    names = {"model": ScriptedModel(steps=[[("ashby_application_change_stage", scene.rejection())], "Done"])}
    toolkits = []
    with scene.simulator as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        for number, block in enumerate(blocks):
            exec(compile(block, f"{README.name}, block {number}", "exec"), names)  # noqa: S102
            toolkits.append(names["toolkit"])
    for toolkit in toolkits:
        toolkit.close()
    assert len(scene.sent()) == 1
    assert names["whole"]["id"] == scene.applications[0]["id"]
    assert "Reject" in capsys.readouterr().out


def test_the_readme_is_safe_where_the_model_does_not_pause(scene, monkeypatch, capsys):
    """A model that only answers, or whose call fails: no KeyError and no StopIteration."""
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    with scene.simulator as simulator:
        monkeypatch.setenv("ASHBY_API_KEY", simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        for steps in (["I cannot do that."], [[("ashby_job_search", {"titel": "x"})], "Fine"]):
            names = {"model": ScriptedModel(steps=steps)}
            for block in blocks[:5]:  # to the artifacts
                exec(compile(block, README.name, "exec"), names)  # noqa: S102
            names["toolkit"].close()
    assert capsys.readouterr().out == ""
