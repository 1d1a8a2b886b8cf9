"""Where the vocabulary for counting tokens comes from, and what happens where it cannot be had."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ashby_agent_tools.results import counter_for

pytestmark = pytest.mark.slow  # each starts a process, and downloads hang for seconds

COUNT = """
import json, sys
import requests, tiktoken  # not to be loaded while the time for the download runs
sys.modules["llama_index"] = None  # it carries the vocabulary
from ashby_agent_tools import Budget
from ashby_agent_tools.results import Page, counter_for, counting, fit
counting._DOWNLOAD_SECONDS = 2
counters = [counter_for("o200k_base") for _ in range(3)]
fitted = fit(Page({"id": "1", "name": "Ann Lee"}), tool="t", budget=Budget())
print(json.dumps([[counter.exact for counter in counters], fitted.approximate, fitted.tokens]))
"""

WAITED = """
import asyncio, json, logging, sys, time
import requests, tiktoken
sys.modules["llama_index"] = None
logging.basicConfig(stream=sys.stderr, format="%(name)s %(message)s")
from ashby_agent_tools import Session, Toolset
from ashby_agent_tools.results import counting
from ashby_agent_tools.simulator import Simulator
counting._DOWNLOAD_SECONDS = 3

async def main():
    session = Session(Toolset.all(), async_client=Simulator().async_client())
    call, worst = asyncio.ensure_future(session.arun("candidate.list", {})), 0
    while not call.done():
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        worst = max(worst, time.perf_counter() - before)
    second = await session.arun("candidate.list", {})
    print(json.dumps([worst, second.approximate]))

asyncio.run(main())
"""


class Host:
    """A way to the outside that never answers (`hang`), or cuts every connection; it counts the connections."""

    def __init__(self, *, hang: bool) -> None:
        self.hang = hang
        self.held: list[socket.socket] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.held.append(connection)
            if not self.hang:
                connection.close()


def counted(folder: Path, script: str = COUNT, **environment: str) -> list:
    return json.loads(ran(folder, script, **environment).stdout)


def ran(folder: Path, script: str, **environment: str) -> subprocess.CompletedProcess:
    clean = {k: v for k, v in os.environ.items() if k not in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR", "NO_PROXY")}
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**clean, "TMPDIR": str(folder), **environment},
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("hang", [True, False], ids=["never answers", "fails"])
def test_a_download_that_hangs_or_fails_is_tried_once_and_ends_in_a_count_from_above(hang, tmp_path):
    host = Host(hang=hang)
    try:
        exact, approximate, tokens = counted(tmp_path, HTTPS_PROXY=host.url, https_proxy=host.url)
    finally:
        host.socket.close()
    assert exact == [False] * 3
    assert approximate is True
    assert tokens >= 20
    assert len(host.held) == 1


def test_an_event_loop_goes_on_while_a_download_hangs_and_the_log_says_what_counts_then(tmp_path):
    host = Host(hang=True)
    try:
        done = ran(tmp_path, WAITED, HTTPS_PROXY=host.url, https_proxy=host.url)
    finally:
        host.socket.close()
    worst, approximate = json.loads(done.stdout)
    assert worst < 3, "a download of three seconds stood in the way of the loop"
    assert len(host.held) == 1, "it was looked for twice"
    assert approximate is True
    assert done.stderr.count("ashby_agent_tools The vocabulary o200k_base could not be loaded within 3 seconds") == 1


def test_a_folder_with_the_vocabulary_makes_the_count_exact_without_a_network(tmp_path):
    if not counter_for("o200k_base").exact:
        pytest.skip("no vocabulary on this machine")
    from ashby_agent_tools.results import counting

    held = next(it for it in counting._folders() if (it / counting._file_name("o200k_base")).is_file())
    host = Host(hang=False)
    try:
        exact, approximate, _ = counted(
            tmp_path, TIKTOKEN_CACHE_DIR=str(held), HTTPS_PROXY=host.url, https_proxy=host.url
        )
    finally:
        host.socket.close()
    assert exact == [True] * 3
    assert approximate is False
    assert host.held == []
