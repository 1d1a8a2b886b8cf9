"""Names of classes and modules: the head noun is the field's, or stands in the glossary; a new one is decided here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
MOST_TERMS = 20
WORDS = {
    kind: set(words.split())
    for kind, words in re.findall(
        r"^\[(\w+)\].*\n((?:.+\n)*)", (ROOT / "tests/support/accepted_nouns.txt").read_text("utf-8"), re.MULTILINE
    )
}
CLASSES, MODULES, WAITING = WORDS["classes"], WORDS["modules"], WORDS["waiting"]


def sources() -> Iterator[Path]:
    for folder in ("ashby_agent_tools", "adapters"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", ".venv"} & set(path.relative_to(ROOT).parts):
                yield path


def head_of(name: str) -> str:
    """The word that says what it is: `Key` of `ConversationKey`, `ids` of `short_ids`."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*", name)[-1] if name[:1].isupper() else name.rpartition("_")[2]


def classes(text: str) -> list[str]:
    """The public classes of a module."""
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef))
    return [node.name for node in nodes if node.name[:1].isupper()]


def terms() -> set[str]:
    """The last word of each term of the glossary."""
    rows = re.findall(r"^\| ([a-z][^|]*) \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return {term.split()[-1] for row in rows[1:] for term in row.split(",")}


def coined(name: str, known: set[str]) -> bool:
    head = head_of(name)
    return name not in WAITING and head not in known and head.lower() not in terms() | {f"{it}s" for it in terms()}


def test_no_class_has_a_coined_noun():
    core = ROOT / "ashby_agent_tools"
    events = (core / "webhooks" / "kinds.py", core / "webhooks" / "records.py")
    ashbys = {*(core / "operations").glob("*.py"), *events}  # their classes have Ashby's names
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources()
        if path not in ashbys
        for name in classes(path.read_text(encoding="utf-8"))
        if coined(name, CLASSES)
    }
    assert not found, "take the field's word, or add the noun to the glossary or to accepted_nouns.txt"


def test_no_module_has_a_coined_noun():
    names = {path.stem.strip("_") for path in sources() if not path.stem.startswith("__")}
    found = {name for name in names if head_of(name) not in WAITING and coined(name, MODULES)}
    assert not found, "take the field's word, or add the noun to the glossary or to accepted_nouns.txt"


@pytest.mark.parametrize(
    ("name", "known", "is_coined"),
    [
        ("Shelf", CLASSES, True),
        ("Room", CLASSES, True),
        ("Wording", CLASSES, True),
        ("ResultStore", CLASSES, False),
        ("ConversationKey", CLASSES, False),
        ("ScriptedLLM", CLASSES, False),
        ("own_doors", MODULES, True),
        ("short_ids", MODULES, False),
    ],
)
def test_the_check_tells_a_coined_noun_from_the_fields(name, known, is_coined):
    assert coined(name, known) is is_coined


def test_the_glossary_is_short():
    rows = re.findall(r"^\| [a-z]", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    assert 0 < len(rows) - 1 <= MOST_TERMS
