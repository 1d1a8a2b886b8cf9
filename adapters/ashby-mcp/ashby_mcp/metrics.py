"""Metrics for Prometheus: how many messages, how long, what was refused, what is open. Needs the extra `metrics`.

Labels are names that the server knows: methods, tools, outcomes. None is a person's, a grant's or a client's.
"""

from __future__ import annotations

from collections.abc import Callable

from ashby_agent_tools.errors import UsageError
from ashby_mcp.messages import MessageFacts
from ashby_mcp.shutdown import ActiveCalls

__all__ = ["ServerMetrics"]

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class ServerMetrics:
    """The metrics of one server, on a port of their own. Raises UsageError without the extra `metrics`."""

    def __init__(self) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: PLC0415  (an extra)
        except ImportError:
            raise UsageError("Metrics need prometheus-client: pip install 'ashby-mcp[metrics]'.") from None
        self.registry = CollectorRegistry()
        own = self.registry
        self._messages = Counter(
            "ashby_mcp_messages", "Messages by method, tool and outcome", ["method", "tool", "outcome"], registry=own
        )
        self._seconds = Histogram(
            "ashby_mcp_message_seconds", "How long messages took", ["method"], buckets=_SECONDS, registry=own
        )
        self._responses = Counter("ashby_mcp_http_responses", "HTTP responses by status", ["status"], registry=own)
        self._refused = Counter("ashby_mcp_refused", "Requests that were refused, by why", ["reason"], registry=own)
        self._sessions = Gauge("ashby_mcp_sessions", "Open MCP sessions", registry=own)
        self._calls = Gauge("ashby_mcp_calls", "Calls under way, by what they wait for", ["waits_for"], registry=own)

    def observe(self, facts: MessageFacts) -> None:
        """Count a message that was handled."""
        self._messages.labels(facts.method, facts.target, facts.outcome).inc()
        self._seconds.labels(facts.method).observe(facts.seconds)

    def respond(self, status: int) -> None:
        """Count a response over HTTP."""
        self._responses.labels(str(status)).inc()

    def refuse(self, reason: str) -> None:
        """Count a request that was not served."""
        self._refused.labels(reason).inc()

    def watch(self, sessions: Callable[[], int], active: ActiveCalls) -> None:
        """What is open is looked at whenever somebody asks."""
        self._sessions.set_function(sessions)
        self._calls.labels("ashby").set_function(lambda: active.at_work)
        self._calls.labels("a person").set_function(lambda: active.deciding)

    def serve(self, host: str, port: int) -> int:
        """Answer GET /metrics on a port of their own, in a thread; gives the port, which 0 lets the system choose.

        Raises UsageError if the address cannot be had.
        """
        from prometheus_client import start_http_server  # noqa: PLC0415  (as above)

        try:
            server, _ = start_http_server(port, host, self.registry)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or "there is no such address"
            raise UsageError(f"Cannot serve metrics on {host} port {port} ({why}); choose another.") from error
        return int(server.server_port)
