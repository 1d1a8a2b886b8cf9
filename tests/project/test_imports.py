"""The core stays light: it loads no framework, and nothing slow before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ashby_agent_tools.operations.index import AREAS

FRAMEWORKS = (
    "langchain",
    "langchain_core",
    "langgraph",
    "llama_index",
    "openai",
    "agents",
    "mcp",
    "langchain_ashby",
    "ashby_openai",
    "ashby_mcp",
)
DATABASES = ("sqlalchemy", "psycopg", "cryptography")
SLOW = (
    "tiktoken", "tenacity", "typer", "starlette", "uvicorn", "reportlab", "pypdf", "docx", "bs4", *DATABASES,
    "pyrate_limiter", "purgatory", "redis",
)  # fmt: skip
LATER = (
    "asyncio", "sqlite3", "difflib", "getpass", "ashby_agent_tools.operations.entity",
    "ashby_agent_tools.operations.builtin", "ashby_agent_tools.client.files.transfer",
    "ashby_agent_tools.client.files.apart",
    "ashby_agent_tools.approval.gate", "ashby_agent_tools.approval.audit", "ashby_agent_tools.operations.params",
    "ashby_agent_tools.approval.people", "ashby_agent_tools.tasks.base",
    *(f"ashby_agent_tools.{room}" for room in ("accounts", "batch", "store", "webhooks")),
)  # fmt: skip


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def areas_among(loaded: set[str]) -> set[str]:
    """The modules of operations that hold an area of the catalogue."""
    return {area for area in AREAS.values() if f"ashby_agent_tools.operations.{area}" in loaded}


@pytest.mark.parametrize(
    "statement",
    [
        "import ashby_agent_tools",
        "from ashby_agent_tools import Toolset; [tool.schema for tool in Toolset.all()]",
        "from ashby_agent_tools.simulator import Simulator; Simulator().client()",
    ],
)
def test_the_core_loads_no_framework(statement):
    assert loaded_after(statement) & set(FRAMEWORKS) == set()


def test_importing_the_core_loads_nothing_slow_and_no_area_of_the_catalogue():
    loaded = loaded_after("import ashby_agent_tools")
    theirs = loaded_after("import httpx, pydantic")  # httpx loads its own command line where rich is installed
    assert (loaded - theirs) & {*SLOW, *LATER} == set()
    assert areas_among(loaded) == set()
    assert not any(
        name.startswith(
            ("ashby_agent_tools.results", "ashby_agent_tools.simulator", "ashby_agent_tools.approval.prompts")
        )
        for name in loaded
    )


def test_what_is_loaded_when_asked_for_is_there():
    names = "vars(ashby_agent_tools)['__all__']"
    loaded = loaded_after(
        f"import ashby_agent_tools; assert set({names}) <= set(dir(ashby_agent_tools)); "
        f"assert all(getattr(ashby_agent_tools, name) for name in {names}); "
        "ashby_agent_tools.accounts.from_references; "
        "from ashby_agent_tools import *; MemoryStore(), Accounts, webhooks.Receiver; "
        "assert not hasattr(ashby_agent_tools, 'Sesion')"
    )
    assert "ashby_agent_tools.webhooks" in loaded


def test_preparing_one_call_loads_its_area_only():
    loaded = loaded_after("from ashby_agent_tools import Toolset; Toolset.preset('operations').prepare('job.list', {})")
    assert areas_among(loaded) == {"jobs"}


def test_stores_in_memory_and_in_a_file_need_nothing_beside_the_standard_library(tmp_path):
    """What PostgreSQL and encryption need is in extras, and loaded with them only."""
    statement = (
        "from ashby_agent_tools import MemoryStore, SqliteStore, SqlStore; MemoryStore(); "
        f"SqliteStore({str(tmp_path / 'a.db')!r}); SqlStore({f'sqlite:///{tmp_path}/b.db'!r})"
    )
    assert loaded_after(statement) & set(DATABASES) == set()
