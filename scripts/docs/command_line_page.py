"""docs/command-line.md: every command with its options and examples, made from the commands themselves."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

import typer

from ashby_agent_tools.cli.app import app
from ashby_mcp.cli import application as mcp_application

GENERATED = "<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->"

__all__ = ["command_line_page", "commands"]

_HEAD = f"""{GENERATED}
# The command line

`pip install 'ashby-agent-tools[cli,simulator]'` brings `ashby-agent-tools`; `pip install ashby-mcp` brings `ashby-mcp`.
Both read the key from `ASHBY_API_KEY`. [Configuration](configuration.md) has the environment variables, exit codes and
places of files. Every command says the same with `--help`.

"""


def commands() -> Iterator[tuple[str, Any, Any]]:
    """Each command with its name, its context and itself; groups are gone through."""
    yield from _below("ashby-agent-tools", typer.main.get_command(app), None)
    yield from _below("ashby-mcp", typer.main.get_command(mcp_application()), None)


def _below(name: str, command: Any, parent: Any) -> Iterator[tuple[str, Any, Any]]:
    context = command.context_class(command, info_name=name.rpartition(" ")[2], parent=parent)
    if not hasattr(command, "list_commands"):
        yield name, context, command
        return
    if command.invoke_without_command and name != "ashby-agent-tools":  # which only says what to do first
        yield name, context, command
    for each in sorted(command.list_commands(context)):
        yield from _below(f"{name} {each}", command.get_command(context, each), context)


def command_line_page() -> str:
    """A heading for each command: what it does, its arguments and options, examples."""
    found = list(commands())
    lines = ["| command | what it does |", "| --- | --- |"]
    lines += [f"| [`{name}`](#{_anchor(name)}) | {_first(command.help)} |" for name, _, command in found]
    parts = [_command(name, context, command) for name, context, command in found]
    return _HEAD + "\n".join([*lines, "", *parts])


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _first(text: str | None) -> str:
    return _cell((text or "").strip().split("\n\n")[0])


def _command(name: str, context: Any, command: Any) -> str:
    usage = f"{name} {_usage(command, context)}"
    said = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    _, _, shown = (command.epilog or "").partition("Examples:\n")
    examples = textwrap.dedent(shown).rstrip().split("\n") if shown else []
    shown = "\n```text\n" + "\n".join(examples) + "\n```\n" if examples else ""
    return f"## {name}\n\n{said}\n\n    {usage}\n\n{_parameters(command, context)}{shown}"


def _parameters(command: Any, context: Any) -> str:
    rows = [record for it in command.get_params(context) if (record := it.get_help_record(context))]
    shown = [f"| `{_cell(_named(name), code=True)}` | {_cell(said)} |" for name, said in rows if "--help" not in name]
    return "\n".join(["| option | what it does |", "| --- | --- |", *shown, ""]) if shown else ""


def _named(shown: str) -> str:
    """An argument or option without its type, which versions of Typer write in different ways."""
    return re.sub(r" <[^<>|]+>(?=\s|$)", "", shown)


def _usage(command: Any, context: Any) -> str:
    """What follows a command's name; what may be repeated has its dots in every version of Typer."""
    repeated = [it.nargs == -1 for it in command.get_params(context) if it.param_type_name == "argument"]
    pieces = command.collect_usage_pieces(context)
    arguments = pieces[len(pieces) - len(repeated) :]
    dotted = [it.removesuffix("...") + "..." * more for it, more in zip(arguments, repeated, strict=True)]
    return " ".join([*pieces[: len(pieces) - len(repeated)], *dotted])


def _cell(text: str, *, code: bool = False) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return line if code else re.sub(r"(?<![\w`/])(--?[a-z][\w-]*)", r"`\1`", line).replace("<", "&lt;")
