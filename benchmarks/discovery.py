"""How often a search finds the operation that a recruiter asks for: ours, and plain BM25 over the definitions.

    python benchmarks/discovery.py [--misses] [FILE ...]

A line of FILE is `request|endpoint[,another that will do]`. Three searches over the whole catalogue: ours; BM25 over
names, descriptions and parameters as models are shown them; the same over longer descriptions for deferred tools. All
of them rank in SQLite's FTS5.

What unseen requests can expect is what was measured before anything was learned from a file. Files 3 to 10 and the
sealed one were written by the author of the vocabulary, 4, 5 and 7 in words as far off as people talk:

    file      at first look, hit@1 / hit@5   with what
    1         86.8 % / 97.6 %                BM25 and the first vocabulary
    2         68.7 % / 94.0 %                the same
    3         73.9 % / 94.9 %                the same, after learning from 1 and 2
    sealed    75.2 % / 96.2 %                the same
    4         70.1 % / 89.0 %                BM25 and five times the vocabulary
    5         77.3 % / 95.5 %                the learned model
    6         96.0 % / 100 %                 the learned model; ordinary words
    7         81.8 % / 95.5 %                the same; far off again
    8         90.0 % / 100 %                 and texts with small talk around them, after learning from 7
    9         92.0 % / 98.0 %                the same, after 8
    10        97.8 % / 100 %                 the same, after 9; ordinary words
    sealed    100 % / 100 %                  the model of 5; nobody tuned on it, but the vocabulary was
                                             written by somebody who had written it an hour before: read it as a bound

Words were learned from all files but 10 and the sealed one, so most of today's figures are those of known
requests.
`scripts/search_model.py --folds` finds each file by a model trained without it.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from ashby_agent_tools import Toolset
from ashby_agent_tools.toolset.search.vocabulary import described_at_length
from ashby_agent_tools.toolset.tool import Tool

_HERE = Path(__file__).parent
LEARNED = [
    _HERE / f"discovery_requests{number}.txt" for number in ("", "_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9")
]  # words were learned from
UNSEEN = [_HERE / f"discovery_requests_{name}.txt" for name in ("10", "sealed")]  # nothing was learned from them
FILES = [*LEARNED, *UNSEEN]
Search = Callable[[str], list[str]]


def requests(path: Path) -> list[tuple[str, set[str]]]:
    """The requests, and which endpoints will do."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(request, set(wanted.split(","))) for request, _, wanted in (line.rpartition("|") for line in lines)]


def plain(toolset: Toolset, describe: Callable[[Tool], str]) -> Search:
    """BM25 over definitions, as a model provider's search has it: no weights, no vocabulary."""
    rows = sqlite3.connect(":memory:")
    rows.execute("CREATE VIRTUAL TABLE tools USING fts5(text, endpoint UNINDEXED, tokenize='porter unicode61')")
    for tool in toolset:
        text = f"{tool.name.replace('_', ' ')} {describe(tool)} {json.dumps(tool.schema)}"
        rows.execute("INSERT INTO tools VALUES (?, ?)", (text, tool.operation.spec.endpoint))

    def ranked(request: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", request))
        found = rows.execute("SELECT endpoint FROM tools WHERE tools MATCH ? ORDER BY rank LIMIT 5", (query,))
        return [endpoint for (endpoint,) in found]

    return ranked


def main() -> None:
    """Print a row for each search and file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("files", nargs="*", type=Path, default=FILES)
    options.add_argument("--misses", action="store_true", help="name the requests whose first hit is wrong")
    given = options.parse_args()
    toolset = Toolset.all()
    searches: dict[str, Search] = {
        "ours": lambda request: [tool.operation.spec.endpoint for tool in toolset.find(request)],
        "BM25, definitions": plain(toolset, lambda tool: tool.description),
        "BM25, deferred definitions": plain(toolset, lambda tool: described_at_length(tool.operation)),
    }
    toolset.find("warm up")
    for path in given.files:
        asked = requests(path)
        for name, search in searches.items():
            first = within = 0
            took = []
            for request, wanted in asked:
                began = time.perf_counter()
                found = search(request)
                took.append(time.perf_counter() - began)
                first += bool(found) and found[0] in wanted
                within += bool(wanted & set(found))
                if given.misses and name == "ours" and (not found or found[0] not in wanted):
                    print(f"  {request} | {', '.join(sorted(wanted))} | {', '.join(found)}")
            print(
                f"{path.stem:24} {name:28} n={len(asked)} hit@1 {first / len(asked):.1%} "
                f"hit@5 {within / len(asked):.1%} median {statistics.median(took) * 1000:.1f} ms"
            )


if __name__ == "__main__":
    main()
