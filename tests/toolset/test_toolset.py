"""Toolsets: presets, narrowing that never widens, names, and what a model is told."""

from __future__ import annotations

import itertools
from typing import ClassVar

import pytest

from ashby_agent_tools import Budget, Effect, Operation, Spec, Toolset, confirm_destructive, confirm_never, deny, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.risk import DESTRUCTIVE, NOTIFIES, READ, WRITE
from ashby_agent_tools.tasks import all_tasks

SOME_ID = "3ae2b801-19f6-41ef-ad28-214bd731948f"
SMALL = ("recruiter", "hiring_manager", "sourcing", "scheduling", "offers", "reporting", "admin")
PRESETS = (*SMALL, "operations", "reading", "everything")


def names(toolset: Toolset) -> set[str]:
    return {tool.operation.spec.endpoint for tool in toolset}


def test_the_instructions_name_the_query_where_there_are_lists_to_query():
    assert "ashby_query" in Toolset.of("job.list").instructions()
    assert "ashby_query" not in Toolset.of("job.info").instructions()


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_exists_and_every_name_in_it_is_an_operation(preset):
    toolset = Toolset.preset(preset)
    assert len(list(toolset)) == len(toolset) > 0
    assert {tool.operation.spec.endpoint for tool in toolset.operations} <= {*catalogue(), *all_tasks(), "undo"}


@pytest.mark.parametrize("preset", SMALL)
def test_a_preset_offers_a_model_at_most_20_tools_built_in_ones_included(preset):
    assert len(Toolset.preset(preset).tools) <= 20
    assert Toolset.preset(preset.replace("_", "-")).endpoints == Toolset.preset(preset).endpoints


def test_the_default_preset_costs_at_most_1900_tokens_with_its_built_in_tools():
    assert Toolset.preset().endpoints == Toolset.preset("recruiter").endpoints
    assert Toolset.preset().cost() <= 1_900
    assert {"ashby_reject", "ashby_find", "ashby_read_resume"} <= {tool.name for tool in Toolset.preset().tools}


@pytest.mark.parametrize(
    ("tools", "named"),
    [
        (80, {}),
        (81, {"Cursor": 80}),
        (101, {"Cursor": 80, "Windsurf": 100}),
        (128, {"Cursor": 80, "Windsurf": 100}),
        (129, {"Cursor": 80, "Windsurf": 100, "OpenAI's API": 128, "VS Code": 128}),
    ],
)
def test_the_clients_that_take_fewer_tools_are_named(tools, named):
    names = [tool.name for tool in Toolset.all()]
    builtin = len(Toolset.of(*names[:80]).builtin)
    toolset = Toolset.of(*names[: tools - builtin])
    assert len(toolset.tools) == tools
    assert toolset.too_many_for == named


def test_reading_is_searched_and_finds_every_read_and_everything_is_everything():
    assert names(Toolset.preset("everything")) == set(catalogue())
    reading = Toolset.preset("reading")
    assert reading.searched
    known = {**catalogue(), **all_tasks()}
    assert {it.operation.spec.endpoint for it in reading.operations} == {n for n, it in known.items() if it.spec.reads}


def test_a_task_goes_where_one_of_its_calls_goes():
    tasks = Toolset.tasks()
    assert "ashby_reject" in tasks
    kept = tasks.without("application.changeStage")
    assert not {"ashby_reject", "ashby_advance"} & {tool.name for tool in kept}
    assert "ashby_debrief" in kept
    assert names(tasks.read_only()) == {name for name, it in all_tasks().items() if it.spec.reads}
    reads = ["candidatesRead", "jobsRead", "hiringProcessMetadataRead", "interviewsRead"]
    assert "ashby_reject" not in tasks.scoped_to(reads)
    assert "ashby_reject" in tasks.scoped_to([*reads, "candidates:write"])
    assert names(tasks.tagged("offers")) == {"offerStatus"}
    assert names(Toolset.of("ashby_find", "job.list") | Toolset.of("reject")) == {"find", "job.list", "reject"}


