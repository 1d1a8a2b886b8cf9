"""Run it: `python -m examples.company_server`. `--stay` keeps the server and the inbox up, with tokens to try."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import threading
from pathlib import Path

from examples.company_server.company import ADA, CompanyServer, serving
from examples.company_server.tour import tour


def main() -> int:
    """The tour; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stay", action="store_true", help="serve until Ctrl-C in place of the tour")
    given = options.parse_args()
    logging.basicConfig(stream=sys.stdout, format="  log     %(message)s")
    print("Data:  the simulator, a made-up company twice: Acme and Globex. The people are scripted.\n")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as company:
        if given.stay:
            stay(company)
        else:
            asyncio.run(run(company))
    return 0


async def run(company: CompanyServer) -> None:
    """Print the tour."""
    async for line in tour(company):
        print(line, flush=True)


def stay(company: CompanyServer) -> None:
    """Say where everything is, and wait for Ctrl-C."""
    print(f"MCP:   {company.mcp}\nInbox: {company.inbox}, sign in as {ADA}\nFile:  {company.config}\n")
    for name, token in company.tokens.items():
        print(f"{name:<16} {token}")
    print("\nChange the file, and the next request counts by it. Ctrl-C ends everything.", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nEnded.")


if __name__ == "__main__":
    sys.exit(main())
