"""Write into the pages of docs/use-cases/ what their programs print, on the simulator: `make docs`.

A test runs the programs and compares, so that no page says what its program does not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

__all__ = ["FOLDER", "output", "page", "tidy"]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "use-cases"
BLOCK = re.compile(r"<!-- output: written by scripts/docs/use_cases.py -->\n\n```text\n(.*?)```\n", re.DOTALL)


def page(program: str) -> Path:
    """The page of a program in examples/, whether there is one or not."""
    return FOLDER / f"{program.replace('_', '-')}.md"


def output(path: Path) -> str:
    """What a page says that its program prints."""
    found = BLOCK.search(path.read_text(encoding="utf-8"))
    return found[1] if found else f"{path.name} has no output"


def tidy(said: str) -> str:
    """What a program printed, without empty lines that follow each other and spaces at the ends of lines."""
    lines = "\n".join(line.rstrip() for line in said.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def printed(program: str) -> str:
    """What a program prints where nobody sits at a terminal."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASHBY_")}
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", f"examples.{program}"], cwd=ROOT, env=environment | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return tidy(done.stdout)


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if found := BLOCK.search(text):
            made = printed(path.stem.replace("-", "_"))
            path.write_text(text[: found.start(1)] + made + text[found.end(1) :], encoding="utf-8")
