"""The web service as others see it: schemathesis tries its document, a generated client lists, pages and creates."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import uvicorn

from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified.service import service

pytestmark = pytest.mark.slow
VARIABLE = "ASHBY_OPENAPI_PYTHON"
TOKEN = "a-token-for-tests-only"
EXAMPLES = os.environ.get("UNIFIED_SCHEMATHESIS_EXAMPLES", "10")


@pytest.fixture(scope="module")
def tools():
    """The environment of tests/openapi_environment.sh."""
    python = os.environ.get(VARIABLE)
    if not python:
        pytest.skip(f"{VARIABLE} is not set: tests/openapi_environment.sh makes the environment")
    return Path(python).parent


@contextlib.contextmanager
def _serving(simulator):
    at = socket.create_server(("127.0.0.1", 0))
    app = service(simulator.async_client(), token=TOKEN)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{at.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def _run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


def test_schemathesis_finds_nothing(tools, tmp_path):
    """All its checks but one: that valid data is accepted cannot hold for ids and cursors, which only lists give."""
    with _serving(Simulator(seed=7)) as url:
        told = _run(
            tools / "schemathesis", "run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {TOKEN}",
            "--phases", "fuzzing", "--exclude-checks", "positive_data_acceptance", "--max-examples", EXAMPLES,
            "--no-color", cwd=tmp_path,
        )  # fmt: skip
    assert told.returncode == 0, told.stdout[-4_000:]
    assert "Tested: 42" in told.stdout


PROGRAM = """
import sys
from ashby_client.client import AuthenticatedClient
from ashby_client.api.default import candidates_create, candidates_get, candidates_list, jobs_list, tags_create
from ashby_client.models import CandidateBody, EmailBody, TagBody

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], raise_on_unexpected_status=True)
seen, cursor = [], None
while True:
    page = candidates_list.sync(client=client, limit=50, **({"cursor": cursor} if cursor else {}))
    seen += [it.id for it in page.result]
    if (cursor := page.next_cursor) is None:
        break
assert len(seen) == len(set(seen)) > 100, len(seen)
one = candidates_get.sync(seen[0], client=client)
assert one.id == seen[0] and one.name and one.created_at.tzinfo
assert jobs_list.sync(client=client, limit=1).result[0].name
made = candidates_create.sync(
    client=client, body=CandidateBody(name="Nadia Osei", emails=[EmailBody(email="nadia.osei@example.com")])
)
assert made.name == "Nadia Osei" and made.emails[0].email == "nadia.osei@example.com", made
assert tags_create.sync(client=client, body=TagBody(name="Fair")).name == "Fair"
print(len(seen))
"""


def test_a_generated_client_lists_pages_and_creates(tools, tmp_path):
    simulator = Simulator(seed=7)
    with _serving(simulator) as url:
        document = tmp_path / "openapi.json"
        document.write_bytes(_document(url))
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        made = _run(
            tools / "openapi-python-client", "generate", "--path", document, "--output-path", tmp_path / "ashby_client",
            "--meta", "none", "--fail-on-warning", env={**os.environ, "PATH": path}, cwd=tmp_path,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        told = _run(tools / "python", "-c", PROGRAM, url, TOKEN, cwd=tmp_path)
    assert told.returncode == 0, told.stderr[-2_000:]
    assert int(told.stdout) == len(simulator.state.table("candidate")) - 1
    shutil.rmtree(tmp_path / "ashby_client")


def _document(url):
    import httpx

    return httpx.get(f"{url}/openapi.json", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20).content
