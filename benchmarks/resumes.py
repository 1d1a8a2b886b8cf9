"""How long a resume takes to read in a separate process, and how much of it is the process: wall and CPU time.

python benchmarks/resumes.py [--times 20]      needs the extra `files`

For a PDF as the simulator writes it, a DOCX and a text: what the readers take in this process once they are loaded, and
what a whole reading takes, process included. On a busy machine the least wall time and the CPU time tell the most.

Measured on two cores at a load of 16, with the priority of a real-time process (chrt -r 5), so as on a machine with
nothing else to do; medians of 15, in ms:

             here    apart    extra
    pdf         2      100       97
    docx        0       34       34
    text        0       28       28

Most of a PDF's time is the import of pypdf; without what `worker.py` keeps it from loading it was a quarter more CPU.
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import time
import zipfile
from collections.abc import Callable

from ashby_agent_tools import FileLimits
from ashby_agent_tools.client.files.apart import read_document
from ashby_agent_tools.client.files.kinds import type_of
from ashby_agent_tools.client.files.readers import reader_of
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.simulator.storage import content

LIMITS = FileLimits(seconds=60)
SAID = "Led a team of seven engineers and cut the time of a release from two weeks to a day. "
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def pdf() -> bytes:
    """The resume of the demo company's first person."""
    state = Simulator(seed=7).state
    row = next(it for it in state.table("file").values() if it["resumeOf"])
    return content(state, row)


def docx() -> bytes:
    """A document of 60 paragraphs."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        paragraphs = f"<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>" * 60
        archive.writestr("word/document.xml", DOCUMENT.format(paragraphs))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return made.getvalue()


def parsed(data: bytes) -> str:
    """The text, read in this process."""
    counts = {"pages": LIMITS.pages, "operators": LIMITS.operators, "characters": LIMITS.characters}
    return reader_of(type_of(io.BytesIO(data)), **counts)(data)


def apart(data: bytes) -> str:
    """The text, read in a separate process."""
    return read_document(data, name="cv", limits=LIMITS).text


def measured(read: Callable[[bytes], str], data: bytes, times: int) -> tuple[float, float, float]:
    """The least and the median wall time, and the CPU time of this process and its children, in milliseconds."""
    read(data)  # loads what is loaded once
    walls, before = [], _cpu()
    for _ in range(times):
        begun = time.perf_counter()
        read(data)
        walls.append(time.perf_counter() - begun)
    cpu = (_cpu() - before) / times
    return min(walls) * 1000, statistics.median(walls) * 1000, cpu * 1000


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in used)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    print(
        f"{'':6}{'here: least':>14}{'median':>9}{'CPU':>7}{'apart: least':>16}{'median':>9}{'CPU':>7}{'extra':>9}  ms"
    )
    for name, data in {"pdf": pdf(), "docx": docx(), "text": (SAID * 60).encode()}.items():
        here, away = (measured(read, data, times) for read in (parsed, apart))
        numbers = (*here, *away, away[1] - here[1])
        print(f"{name:6}" + "".join(f"{it:>{w}.0f}" for it, w in zip(numbers, (14, 9, 7, 16, 9, 7, 9), strict=True)))


if __name__ == "__main__":
    main()
