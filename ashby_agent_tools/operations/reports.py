"""Reports: the rows of a saved report, waited for or fetched when they are ready. No longer beta since 2026-08-20."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ashby_agent_tools.operations import entities
from ashby_agent_tools.operations.base import Operation, Spec
from ashby_agent_tools.operations.params import ReportId
from ashby_agent_tools.risk import READ


class _Report(Operation):
    """What both ways of getting a report take."""

    reportId: ReportId
    includeHeadersInData: Annotated[bool | None, Field(description="column titles as first row; default true")] = None
    resultStyle: Annotated[
        Literal["inline", "url"] | None, Field(description="url: a download link for large reports instead of rows")
    ] = None


class ReportGenerate(_Report):
    """Start computing a saved report; call again each second with the requestId it answers until complete or failed.

    At most 15 starts a minute and 3 at a time.
    """

    spec = Spec(
        "report.generate",
        scope="reportsRead",
        risk=READ,
        tags=("reporting",),
        entity=entities.REPORT,
        retried=False,
    )

    requestId: str | None = None


class ReportSynchronous(_Report):
    """Get a saved report's rows at once; one that takes over 30 s needs report.generate."""

    spec = Spec("report.synchronous", scope="reportsRead", risk=READ, tags=("reporting",), entity=entities.REPORT)
