"""`simulator`: serve the demo company on loopback until interrupted."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
from typing import Literal

from ashby_agent_tools.cli._output import reporting
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.simulator import Simulator


def run(*, port: int, seed: int, size: Literal["small", "large"], as_json: bool) -> None:
    """Print URL and key first (as one line of JSON with --json), then serve."""
    with reporting(as_json=as_json):
        simulator = Simulator(seed=seed, size=size)
        try:
            url = simulator.start(port)
        except ImportError as error:
            raise UsageError(
                "The simulator on loopback needs: pip install 'ashby-agent-tools[cli,simulator]'"
            ) from error
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    with contextlib.suppress(KeyboardInterrupt):
        _print(url, simulator.key, as_json=as_json)
        over.wait()
    simulator.stop()


def _print(url: str, key: str, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"url": url, "key": key}) + "\n")
    else:
        sys.stdout.write(
            f"A simulated Ashby is at {url}\n\n"
            f"  export ASHBY_BASE_URL={url}\n  export ASHBY_API_KEY={key}\n\n"
            "It follows Ashby's documents and was never compared with the live service. Ctrl-C ends it.\n"
        )
    sys.stdout.flush()
