"""How long 10,000 candidates take to map, as a ratio to parsing their JSON into plain pydantic models, in one run.

    python benchmarks/unified.py [RECORDS]

Both begin with the bytes of Ashby's pages, 100 records each: one side parses and maps them to unified candidates with
their raw records, the other validates them as models with the fields of Ashby's record. "map" is the mapping alone.
Then the calls of one page of each list, beside those that its plan told before.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter, create_model
from pydantic_core import from_json

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.unified import RESOURCES, Unified

ROUNDS = 7
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def plain(name: str, records: list[dict[str, Any]]) -> type[BaseModel]:
    """A model with the fields of records, whatever is inside them a model, too."""
    fields: dict[str, Any] = {}
    for key in dict.fromkeys(key for record in records for key in record):
        values = [record[key] for record in records if record.get(key) is not None]
        fields[key] = (_type(f"{name}_{key}", values) | None, None)
    made: type[BaseModel] = create_model(name, **fields)
    return made


def _type(name: str, values: list[Any]) -> Any:
    if not values:
        return Any
    if isinstance(values[0], dict):
        return plain(name, values) if all(isinstance(value, dict) for value in values) else Any
    if isinstance(values[0], list):
        inner = [each for value in values for each in value]
        return list[_type(name, inner)]  # type: ignore[misc]
    if all(isinstance(value, str) and _TIME.match(value) for value in values):
        return datetime
    kinds = {type(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else Any


def fastest(work: Callable[[Any], object], pages: list[Any]) -> float:
    """The shortest of several rounds over all pages, in seconds of this process; what comes of a page is not kept."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for page in pages:
            work(page)
        took.append(time.process_time() - began)
    return min(took)


def calls() -> None:
    """Print how many calls a page of each list takes, and how many its plan told."""
    simulator = Simulator(seed=7)
    with simulator.client() as client:
        unified = Unified(client)
        candidate = unified.candidates.list(limit=1).result[0].id
        for name in RESOURCES:
            narrowed = {"candidate": candidate} if name == "activities" else {}
            plan, before = getattr(unified, name).plan(**narrowed), len(simulator.log)
            getattr(unified, name).list(**narrowed)
            most = "more" if plan.most is None else plan.most
            print(f"{name}: {len(simulator.log) - before} calls, planned {plan.least} to {most}")


def main() -> None:
    """Print the three times and their ratios, and the calls."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with Simulator(seed=7).client() as client:
        seen = [dict(record) for record in client.records(op.CandidateList())]
    many = [{**seen[number % len(seen)], "id": f"{number:08}"} for number in range(count)]
    pages = [json.dumps(many[at : at + 100]).encode() for at in range(0, count, 100)]
    model, table = TypeAdapter(list[plain("Candidate", seen)]), RESOURCES["candidates"].table  # type: ignore[misc]
    parsed = [from_json(page) for page in pages]
    gc.collect()
    gc.freeze()  # the collector does not go through the input of all rounds, which no program holds
    validated = fastest(model.validate_json, pages)
    mapped = fastest(lambda page: [table.record(it, raw=it) for it in page], parsed)
    whole = fastest(lambda page: [table.record(it, raw=it) for it in from_json(page)], pages)
    told = {"records": count, "plain": validated, "map": mapped, "parse and map": whole}
    print(json.dumps({name: round(value, 3) for name, value in told.items()}))
    print(f"map / plain: {mapped / validated:.2f}; parse and map / plain: {whole / validated:.2f}")
    calls()


if __name__ == "__main__":
    main()
