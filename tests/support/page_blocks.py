"""Runs the blocks of a page as they stand: Python in one namespace, commands in this process against the simulator.

A test in a Python block is called with a simulator of its own. A block `console` has commands behind `$ ` and below
each what it prints: a line that ends with `...` begins so, and a line that is only `...` stands for any lines. What
serves until it is ended is parsed, not run, and so are the commands of `sh` and `bash`; what installs something is
compared with what can be installed. A command that fails shows on the page how. Of others'
commands only the files are looked at.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from repository import ROOT

import ashby_agent_tools
from ashby_agent_tools import Decision
from ashby_agent_tools.cli.app import app
from ashby_agent_tools.simulator import Simulator
from ashby_mcp.cli import application, main

_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHELLS = ("bash", "console", "sh")
STAND_INS = {
    "postgresql://agents:password@db.internal/agents": "sqlite:///agents.db",
    '"your-key"': "None",
}
"""What a page names that is not here, and what stands in for it."""
_APPLICATIONS: dict[str, Any] = {"ashby-agent-tools": lambda: app, "ashby-mcp": application}
_SERVING = {"inbox", "serve", "serve-unified", "simulator"}

__all__ = ["PageRun", "blocks", "must_be_installable", "must_parse"]


def blocks(path: Path, *languages: str) -> list[str]:
    """The blocks of a page in these languages, in order."""
    return [body for language, body in _BLOCK.findall(path.read_text(encoding="utf-8")) if language in languages]


class PageRun:
    """One page at work: `run()` runs all of its blocks in order."""

    def __init__(self, path: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, **names: Any) -> None:
        self.path, self.names, self.monkeypatch = path, {"__name__": "page", **names}, monkeypatch
        for name in ("ASHBY_API_KEY", "ASHBY_API_KEY_ACME"):
            monkeypatch.setenv(name, simulator.key)
        monkeypatch.setenv("ASHBY_BASE_URL", simulator.url)
        monkeypatch.setenv("ASHBY_STORE", "store.db")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("DLT_DATA_DIR", "dlt")
        monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
        monkeypatch.setattr(ashby_agent_tools, "ask_terminal", lambda *_: Decision.approve(by="robin@example.com"))

    def run(self) -> None:
        """Run every block of the page; what a Python block opened and left open is closed at the end."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        for number, (language, body) in enumerate(_BLOCK.findall(self.path.read_text(encoding="utf-8")), 1):
            if language == "python":
                await self._python(body, f"{self.path.name}, block {number}")
            elif language in SHELLS:
                for command, printed in _commands(body, prompt=language == "console"):
                    await asyncio.to_thread(self.command, command, printed)

    async def _python(self, body: str, name: str) -> None:
        for given, stands_in in STAND_INS.items():
            body = body.replace(given, stands_in)
        answer = eval(compile(body, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), self.names)  # noqa: S307
        if inspect.isawaitable(answer):
            await answer
        for test in re.findall(r"^def (test_\w+)\(ashby_simulator\)", body, re.MULTILINE):
            self.names[test](Simulator(seed=7))

    def command(self, command: str, printed: list[str] | None) -> None:
        """Run one command of the page, or check it where it is not to be run here; None: nobody looks at its output."""
        words = shlex.split(command, comments=True)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            if not name.startswith(("ASHBY_API_KEY", "ASHBY_BASE_URL")):
                self.monkeypatch.setenv(name, value)
        elif words[0] in ("pip", "pipx"):
            must_be_installable(words)
        elif words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), command
        elif words[0] in _APPLICATIONS and (printed is None or _serves(words)):
            must_parse(*words)
        elif words[0] in _APPLICATIONS:
            code, shown = _output(words)
            _must_print(shown, printed or [], command)
            assert code == 0 or {*(printed or ())} - {"..."}, f"$ {command}\nends with {code}:\n{shown}"
        else:
            assert "ashby" not in words[0], f"{self.path.name}: no command of ours: {command}"
            files = (
                word for word in words[1:] if re.fullmatch(r"(?:examples|notebooks|scripts|skills)/[\w./-]+", word)
            )
            assert [it for it in files if not (ROOT / it).exists()] == [], command


def _commands(body: str, *, prompt: bool) -> list[tuple[str, list[str] | None]]:
    """The commands of a block, each with the lines that it prints; None where the block shows no output."""
    lines = body.replace("\\\n", " ").splitlines()
    found: list[tuple[str, list[str] | None]] = []
    if not prompt:
        return [(line, None) for line in lines if line.strip() and not line.startswith("#")]
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line:
            found[-1][1].append(line)
    return found


def _output(words: list[str]) -> tuple[int, str]:
    """How a command ends and what it prints on both channels, run in this process without a terminal."""
    target, code = None, 0
    if ">" in words:
        place = words.index(">")
        words, target = words[:place], Path(words[place + 1])
    shown = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        patch.setattr(sys, "stdin", io.StringIO())
        patch.setattr(sys, "argv", words)
        try:
            if words[0] == "ashby-mcp":
                main()
            else:
                app(words[1:], prog_name="ashby-agent-tools")
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    if target is not None:
        target.write_text(shown.getvalue(), encoding="utf-8")
        return code, ""
    return code, shown.getvalue()


def _must_print(text: str, printed: list[str], command: str) -> None:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    place = 0
    for line in printed:
        if line.strip() == "...":
            continue
        start = line.removesuffix("...").rstrip()
        found = next((at for at in range(place, len(lines)) if lines[at].startswith(start)), None)
        assert found is not None, f"$ {command}\nprints no line {line!r}, but\n{text}"
        place = found + 1


def must_be_installable(words: list[str]) -> None:
    """Each distribution and extra that a pip command names is one of ours, or not ours at all."""
    ours = {}
    for path in (ROOT / "pyproject.toml", *ROOT.glob("adapters/*/pyproject.toml")):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        ours[project["name"]] = set(project.get("optional-dependencies", {}))
    for given in words[2:]:
        word = given.replace(".", "ashby-agent-tools", 1) if given.startswith(".[") else given
        if word.startswith("adapters/"):
            assert [*ROOT.glob(f"{word.rstrip('/')}/pyproject.toml")], word
            continue
        name, _, extras = word.rstrip("]").partition("[")
        if name in ours:
            assert set(filter(None, extras.split(","))) <= ours[name], word
        else:
            assert "ashby" not in name, f"{word} is no distribution of ours"


def _serves(words: list[str]) -> bool:
    """Whether a command runs until it is ended: `ashby-mcp` does, unless it only checks or has another command."""
    options_only = all(word.startswith("-") for word in words[1:2])
    return (words[0] == "ashby-mcp" and options_only and "--check" not in words) or bool(_SERVING & {*words[1:2]})


def must_parse(program: str, *words: str) -> None:
    """A command line exists, with these options and arguments."""
    command: Any = typer.main.get_command(_APPLICATIONS[program]())
    context = command.make_context(program, list(words))
    while hasattr(command, "resolve_command") and (context._protected_args or context.args):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)
