"""What Telemetry adds to a call: a read of a page through a session, over loopback, without and with it, in turn.

    python benchmarks/telemetry.py [--rounds 300]

`no SDK`: Telemetry where nobody has set OpenTelemetry up. `SDK`: every span recorded, and handed on in batches to an
exporter that drops them; OTLP over a network takes a thread of its own. CPU time of the process, so that a busy machine
changes little: of a call over a network most is waiting, and the ratio is lower. It is the median over neighbouring
calls. A call that gives one record does next to nothing itself, so it has no target.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _list_server import KEY, served
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from ashby_agent_tools import AsyncClient, Client, Limits, Session, Telemetry, Toolset

TARGET = 1.03
TOOL = "ashby_candidate_list"


class _Dropped(SpanExporter):
    """Takes spans and keeps none."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002  (as the class has it)
        return SpanExportResult.SUCCESS


def telemetries() -> dict[str, Telemetry | None]:
    """By the name of a row."""
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(_Dropped()))
    recording = Telemetry(tracer_provider=provider, meter_provider=MeterProvider([InMemoryMetricReader()]))
    return {"without": None, "with, no SDK": Telemetry(), "with, SDK": recording}


async def pairs(ways: Mapping[str, Callable[[], Awaitable[object]]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each way; the order changes from round to round, so that none is always after the same other."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 20):
        for name in list(ways) if number % 2 else reversed(list(ways)):
            began = time.process_time()
            await ways[name]()
            if number >= 20:  # the first calls warm up
                spent[name].append(time.process_time() - began)
    return spent


def rows(title: str, spent: Mapping[str, Sequence[float]], aim: str) -> str:
    """Lines of the table."""
    base, *others = spent
    lines = [f"| {title}, {base} | {statistics.median(spent[base]) * 1e6:,.0f} | 1.000 | |"]
    for name in others:
        ratio = statistics.median(it / other for it, other in zip(spent[name], spent[base], strict=True))
        lines.append(f"| {title}, {name} | {statistics.median(spent[name]) * 1e6:,.0f} | {ratio:.3f} | {aim} |")
    return "\n".join(lines)


async def measured(url: str, records: int, rounds: int) -> None:
    """One size of page, in both kinds of session."""
    aim = f"{TARGET}" if records > 1 else ""
    base, free = f"{url}/1/0/{records}", Limits(rate=None, concurrent=None)
    with Client(KEY, base_url=base, limits=free) as client:
        sync = {name: Session(Toolset.all(), client, telemetry=telemetry) for name, telemetry in telemetries().items()}

        def way(session: Session) -> Callable[[], Awaitable[object]]:
            async def call() -> object:
                return session.run(TOOL, {"limit": 100}).text

            return call

        print(rows(f"{records} records", await pairs({name: way(it) for name, it in sync.items()}, rounds), aim))
    async with AsyncClient(KEY, base_url=base, limits=free) as client_:
        awaited = {
            name: Session(Toolset.all(), async_client=client_, telemetry=telemetry)
            for name, telemetry in telemetries().items()
        }

        def awaited_way(session: Session) -> Callable[[], Awaitable[object]]:
            async def call() -> object:
                return (await session.arun(TOOL, {"limit": 100})).text

            return call

        ways = {name: awaited_way(it) for name, it in awaited.items()}
        print(rows(f"{records} records, awaited", await pairs(ways, rounds), aim))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=300)
    rounds: int = options.parse_args().rounds
    print("| a call | µs CPU | ratio | target |\n| --- | --: | --: | --: |")
    with served() as url:
        for records in (1, 25, 100):
            asyncio.run(measured(url, records, rounds))


if __name__ == "__main__":
    main()
