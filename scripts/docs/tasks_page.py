"""The page docs/tasks.md, from the tasks' own classes: what each does, takes, reads and may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ashby_agent_tools import Toolset
from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.schema import description_of, schema_of
from ashby_agent_tools.tasks import Task, all_tasks, scopes_of
from ashby_agent_tools.toolset.presets import CLIENTS, LARGE, PRESETS

__all__ = ["tasks_page"]


def tasks_page() -> str:
    """Every task with its parameters."""
    tasks = all_tasks().values()
    rows = "".join(map(_row, tasks))
    limits = ", ".join(f"{client} {most}" for client, most in CLIENTS.items())
    presets = PRESETS_PART.format(
        rows="".join(map(_preset, (*PRESETS, *LARGE))),
        limits=limits,
        permissions="".join(_permissions(name) for name in PRESETS),
    )
    return HEAD.format(count=len(tasks), rows=rows) + presets + "".join(map(_section, tasks))


def _preset(name: str) -> str:
    toolset = Toolset.preset(name)
    many = [client for client, most in CLIENTS.items() if len(toolset.tools) > most]
    names = ", ".join(f"`{endpoint}`" for endpoint in PRESETS.get(name, ()))
    names = names or ("every read, by search" if toolset.searched else "the whole catalogue")
    return f"| `{name}` | {len(toolset.tools)} | {', '.join(many) or '-'} | {names} |\n"


def _permissions(name: str) -> str:
    """What a key needs for all tools of a preset, and what tasks read besides where the key may."""
    operations = [tool.operation for tool in Toolset.preset(name)]
    needed = frozenset[str]().union(*map(scopes_of, operations))
    tried = {endpoint for it in operations if issubclass(it, Task) for endpoint in it.tries}
    more = {tool.operation.spec.scope for tool in Toolset.of(*tried)} if tried else set()
    return f"| `{name}` | {_named(sorted(needed))} | {_named(sorted(it for it in more - needed if it)) or '-'} |\n"


def _row(task: type[Task]) -> str:
    first = description_of(task).splitlines()[0]
    worst = task.spec.worst
    may = str(worst.effect) + (", reaches people outside" if worst.notifies else "")
    return f"| [`{task.spec.tool}`](#{task.spec.tool}) | {first} | {may} | {task.most_calls} |\n"


def _section(task: type[Task]) -> str:
    lines = [f"\n## {task.spec.tool}\n", description_of(task), ""]
    lines += ["| parameter | type | meaning |", "| --- | --- | --- |"]
    schema = schema_of(task)
    required = set(schema.get("required", ()))
    lines += list(_parameters(schema["properties"], required))
    lines += ["", f"Reads: {_named(task.reads)}."]
    if task.tries:
        lines += ["", f"Reads where the key may: {_named(task.tries)}."]
    if task.sends:
        lines += ["", f"Sends: {_named(task.sends)}."]
    return "\n".join(lines) + "\n"


def _parameters(properties: JsonObject, required: set[str]) -> Iterator[str]:
    for name, field in properties.items():
        kind = field.get("type", "any")
        shown = " or ".join(kind) if isinstance(kind, list) else kind
        if kind == "array":
            shown = f"list of {field.get('items', {}).get('type', 'any')}"
        if "enum" in field:
            shown = ", ".join(f"`{value}`" for value in field["enum"])
        if field.get("default") is not None:
            shown += f", default `{field['default']}`".lower()
        says = field.get("description", "").replace("|", "\\|")
        yield f"| `{name}`{'' if name in required else ' (optional)'} | {shown} | {says} |"


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


PRESETS_PART = """
## Presets

A preset for a role offers a model at most 20 tools, the built-in ones included; `ashby-agent-tools presets` adds what
their definitions cost in tokens. The most tools that clients take, of all servers together: {limits}.

| preset | tools | too many for | holds |
| --- | --: | --- | --- |
{rows}
## Permissions of a key

What to give a key when you make it in Ashby (Admin, Integrations, API Keys), as Ashby's API documentation names it:
`candidatesRead` is reading candidates. A key with fewer permissions works, too: tools that it may not use are left out
or refused, and `ashby-agent-tools doctor` and `ashby-mcp --check` name what is missing. Give every key `apiKeysRead`,
so that they can. Without the permissions that end in `Write` these presets change nothing.

| preset | needed for all of it | read as well, if the key may |
| --- | --- | --- |
{permissions}
[Operations](operations.md) has the permission of each operation.
"""

HEAD = """\
<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->
# Tasks

{count} tools that do in one call what a recruiter asks for in one sentence. They take names where Ashby wants ids: a
name is looked up, and one that means nobody or several comes back with the choices, as short ids; nothing is guessed.
`Toolset.tasks()` has them all, the presets have those that fit.

A task that changes something asks one question that lists all its changes. An approval covers exactly these: when the
answer comes, what was listed is compared with what would be sent, and asked about again if it differs. Each change is
judged by the policy, counted by the caps and written to the audit on its own. The first one that fails stops the rest;
the error says what was done, and the same call goes on from there. With `propose` a task writes a note that proposes
the change, and changes nothing.

"calls" is how many reads a task makes at most, pages of lists included. What it did not read it says.

| tool | what it does | worst it may do | calls |
| --- | --- | --- | --: |
{rows}"""
