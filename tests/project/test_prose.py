"""The words of README.md and the pages: short sentences, nobody's private vocabulary, names that exist."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from each_case import each
from repository import ROOT

MOST_WORDS = 30
DOCS = ROOT / "docs"
SHORT = [ROOT / "README.md", *sorted((DOCS / "start").glob("*.md")), *sorted((DOCS / "concepts").glob("*.md"))]
"""What newcomers read: no sentence is long."""
GUIDES = [*SHORT, *sorted((DOCS / "how-to").glob("*.md"))]
WRITTEN = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md", "examples/README.md")),
    *sorted(ROOT.glob("adapters/*/README.md")),
    *sorted(DOCS.rglob("*.md")),
]
COINED = ("door", "shelf", "scene")
"""Words that this project once used in a sense of its own. One that is needed again belongs into the glossary."""
PUBLIC = [
    importlib.import_module(name)
    for name in (
        "ashby_agent_tools",
        "ashby_agent_tools.errors",
        "ashby_agent_tools.operations",
        "ashby_agent_tools.simulator",
        "ashby_agent_tools.sync",
        "ashby_agent_tools.testing",
        "ashby_agent_tools.unified",
    )
]
OTHERS = {"Context", "DeprecationWarning", "Scrubbed", "SqliteSaver", "PostgresSaver"}
"""Names of frameworks and of Python that pages mention without importing them."""
ADAPTERS = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("adapters/*/*/**/__init__.py"))


def prose(path: Path) -> str:
    """A page without code, comments and addresses; each item and each cell is a paragraph."""
    text = re.sub(
        r"^( *)```.*?^\1```$|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    text = re.sub(r"^ {4,}\S[^\n]*$|^#+ .*$|^\|[ :|-]+\|$", "", text, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^ *(?:[-*]|\d+\.) ", "\n\n", text, flags=re.MULTILINE)
    return re.sub(r"(?<!\\)\|", "\n\n", text)


def sentences(path: Path) -> Iterator[str]:
    """The sentences of a page, with each piece of inline code as one word."""
    for paragraph in re.split(r"\n\s*\n", re.sub(r"`[^`]*`", "code", prose(path))):
        yield from filter(None, map(str.strip, re.split(r"(?<=[.?!])[*_)]*\s+", " ".join(paragraph.split()))))


@pytest.mark.parametrize("path", SHORT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_is_long(path):
    assert [it for it in sentences(path) if len(it.split()) > MOST_WORDS] == []


def test_the_check_of_sentences_sees_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        f"# A title\n\n- One. Two `a b c`?\n- {'word ' * 31}end.\n\n| cell | other. |\n\n```\ncode here.\n```\n"
    )
    found = list(sentences(page))
    assert [len(it.split()) for it in found] == [1, 2, 32, 1, 1]


@each("path", WRITTEN)
def test_no_word_has_a_private_meaning(path):
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    coined = [word for word in COINED if not re.search(rf"^\|[^|]*\b{word}\b", glossary, re.MULTILINE)]
    assert re.findall(rf"(?i)\b(?:{'|'.join(coined)})s?\b", prose(path)) == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_class_that_a_page_names_exists(path):
    text = path.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^ *```\w+\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE))
    spans = re.findall(r"`([^`\n]+)`", prose(path))
    named = {name for span in spans for name in re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]*)+\b|^[A-Z][a-z]+$", span)}
    known = {
        name for name in named if any(hasattr(module, name) for module in PUBLIC) or name in code or name in ADAPTERS
    }
    assert named - known - OTHERS == set()
