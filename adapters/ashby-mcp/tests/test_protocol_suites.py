"""Other people's checks of the protocol against a real `ashby-mcp`: the MCP inspector and the MCP conformance suite."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest
from conformance_relay import relayed

PLACE = "ASHBY_MCP_PROTOCOL_SUITES"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get(PLACE),
        reason=f"the suites come from npm: run tests/protocol_suites.sh FOLDER and name the folder in {PLACE}",
    ),
]
MOVE = "ashby_application_change_stage"


def suite(package, *arguments, seconds=120):
    """Run a program of the folder with its own Node.js."""
    modules = Path(os.environ[PLACE]) / "node_modules"
    script = modules / "@modelcontextprotocol" / package
    command = [str(modules / ".bin" / "node"), str(script), *arguments]
    home = {"HOME": str(modules), "MCP_CATALOG_PATH": str(modules / "catalog.json")}
    return subprocess.run(
        command, env={**os.environ, **home}, capture_output=True, text=True, timeout=seconds, check=False
    )


def inspect(target, *arguments):
    """What the inspector's command line prints."""
    done = suite("inspector/clients/launcher/build/index.js", "--cli", *target, *arguments)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


@pytest.fixture(params=["stdio", "http"])
def target(served, request):
    """How the inspector reaches the server."""
    if request.param == "http":
        with served.http() as url:
            yield [url]
        return
    parameters = served.stdio()
    given = [f"{name}={served.environment[name]}" for name in ("ASHBY_API_KEY", "ASHBY_BASE_URL")]
    # what follows `--` is the server's
    yield [*(part for pair in given for part in ("-e", pair)), "--", parameters.command, *parameters.args]


def ordered(target, *arguments):
    """The inspector's own flags before `--`."""
    place = target.index("--") if "--" in target else len(target)
    return [*target[:place], *arguments, *target[place:]]


def test_the_inspector_lists_reads_calls_and_finds_the_schemas_portable(served, target):
    listed = inspect(ordered(target, "--method", "tools/list", "--strict"))["tools"]
    assert {MOVE, "ashby_query", "ashby_read_result"} <= {tool["name"] for tool in listed}
    assert all(tool["title"] for tool in listed)
    called = inspect(
        ordered(target, "--method", "tools/call", "--tool-name", "ashby_job_list", "--tool-arg", "limit=1")
    )
    assert '"rows":1' in called["content"][0]["text"]
    prompts = inspect(ordered(target, "--method", "prompts/list"))["prompts"]
    assert "debrief" in {prompt["name"] for prompt in prompts}
    made = inspect(
        ordered(target, "--method", "prompts/get", "--prompt-name", "debrief", "--prompt-args", "candidate=Ada Lee")
    )
    assert "Ada Lee" in made["messages"][0]["content"]["text"]
    families = inspect(ordered(target, "--method", "resources/templates/list"))["resourceTemplates"]
    assert "ashby://candidate/{id}" in {family["uriTemplate"] for family in families}
    person = served.simulator.state.rows("candidate")[0]["id"]
    read = inspect(ordered(target, "--method", "resources/read", "--uri", f"ashby://candidate/{person}"))
    assert json.loads(read["contents"][0]["text"])["record"]


# --- conformance

BOTH = (
    "tools-list", "completion-complete", "resources-list", "prompts-list", "server-sse-multiple-streams",
    "dns-rebinding-protection",
)  # fmt: skip
PLAIN = {
    "2025-11-25": ("server-initialize", "ping", *BOTH),
    "2026-07-28": (
        *BOTH, "caching", "http-header-validation", "sep-2164-resource-not-found",
        "input-required-result-unsupported-methods",
    ),
}  # fmt: skip
# Scenarios that ask for things by names of the suite's own, and which of ours does what they are about.
RENAMED = {
    "tools-call-simple-text": ("test_simple_text", {"name": "ashby_job_list", "arguments": {"limit": 1}}),
    "tools-call-error": ("test_error_handling", {"name": "ashby_candidate_info", "arguments": {"id": "cand_1"}}),
    "tools-call-elicitation": ("test_elicitation", {"name": MOVE}),
    "prompts-get-simple": ("test_simple_prompt", {"name": "clean_up_stale_applications"}),
    "prompts-get-with-args": (
        "test_prompt_with_arguments",
        {"name": "draft_feedback", "arguments": {"candidate": "testValue1", "notes": "testValue2"}},
    ),
    "resources-read-text": ("test://static-text", {"uri": "ashby://instructions"}),
}


def conforms(url, scenario, version):
    done = suite("conformance/dist/index.js", "server", "--url", url, "--scenario", scenario, "--spec-version", version)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Passed: [1-9]\d*/\d+, 0 failed", done.stdout), done.stdout


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.mark.parametrize("version", PLAIN)
def test_the_server_conforms(served, version):
    """No web page may use the server unless it is told which one; the suite's is one of this machine."""
    port = free_port()
    with served.http("--port", str(port), "--origin", f"http://127.0.0.1:{port}") as url:
        for scenario in PLAIN[version]:
            conforms(url, scenario, version)


@pytest.mark.parametrize("version", PLAIN)
def test_the_server_conforms_under_the_names_of_the_suite(served, version):
    """The suite accepts the question without its tick, which is no yes."""
    instead = {name: {**ours} for name, ours in RENAMED.values()}
    instead["test_elicitation"]["arguments"] = served.rejection()
    scenarios = [it for it in RENAMED if version < "2026" or it != "tools-call-elicitation"]
    with served.http() as url, relayed(url, instead) as there:
        for scenario in scenarios:
            conforms(there, scenario, version)
    assert served.sent() == []
