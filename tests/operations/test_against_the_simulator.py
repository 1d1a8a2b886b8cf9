"""Every operation against the simulator: a valid call answers in Ashby's shape, and changes what its risk says."""

from __future__ import annotations

import fnmatch
import json
from typing import Any

import official
import official_answers as answers
import pytest
from each_case import each
from valid_arguments import OURS, PARTNER_SERVED, SIMULATED, World, ran

from ashby_agent_tools import Effect, Session, Toolset, confirm_never
from ashby_agent_tools.errors import TransportError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.simulator.rules import find_rule, rules

ALL = each("endpoint", SIMULATED)

REQUISITION = "the document calls it a UUID, and job.update takes any text for it"
PLAIN_DAY = "the document calls it a time; integrators saw plain days (2026-11-30), and requests take days"
NULL_PROMISED = "the text promises null, the type forbids it"
NEWER = "newer than the document (changes until October 2026)"
NO_PAGING = "the request takes limit, cursor and syncToken, the answer's schema forgot what they bring"

EXCEPTIONS = {
    ("*", "*customRequisitionId", "*is not a 'uuid'"): REQUISITION,
    ("offer.*", "*ersion*.startDate", "*is not a 'date-time'"): PLAIN_DAY,
    ("offer*", "data.offer.*startDate", "*is not a 'date-time'"): PLAIN_DAY,
    ("interview*", "*interviewers[[]].trainingRole", "None is not one of *"): NULL_PROMISED,
    ("jobPosting.*", "results.descriptionParts.description*ing", "None is not of type 'object'"): NULL_PROMISED,
    ("jobPosting.*", "results*", "*('*'status' w*unexpected)"): NEWER,
    ("jobPosting.*", "results*", "*('status' was unexpected)"): NEWER,
    ("customField.list", "results[[]].objectType", "'JobPosting' is not one of *"): NEWER,
    ("opening.list", "", "*('moreDataAvailable', *unexpected)"): NO_PAGING,
    ("applicationHiringTeamRole.list", "", "*('success' was unexpected)"): "the schema forgot success",
}

SEQUENCE = ("id", "candidateId", "applicationId", "sequenceTemplateId", "status", "createdAt", "stages")
TEMPLATE = ("id", "title", "isArchived", "unsubscribeLinkActive", "updatedAt", "stages")
TAKE_HOME = (
    "id", "applicationId", "candidateId", "interviewId", "interviewStageId", "feedbackFormDefinitionId", "status",
    "createdAt", "updatedAt", "submission", "reviewers",
)  # fmt: skip
MAIL = (
    "recordId", "direction", "subject", "from", "to", "cc", "bcc", "body", "bodyTruncated", "source", "receivedReply",
    "sequenceId", "sentAt",
)  # fmt: skip
AUDIT = (
    "id", "timestamp", "category", "description", "actor", "target", "changedFields", "parentAction", "request",
)  # fmt: skip
# Endpoints newer than the document: the keys of `results` (or of each of them) as the changes name them.
NEWER_ANSWERS: dict[str, tuple[str, ...]] = {
    "application.delete": ("applicationId",),
    "auditLog.list": AUDIT,
    "candidate.getRecentEmailMessages": MAIL,
    "emailSender.list": ("email", "displayName", "type"),
    "sequence.add": SEQUENCE,
    "sequence.info": SEQUENCE,
    "sequence.list": SEQUENCE,
    "sequence.start": ("startResult", "status"),
    "sequence.updateStage": SEQUENCE,
    "sequenceTemplate.info": TEMPLATE,
    "sequenceTemplate.list": TEMPLATE,
    "takeHomeAssignment.info": TAKE_HOME,
    "takeHomeAssignment.list": TAKE_HOME,
}
SOMETIMES = {
    "sequence.add": {"startResult"},
    "takeHomeAssignment.info": {"interview"},
    "takeHomeAssignment.list": {"interview"},
}
# Endpoints newer than the document that answer what another one answers.
SAME_ANSWER = {
    "jobPosting.setCustomFieldValue": "jobPosting.info",
    "jobPosting.setCustomFieldValues": "jobPosting.info",
    "jobPosting.setStatus": "jobPosting.info",
    "jobPosting.updateCompensation": "jobPosting.info",
    "offer.setDecidedAt": "offer.info",
    "offer.setStatus": "offer.info",
    "project.archive": "project.info",
    "project.create": "project.info",
    "project.restore": "project.info",
    "project.setCustomFieldValue": "project.info",
    "project.setCustomFieldValues": "project.info",
    "project.update": "project.info",
}
UNSEEN = {
    "assessment.update": "the document has no content for its answer",
    "candidate.pushToHris": "nobody has seen its answer",
    "sequence.cancel": "nobody has seen its answer",
    "sequence.discard": "success is all that is known of its answer",
    "version.list": "the names of its fields were not seen",
}
NEWER_EVENTS = {"candidateRecentEmailMessagesUpdated": ("candidate", "watermark")}
NOT_FIRED = {
    "candidateDelete": "no endpoint deletes a candidate",
    "candidateMerge": "no endpoint merges candidates",
    "interviewPlanTransition": "no endpoint changes a job's plan for its applications",
    "offerDelete": "no endpoint deletes an offer",
    "ping": "sent to one address, not fired: tests of webhooks have it",
    "signatureRequestUpdate": "no endpoint asks for a signature",
}
BOOKKEEPING = {"auditLog", "reportRequest", "reportResult"}  # what the service remembers of a call or a computation
LEAVES_ONLY = {"candidate.pushToHris": "the data goes to another system; Ashby stays the same"}
SOMETIMES_NOTHING = {"referralForm.info": "it makes the default form only where there is none"}


