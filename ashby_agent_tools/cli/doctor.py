"""`doctor`: what works, what is missing, and the next step."""

from __future__ import annotations

import dataclasses
import email.utils
import importlib.util
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import typer

from ashby_agent_tools import operations as op
from ashby_agent_tools.call import DEFAULT_BASE_URL
from ashby_agent_tools.cli._output import NO_KEY, UNREACHABLE, USAGE, exit_code, reporting, say, show_json
from ashby_agent_tools.cli._stores import Place, at_home, default_store, existing_store, is_url
from ashby_agent_tools.client import wire
from ashby_agent_tools.client.connection import Connections
from ashby_agent_tools.display import for_terminal
from ashby_agent_tools.errors import AshbyError, PermissionMissing, StoreUnavailable, UsageError
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.toolset.permissions import KeyInfo
from ashby_agent_tools.toolset.toolset import Toolset

_DRIFT = 300.0  # seconds that this machine's clock may be off
_ELSEWHERE = "check ASHBY_BASE_URL, and what stands between here and there (a proxy, a login page); try again"
_EXTRAS = {"simulator": "starlette", "files": "pypdf", "cli": "rich"}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` is None for what is missing but not needed."""

    what: str
    ok: bool | None
    found: str
    next_step: str = ""
    exit_code: int = 0


def run(store: Place, *, as_json: bool) -> None:
    """Look at everything, print it, and exit with the code of the first thing that is wrong."""
    with reporting(as_json=as_json):
        findings = [*_service(), _memory(store), *_local()]
    if as_json:
        show_json([dataclasses.asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = {True: "ok     ", False: "WRONG  ", None: "missing"}[finding.ok]
            say(f"{mark}  {finding.what}: {for_terminal(finding.found)}")
            if finding.next_step:
                say(f"         next: {for_terminal(finding.next_step)}")
    wrong = [finding.exit_code or 1 for finding in findings if finding.ok is False]
    raise typer.Exit(wrong[0] if wrong else 0)


def _service() -> Iterator[Finding]:
    """Base URL, key, reachability, scopes, version and clock, by one apiKey.info."""
    if not os.environ.get("ASHBY_API_KEY", "").strip():
        yield Finding("key", False, "ASHBY_API_KEY is not set", NO_KEY.partition(": ")[2], USAGE)
        return
    try:
        base_url = wire.checked_base_url(os.environ.get("ASHBY_BASE_URL") or DEFAULT_BASE_URL)
        key = wire.checked_key(os.environ.get("ASHBY_API_KEY"))
    except AshbyError as error:
        yield Finding("key and base URL", False, str(error), "check ASHBY_API_KEY and ASHBY_BASE_URL", USAGE)
        return
    yield Finding("base URL", True, base_url)
    spec = op.ApiKeyInfo.spec
    try:
        with httpx.Client(**Connections.of(base_url, None, None).options(15.0, None)) as http:
            response = http.post(f"{base_url}/{spec.endpoint}", json={}, auth=(key, ""), headers=wire.headers(None))
        answer = wire.read(spec, response.status_code, response.headers, response.content, secrets=(key,))
    except httpx.RequestError as error:
        failure = wire.lost(spec, error, base_url)
        yield Finding("service", False, str(failure), "check the network and ASHBY_BASE_URL", exit_code(failure))
        return
    except PermissionMissing as error:
        yield _not_told(error)
        return
    except AshbyError as error:  # a service that fails, a login page, another address: none of them is about the key
        yield Finding("service", False, str(error), _ELSEWHERE, exit_code(error))
        return
    info = KeyInfo.of(answer.results)
    yield Finding("key", True, "Ashby knows it" if info.title is None else f"{info.title!r}")
    yield _scopes(info)
    yield from _headers(response)


def _not_told(error: PermissionMissing) -> Finding:
    """A key that Ashby knows and that may not read about itself is a working key."""
    if error.scope is None:
        return Finding("key", False, str(error), "check ASHBY_API_KEY and its permissions in Ashby", exit_code(error))
    step = f"add {error.scope} to the key in Ashby to see here what else it lacks"
    return Finding("key", True, f"Ashby knows it; it lacks {error.scope}, so its permissions cannot be listed", step)


def _scopes(key: KeyInfo) -> Finding:
    if key.scopes is None:
        return Finding("scopes", None, "Ashby did not say which permissions the key has")
    tools = Toolset.all()
    found, lacking = f"{len(tools.allowed_by(key))} of {len(tools)} operations", key.lacking(tools)
    if not lacking:
        return Finding("scopes", True, found)
    return Finding("scopes", None, f"{found}; lacking {', '.join(lacking)}", "add what you need to the key in Ashby")


def _headers(response: httpx.Response) -> Iterator[Finding]:
    version, status = response.headers.get("Ashby-Version"), response.headers.get("Ashby-Version-Status")
    if version:
        fine = status in ("active", "pre-release", None)
        yield Finding("API version", fine or None, f"{version} ({status})", "" if fine else "update this package")
    theirs = _time_in(response.headers.get("Date", ""))
    if theirs is not None:
        drift = abs((datetime.now(tz=UTC) - theirs).total_seconds())
        fine = drift < _DRIFT
        yield Finding("clock", fine, f"{drift:.0f} s off the service's", "" if fine else "set this machine's clock")


def _time_in(date: str) -> datetime | None:
    """The moment in a header; None where it is not one."""
    try:
        there = email.utils.parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    return there if there.tzinfo else there.replace(tzinfo=UTC)


def _memory(place: Place) -> Finding:
    """The store; looking makes no file. Without one, reads work all the same."""
    try:
        chosen = default_store() if place is None else at_home(place)
        store = existing_store(place)
        questions = store.requests()
    except StoreUnavailable as error:
        return Finding("store", False, str(error), "start the database, or name another with --store", UNREACHABLE)
    except UsageError as error:
        return Finding("store", False, str(error), "name another with --store", USAGE)
    if not is_url(place) and not chosen.exists():
        folder = next(parent for parent in chosen.parents if parent.exists())
        if os.access(folder, os.W_OK | os.X_OK) and folder.is_dir():
            return Finding("store", True, f"{chosen} is created by the first call")
        return Finding("store", None, f"{chosen} cannot be created", f"make {folder} writable, or give --store")
    waiting = sum(asked.state == "pending" for asked in questions)
    return Finding("store", True, f"{store.name}, with {waiting} questions that wait for an answer")


def _local() -> Iterator[Finding]:
    """The tokenizer's vocabulary and the extras."""
    exact = counter_for("o200k_base").exact
    yield Finding(
        "tokenizer o200k_base",
        exact or None,
        "exact" if exact else "no vocabulary, so tokens are estimated on the safe side",
        "" if exact else "let tiktoken download it once, or set TIKTOKEN_CACHE_DIR to a folder that has it",
    )
    for extra, module in _EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        step = "" if there else f"pip install 'ashby-agent-tools[{extra}]'"
        yield Finding(f"extra {extra}", there or None, "installed" if there else "not installed", step)
