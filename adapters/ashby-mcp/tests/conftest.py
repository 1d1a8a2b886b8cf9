"""What the tests of this adapter share: the simulator with people in it, clients in both eras, real processes."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys

import pytest
from adapter_scene import Scene
from blocking import watching
from chosen import pytest_collection_modifyitems  # noqa: F401  (used by pytest)
from left_open import connections_left_open, pytest_collection_finish  # noqa: F401  (used by pytest)
from mcp import Client, types
from mcp.client.stdio import StdioServerParameters
from oauth_scene import issuer, serving  # noqa: F401  (used by pytest)
from own_settings import own_settings  # noqa: F401  (used by pytest)
from waits import no_waiting  # noqa: F401  (used by pytest)

import ashby_mcp
from ashby_agent_tools import MemoryStore, Session, SqliteStore, Toolset
from ashby_mcp import build_server

no_blocking = watching(ashby_mcp)

MOVE = "application.changeStage"
COMMAND = [sys.executable, "-c", "from ashby_mcp.cli import main; main()"]


class ServerScene(Scene):
    """With servers over it: in this process, and in processes of their own."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def server(self, *, toolset=None, store=None, **options):
        """A server in this process, over the simulator in this process."""
        client = self.simulator.async_client()
        memory = MemoryStore() if store is None else store
        chosen = toolset or Toolset.preset("operations")
        return build_server(
            lambda name: Session(chosen, async_client=client, conversation=name, store=memory), **options
        )

    # real processes; the simulator has to serve on loopback

    @property
    def environment(self):
        return {
            **os.environ,
            "ASHBY_API_KEY": self.simulator.key,
            "ASHBY_BASE_URL": self.simulator.url,
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
        }

    @property
    def store_file(self):
        return self.folder / "questions.sqlite"

    def stdio(self, *flags, default_store=False):
        store = [] if default_store else ["--store", str(self.store_file)]
        words = [*COMMAND[1:], *store, *selected(flags)]
        return StdioServerParameters(command=COMMAND[0], args=words, env=self.environment)

    def run(self, *flags, **environment):
        """Run `ashby-mcp` to its end."""
        return subprocess.run(
            [*COMMAND, *flags],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextlib.contextmanager
    def http(self, *flags, **environment):
        """Run `ashby-mcp --http` on a free port; gives its URL."""
        words = ["--http", "--port", "0", "--store", str(self.store_file), *selected(flags)]
        with self.running(*words, **environment) as (url, _):
            yield url

    @contextlib.contextmanager
    def running(self, *words, **environment):
        """Run `ashby-mcp` with these words; gives its URL, and a list that has what it logged at the end."""
        process = subprocess.Popen(
            [*COMMAND, *words],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.process, log = process, []
        try:
            url = process.stdout.readline().strip()
            assert url, process.stderr.read()
            yield url, log
        finally:
            process.terminate()
            log.append(process.communicate(timeout=60)[1])

    def approve_on_the_command_line(self, *, approved=True, message=""):
        """What `ashby-agent-tools approvals` does in another process."""
        store = SqliteStore(self.store_file)
        (waiting,) = [asked for asked in store.requests() if asked.state == "pending"]
        store.answer(waiting.id, approved=approved, by="Robin", message=message)
        store.close()
        return waiting


def selected(flags):
    """The flags of a server whose tools are single operations, unless they select others."""
    return flags if {"--preset", "--tools", "--tags"} & set(flags) else ("--preset", "operations", *flags)


@pytest.fixture
def scene(tmp_path):
    return ServerScene(tmp_path)


@pytest.fixture
def served(scene):
    """The scene with its simulator on loopback."""
    with scene.simulator:
        yield scene


@dataclasses.dataclass
class Person:
    """Answers elicitations as told, and remembers the questions."""

    action: str = "accept"
    content: dict | None = dataclasses.field(default_factory=lambda: {"approve": True})
    questions: list[str] = dataclasses.field(default_factory=list)
    forms: list[dict] = dataclasses.field(default_factory=list)

    async def __call__(self, _context, params):
        self.questions.append(params.message)
        self.forms.append(params.requested_schema)
        return types.ElicitResult(action=self.action, content=self.content)


@pytest.fixture
def person():
    return Person()


@pytest.fixture(params=["legacy", "auto"])
def era(request):
    """The protocol era a client speaks: `legacy` shakes hands (2025-11-25), `auto` finds 2026-07-28."""
    return request.param


@pytest.fixture
def text():
    """The text of a result, which is all it has."""

    def read(result):
        assert result.structured_content is None
        (block,) = result.content
        assert block.type == "text"
        return block.text

    return read


@pytest.fixture
def connect():
    """A client of the MCP SDK."""

    def make(server, era="legacy", person=None, **options):
        return Client(server, mode=era, elicitation_callback=person, **options)

    return make