NARROWING = {
    "only": lambda it: it.only("candidate.search", "candidate.anonymize", "job.list"),
    "without": lambda it: it.without("job.list"),
    "tagged": lambda it: it.tagged("candidates", "pipeline"),
    "read_only": lambda it: it.read_only(),
    "at_most": lambda it: it.at_most("write"),
    "scoped_to": lambda it: it.scoped_to(["candidates:read", "candidatesWrite"]),
    "hiding": lambda it: it.hiding("pay"),
    "hiding what is off by default": lambda it: it.hiding("eeo"),
    "writes_only": lambda it: it.writes_only(),
}


def test_the_order_of_narrowing_never_matters_and_nothing_excluded_comes_back():
    steps = {(): Toolset.all()}  # by the order of narrowing; what orders have in common is narrowed once
    for count in (1, 2, 3):
        for order in itertools.permutations(NARROWING, count):
            steps[order] = NARROWING[order[-1]](steps[order[:-1]])
    held = {order: names(toolset) for order, toolset in steps.items()}
    for order, toolset in steps.items():
        same = tuple(sorted(order))
        assert held[order] <= held[order[:-1]]
        assert (held[order], toolset.hidden) == (held[same], steps[same].hidden)
        assert toolset.hidden >= steps[order[:-1]].hidden if order else True


@pytest.mark.parametrize("name", ["recruiter", "offers", "reporting", "reading", "everything"])
def test_equal_opportunity_data_are_off_in_every_selection(name):
    for toolset in (Toolset.preset(name), Toolset.all(), Toolset.of("surveySubmission.list"), Toolset(("job.list",))):
        assert toolset.hidden == {"eeo"}
        assert toolset.showing("eeo").hidden == set()


def test_showing_brings_back_what_is_off_by_default_and_nothing_that_was_hidden():
    every = Toolset.all()
    assert every.showing("eeo").hiding("pay").hidden == {"pay"}
    assert every.hiding("eeo").showing("eeo").hidden == every.showing("eeo").hiding("eeo").hidden == {"eeo"}
    assert (every.showing("eeo") | every).hidden == {"eeo"}
    assert (every.showing("eeo") | every.showing("eeo")).hidden == set()


def test_only_adds_nothing_that_was_excluded():
    assert names(
        Toolset.preset("operations").without("candidate.anonymize").only("candidate.anonymize", "job.list")
    ) == {"job.list"}


def test_a_union_takes_the_stricter_verdict_the_smaller_budget_and_both_hidings():
    loose = Toolset.of("job.list", "candidate.anonymize").with_policy(confirm_never).with_budget(1_000).hiding("pay")
    strict = Toolset.of("candidate.search").with_policy(deny("candidate.anonymize")).with_budget(2_000).hiding("eeo")
    both = loose | strict
    assert names(both) == {"job.list", "candidate.anonymize", "candidate.search"}
    assert both.prepare("candidate.anonymize", {"candidateId": SOME_ID}).verdict.name == "REFUSE"
    assert both.budget.tokens == 1_000
    assert both.hidden == {"pay", "eeo"}


