"""Write the generated parts of other files, pages and the stub that types `operations`: `make docs`.

A test compares the committed files with what this makes, so that they are never stale.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from clients_page import configurations
from manifests import BUNDLE, PLUGIN, SERVER_JSON, bundle_manifest, plugin_json, plugin_marketplace, server_json

from ashby_agent_tools import Effect
from ashby_agent_tools.operations import catalogue

__all__ = ["FILES", "demo", "mcp_readme", "operations_stub"]

ROOT = Path(__file__).resolve().parents[2]
CONCEPTS = ROOT / "docs" / "concepts"
MCP_README = ROOT / "adapters" / "ashby-mcp" / "README.md"
STUB = ROOT / "ashby_agent_tools" / "operations" / "__init__.pyi"

_STUB_HEAD = '''"""The types of `op.ApplicationChangeStage` and the like; made by `make docs`, do not edit."""

from types import MappingProxyType

from ashby_agent_tools.operations.base import Operation
'''
_STUB_TAIL = """
def catalogue() -> MappingProxyType[str, type[Operation]]: ...
def by_name() -> MappingProxyType[str, type[Operation]]: ...
def find(name: str) -> type[Operation] | None: ...
"""


def operations_stub() -> str:
    """The stub of ashby_agent_tools.operations: its classes are loaded when asked for, which no type checker sees."""
    modules: dict[str, list[str]] = {}
    for cls in catalogue().values():
        modules.setdefault(cls.__module__, []).append(cls.__name__)
    imports = "".join(
        f"from {module} import (\n" + "".join(f"    {name} as {name},\n" for name in sorted(names)) + ")\n"
        for module, names in sorted(modules.items())
    )
    return f"{_STUB_HEAD}{imports}{_STUB_TAIL}"


def demo() -> str:
    """The end of what `make demo` shows, from a run of the assistant; the picture above it shows how it asks."""
    words = [sys.executable, "-m", "examples.recruiting_assistant", "--answers", "yes,no,yes"]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    for name in ("ASHBY_API_KEY", "ASHBY_BASE_URL", "ASHBY_AGENT_MODEL"):
        environment.pop(name, None)
    done = subprocess.run(  # noqa: S603  (our own command)
        words, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    # "answer" lines come in the order in which parallel calls end, which no two runs share
    lines = [line.rstrip() for line in done.stdout.splitlines() if not line.startswith("  answer")]
    changed = next(i for i, line in enumerate(lines) if line.startswith("What changed"))
    return "```text\n" + "\n".join(lines[changed:]).strip() + "\n```\n"


def operations_table() -> str:
    """How many operations each area has, and what they can do at worst."""
    rows = ["| tag | operations | read | write | destructive | can reach a person | can leave Ashby |"]
    rows.append("| --- | --: | --: | --: | --: | --: | --: |")
    specs = [operation.spec for operation in catalogue().values()]
    for tag in [*sorted({tag for spec in specs for tag in spec.tags}), ""]:
        those = [spec.worst for spec in specs if not tag or tag in spec.tags]
        effects = Counter(risk.effect for risk in those)
        cells = [
            tag or "**all**",
            len(those),
            *(effects[effect] for effect in Effect),
            sum(risk.notifies for risk in those),
            sum(risk.exports for risk in those),
        ]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    note = "An operation can have several tags; effects are those of the worst arguments. Each one, with its reasons:"
    return "\n".join(rows) + f"\n\n{note}\n[Operations](../operations.md).\n"


def budgets() -> str:
    """The chart of budgets with its main figures in words."""
    figures = json.loads((ROOT / "docs" / "budgets.json").read_text(encoding="utf-8"))
    kind, (raw, fitted) = max(figures["tokens"].items(), key=lambda item: item[1][0])
    place = figures["budgets"].index(4_000)
    ours, summary, cut = (
        round(100 * figures["coverage"][name][place]) for name in ("this package", "a fixed summary", "cut the JSON")
    )
    words = re.sub("([A-Z])", r" \1", kind).lower()
    said = (
        f"A page of {figures['records']} records of the largest kind ({words}) takes {raw:,} tokens as Ashby sends it "
        f"and {fitted:,} fitted. At 4,000 tokens the text still answers {ours} of 100 look-ups in the records; a fixed "
        f"summary answers {summary}, cut JSON {cut}."
    )
    note = (
        "The records are synthetic, made from a seed by [benchmarks/results.py](../../benchmarks/results.py): "
        "the figures compare methods and say nothing about anybody's real data. "
        "All of them: [budgets.json](../budgets.json)."
    )
    picture = (
        "![Tokens of pages raw and fitted, and look-ups that the text still answers at each budget](../budgets.svg)"
    )
    return "\n\n".join([picture, textwrap.fill(said, 120), textwrap.fill(note, 120, break_on_hyphens=False)]) + "\n"


def concept(name: str, **parts: Callable[[], str]) -> Callable[[], str]:
    """A page of docs/concepts with its generated parts made again."""
    return lambda: _made_again(CONCEPTS / name, **parts)


def counted(page: Path) -> str:
    """A page whose sentence "all N operations" has today's number."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"\ball \d+ operations\b", f"all {len(catalogue())} operations", text)


def mcp_readme() -> str:
    """The README of ashby-mcp with its configurations made again."""
    return _made_again(MCP_README, configurations=configurations)


def _made_again(page: Path, **parts: Callable[[], str]) -> str:
    text = page.read_text(encoding="utf-8")
    for name, made in parts.items():
        text = re.sub(
            rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", _between(made()), text, flags=re.DOTALL
        )
    return text


def _between(part: str) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match[1]}\n{part}\n{match[2]}"


FILES: dict[Path, Callable[[], str]] = {
    **{ROOT / name: functools.partial(counted, ROOT / name) for name in ("README.md", "docs/alternatives.md")},
    CONCEPTS / "operations.md": concept("operations.md", operations=operations_table),
    CONCEPTS / "questions.md": concept("questions.md", demo=demo),
    CONCEPTS / "budgets.md": concept("budgets.md", budgets=budgets),
    MCP_README: mcp_readme,
    STUB: operations_stub,
    SERVER_JSON: server_json,
    BUNDLE / "manifest.json": bundle_manifest,
    PLUGIN / "plugin.json": plugin_json,
    PLUGIN / "marketplace.json": plugin_marketplace,
}


if __name__ == "__main__":
    for path, made in FILES.items():
        path.write_text(made(), encoding="utf-8")
