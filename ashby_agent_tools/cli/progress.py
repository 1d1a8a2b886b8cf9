"""Progress of a long list: one line on stderr that moves, where a person watches and the records go elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from ashby_agent_tools.client.paging import OnPage, Progress

__all__ = ["shown_progress"]


@contextlib.contextmanager
def shown_progress(*, elsewhere: bool = False) -> Iterator[OnPage | None]:
    """An `on_page` that shows how far a list has been read; None where stderr is no terminal, or stdout is one.

    On a terminal that shows the records themselves, a line that moves would run through them. `elsewhere`: the records
    do not go to stdout.
    """
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not elsewhere):
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  (loaded where a terminal is)
    from rich.progress import Progress as Bar  # noqa: PLC0415
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    shown = Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
    with shown as bar:  # not redirected: stdout is where the records go
        line = bar.add_task("reading", total=None)

        def on_page(progress: Progress) -> None:
            rest = ", more to come" if progress.more else ""
            said = f"{progress.endpoint}: {progress.records:,} records on {progress.pages:,} pages{rest}"
            bar.update(line, description=said)

        yield on_page
