"""The server and what is around it: two made-up customers, a configuration with fresh tokens, and the inbox."""

from __future__ import annotations

import contextlib
import string
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from ashby_agent_tools import SqliteStore
from ashby_agent_tools.grants import GrantFile, hash_of, new_token
from ashby_agent_tools.inbox import inbox_app
from ashby_agent_tools.simulator import Simulator
from ashby_mcp.config import application, settings_in

__all__ = ["ADA", "CompanyServer", "serving"]

ADA = "ada@example.com"
PEOPLE = ("grace", "robin", "kim", "mina")
"""Who has a grant: a recruiter, a hiring manager and a contractor of Acme, and a recruiter of Globex."""
CONFIG = Path(__file__).with_name("ashby.toml")
JOBS = {"staff_engineer": "Staff Engineer", "account_executive": "Account Executive"}


class CompanyServer:
    """Acme and Globex on the simulator, and the configuration of a server for both.

    `folder`: where the configuration, the keys and the store are. `tokens`: of everybody with a grant, and of Ada for
    the inbox. `clock` can be turned, so that two days pass in no time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "ashby.toml"
        self.acme, self.globex = Simulator(seed=7), Simulator(seed=11)
        self.tokens = {name: new_token() for name in (*PEOPLE, ADA)}
        self.mcp = self.inbox = ""
        self._turned = timedelta()

    def clock(self) -> float:
        """Seconds since the epoch, for the server's grants."""
        return time.time() + self._turned.total_seconds()

    def turn_clock(self, by: timedelta) -> None:
        """Let time pass."""
        self._turned += by

    def write(self) -> None:
        """Write the configuration, with the hashes of the tokens, and the keys, each where it belongs."""
        jobs = {row["title"]: row["id"] for row in self.acme.state.rows("job")}
        values = {name: hash_of(self.tokens[name]) for name in PEOPLE} | {key: jobs[it] for key, it in JOBS.items()}
        text = string.Template(CONFIG.read_text(encoding="utf-8")).substitute(
            values,
            folder=self.folder.as_posix(),
            acme_url=self.acme.start(),
            globex_url=self.globex.start(),
            in_two_days=(datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds"),
        )
        self.config.write_text(text, encoding="utf-8")
        for name, simulator in (("acme", self.acme), ("globex", self.globex)):
            path = self.folder / f"{name}.key"
            path.touch(mode=0o600)
            path.write_text(simulator.key, encoding="utf-8")

    @property
    def store(self) -> Path:
        """The file with what waits, what was answered and what was sent."""
        return self.folder / "store.db"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[CompanyServer]:
    """Both customers, the MCP server and the inbox, on ports of this machine.

    It is what `ashby-mcp serve --config ashby.toml` and `ashby-agent-tools inbox --store store.db` serve.
    """
    company = CompanyServer(folder)
    with company.acme, company.globex:
        company.write()
        file = GrantFile(company.config)
        with SqliteStore(company.store) as store:
            store.add_approver(ADA, company.tokens[ADA])  # in production where no agent runs
            with (
                _served(application(file, settings_in(file), clock=company.clock)) as mcp,
                _served(inbox_app(store)) as inbox,
            ):
                company.mcp, company.inbox = f"{mcp}/mcp", inbox
                yield company


@contextlib.contextmanager
def _served(app: ASGIApp) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, proxy_headers=False, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