@pytest.mark.parametrize(
    ("mistake", "hint"),
    [
        (lambda: Toolset.of("aplication.list"), "application.list"),
        (lambda: Toolset.preset("recruter"), "recruiter"),
        (lambda: Toolset.all().tagged("candidate"), "candidates"),
        (lambda: Toolset.all().without("candidate.anonymise"), "candidate.anonymize"),
        (lambda: Toolset.all().at_most("deadly"), "destructive"),
        (lambda: Toolset.all().hiding("salary"), "pay"),
        (lambda: Toolset.all().showing("pay"), "takes eeo"),
        (lambda: Toolset.all().showing("gender"), "eeo"),
        (lambda: Toolset.all().renamed("long"), "list_all"),
        (lambda: Toolset.all().renamed({"job.list": "x", "job.info": "x"}), "Two tools"),
        (lambda: Toolset.all().scoped_to("jobsRead"), "list of scopes"),
        (lambda: Toolset.all().with_policy(confirm_destructive, deny("candidate.anonymise")), "candidate.anonymize"),
        (lambda: Budget(tokens=20_000), "ceiling"),
        (lambda: Budget(tokens=0), "positive"),
        (lambda: Budget(1), "give 200 or more"),
        (lambda: Budget(199), "give 200 or more"),
        (lambda: Budget(250, factor=1.3), "give 260 or more"),
        (lambda: Budget(chars=1), "give 400 or more"),
        (lambda: Toolset.all().with_budget(1), "give 200 or more"),
    ],
)
def test_a_developers_mistake_is_named_with_the_right_word(mistake, hint):
    with pytest.raises(errors.UsageError, match=hint):
        mistake()


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ashby_candidate_serch", {}, "ashby_candidate_search"),
        ("ashby_webhook_create", {}, "not among the tools"),
        ("ashby_application_list", {"jobid": SOME_ID}, "did you mean 'jobId'"),
        ("ashby_application_list", {"per_page": 5}, "unknown argument 'per_page'"),
        ("ashby_application_list", {"jobId": "123"}, "full UUID"),
        ("ashby_application_list", {"status": "active"}, "Active"),
        ("ashby_application_list", {"createdAfter": "yesterday"}, "ISO 8601"),
        ("ashby_application_list", {"limit": 500}, "limit"),
        ("ashby_application_list", "{not json", "not valid JSON"),
        ("ashby_application_list", "[1]", "one JSON object"),
        ("ashby_application_list", {"fields": 7}, "fields"),
        ("ashby_candidate_create_note", {"note": "Hi"}, "candidateId is required"),
        (
            "ashby_application_change_stage",
            {
                "applicationId": SOME_ID,
                "interviewStageId": SOME_ID,
                "archiveEmail": {"communicationTemplateId": SOME_ID},
            },
            "archiveReasonId",
        ),
    ],
)
def test_a_models_mistake_is_named_and_says_what_to_do(name, arguments, says):
    with pytest.raises(errors.InvalidArguments) as caught:
        Toolset.preset("operations").prepare(name, arguments)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "spelling",
    [
        "application.changeStage",
        "ashby_application_change_stage",
        "ashby_applications_change_stage",
        "application.change_stage",
    ],
)
def test_an_operation_is_found_by_endpoint_tool_name_alias_and_old_spelling(spelling):
    call = Toolset.preset("operations").prepare(spelling, {"applicationId": SOME_ID, "interviewStageId": SOME_ID})
    assert call.endpoint == "application.changeStage"
    assert call.needs_approval


def test_a_misspelt_class_has_a_near_match():
    with pytest.raises(AttributeError, match="JobSearch"):
        _ = op.JobSerch


def test_look_alike_names_are_unknown():
    with pytest.raises(errors.InvalidArguments):
        Toolset.all().prepare("ashby_candidate_аnonymize", {"candidateId": SOME_ID})  # noqa: RUF001  (a Cyrillic a)


def test_renaming_shows_the_historical_names_and_all_names_stay_accepted():
    toolset = Toolset.of("job.list", "department.archive").renamed("list_all")
    assert [tool.name for tool in toolset] == ["list_all_ashby_jobs", "delete_a_ashby_department_by_id"]
    for name in ("list_all_ashby_jobs", "ashby_job_list", "job.list"):
        assert toolset.prepare(name, {}).endpoint == "job.list"


