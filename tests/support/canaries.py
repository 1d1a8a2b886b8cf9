"""Canaries: secrets planted in every input, a run that uses them all, and where they are found afterwards."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import attack_command_line
import pydantic

from ashby_agent_tools import Decision, Toolset, confirm_writes
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator import Simulator

CREATE, UPDATE = "ashby_webhook_create", "ashby_webhook_update"
GIVEN, CHANGED, EDITED, KEPT = "canary-given-a1b2", "canary-changed-c3d4", "canary-edited-e5f6", "canary-kept-k1l2"
PAY, ORIGIN = 918_273_645, "canary-origin-i9j0"
SECRET_TOOLS = sorted(operation.spec.tool for operation in catalogue().values() if operation.spec.secrets)
TOOLS = (
    Toolset.of("offer.list", "surveySubmission.list", "candidate.info", "file.info", *SECRET_TOOLS)
    .hiding("pay")
    .with_policy(confirm_writes)
)
FAULTS = ("server_error", "cut_before", "cut_after", "not_json", "failure_in_200")


@dataclasses.dataclass
class Planted:
    """A company with canaries in it. `patterns`: what to look for, by name."""

    simulator: Simulator
    patterns: dict[str, re.Pattern[str]]
    candidate: str
    handle: str
    hook: str
    folder: Path | None = None
    """Where files are saved."""

    @classmethod
    def of(cls, simulator: Simulator) -> Planted:
        """Plant them in the simulator's company."""
        state = simulator.state
        for offer in state.table("offer").values():
            for version in offer["versions"]:
                version["salary"]["value"] = PAY
        for survey in state.table("surveySubmission").values():
            fields = [field["field"] for section in survey["formDefinition"]["sections"] for field in section["fields"]]
            for field in fields:
                field |= {"title": "Gender", "humanReadablePath": "Gender", "type": "String"}
            survey["submittedValues"] = {field["path"]: ORIGIN for field in fields}
        hook = state.first("webhook")
        hook["secretToken"] = KEPT
        file = next(it for it in state.table("file").values() if it["resumeOf"])
        return cls(simulator, _patterns(simulator.key), file["resumeOf"], file["handle"], hook["id"])

    def found(self, value: object) -> dict[str, set[str]]:
        """Which canaries stand in a value, and where: names of classes and keys, without numbers."""
        places: dict[str, set[str]] = {}
        anything = re.compile("|".join(it.pattern for it in self.patterns.values()))
        for path, text in texts(value):
            if not anything.search(text):
                continue
            for name, pattern in self.patterns.items():
                if pattern.search(text):
                    places.setdefault(name, set()).add(path)
        return places

    @property
    def reads(self) -> list[tuple[str, dict]]:
        """Reads whose answers hold what is hidden, withheld, or the key to a file."""
        return [
            ("ashby_offer_list", {"limit": 3}),
            ("ashby_survey_submission_list", {"surveyType": "CandidateExperience"}),
            ("ashby_candidate_info", {"id": self.candidate}),
            ("ashby_file_info", {"fileHandle": self.handle}),
        ]

    @property
    def writes(self) -> list[tuple[str, dict, Decision, str | None]]:
        """Tool, arguments, what a person answers, and what goes wrong then."""
        edit = {**hook("edited"), "secretToken": EDITED}
        masked = {**hook("masked"), "secretToken": "(not shown)"}
        return [
            (CREATE, hook("a"), yes(), None),
            (UPDATE, {"webhookId": self.hook, "secretToken": CHANGED}, yes(), None),
            (CREATE, hook("denied"), Decision.deny("not this one", by="Robin"), None),
            (CREATE, hook("to-edit"), Decision.edit(edit, by="Robin"), None),
            (CREATE, hook("to-mask"), Decision.edit(masked, by="Robin"), None),
            *((CREATE, hook(fault), yes(), fault) for fault in FAULTS),
            (CREATE, {**hook("wrong"), "webhookType": "nothing like this"}, yes(), None),
            (CREATE, {"secretToken": GIVEN}, yes(), None),
        ]

    @property
    def sent(self) -> set[str]:
        """The secrets that arrived at Ashby, so that the run was one."""
        return {it.body["secretToken"] for it in self.simulator.log if "secretToken" in (it.body or {})}


