"""What `import ashby_agent_tools` costs beside what it stands on: CPU time in fresh processes, in turn, medians.

    python benchmarks/imports.py [--rounds 21]

Loading pydantic means little by itself (its package imports its parts when they are asked for), so a second row names
what every program that declares a model pays. The last row is what is there when a first session is: the import loads
no store, no gate and no certificates.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

ROWS = {
    "import httpx, pydantic": "import httpx, pydantic",
    "import httpx; class Model(BaseModel)": "import httpx, pydantic\nclass Model(pydantic.BaseModel):\n    name: str",
    "import ashby_agent_tools": "import ashby_agent_tools",
    "a session": "from ashby_agent_tools import Client, Session, Toolset\nSession(Toolset.preset(), Client('key'))",
}
TARGET = 1.6
_MEASURE = "import time; before = time.process_time()\n{}\nprint(time.process_time() - before)"


def seconds(statement: str, bytecode: str) -> float:
    """CPU seconds of a statement in an interpreter that has loaded nothing else; compiled code is kept in a folder.

    Without that an environment that forbids bytecode has our files compiled at each import and the installed ones not.
    """
    allowed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(  # noqa: S603  (the statements above)
        [sys.executable, "-c", _MEASURE.format(statement)],
        env={**allowed, "PYTHONPYCACHEPREFIX": bytecode}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=21)
    rounds: int = options.parse_args().rounds
    spent: dict[str, list[float]] = {name: [] for name in ROWS}
    with tempfile.TemporaryDirectory() as bytecode:
        for number in range(rounds + 1):
            for name, statement in ROWS.items():
                took = seconds(statement, bytecode)
                if number:  # the first round fills the caches of bytecode and files
                    spent[name].append(took)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    baseline = medians["import httpx, pydantic"]
    print("| in a fresh process | ms CPU | ratio | target |\n| --- | --: | --: | --: |")
    for name, median in medians.items():
        target = f"{TARGET:.2f}" if name == "import ashby_agent_tools" else ""
        print(f"| {name} | {median * 1000:.0f} | {median / baseline:.2f} | {target} |")


if __name__ == "__main__":
    main()