def test_a_policy_can_name_our_own_tools_too():
    toolset = Toolset.preset("operations").with_policy(deny("ashby_read_resume"))
    assert toolset.prepare("ashby_read_resume", {"candidateId": SOME_ID}).verdict.name == "REFUSE"
    assert [tool.name for tool in toolset.builtin] == ["ashby_read_result", "ashby_query", "ashby_read_resume"]
    hiding = Toolset.preset("operations").hiding("pay")
    assert [tool.name for tool in hiding.builtin] == ["ashby_read_result", "ashby_query"]
    with pytest.raises(errors.InvalidArguments):
        hiding.prepare("ashby_read_resume", {"candidateId": SOME_ID})


class PingOperation(Operation):
    """Say hello to an endpoint of our own."""

    spec: ClassVar[Spec] = Spec("custom.ping", scope=None, risk=READ)
    word: str


def test_a_users_own_operation_needs_no_registration():
    toolset = Toolset.of("job.list", PingOperation)
    assert [tool.name for tool in toolset] == ["ashby_job_list", "ashby_custom_ping"]
    assert toolset.prepare("ashby_custom_ping", {"word": "hi"}).arguments == {"word": "hi"}
    assert PingOperation in toolset
    assert "candidate.info" not in toolset


@pytest.mark.parametrize("field", ["spec", "risk"])
def test_a_parameter_that_would_hide_spec_or_risk_is_an_error_at_import(field):
    with pytest.raises(errors.UsageError, match=field):
        type("Bad", (Operation,), {"__annotations__": {field: str}, "__module__": __name__})


def test_to_forget_safety_is_an_error_at_import():
    with pytest.raises(TypeError):
        Spec("a.b", scope=None)  # type: ignore[call-arg]
    with pytest.raises(errors.UsageError, match="exceeds"):
        Spec("a.b", scope=None, risk=DESTRUCTIVE, worst=WRITE)
    with pytest.raises(errors.UsageError, match="longer"):
        Spec("a." + "b" * 60, scope=None, risk=READ)


def test_the_algebra_of_risk():
    both = WRITE.undone_by("x.y").repeatable() | NOTIFIES.because("an email")
    assert (both.effect, both.notifies, both.inverse, both.reversible, both.idempotent) == (
        Effect.WRITE,
        True,
        None,
        True,
        True,
    )
    assert READ <= WRITE <= DESTRUCTIVE
    assert not DESTRUCTIVE <= WRITE
    assert not (WRITE | NOTIFIES) <= DESTRUCTIVE
    assert not WRITE.undone_by("x.y") >= WRITE
    assert Effect("write") is Effect.WRITE


def test_defaults_and_nulls_are_left_out_and_a_required_null_is_sent():
    quiet = op.CandidateUpdate(candidateId=SOME_ID, name=None)
    assert quiet.body() == {"candidateId": SOME_ID, "sendNotifications": False}
    assert op.ApplicationChangeSource(applicationId=SOME_ID, sourceId=None).body() == {
        "applicationId": SOME_ID,
        "sourceId": None,
    }


def test_nulls_defaults_and_spellings_do_not_change_a_fingerprint():
    prepare = Toolset.all().prepare
    plain = prepare("application.list", {"jobId": SOME_ID})
    assert (
        plain.fingerprint == prepare("ashby_application_list", {"jobId": SOME_ID.upper(), "status": None}).fingerprint
    )
    assert plain.fingerprint == prepare("application.list", {"jobId": SOME_ID, "fields": ["id"]}).fingerprint
    assert plain.fingerprint != prepare("application.list", {"jobId": SOME_ID}, account="b").fingerprint
    assert plain.fingerprint != prepare("application.list", {"jobId": SOME_ID, "status": "Active"}).fingerprint


def test_iso_times_become_epoch_milliseconds_and_single_values_become_lists():
    call = Toolset.all().prepare("job.list", {"openedAfter": "2026-01-01", "status": "Open"})
    assert call.arguments == {"openedAfter": 1_767_225_600_000, "status": ["Open"]}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_instructions_cost_at_most_250_tokens(preset):
    assert counter_for("o200k_base").count(Toolset.preset(preset).instructions()) <= 250
