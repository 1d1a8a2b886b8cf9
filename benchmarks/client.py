"""What the client costs, as ratios of one run: against bare httpx, with many pages, side by side, with a shared rate.

    python benchmarks/client.py [--rounds 400] [--only call pages memory lists beside shared]

Answers come from another process on loopback. `call`: a small read, in turn with bare httpx that sends the same body
and parses the same answer. `pages`: 250 pages of 100 records, the same. `memory`: the peak of a fresh process that
walks 10 pages, and 250. `lists`: 8 lists of 12 pages, a page takes 30 ms there, one after the other and side by side.
`beside`: an agent's calls while bulk reads use the whole rate.
`shared`: 4 processes with one key and a Redis (ASHBY_TEST_REDIS_URL) against the simulator, which refuses what is too
fast.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from _list_server import KEY, served
from _pairs import in_turn, in_turn_async, table

from ashby_agent_tools import AsyncClient, Client, Limits
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator

PER_CALL, PER_PAGES, MEMORY, SHARED = 1.25, 1.15, 1.1, 0.95
PAGES, LISTS, PER_LIST, DELAY = 250, 8, 12, 30
PROCESSES, REQUESTS, SECONDS, LASTS = 4, 600, 20.0, 60.0
RATE, BURST = 29.0, 10
UNLIMITED, FAST = Limits(rate=None, concurrent=None), Limits(rate=10_000, burst=1_000, concurrent=50)
BARE = {
    "headers": {
        "Accept": "application/json; version=1",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
        "User-Agent": "bare",
    },
    "auth": (KEY, ""),
    "timeout": 30.0,
}


def call(url: str, rounds: int) -> Iterator[str]:
    """One small read."""
    base, body, read = f"{url}/1/0/1", {"limit": 1}, op.CandidateList(limit=1)
    with (
        httpx.Client(**BARE) as bare,  # type: ignore[arg-type]
        Client(KEY, base_url=base, limits=UNLIMITED) as free,
        Client(KEY, base_url=base, limits=FAST) as limited,
    ):
        ways = {
            "bare httpx": lambda: bare.post(f"{base}/candidate.list", json=body).json()["results"],
            "Client, no limit": lambda: free.execute(read).data,
            "Client, limited": lambda: limited.execute(read).data,
        }
        yield table("a small read", in_turn(ways, rounds=rounds), dict.fromkeys(list(ways)[1:], PER_CALL))
    yield asyncio.run(acall(base, rounds))


async def acall(base: str, rounds: int) -> str:
    """The same, awaited."""
    body, read = {"limit": 1}, op.CandidateList(limit=1)
    async with (
        httpx.AsyncClient(**BARE) as bare,  # type: ignore[arg-type]
        AsyncClient(KEY, base_url=base, limits=UNLIMITED) as free,
        AsyncClient(KEY, base_url=base, limits=FAST) as limited,
    ):

        async def plain() -> object:
            return (await bare.post(f"{base}/candidate.list", json=body)).json()["results"]

        async def ours() -> object:
            return (await free.execute(read)).data

        async def held() -> object:
            return (await limited.execute(read)).data

        ways = {"bare httpx": plain, "AsyncClient, no limit": ours, "AsyncClient, limited": held}
        timings = await in_turn_async(ways, rounds=rounds)
        return table("a small read, awaited", timings, dict.fromkeys(list(ways)[1:], PER_CALL))


def bare_walk(http: httpx.Client, base: str) -> int:
    """All records of the list, as one writes it by hand."""
    cursor, count = None, 0
    while True:
        body = {"limit": 100} if cursor is None else {"limit": 100, "cursor": cursor}
        answer = http.post(f"{base}/candidate.list", json=body).json()
        count += len(answer["results"])
        if not answer["moreDataAvailable"]:
            return count
        cursor = answer["nextCursor"]


def walk(client: Client) -> int:
    """All records of the list."""
    return sum(len(page.data) for page in client.pages(op.CandidateList(limit=100)))


def pages(url: str, rounds: int) -> str:
    """A long list."""
    base = f"{url}/{PAGES}/0/100"
    with httpx.Client(**BARE) as bare, Client(KEY, base_url=base, limits=FAST) as client:  # type: ignore[arg-type]
        ways = {"bare httpx": lambda: bare_walk(bare, base), "Client.pages": lambda: walk(client)}
        timings = in_turn(ways, rounds=max(3, rounds // 80), warm_up=1)
        return table(f"{PAGES} pages of 100", timings, {"Client.pages": PER_PAGES})


_WALK = """
import resource, sys
from ashby_agent_tools import Client, Limits, operations as op
with Client({key!r}, base_url={base!r}, limits=Limits(rate=10_000, burst=1_000)) as client:
    count = sum(1 for _ in client.records(op.CandidateList(limit=100)))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def memory(url: str) -> str:
    """The peak memory of a process that walks a list."""
    peaks: dict[int, float] = {}
    for length in (10, PAGES):
        code = _WALK.format(key=KEY, base=f"{url}/{length}/0/100")
        found = [
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
            for _ in range(3)
        ]
        assert all(int(count) == length * 100 for count, _ in found)  # noqa: S101
        peaks[length] = statistics.median(int(peak) for _, peak in found) / 1024
    rows = "\n".join(
        f"| {length} pages | {peak:.1f} | {peak / peaks[10]:.2f} | {MEMORY if length > 10 else ''} |"
        for length, peak in peaks.items()
    )
    return f"| peak memory of a process | MB | against 10 pages | target |\n| --- | --: | --: | --: |\n{rows}"


