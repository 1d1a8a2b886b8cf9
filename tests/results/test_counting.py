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


def counted(folder: Path, **environment: str) -> list:
    clean = {k: v for k, v in os.environ.items() if k not in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR", "NO_PROXY")}
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        env={**clean, "TMPDIR": str(folder), **environment},
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


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
