"""Telemetry: what calls do, as OpenTelemetry traces and metrics; never what is said, sent or shown.

A span has names of tools and endpoints, ratings, verdicts, sizes and classes of errors. It has no argument, no result,
no message of an error and no name of a person; nothing that comes from outside becomes an attribute. What is added here
is therefore a fact from the catalogue, a number, or the name of a class.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ashby_agent_tools.errors import UsageError

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, SpanKind, TracerProvider

__all__ = ["BYTES_PER_TOKEN", "Attributes", "RequestTrace", "Telemetry", "ToolTrace", "current", "request"]

BYTES_PER_TOKEN = 2.5
"""Of Ashby's JSON, which is rich in ids: sizes are divided by it, because counting would cost more than it tells."""

Attributes = Mapping[str, str | bool | int | float]
_LATEST = 10_000


@dataclasses.dataclass(slots=True)
class ToolTrace:
    """The span of a call under way. `fingerprint`: of the call, once it is prepared; `raw`: bytes from Ashby."""

    telemetry: Telemetry
    span: Span
    fingerprint: str | None = None
    raw: int = 0

    def about(self, name: str, fingerprint: str, facts: Attributes) -> None:
        """Name the span after what it turned out to be; its first call is the one it is about."""
        if self.fingerprint is None:
            self.fingerprint = fingerprint
            self.span.update_name(name)
            self.span.set_attributes(facts)


class RequestTrace:
    """The span of one request to Ashby, or of none where nobody watches."""

    __slots__ = ("_span", "_tool")

    def __init__(self, span: Span | None = None, tool: ToolTrace | None = None) -> None:
        self._span, self._tool = span, tool

    def answered(self, status: int, size: int) -> None:
        """Note the status and the size of an answer."""
        if self._span is not None and self._tool is not None:
            self._span.set_attribute("http.response.status_code", status)
            self._tool.raw += size


_NOBODY = contextlib.nullcontext(RequestTrace())
_current: ContextVar[ToolTrace | None] = ContextVar("ashby_tool_trace", default=None)


class Telemetry:
    """Traces and measures what sessions do; one for all sessions of an application. Needs the extra `otel`.

    `tracer_provider`, `meter_provider`: whose spans and metrics they are; those that OpenTelemetry was told to use
    otherwise. Each call is one tree: `execute_tool NAME` with its requests (`POST /endpoint`), the building of its
    question (`ask NAME`) and the wait for a person (`wait_for_approval NAME`), below the span that is current. Names
    follow OpenTelemetry's conventions for generative AI and HTTP; what is ours begins with `ashby.`.

    Metrics: `ashby.approval.questions` (asked), `ashby.approval.answers` (by `ashby.approval.answer`: approve, edit or
    deny, so that the yes rate is a division) and `ashby.approval.time_to_answer` in seconds.

    Raises UsageError where OpenTelemetry is not installed.
    """

    def __init__(
        self, *, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
    ) -> None:
        from importlib.metadata import version as version_of  # noqa: PLC0415  (slow to import)

        try:
            from opentelemetry import metrics, trace  # noqa: PLC0415  (an extra; loaded where it is wanted)
        except ImportError:
            raise UsageError("Telemetry needs OpenTelemetry: pip install 'ashby-agent-tools[otel]'.") from None
        version = version_of("ashby-agent-tools")
        self.tracer_provider, self.meter_provider = tracer_provider, meter_provider
        self._kinds, self._error = trace.SpanKind, trace.StatusCode.ERROR
        self._tracer = trace.get_tracer("ashby_agent_tools", version, tracer_provider)
        meter = metrics.get_meter("ashby_agent_tools", version, meter_provider)
        self._questions = meter.create_counter("ashby.approval.questions", "{question}", "Questions asked of people")
        self._answers = meter.create_counter("ashby.approval.answers", "{answer}", "Answers that people gave")
        self._time = meter.create_histogram("ashby.approval.time_to_answer", "s", "From the question to its answer")
        self._told: OrderedDict[str, None] = OrderedDict()

    @contextlib.contextmanager
    def tool(self, fingerprint: str | None = None) -> Iterator[ToolTrace]:
        """The span of a call; within one that is about the same call, or not known yet, that one."""
        outer = _current.get()
        if outer is not None and (outer.fingerprint is None or outer.fingerprint == fingerprint):
            yield outer
            return
        with self._span("execute_tool", self._kinds.INTERNAL) as span:
            trace = ToolTrace(self, span)
            before = _current.set(trace)
            try:
                yield trace
            finally:
                _current.reset(before)

    @contextlib.contextmanager
    def part(self, name: str, facts: Attributes) -> Iterator[None]:
        """A span below that of a call, or beside those of its other doors: building its question, waiting for a yes."""
        with self._span(name, self._kinds.INTERNAL, facts) as span:
            before = _current.set(ToolTrace(self, span, ""))
            try:
                yield
            finally:
                _current.reset(before)

    @contextlib.contextmanager
    def request(
        self, tool: ToolTrace, endpoint: str, host: str, port: int | None, resent: int
    ) -> Iterator[RequestTrace]:
        """The span of one attempt at a request of a call."""
        facts: dict[str, str | int] = {
            "http.request.method": "POST",
            "url.template": f"/{endpoint}",
            "server.address": host,
        }
        if port is not None:
            facts["server.port"] = port
        if resent:
            facts["http.request.resend_count"] = resent
        with self._span(f"POST /{endpoint}", self._kinds.CLIENT, facts) as span:
            yield RequestTrace(span, tool)

    @contextlib.contextmanager
    def _span(self, name: str, kind: SpanKind, facts: Attributes | None = None) -> Iterator[Span]:
        """A current span. Of an error it has the class alone: its text may quote what somebody wrote."""
        with self._tracer.start_as_current_span(
            name, kind=kind, attributes=facts, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_attribute("error.type", _class_of(error))
                span.set_status(self._error)
                raise

    # questions

    def asked(self, facts: Attributes) -> None:
        """Count a question."""
        self._questions.add(1, facts)

    def answered(self, question: str, answer: str, seconds: float, facts: Attributes) -> None:
        """Count the answer to a question once, whoever meets it how often."""
        if question in self._told:
            return
        self._told[question] = None
        if len(self._told) > _LATEST:
            self._told.popitem(last=False)
        labels = {**facts, "ashby.approval.answer": answer}
        self._answers.add(1, labels)
        self._time.record(max(0.0, seconds), labels)


def request(endpoint: str, host: str, port: int | None, resent: int) -> contextlib.AbstractContextManager[RequestTrace]:
    """The span of one attempt at a request to Ashby, below that of the call it belongs to; of none where none is."""
    tool = _current.get()
    return _NOBODY if tool is None else tool.telemetry.request(tool, endpoint, host, port, resent)


def current() -> ToolTrace | None:
    """The call that is under way here."""
    return _current.get()


def _class_of(error: BaseException) -> str:
    """The name of an error's class; of one that others made, of the nearest that is known here."""
    known = next((it for it in type(error).__mro__ if it.__module__ in _KNOWN), BaseException)
    return known.__qualname__


_KNOWN = ("asyncio.exceptions", "builtins", "httpx", "ashby_agent_tools.approval.flow", "ashby_agent_tools.errors")