async def lists(url: str) -> str:
    """Several lists at once."""
    base = f"{url}/{PER_LIST}/{DELAY}/100"
    operations = [op.CandidateList(limit=100) for _ in range(LISTS)]
    spent: dict[str, float] = {}
    async with AsyncClient(KEY, base_url=base, limits=Limits(rate=10_000, burst=1_000, concurrent=20)) as client:
        for at_once in (1, 4, 8):
            started, count = time.perf_counter(), 0
            async for page in client.side_by_side(*operations, at_once=at_once):
                count += len(page.data)
            assert count == LISTS * PER_LIST * 100  # noqa: S101
            spent[f"{at_once} at a time"] = time.perf_counter() - started
    first = next(iter(spent.values()))
    rows = "\n".join(f"| {name} | {seconds:.2f} | {seconds / first:.2f} |" for name, seconds in spent.items())
    head = f"{LISTS} lists of {PER_LIST} pages, {DELAY} ms each"
    return f"| {head} | seconds | against one after the other |\n| --- | --: | --: |\n{rows}"


async def beside(url: str) -> str:
    """An agent's calls while a bulk read uses the whole rate: with what is reserved for them, and without."""
    read, walked = op.CandidateList(limit=1), op.CandidateList(limit=100)
    spent: dict[str, float] = {}
    ways = {"no bulk read": (8, 0), "bulk read, half the burst reserved": (8, 8), "bulk read, nothing reserved": (0, 8)}
    for name, (reserved, readers) in ways.items():
        limits = Limits(rate=40, burst=16, reserved=reserved, concurrent=20)
        async with AsyncClient(KEY, base_url=f"{url}/{PAGES}/0/1", limits=limits, account=name) as client:

            async def bulk(client: AsyncClient = client) -> None:
                async for _ in client.pages(walked):
                    pass

            reading = [asyncio.create_task(bulk()) for _ in range(readers)]
            await asyncio.sleep(1.0)
            times = []
            for _ in range(8):
                started = time.perf_counter()
                await client.execute(read)
                times.append(time.perf_counter() - started)
                await asyncio.sleep(0.2)
            spent[name] = statistics.median(times) * 1000
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
        await asyncio.sleep(0.5)  # the same key: what is owed runs off
    first = spent["no bulk read"]
    rows = "\n".join(f"| {name} | {took:.1f} | {took / first:.1f} |" for name, took in spent.items())
    return f"| an agent's call beside a bulk read, 40 a second | ms | against none |\n| --- | --: | --: |\n{rows}"


_SHARE = """
import sys, time
from ashby_agent_tools import Client, Limits, operations as op
url, key, redis, rate, burst, start, end = sys.argv[1:]
with Client(key, base_url=url, limits=Limits(rate=float(rate), burst=int(burst), redis=redis)) as client:
    time.sleep(max(0.0, float(start) - time.time()))
    while time.time() < float(end):
        client.execute(op.JobList(limit=1))
"""


def shared() -> str:
    """Many processes, one rate. What the burst and a delay on the way could add stays free: 3.3 % of the rate."""
    redis = os.environ.get("ASHBY_TEST_REDIS_URL")
    if not redis:
        return 'The shared rate needs a Redis: eval "$(make -s services)"'
    with Simulator(seed=7) as simulator:
        key = simulator.add_key()
        simulator.limit_rate(REQUESTS, seconds=SECONDS)
        start = time.time() + 15
        words = (simulator.url, key, redis, RATE, BURST, start, start + LASTS)
        command = [sys.executable, "-c", _SHARE, *map(str, words)]
        running = [subprocess.Popen(command) for _ in range(PROCESSES)]  # noqa: S603
        for process in running:
            process.wait(15 + LASTS + 60)
        sent = [request.status for request in simulator.log]
    allowed = REQUESTS / SECONDS * LASTS
    head = f"{PROCESSES} processes, {REQUESTS} requests in any {SECONDS:.0f} s allowed"
    return (
        f"| {head} | answered | of what was allowed | at least | 429 |\n| --- | --: | --: | --: | --: |\n"
        f"| {LASTS:.0f} seconds | {sent.count(200)} | {sent.count(200) / allowed:.3f} | {SHARED} | {sent.count(429)} |"
    )


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=400)
    options.add_argument("--only", nargs="*", default=["call", "pages", "memory", "lists", "beside", "shared"])
    given = options.parse_args()
    with served() as url:
        parts = {
            "call": lambda: "\n\n".join(call(url, given.rounds)),
            "pages": lambda: pages(url, given.rounds),
            "memory": lambda: memory(url),
            "lists": lambda: asyncio.run(lists(url)),
            "beside": lambda: asyncio.run(beside(url)),
            "shared": shared,
        }
        for name, part in parts.items():
            if name in given.only:
                print(part(), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
