"""How many labels hiding finds, by class and language, and how many it hides without a reason.

    python benchmarks/hiding.py [--misses] [FILE]

FILE has headings such as `## pay de`, then a label a line; `none` is what must be shown. Without one it measures on the
labels of the tests, whose heading also says which set they belong to.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from ashby_agent_tools.results.labels import asks_for

LABELS = Path(__file__).parents[1] / "tests" / "support" / "hiding_labels.txt"


def sections(path: Path) -> dict[tuple[str, str], list[str]]:
    """The labels by class and language."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    head = ("none", "en")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            head = (line.split()[1], line.split()[2])
        elif line and not line.startswith("#"):
            found[head].append(line)
    return found


def main() -> None:
    """Print a row for each class and language, and the sums."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("file", nargs="?", type=Path, default=LABELS)
    options.add_argument("--misses", action="store_true", help="name the labels that went wrong")
    given = options.parse_args()
    wrong = []
    hidden: dict[str, list[int]] = {"recall": [0, 0], "false hiding": [0, 0]}
    for (want, language), labels in sorted(sections(given.file).items()):
        missed = [label for label in labels if bool(asks_for(label)) if want == "none"]
        missed += [label for label in labels if want != "none" and want not in asks_for(label)]
        name, count = ("false hiding", len(missed)) if want == "none" else ("recall", len(labels) - len(missed))
        hidden[name] = [hidden[name][0] + count, hidden[name][1] + len(labels)]
        wrong += [f"{want} {language}: {label}" for label in missed]
        print(f"{want:8} {language}  {name:12} {count:4} of {len(labels):4}  {count / len(labels):6.1%}")
    print(json.dumps({name: f"{right} of {every}" for name, (right, every) in hidden.items()}))
    if given.misses:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
