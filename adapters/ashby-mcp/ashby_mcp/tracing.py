"""Traces of a server: a span for each message, joined to the client's trace, in place of the SDK's.

The SDK's own span tells what clients write: the text of an error, whatever they give as a tool's name or as an id. This
one has names that the server knows, numbers, and classes of errors. Names are those of OpenTelemetry's conventions for
the Model Context Protocol.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from mcp import types
from mcp.server import Server
from mcp.server.context import CallNext, HandlerResult, ServerMiddleware
from mcp.shared.exceptions import MCPError
from opentelemetry import metrics, propagate, trace
from opentelemetry.context import Context as TraceContext
from pydantic import ValidationError

from ashby_agent_tools import Telemetry
from ashby_mcp.conversation import Context
from ashby_mcp.messages import MessageFacts

__all__ = ["OTHER", "TracingMiddleware", "failure_of", "known_method", "replace_tracing", "untold"]

OTHER = "_OTHER"
_NOTIFICATIONS = frozenset({"notifications/initialized", "notifications/cancelled", "notifications/progress"})
_TOOL_ERROR = "tool_error"
_OPERATIONS = {"tools/call": "gen_ai.tool.name", "prompts/get": "gen_ai.prompt.name"}


def known_method(server: Server[str], method: str) -> str:
    """A method's name, if the server has it; whatever else somebody may send is `_OTHER`."""
    is_known = method in _NOTIFICATIONS or server.get_request_handler(method) is not None
    return method if is_known or method in ("initialize", "ping") else OTHER


def failure_of(made: object) -> str | None:
    """The `error.type` of what a handler gave or raised; None for what went well."""
    match made:
        case MCPError():
            return str(made.error.code)
        case ValidationError():
            return str(types.INVALID_PARAMS)
        case BaseException():
            return type(made).__name__
        case types.CallToolResult(is_error=True) | {"isError": True}:
            return _TOOL_ERROR
    return None


def _asks(made: object) -> bool:
    """Whether a handler gave a question for a person, as an object or as it is sent."""
    match made:
        case types.InputRequiredResult() | {"resultType": "input_required"}:
            return True
    return False


class TracingMiddleware(ServerMiddleware[Any]):
    """A span and a measurement for each message. `offers`: whether the server knows a tool or prompt of this name.

    `observers`: told of each message that was handled.
    """

    def __init__(self, server: Server[str], offers: Callable[[str, str], bool], telemetry: Telemetry | None) -> None:
        self._server, self._offers = server, offers
        self.observers: list[Callable[[MessageFacts], None]] = []
        tracers = None if telemetry is None else telemetry.tracer_provider
        meters = None if telemetry is None else telemetry.meter_provider
        self._tracer = trace.get_tracer("ashby_mcp", version("ashby-mcp"), tracers)
        meter = metrics.get_meter("ashby_mcp", version("ashby-mcp"), meters)
        self._duration = meter.create_histogram("mcp.server.operation.duration", "s", "How long messages took")

    async def __call__(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Handle the message within its span."""
        method = known_method(self._server, ctx.method)
        facts = self._facts(ctx, method)
        name = " ".join([method, *(facts[it] for it in _OPERATIONS.values() if it in facts)])
        numbered = {"jsonrpc.request.id": str(ctx.request_id)} if isinstance(ctx.request_id, int) else {}
        parent, links = _joined(ctx)
        began = time.monotonic()
        with self._tracer.start_as_current_span(
            name, parent, trace.SpanKind.SERVER, {**facts, **numbered}, links,
            record_exception=False, set_status_on_exception=False,
        ) as span:  # fmt: skip
            made: object = None
            try:
                made = result = await call_next(ctx)
            except BaseException as error:
                made = error
                raise
            finally:
                failure = failure_of(made)
                if failure is not None:
                    facts["error.type"] = failure
                    span.set_attribute("error.type", failure)
                    span.set_status(trace.StatusCode.ERROR)
                if _asks(made):
                    span.set_attribute("ashby.approval.needed", True)
                seconds = time.monotonic() - began
                self._duration.record(seconds, facts)
                self._tell(span, name, failure or ("asked" if _asks(made) else "ok"), seconds)
        return result

    def _tell(self, span: trace.Span, name: str, outcome: str, seconds: float) -> None:
        method, _, target = name.partition(" ")
        known = span.get_span_context()
        traced = f"{known.trace_id:032x}" if known.is_valid else ""
        for observe in self.observers:
            observe(MessageFacts(method, target, outcome, seconds, traced))

    def _facts(self, ctx: Context, method: str) -> dict[str, str]:
        facts = {"mcp.method.name": method, "mcp.protocol.version": ctx.protocol_version}
        if method == "tools/call":
            facts["gen_ai.operation.name"] = "execute_tool"
        asked = (ctx.params or {}).get("name")
        if method in _OPERATIONS and isinstance(asked, str) and self._offers(method, asked):
            facts[_OPERATIONS[method]] = asked
        return facts


def _joined(ctx: Context) -> tuple[TraceContext | None, list[trace.Link]]:
    """The client's trace that a message belongs to, and a link to what is current here, where these are two."""
    here = trace.get_current_span().get_span_context()
    try:
        context = propagate.extract(ctx.meta or {})
    except (ValueError, TypeError):  # a client may write anything there
        return None, []
    if not trace.get_current_span(context).get_span_context().is_valid:
        return None, []
    there = trace.get_current_span(context).get_span_context()
    return context, [trace.Link(here)] if here.is_valid and here.span_id != there.span_id else []


@contextlib.contextmanager
def untold() -> Iterator[None]:
    """What the SDK would trace within it is not sampled: of an answer that is an error, its span tells the text."""
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        yield
        return
    with trace.use_span(trace.NonRecordingSpan(trace.SpanContext(here.trace_id, here.span_id, is_remote=False))):
        yield


def replace_tracing(server: Server[str], middleware: ServerMiddleware[Any]) -> None:
    """Put our middleware in the place of the SDK's."""
    others = [it for it in server.middleware if type(it).__name__ != "OpenTelemetryMiddleware"]
    server.middleware[:] = [middleware, *others]