def hook(name: str) -> dict[str, str]:
    """The arguments of a new webhook, with a secret."""
    return {"webhookType": "jobCreate", "requestUrl": f"https://hooks.example.com/{name}", "secretToken": GIVEN}


def yes() -> Decision:
    """A person's yes."""
    return Decision.approve(by="Robin")


def new_hook() -> op.WebhookCreate:
    """The same as an operation."""
    return op.WebhookCreate(**hook("a"))


def _patterns(key: str) -> dict[str, re.Pattern[str]]:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    return {
        "API key": re.compile(f"{key}|{re.escape(basic)}"),
        "secret arguments": re.compile(f"{GIVEN}|{CHANGED}"),
        "secret of an edit": re.compile(EDITED),
        "stored secret": re.compile(KEPT),
        "approver's secret": re.compile(re.escape(attack_command_line.SECRET)),
        "pay": re.compile(r"918\D?273\D?645"),
        "origin": re.compile(ORIGIN),
        "signed address": re.compile("signature=[0-9a-f]{8}"),
    }


# ---- looking into values


def texts(value: object, path: str = "", seen: set[int] | None = None) -> Iterator[tuple[str, str]]:
    """Every text in a value with its path; what is made of fields is opened, everything else is its repr."""
    seen = set() if seen is None else seen
    if isinstance(value, str | int | float):
        yield path, str(value)
    elif isinstance(value, bytes | bytearray):
        yield path, bytes(value).decode("latin-1")
    elif value is not None and id(value) not in seen:
        seen.add(id(value))
        yield from _parts(value, path, seen)


def _parts(value: object, path: str, seen: set[int]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield path, str(key)
            yield from texts(item, f"{path}.{key}", seen)
        return
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts(item, path, seen)
        return
    below, fields = f"{path}<{type(value).__name__}>", _fields(value)
    if isinstance(value, BaseException):
        yield below, "".join(traceback.format_exception(value))
    if not fields or "ashby" in type(value).__module__:  # what is opened says no more in its repr, unless it is ours
        yield below, f"{value!r} {value}"
    for name, item in fields.items():
        yield from texts(item, f"{below}.{name}", seen)


def _fields(value: object) -> dict[str, object]:
    if isinstance(value, type):
        return {}
    if isinstance(value, pydantic.BaseModel):
        return {**value.__dict__, **(value.model_extra or {})}
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name, None) for field in dataclasses.fields(value)}
    slots = [name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ()) if not name.startswith("_")]
    return {name: getattr(value, name, None) for name in slots}


class Log(logging.Handler):
    """Everything that the whole process logs at DEBUG, as it would be written, with the traces of exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: dict[str, list[str]] = {}
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.setdefault(record.name.partition(".")[0], []).append(self.format(record))


@contextlib.contextmanager
def logged() -> Iterator[Log]:
    """The log of the whole process; loggers that keep to themselves are listened to as well."""
    log, root = Log(), logging.getLogger()
    found = [it for it in logging.root.manager.loggerDict.values() if isinstance(it, logging.Logger)]
    before = [(it, it.level, it.disabled) for it in (root, *found)]
    listened = [root, *(it for it in found if not it.propagate)]
    for it in listened:
        it.addHandler(log)
    for it, _, _ in before:
        it.setLevel(logging.DEBUG)
        it.disabled = False
    try:
        yield log
    finally:
        for it, level, disabled in before:
            it.setLevel(level)
            it.disabled = disabled
        for it in listened:
            it.removeHandler(log)


def rows(file: Path) -> dict[str, list[dict[str, object]]]:
    """What the file of a store holds, by table and column."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [dict(row) for row in database.execute(f"SELECT * FROM {table}")] for table in tables}


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder: the store with what it writes beside itself, the audit."""
    return {str(it.relative_to(folder)): it.read_bytes() for it in sorted(folder.rglob("*")) if it.is_file()}
