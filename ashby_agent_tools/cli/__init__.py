"""The command line `ashby-agent-tools`: operations, call, approvals, simulator, doctor.

Commands read options and print; what they do is done by the folders below. The server for MCP has its own command line.
"""

from __future__ import annotations

import sys

from ashby_agent_tools.display import standard_streams

__all__ = ["main"]


def main() -> None:
    """Run the command line. Without its extra it says in one line what brings it and the simulator; exit code 2."""
    with standard_streams():
        try:
            from ashby_agent_tools.cli.app import app  # noqa: PLC0415  (typer and rich come with an extra)
        except ImportError as error:
            if error.name is None or error.name.partition(".")[0] not in ("typer", "rich"):
                raise
            sys.stderr.write(
                "The command line and the simulator come with: pip install 'ashby-agent-tools[cli,simulator]'\n"
            )
            sys.exit(2)
        app()
