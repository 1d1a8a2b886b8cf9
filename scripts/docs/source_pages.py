"""A file, a folder or a notebook of the repository as a page of the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_LANGUAGES = {".py": "python", ".json": "json", ".toml": "toml", ".yml": "yaml", ".yaml": "yaml", ".sh": "bash"}
_NOT_RUN = (
    "*This is `{name}`, without the tables and charts that it draws. "
    "[Examples](../examples.md#notebooks) says how to run it; no key is needed.*"
)

__all__ = ["source_page"]


def source_page(path: Path) -> str:
    """The Markdown of a page that shows what stands at a path: a file, all files of a folder, or a notebook."""
    name = path.relative_to(ROOT).as_posix()
    if path.suffix == ".ipynb":
        notebook = json.loads(path.read_text(encoding="utf-8"))
        title, *cells = _cells(notebook)
        shown = any(cell.get("outputs") for cell in notebook["cells"])
        return "\n\n".join([title, *([] if shown else [_NOT_RUN.format(name=name)]), *cells]) + "\n"
    if path.is_dir():
        files = [each for each in sorted(path.rglob("*")) if each.suffix in {*_LANGUAGES, ".md"}]
        return (
            f"# {name}\n\n"
            + "\n\n".join(f"## {each.relative_to(path).as_posix()}\n\n{_fenced(each)}" for each in files)
            + "\n"
        )
    return f"# {name}\n\n{_fenced(path)}\n"


def _fenced(path: Path) -> str:
    text = path.read_text(encoding="utf-8").rstrip()
    return f"````{_LANGUAGES.get(path.suffix, 'text')}\n{text}\n````"


def _cells(notebook: dict[str, Any]) -> Iterator[str]:
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield text
        elif cell["cell_type"] == "code":
            yield f"````python\n{text}\n````"
            yield from filter(None, map(_output, cell["outputs"]))


def _output(output: dict[str, Any]) -> str:
    """What a cell showed: its picture, or its words."""
    data = output.get("data", {})
    if "image/png" in data:
        return f'<img alt="A chart that the code above draws" src="data:image/png;base64,{data["image/png"].strip()}">'
    text = "".join(output.get("text", data.get("text/plain", ()))).rstrip()
    return f"````text\n{text}\n````" if text else ""
