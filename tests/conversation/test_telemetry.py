"""Traces and metrics of calls: one tree each, with what is known of it, and nothing of what is said or sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ashby_agent_tools import Decision, MemoryStore, Session, SessionOptions, Telemetry, Toolset
from ashby_agent_tools.errors import Declined, InvalidArguments, ToolError, UsageError
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.testing._company import Company

REJECT, SEARCH, NOTE = "ashby_application_change_stage", "ashby_candidate_list", "ashby_candidate_create_note"
CANARY = "canary-7f3a"


class Watched:
    """A session whose spans and metrics are kept."""

    def __init__(self, approver=None, **options):
        self.spans, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.spans))
        self.tracer = provider.get_tracer("of the application")
        self.simulator = Simulator()
        self.company = Company.of(self.simulator)
        telemetry = Telemetry(tracer_provider=provider, meter_provider=MeterProvider([self.reader]))
        self.options = SessionOptions(store=MemoryStore(), telemetry=telemetry, approver=approver, **options)
        self.session = self.another("one")

    def another(self, conversation):
        return Session(
            Toolset.all() | Toolset.tasks(),
            self.simulator.client(),
            async_client=self.simulator.async_client(),
            conversation=conversation,
            **self.options,
        )

    def tree(self):
        """The spans as nested names, in the order in which they began, and by name."""
        spans = sorted(self.spans.get_finished_spans(), key=lambda it: it.start_time)

        def below(parent):
            own = [it for it in spans if (it.parent and it.parent.span_id) == parent]
            return [(it.name, below(it.context.span_id)) if below(it.context.span_id) else it.name for it in own]

        return below(None), {it.name: it for it in spans}

    def metrics(self):
        """The points by metric: what they are about, and their value or count."""
        data = self.reader.get_metrics_data()
        return {
            metric.name: [
                (dict(it.attributes), getattr(it, "value", None) or it.count) for it in metric.data.data_points
            ]
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }


def yes(call, question):
    return Decision.approve(by="robin@example.com")


def no(call, question):
    return Decision.deny(CANARY, by="robin@example.com")


async def call(session, awaited, name, arguments):
    return await session.arun(name, arguments) if awaited else session.run(name, arguments)


@pytest.mark.parametrize("awaited", [False, True])
async def test_a_call_is_one_tree_below_what_is_current(awaited):
    watched = Watched(yes)
    with watched.tracer.start_as_current_span("agent"):
        await call(watched.session, awaited, REJECT, watched.company.rejection(0))
    tree, spans = watched.tree()
    ((root, (tool,)),) = tree
    name, parts = tool
    assert (root, name) == ("agent", f"execute_tool {REJECT}")
    ask, wait, *requests = parts
    assert ask[0] == f"ask {REJECT}"
    assert all(it.startswith("POST /") for it in ask[1])
    assert wait == f"wait_for_approval {REJECT}"
    assert requests[-1] == "POST /application.changeStage"
    facts = dict(spans[name].attributes)
    assert facts["gen_ai.operation.name"] == "execute_tool"
    assert facts["gen_ai.tool.name"] == REJECT
    assert (facts["ashby.verdict"], facts["ashby.risk.effect"]) == ("ask", "destructive")
    assert 0 < facts["ashby.result.tokens.fitted"] <= facts["ashby.result.tokens.raw"]
    sent = spans["POST /application.changeStage"].attributes
    assert (sent["http.request.method"], sent["http.response.status_code"]) == ("POST", 200)


def test_a_question_and_its_answer_are_measured_once():
    watched = Watched()
    for decision in (Decision.approve(by="r"), Decision.deny(by="r"), None):
        number = 0 if decision is None or decision.kind == "approve" else 1
        session = watched.another(f"{decision}")
        if decision is None:
            prepared = session.prepare(REJECT, watched.company.rejection(2))
            session.question(prepared)
            store = watched.options["store"]
            (asked,) = [it for it in store.requests() if it.state == "pending"]
            store.answer(asked.id, approved=False, by="elsewhere")
            for _ in range(2):
                with pytest.raises(Declined):
                    session.execute(prepared)
            continue
        prepared = session.prepare(REJECT, watched.company.rejection(number))
        session.question(prepared)
        session.question(prepared)
        try:
            session.execute(prepared, decision=decision)
        except Declined:
            assert decision.kind == "deny"
    metrics = watched.metrics()
    ((about, asked),) = metrics["ashby.approval.questions"]
    assert (about, asked) == ({"ashby.operation": "application.changeStage", "ashby.risk.effect": "destructive"}, 3)
    answers = {it["ashby.approval.answer"]: count for it, count in metrics["ashby.approval.answers"]}
    assert answers == {"approve": 1, "deny": 2}
    assert {count for _, count in metrics["ashby.approval.time_to_answer"]} == {1, 2}


def test_another_attempt_is_another_request_of_the_same_call():
    watched = Watched()
    watched.simulator.fail_next("rate_limit", retry_after=0)
    watched.session.run(SEARCH, {"limit": 1})
    (tool,), _ = watched.tree()
    assert tool[1] == ["POST /candidate.list"] * 2
    first, second = [it for it in watched.spans.get_finished_spans() if it.name == "POST /candidate.list"]
    assert (first.attributes["error.type"], first.attributes["http.response.status_code"]) == ("RateLimited", 429)
    assert second.attributes["http.request.resend_count"] == 1
    assert not second.status.is_ok or second.status.description is None


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        (f"ashby_{CANARY}", {}, "InvalidArguments"),
        (SEARCH, {"limit": CANARY}, "InvalidArguments"),
        ("ashby_candidate_info", {"id": "00000000-0000-4000-8000-000000000000"}, "NotFound"),
    ],
)
def test_an_error_is_its_class_and_no_more(name, arguments, error):
    watched = Watched()
    with pytest.raises(ToolError):
        watched.session.run(name, arguments)
    _, spans = watched.tree()
    failed = [it for it in spans.values() if it.name.startswith("execute_tool")]
    assert [it.attributes["error.type"] for it in failed] == [error]
    assert failed[0].status.description is None


def every_word(watched):
    spans = [json.loads(it.to_json()) for it in watched.spans.get_finished_spans()]
    return json.dumps([spans, str(watched.metrics())])


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.usefixtures("no_waiting")
async def test_no_content_is_in_any_attribute_event_or_status(awaited):
    """Arguments, texts, names, keys, what people and Ashby answered: in calls that work and in calls that fail."""
    watched = Watched(no)
    company, session = watched.company, watched.session
    candidate = company.candidate(0)
    hostile = [
        (NOTE, {"candidateId": candidate["id"], "note": CANARY}),
        (NOTE, {"candidateId": CANARY, "note": CANARY}),
        (SEARCH, {"limit": CANARY}),
        (f"ashby_{CANARY}", {CANARY: CANARY}),
        (REJECT, company.mailed_rejection(0)),
        ("ashby_candidate_search", {"name": CANARY}),
        ("ashby_candidate_search", {"name": candidate["name"]}),
        ("ashby_candidate_info", {"id": candidate["id"]}),
    ]
    for name, arguments in hostile:
        for fault in (None, "failure_in_200", "not_json"):
            watched.simulator.stop_failing()
            if fault:
                watched.simulator.fail_next(fault)
            try:
                await call(session, awaited, name, arguments)
            except ToolError:
                continue
    said = every_word(watched)
    mail = candidate["primaryEmailAddress"]["value"]
    forbidden = (CANARY, watched.simulator.key, candidate["id"], candidate["name"], mail, "robin", session.account)
    assert not [it for it in forbidden if it in said]
    assert "execute_tool" in said


def test_a_task_has_a_span_for_each_of_its_calls():
    watched = Watched()
    watched.session.run("ashby_hiring_report", {})
    (tool,), spans = watched.tree()
    assert tool[0] == "execute_tool ashby_hiring_report"
    assert len(tool[1]) > 1
    for name, below in tool[1]:
        assert name.startswith("execute_tool ashby_")
        assert below == [f"POST /{spans[name].attributes['ashby.operation']}"]


def test_without_telemetry_nothing_is_traced_and_opentelemetry_is_not_loaded():
    program = (
        "import sys\nfrom ashby_agent_tools import Session, Toolset\n"
        "from ashby_agent_tools.simulator import Simulator\n"
        "Session(Toolset.all(), Simulator().client()).run('ashby_candidate_list', {'limit': 1}).text\n"
        "print([it for it in sys.modules if it.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("given", [True, "otel", object()])
def test_what_is_no_telemetry_is_refused(given):
    with pytest.raises(UsageError, match=r"telemetry=Telemetry\(\)"):
        Session(Toolset.all(), Simulator().client(), telemetry=given)


def test_where_opentelemetry_is_missing_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(UsageError, match=r"ashby-agent-tools\[otel\]"):
        Telemetry()


def test_invalid_arguments_are_of_the_tool_that_was_not_called():
    watched = Watched()
    with pytest.raises(InvalidArguments):
        watched.session.run(SEARCH, {"limit": -1})
    assert [it.name for it in watched.spans.get_finished_spans()] == ["execute_tool"]
