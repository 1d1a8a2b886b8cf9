"""Traces of the server: one tree for each message, joined to the client's, with nothing that anybody wrote."""

from __future__ import annotations

import contextlib
import json

import pytest
from mcp import types
from mcp.shared.exceptions import MCPError
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ashby_agent_tools import MemoryStore, Session, Telemetry, Toolset
from ashby_mcp import build_server

REJECT, NOTE = "ashby_application_change_stage", "ashby_candidate_create_note"
CANARY = "canary-7f3a"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def watched(scene, monkeypatch):
    """A server, and the spans and metrics of it, of the SDK, and of whatever uses OpenTelemetry's own providers."""
    spans, reader, provider = InMemorySpanExporter(), InMemoryMetricReader(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr("mcp.shared._otel._tracer", provider.get_tracer("mcp-python-sdk"))
    telemetry = Telemetry(tracer_provider=provider, meter_provider=MeterProvider([reader]))
    client, store, toolset = scene.simulator.async_client(), MemoryStore(), Toolset.preset("operations")
    server = build_server(
        lambda name: Session(toolset, async_client=client, conversation=name, store=store, telemetry=telemetry),
        telemetry=telemetry,
    )
    return server, spans, reader


def of_the_server(spans):
    """What the server did: the client's own spans have none of its kind."""
    return [it for it in spans.get_finished_spans() if not it.name.startswith("MCP send")]


async def test_a_call_is_joined_to_the_clients_trace_and_is_one_tree(watched, scene, era, connect, person):
    server, spans, reader = watched
    meta = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    async with connect(server, era, person) as client:
        await client.list_tools()
        spans.clear()
        await client.call_tool(NOTE, scene.note(), meta=meta)
    found = {it.name: it for it in of_the_server(spans)}
    root = found[f"tools/call {NOTE}"]
    sending = [it for it in spans.get_finished_spans() if it.name == f"MCP send tools/call {NOTE}"]  # the client's own
    parent = (sending[0].context.trace_id, sending[0].context.span_id) if sending else (int(TRACE, 16), int(PARENT, 16))
    assert (root.context.trace_id, root.parent.span_id) == parent
    assert root.kind.name == "SERVER"
    facts = dict(root.attributes)
    assert (facts["mcp.method.name"], facts["gen_ai.operation.name"], facts["gen_ai.tool.name"]) == (
        "tools/call", "execute_tool", NOTE,
    )  # fmt: skip
    tool, sent = found[f"execute_tool {NOTE}"], found["POST /candidate.createNote"]
    assert (tool.parent.span_id, sent.parent.span_id) == (root.context.span_id, tool.context.span_id)
    names = {
        metric.name
        for resource in reader.get_metrics_data().resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert "mcp.server.operation.duration" in names


async def test_a_question_that_is_handed_out_is_no_error(watched, scene, connect):
    server, spans, _ = watched
    meta = {"io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}

    async def dismissed(context, params):
        return types.ElicitResult(action="cancel")

    async with connect(server, "auto", dismissed) as client:
        await client.call_tool(REJECT, scene.rejection(), meta=meta)
    first, *_ = [it for it in of_the_server(spans) if it.name == f"tools/call {REJECT}"]
    assert first.attributes["ashby.approval.needed"] is True
    assert "error.type" not in first.attributes


async def test_a_person_is_waited_for_in_a_span(watched, scene, connect, person):
    server, spans, _ = watched
    async with connect(server, "legacy", person) as client:
        await client.call_tool(REJECT, scene.rejection())
    found = {it.name: it for it in of_the_server(spans)}
    root = found[f"tools/call {REJECT}"]
    for name in (f"ask {REJECT}", f"wait_for_approval {REJECT}", f"execute_tool {REJECT}"):
        assert found[name].parent.span_id == root.context.span_id


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [(NOTE, {"note": CANARY}, "tool_error"), (f"ashby_{CANARY}", {}, str(types.INVALID_PARAMS))],
)
async def test_what_went_wrong_is_a_class_and_no_text(watched, connect, era, tool, arguments, error):
    server, spans, _ = watched
    async with connect(server, era) as client:
        spans.clear()
        try:
            assert (await client.call_tool(tool, arguments)).is_error
        except MCPError:
            assert error != "tool_error"
    (failed,) = [it for it in of_the_server(spans) if it.name.startswith("tools/call")]
    assert failed.attributes["error.type"] == error
    assert (failed.status.status_code.name, failed.status.description, failed.events) == ("ERROR", None, ())
    assert CANARY not in said(of_the_server(spans))


def said(spans):
    return json.dumps([json.loads(it.to_json()) for it in spans])


async def test_nothing_that_anybody_wrote_is_told(watched, scene, era, connect):
    """Names, arguments, ids of requests, answers of people, and a client that fails where a person is asked."""
    server, spans, reader = watched

    async def failing(context, params):
        return types.ErrorData(code=-1, message=CANARY)

    async def denying(context, params):
        return types.ElicitResult(action="accept", content={"approve": False, "reason": CANARY})

    for answer in (failing, denying):
        async with connect(server, era, answer) as client:
            for name, arguments in (
                (REJECT, scene.mailed_rejection()),
                (NOTE, scene.note(text=CANARY)),
                (CANARY, {}),
                (NOTE, {"candidateId": CANARY, CANARY: CANARY}),
            ):
                with contextlib.suppress(MCPError):
                    await client.call_tool(name, arguments)
            for ask in (lambda: client.get_prompt(CANARY), lambda: client.read_resource(f"ashby://{CANARY}")):
                with pytest.raises(MCPError):
                    await ask()
    told = said(
        it for it in spans.get_finished_spans() if it.kind.name != "CLIENT" or "elicitation" in it.name
        or it.name.startswith("POST")
    )  # fmt: skip
    metrics = str(reader.get_metrics_data())
    candidate = scene.company.candidate(0)
    mail = candidate["primaryEmailAddress"]["value"]
    forbidden = (CANARY, scene.simulator.key, candidate["name"], candidate["id"], mail)
    assert not [it for it in forbidden if it in told or it in metrics]
