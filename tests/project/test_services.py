"""`make services` starts a PostgreSQL and a Redis that the tests can use, as nobody special, and stops them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import postgres
import pytest
import redis
from repository import ROOT

pytestmark = pytest.mark.slow  # starts servers


def services(*words):
    command = [sys.executable, str(ROOT / "scripts" / "services.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_needed_is_started_once_on_loopback_and_stopped():
    # as root, the server runs as another user, who may not enter a test's own folder
    folder = Path(tempfile.gettempdir(), f"ashby-services-{uuid.uuid4().hex}")
    started = services("start", "--folder", str(folder))
    if started.returncode == 3 and os.environ.get(postgres.REQUIRED) != "required":
        pytest.skip(started.stderr)
    assert started.returncode == 0, started.stderr
    try:
        url, redis_url, browser = re.fullmatch(
            r"export ASHBY_TEST_POSTGRES_URL=(\S+)\nexport ASHBY_TEST_REDIS_URL=(\S+)\n"
            r"export ASHBY_TEST_CHROMIUM=(\S+)\n",
            started.stdout,
        ).groups()
        assert os.access(browser, os.X_OK)
        assert services("start", "--folder", str(folder)).stdout == started.stdout
        with postgres.connected(url) as db:
            assert db.exec_driver_sql("SHOW listen_addresses").scalar() == "127.0.0.1"
        with redis.Redis.from_url(redis_url) as server:
            assert server.config_get("bind") == {"bind": "127.0.0.1"}
        with redis.Redis.from_url(re.sub(":[^:]*@", "", redis_url)) as nobody, pytest.raises(redis.AuthenticationError):
            nobody.ping()
    finally:
        assert services("stop", "--folder", str(folder)).returncode == 0
    assert not folder.exists()
    assert not folder.with_name(f"{folder.name}-redis").exists()
