"""What the options of `ashby-mcp` stand for: tools, lengths of time, caps, files, names."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from ashby_agent_tools import ApproverRules, AsyncNotifier, Caps, Notifier, Toolset
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Method
from ashby_mcp.limits import Limits
from ashby_mcp.people import people_in

__all__ = [
    "at_home",
    "capped",
    "chosen",
    "limited",
    "must_be_names",
    "notifier_named",
    "people_at",
    "rules_at",
    "seconds",
    "split",
    "store_address",
    "token_in",
]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TEN_YEARS = 10 * 365 * 86400
_LONGEST_NAME = 200


def chosen(
    *,
    preset: str | None = None,
    tags: Sequence[str] | None = None,
    tools: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    read_only: bool = False,
    write_only: bool = False,
    hide: Sequence[str] | None = None,
    show: Sequence[str] | None = None,
    search: bool = False,
) -> Toolset:
    """The tools that the flags name, as a grant has them: preset, tags and tools add up, --exclude always wins.

    With search they are found rather than listed, and where none are named it is everything, the tasks included.
    Raises UsageError for an unknown name, for flags that contradict each other, and where no tool is left.
    """
    if read_only and write_only:
        raise UsageError("--read-only and --write-only leave no tool; give one of them.")
    methods: tuple[Method, ...] = ("read",) if read_only else ("write",) if write_only else ()
    given = {"tags": tags, "include": tools, "exclude": exclude, "hide": hide, "show": show}
    names = {key: tuple(split(values or ())) for key, values in given.items()}
    return Grant("flags", preset=preset, methods=methods, search=search, **names).toolset  # type: ignore[arg-type]


def seconds(text: str, *, flag: str = "--expires ") -> float:
    """A length of time such as 90s, 30m, 8h or 2d, in seconds."""
    match = re.fullmatch(r"0*([1-9][0-9]{0,8})([smhd])", text.strip())
    length = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < length <= _TEN_YEARS:
        raise UsageError(f"{flag}{text!r:.60} is not a length of time up to ten years; write 30m, 8h or 2d.")
    return float(length)


def capped(given: Sequence[str]) -> Caps:
    """The caps that --caps names, such as writes=20,window=8h; what is not named keeps its default."""
    chosen: dict[str, Any] = {}
    for item in split(given):
        name, _, value = item.partition("=")
        if name == "window":
            chosen[name] = 0 if value == "0" else seconds(value, flag="--caps window=")
        elif name in ("writes", "destructive", "outreach") and re.fullmatch("[0-9]{1,9}", value):
            chosen[name] = int(value)
        else:
            raise UsageError(f"--caps {item!r:.60}: write for instance writes=20,destructive=2,outreach=5,window=8h.")
    return Caps(**chosen)


def limited(given: Sequence[str]) -> Limits:
    """The limits that --limits names, such as sessions=200,rate=5; what is not named keeps its default."""
    kinds = {field.name: type(field.default) for field in dataclasses.fields(Limits)}
    chosen: dict[str, Any] = {}
    for item in split(given):
        name, _, value = item.partition("=")
        if name not in kinds or not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value):
            near = difflib.get_close_matches(name, kinds, 1)
            meant = f" Did you mean {near[0]}?" if near and name not in kinds else ""
            raise UsageError(f"--limits {item!r:.60}: write for instance sessions=200,rate=5.{meant}")
        chosen[name] = float(value) if kinds[name] is float else int(float(value))
    return Limits(**chosen)


def notifier_named(named: str | None) -> Notifier | AsyncNotifier | None:
    """What `package.module:name` stands for. Raises UsageError where there is no such function."""
    if named is None:
        return None
    module, _, name = named.partition(":")
    shown = for_terminal(named)[:80]
    if not module or not name.isidentifier():
        raise UsageError(f"--notify {shown}: write package.module:name.")
    try:
        found: object = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise UsageError(f"--notify {shown}: Python finds no such function ({type(error).__name__}).") from error
    if not callable(found):
        raise UsageError(f"--notify {shown}: this is a {type(found).__name__}, not a function.")
    return found


def token_in(variable: str | None) -> str | None:
    """The token in the environment variable of this name. Raises UsageError where there is none."""
    if variable is None:
        return None
    token = os.environ.get(variable, "").strip()
    if not token:
        raise UsageError(f"--token-env names {variable}, and the environment has no such variable, or an empty one.")
    return token


def must_be_names(**given: str | None) -> None:
    """Raise UsageError for what no log or terminal can show as a name, and what is longer than one."""
    for flag, name in given.items():
        plain = name is None or (name.strip() and len(name) <= _LONGEST_NAME and for_terminal(name) == name)
        if not plain:
            raise UsageError(
                f"--{flag} {name!r:.60} is not a name: write up to {_LONGEST_NAME} characters that can be seen."
            )


def store_address(store: str | None) -> str:
    """The store's address: by default of the file in which `ashby-agent-tools approvals` looks, as a test says."""
    if store is not None and "://" in store:
        return store
    file = at_home(Path(store)) if store else None
    file = file or Path(typer.get_app_dir("ashby-agent-tools")) / "store.db"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder {file.parent} cannot be created ({error.strerror}); name a --store.") from error
    return f"sqlite:///{file.resolve()}"


def people_at(path: Path | None) -> dict[str, str] | None:
    """The tokens of the people whom the file names."""
    found = at_home(path)
    return None if found is None else people_in(found)


def rules_at(path: Path | None) -> ApproverRules | None:
    """The rules of the file."""
    found = at_home(path)
    return None if found is None else ApproverRules.from_toml(found)


def at_home(path: Path | None) -> Path | None:
    """The path with `~` replaced: clients start this without a shell, which would do it."""
    try:
        return None if path is None else path.expanduser()
    except RuntimeError as error:
        raise UsageError(f"There is no home folder for {path}: write the whole path.") from error


def split(names: Sequence[str]) -> list[str]:
    """The names of an option that may be repeated, and may name several with commas."""
    return [name.strip() for given in names for name in given.split(",") if name.strip()]