def unexplained(name: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [fault for fault in found if not any(_explains(rule, name, fault) for rule in EXCEPTIONS)]


def _explains(rule: tuple[str, str, str], name: str, fault: tuple[str, str]) -> bool:
    return all(fnmatch.fnmatchcase(text, glob) for text, glob in zip((name, *fault), rule, strict=True))


def schema_of_answer(endpoint: str) -> dict[str, Any] | None:
    return answers.answer_schema(SAME_ANSWER.get(endpoint, endpoint))


def test_every_rule_has_its_source_and_what_others_serve_has_none():
    assert all(rules()[endpoint].source for endpoint in SIMULATED)
    assert sorted({*SIMULATED, *PARTNER_SERVED, *OURS}) == sorted(catalogue())
    assert all(find_rule(endpoint) is None for endpoint in (*PARTNER_SERVED, *OURS))


@pytest.mark.parametrize("endpoint", SIMULATED)
@pytest.mark.exhaustive(6)
def test_a_valid_call_answers_in_the_documented_shape(endpoint):
    schema = schema_of_answer(endpoint)
    for number, run in enumerate(ran(endpoint)):
        assert run.answer["success"] is True
        if schema is not None:
            assert unexplained(endpoint, answers.faults(schema, run.answer)) == []
        elif endpoint in NEWER_ANSWERS:
            assert unnamed(endpoint, run.answer["results"]) == []
            assert run.answer["results"] or number
        else:
            assert endpoint in UNSEEN


def unnamed(endpoint: str, results: Any) -> list[set[str]]:
    """Differences between the keys of newer results and the ones that the changes name."""
    wanted, rows = set(NEWER_ANSWERS[endpoint]), results if isinstance(results, list) else [results]
    optional = SOMETIMES.get(endpoint, set())
    return [set(row) ^ wanted for row in rows if not wanted <= set(row) <= wanted | optional]


def test_every_key_of_a_newer_answer_is_named_by_the_changes():
    told = {row["endpoint"]: json.dumps(row) for row in official.facts("newer")}
    told["sequence.updateStage"] += told["sequence.info"]  # "sequence enrollment", as sequence.info has it
    for endpoint in {**NEWER_ANSWERS, **SAME_ANSWER, **UNSEEN}:
        assert endpoint in told or endpoint == "assessment.update"
    inferred = {"sentAt", "applicationId"}  # "sent time"; "the id of the deleted application"
    missing = {
        (endpoint, key)
        for endpoint, keys in NEWER_ANSWERS.items()
        for key in keys
        if key not in told[endpoint] and key not in inferred
    }
    assert missing == set()


def test_every_exception_is_still_needed():
    found = [
        (name, fault)
        for endpoint in SIMULATED
        for run in ran(endpoint)
        for name, schema, value in [
            (endpoint, schema_of_answer(endpoint), run.answer),
            *((event["action"], answers.webhook_schema(event["action"]), event) for event in run.events),
        ]
        if schema is not None
        for fault in answers.faults(schema, value)
    ]
    unused = [rule for rule in EXCEPTIONS if not any(_explains(rule, name, fault) for name, fault in found)]
    assert unused == []


def test_an_invented_key_fails_wherever_the_document_describes_an_object():
    schema = schema_of_answer("candidate.info")
    answer = ran("candidate.info")[0].answer
    for place in (answer, answer["results"], answer["results"]["emailAddresses"][0]):
        place["invented"] = 1
        assert answers.faults(schema, answer)
        del place["invented"]
    assert answers.faults(schema, answer) == []


@pytest.mark.parametrize("endpoint", PARTNER_SERVED)
def test_a_call_that_a_partner_serves_never_reaches_ashby(endpoint):
    world = World()
    with world.simulator.client() as client:
        session = Session(Toolset.all().with_policy(confirm_never), client)
        with pytest.raises(TransportError, match="partner"):
            session.run(endpoint, world.built(endpoint)[-1])
    assert world.simulator.log == []


# ---- webhooks


@ALL
def test_the_events_of_a_call_are_in_the_documented_shape(endpoint):
    for run in ran(endpoint):
        for event in run.events:
            assert event["webhookActionId"]
            schema = answers.webhook_schema(event["action"])
            if schema is None:
                assert set(event["data"]) == set(NEWER_EVENTS[event["action"]])
            else:
                assert unexplained(event["action"], answers.faults(schema, event)) == []


def test_every_documented_event_is_fired_by_some_call_but_for_a_written_list():
    fired = {event["action"] for endpoint in SIMULATED for run in ran(endpoint) for event in run.events}
    assert fired & set(NOT_FIRED) == set()
    assert set(official.document()["webhooks"]) - fired == set(NOT_FIRED)


def test_a_hire_fires_the_hire_the_stage_change_and_the_update_of_the_same_application():
    hired = next(run for run in ran("application.changeStage") if run.answer["results"]["status"] == "Hired")
    fired = [event["action"] for event in hired.events]
    assert fired == ["candidateHire", "candidateStageChange", "applicationUpdate"]
    assert {event["data"]["application"]["id"] for event in hired.events} == {hired.call.arguments["applicationId"]}


# ---- what changes


@ALL
def test_reads_leave_every_record_as_it_was_and_writes_do_not(endpoint):
    for number, run in enumerate(ran(endpoint)):
        changed = run.changed - BOOKKEEPING
        if run.call.risk.effect is Effect.READ:
            assert changed == set()
            assert run.events == run.delivered == []
        elif endpoint in LEAVES_ONLY:
            assert (changed, bool(run.delivered)) == (set(), True)
        elif endpoint not in SOMETIMES_NOTHING or number > 0:
            assert changed != set()


@each("endpoint", [name for name in SIMULATED if not catalogue()[name].spec.reads])
def test_writes_change_more_than_the_time_of_the_last_change(endpoint):
    if endpoint not in LEAVES_ONLY:
        assert any(
            _without_times(run.before, run.changed) != _without_times(run.after, run.changed) for run in ran(endpoint)
        )


def _without_times(state: Any, kinds: set[str]) -> Any:
    return {
        (kind, row, key): value
        for kind in kinds
        for row, fields in state.get(kind, {}).items()
        for key, value in fields.items()
        if key != "updatedAt"
    }


@ALL
def test_what_a_person_would_be_asked_about_comes_with_a_reason(endpoint):
    for run in ran(endpoint):
        assert run.call.risk.reasons or (run.call.risk.effect < Effect.DESTRUCTIVE and run.call.risk.stays_inside)


@ALL
def test_what_reaches_a_person_or_leaves_ashby_was_declared(endpoint):
    worst = catalogue()[endpoint].spec.worst
    for run in ran(endpoint):
        channels = {item["channel"] for item in run.delivered}
        assert not channels & {"mail", "invitation", "public"} or worst.notifies
        assert "hris" not in channels or worst.exports


# ---- keys


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def at_first(world):
    return world.snapshot()


@pytest.mark.parametrize("endpoint", [name for name in SIMULATED if catalogue()[name].spec.scope])
def test_a_key_without_the_scope_gets_403_and_changes_nothing(endpoint, world, at_first):
    scope = catalogue()[endpoint].spec.scope
    key = world.simulator.add_key(scopes=world.state.keys[0].scopes - {scope})
    response = world.post(endpoint, ran(endpoint)[0].call.operation.body(), key=key)
    assert response.status_code == 403
    assert response.json()["errorInfo"]["code"] == "missing_endpoint_permission"
    assert world.snapshot() == at_first


def test_operations_without_a_scope_take_any_key(world):
    scoped = {row["endpoint"] for row in official.facts("endpoints") if row["scope"]}
    assert set(SIMULATED) - scoped
    key = world.reset().simulator.add_key(scopes=())
    for endpoint in set(SIMULATED) - scoped:
        assert world.post(endpoint, {}, key=key).json()["success"]
