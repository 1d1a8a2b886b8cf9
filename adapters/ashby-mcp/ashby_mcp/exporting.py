"""What --telemetry, --log-json and --metrics turn on: where traces, metrics and logs of a process go."""

from __future__ import annotations

import dataclasses
import re

from mcp.server import Server

from ashby_agent_tools import Telemetry
from ashby_agent_tools.errors import UsageError
from ashby_mcp.changes import observe
from ashby_mcp.logs import log_as_json, log_message
from ashby_mcp.metrics import ServerMetrics

__all__ = ["ObservedServer", "address_in"]

_NO_SDK = "Traces need OpenTelemetry's SDK and an exporter: pip install 'ashby-mcp[otel]'."


@dataclasses.dataclass(frozen=True, slots=True)
class ObservedServer:
    """What is told of a server, and where to. `metrics`: a port, or an address with one; empty for none."""

    telemetry: Telemetry | None = None
    metrics: ServerMetrics | None = None
    log_json: bool = False

    @classmethod
    def of(cls, *, telemetry: bool, metrics: str, log_json: bool) -> ObservedServer:
        """What was chosen; the metrics are served from now on. Raises UsageError for what is not installed."""
        if log_json:
            log_as_json()
        made = None
        if metrics:
            host, port = address_in(metrics)
            made = ServerMetrics()
            made.serve(host, port)
        return cls(_exported() if telemetry else None, made, log_json)

    def watch(self, server: Server[str]) -> None:
        """Log each message of a server, where logs are for machines."""
        if self.log_json:
            observe(server, log_message)


def address_in(given: str) -> tuple[str, int]:
    """Host and port of `9464`, `0.0.0.0:9464` or `[::1]:9464`; this machine alone where no host is named."""
    found = re.fullmatch(r"(?:(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253}):)?([0-9]{1,5})", given)
    if found is None:
        raise UsageError(f"--metrics {given!r:.60} is not a port; write 9464, or 0.0.0.0:9464.")
    return (found[1] or "127.0.0.1").strip("[]"), int(found[2])


def _exported() -> Telemetry:
    """Over the providers that are set, by `opentelemetry-instrument` say; else over OTLP, by OTEL_ variables."""
    from opentelemetry import trace  # noqa: PLC0415  (only where it is wanted)

    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return Telemetry()
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415  (an extra)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise UsageError(_NO_SDK) from None
    resource = Resource.create()  # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are in it
    if str(resource.attributes.get(SERVICE_NAME, "")).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "ashby-mcp"}))
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    meters = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())], resource=resource)
    return Telemetry(tracer_provider=tracers, meter_provider=meters)
