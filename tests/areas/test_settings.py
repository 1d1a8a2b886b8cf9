"""Users, interviewer pools, custom fields, organization: risks, and what the simulated service does."""

from __future__ import annotations

from typing import Any

import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator import Simulator

SOMETHING = "11111111-1111-4111-8111-111111111111"


# ---- risk

VALUE = {"fieldId": SOMETHING, "fieldValue": "x"}
LIST = {"fieldId": SOMETHING, "fieldValue": ["x", "y"]}
PAY = {"fieldId": SOMETHING, "fieldValue": {"value": 90, "currencyCode": "EUR"}}
OWNER = {"objectId": SOMETHING, "objectType": "Candidate"}
POOL = {"interviewerPoolId": SOMETHING}
RISKS = [
    (
        "UserUpdateInterviewerSettings",
        {"userId": SOMETHING, "dailyLimit": 2},
        "write",
        "user.updateInterviewerSettings",
    ),
    ("UserCreateInterviewerPause", {"userId": SOMETHING}, "write", "user.deleteInterviewerPause"),
    ("UserDeleteInterviewerPause", {"interviewerPauseId": SOMETHING}, "destructive", None),
    ("UserSetCustomFieldValue", {"userId": SOMETHING, **VALUE}, "write", "user.setCustomFieldValue"),
    ("UserSetCustomFieldValue", {"userId": SOMETHING, **LIST}, "destructive", "user.setCustomFieldValue"),
    (
        "UserSetCustomFieldValues",
        {"userId": SOMETHING, "values": [VALUE, LIST]},
        "destructive",
        "user.setCustomFieldValues",
    ),
    ("CustomFieldCreate", {"fieldType": "String", "objectType": "Job", "title": "x"}, "write", None),
    ("CustomFieldUpdateSelectableValues", {"customFieldId": SOMETHING, "selectableValues": []}, "destructive", None),
    ("CustomFieldSetValue", {**OWNER, **VALUE}, "write", "customField.setValue"),
    ("CustomFieldSetValue", {**OWNER, **LIST}, "destructive", "customField.setValue"),
    ("CustomFieldSetValue", {**OWNER, **LIST, "fieldValue": []}, "destructive", "customField.setValue"),
    ("CustomFieldSetValue", {**OWNER, **PAY}, "destructive", "customField.setValue"),
    ("CustomFieldSetValues", {**OWNER, "values": [VALUE]}, "write", "customField.setValues"),
    ("CustomFieldSetValues", {**OWNER, "values": [VALUE, LIST]}, "destructive", "customField.setValues"),
    ("CustomFieldSetValues", {**OWNER, "values": [PAY, VALUE]}, "destructive", "customField.setValues"),
    ("InterviewerPoolCreate", {"title": "x"}, "write", None),
    ("InterviewerPoolUpdate", {**POOL, "title": "x"}, "write", "interviewerPool.update"),
    ("InterviewerPoolUpdate", {**POOL, "requiresTraining": False}, "destructive", "interviewerPool.update"),
    ("InterviewerPoolArchive", POOL, "destructive", "interviewerPool.restore"),
    ("InterviewerPoolRestore", POOL, "write", "interviewerPool.archive"),
    ("InterviewerPoolAddUser", {**POOL, "userId": SOMETHING}, "destructive", "interviewerPool.removeUser"),
    ("InterviewerPoolRemoveUser", {**POOL, "userId": SOMETHING}, "destructive", None),
]


@pytest.mark.parametrize(("name", "arguments", "effect", "inverse"), RISKS)
def test_settings_stay_inside_and_what_removes_replaces_or_opens_something_is_destructive(
    name: str, arguments: dict[str, Any], effect: str, inverse: str | None
) -> None:
    risk = getattr(op, name)(**arguments).risk()
    assert (str(risk.effect), risk.inverse) == (effect, inverse)
    assert risk.stays_inside


@pytest.mark.parametrize(
    "name", ["ApiKeyInfo", "AuditLogList", "BrandList", "VersionList", "UserList", "CustomFieldList"]
)
def test_reading_settings_is_a_read(name: str) -> None:
    assert getattr(op, name).spec.worst.effect is Effect.READ


# ---- users


def test_a_limit_is_lifted_by_null_on_the_wire_and_left_alone_when_it_is_not_sent(
    simulator: Simulator, ask: Ask
) -> None:
    user = simulator.state.first("user")["id"]
    assert op.UserUpdateInterviewerSettings(userId=user, dailyLimit="none").body() == {
        "userId": user,
        "dailyLimit": None,
    }
    assert op.UserUpdateInterviewerSettings(userId=user, weeklyLimit=3).body() == {"userId": user, "weeklyLimit": 3}
    ask("user.updateInterviewerSettings", userId=user, dailyLimit=2, weeklyLimit=6)
    lifted = ask("user.updateInterviewerSettings", userId=user, dailyLimit=None)["results"]
    assert lifted == {"id": user, "dailyLimit": None, "weeklyLimit": 6}
    assert ask("user.interviewerSettings", userId=user)["results"] == lifted
    assert code(ask("user.updateInterviewerSettings", userId=user, dailyLimit="none")) == "invalid_input"


def test_a_user_has_one_pause_at_a_time(simulator: Simulator, ask: Ask) -> None:
    user = simulator.state.first("user")["id"]
    before = simulator.state.snapshot().get("interviewerPause")
    made = ask("user.createInterviewerPause", userId=user, endsAt="2026-12-01T00:00:00Z")["results"]
    assert made["startsAt"].startswith("2026-11-02")
    assert code(ask("user.createInterviewerPause", userId=user)) == "invalid_input"
    assert ask("user.listInterviewerPauses", userId=user)["results"] == [made]
    assert ask("user.deleteInterviewerPause", interviewerPauseId=made["id"])["results"] == {"id": made["id"]}
    assert simulator.state.snapshot().get("interviewerPause") == before
    assert code(ask("user.deleteInterviewerPause", interviewerPauseId=made["id"])) == "interviewer_pause_not_found"


def test_a_pause_that_is_over_is_not_listed(simulator: Simulator, ask: Ask) -> None:
    over = simulator.state.first("interviewerPause", comment=None)
    assert ask("user.listInterviewerPauses", userId=over["userId"])["results"] == []


def test_a_search_for_a_user_finds_the_exact_address_only(ask: Ask) -> None:
    assert len(ask("user.search", email="Mara.Lindqvist@works.example.com")["results"]) == 1
    assert ask("user.search", email="mara.lindqvist")["results"] == []


def test_deactivated_users_are_listed_on_request(ask: Ask) -> None:
    usual = ask("user.list")["results"]
    everybody = ask("user.list", includeDeactivated=True)["results"]
    assert all(user["isEnabled"] for user in usual)
    assert len(everybody) == len(usual) + 1


# ---- custom fields

MONEY = {"value": 70_000, "currencyCode": "EUR"}
BAND = {"type": "compensation-range", "minValue": 1, "maxValue": 2, "currencyCode": "EUR", "interval": "1 YEAR"}
VALUES = [
    ("Candidate", "Preferred language", "french", "english"),
    ("Candidate", "Languages", ["french", "yoruba"], ["klingon"]),
    ("Candidate", "Years of experience", 7, "7"),
    ("Application", "Needs a visa", True, "yes"),
    ("Application", "Available from", "2026-12-01", "soon"),
    ("Application", "Expected pay", MONEY, 70_000),
    ("Job", "Pay band", BAND, MONEY),
    ("Job", "Hours per week", {"type": "number-range", "minValue": 30, "maxValue": 40}, 40),
    ("Job", "Cost center", "CC-1", 4),
]


@pytest.mark.parametrize(("kind", "title", "value", "wrong"), VALUES)
def test_a_value_fits_its_field_or_is_refused(
    simulator: Simulator, ask: Ask, kind: str, title: str, value: Any, wrong: Any
) -> None:
    field = simulator.state.first("customField", title=title)["id"]
    row = simulator.state.first(kind.lower())
    body = {"objectId": row["id"], "objectType": kind, "fieldId": field}
    assert ask("customField.setValue", **body, fieldValue=value)["results"]["value"] == value
    assert code(ask("customField.setValue", **body, fieldValue=wrong)) == "invalid_input"
    assert {"id": field, "value": value} in row["customFields"]


def test_several_values_are_set_together_or_not_at_all(simulator: Simulator, ask: Ask) -> None:
    job = simulator.state.first("job")
    before = [dict(entry) for entry in job["customFields"]]
    center, hours = (simulator.state.first("customField", title=title)["id"] for title in ("Cost center", "Pay band"))
    body = {"objectId": job["id"], "objectType": "Job"}
    good, bad = {"fieldId": center, "fieldValue": "CC-9"}, {"fieldId": hours, "fieldValue": "many"}
    assert code(ask("customField.setValues", **body, values=[good, bad])) == "invalid_input"
    assert job["customFields"] == before
    assert [item["value"] for item in ask("customField.setValues", **body, values=[good])["results"]] == ["CC-9"]


def test_a_field_belongs_to_one_kind_of_object(simulator: Simulator, ask: Ask) -> None:
    desk = simulator.state.first("customField", title="Desk")["id"]
    candidate = simulator.state.first("candidate")["id"]
    body = {"objectId": candidate, "objectType": "Candidate", "fieldId": desk, "fieldValue": "B1"}
    assert code(ask("customField.setValue", **body)) == "invalid_input"
    user = simulator.state.first("user")["id"]
    assert ask("user.setCustomFieldValue", userId=user, fieldId=desk, fieldValue="B1")["results"]["value"] == "B1"
    assert any(item["value"] == "B1" for item in ask("user.info", userId=user)["results"]["customFields"])


def test_options_left_out_are_archived_and_can_no_longer_be_chosen(simulator: Simulator, ask: Ask) -> None:
    field = simulator.state.first("customField", title="Notice period")
    old = [dict(option) for option in field["selectableValues"]]
    kept = [{"label": "Nothing", "value": "none"}, {"label": "Two weeks", "value": "two_weeks"}]
    answer = ask("customField.updateSelectableValues", customFieldId=field["id"], selectableValues=kept)
    shown = {item["value"]: (item["label"], item["isArchived"]) for item in answer["results"]["selectableValues"]}
    assert shown == {
        "none": ("Nothing", False),
        "one_month": ("One month", True),
        "three_months": ("Three months", True),
        "two_weeks": ("Two weeks", False),
    }
    body = {"objectId": simulator.state.first("application")["id"], "objectType": "Application", "fieldId": field["id"]}
    assert code(ask("customField.setValue", **body, fieldValue="one_month")) == "invalid_input"
    ask("customField.updateSelectableValues", customFieldId=field["id"], selectableValues=old)
    assert [option for option in field["selectableValues"] if not option["isArchived"]] == old


def test_a_select_field_needs_options() -> None:
    with pytest.raises(errors.InvalidArguments, match="selectableValues"):
        op.CustomFieldCreate(fieldType="ValueSelect", objectType="Job", title="Team")


def test_an_object_that_is_no_known_value_is_refused_with_the_known_ones() -> None:
    with pytest.raises(errors.InvalidArguments, match="currencyCode"):
        op.CustomFieldSetValue(**OWNER, fieldId=SOMETHING, fieldValue={"amount": 3})


def test_private_values_are_hidden_from_a_key_without_the_switch(simulator: Simulator) -> None:
    job = simulator.state.first("job")["id"]

    def titles(key: str) -> set[str]:
        return {item["title"] for item in asking(simulator, key)("job.info", id=job)["results"]["customFields"]}

    assert titles(simulator.key) - titles(simulator.add_key(private_fields=False)) == {"Pay band"}


# ---- interviewer pools


def test_archive_and_restore_of_a_pool_put_everything_back(simulator: Simulator, ask: Ask) -> None:
    pool = simulator.state.first("interviewerPool")
    before = {**pool}
    assert ask("interviewerPool.archive", interviewerPoolId=pool["id"])["results"]["isArchived"]
    assert pool["id"] not in [item["id"] for item in ask("interviewerPool.list")["results"]]
    ask("interviewerPool.restore", interviewerPoolId=pool["id"])
    assert {**pool, "updatedAt": before["updatedAt"]} == before


def test_a_user_joins_qualified_or_as_a_trainee_and_leaves(simulator: Simulator, ask: Ask) -> None:
    pool = simulator.state.first("interviewerPool", title="Engineering interviewers")
    inside = {*pool["qualifiedUserIds"], *(item["userId"] for item in pool["trainees"])}
    user = next(row["id"] for row in simulator.state.rows("user", isEnabled=True) if row["id"] not in inside)
    body = {"interviewerPoolId": pool["id"], "userId": user}
    stage = pool["trainingPath"]["trainingStages"][0]["id"]
    shown = ask("interviewerPool.addUser", **body, interviewerPoolTrainingPathStageId=stage)["results"]
    progress = next(item["currentProgress"] for item in shown["trainees"] if item["id"] == user)
    assert (progress["trainingPathStageId"], progress["interviewsCompleted"]) == (stage, 0)
    shown = ask("interviewerPool.addUser", **body)["results"]
    assert user in [item["id"] for item in shown["qualifiedMembers"]]
    assert user not in [item["id"] for item in shown["trainees"]]
    ask("interviewerPool.removeUser", **body)
    assert code(ask("interviewerPool.removeUser", **body)) == "invalid_input"
    assert code(ask("interviewerPool.addUser", **body, interviewerPoolTrainingPathStageId=SOMETHING)) == "invalid_input"


def test_a_paused_member_is_shown_as_paused(simulator: Simulator, ask: Ask) -> None:
    pool = simulator.state.first("interviewerPool")
    user = pool["qualifiedUserIds"][0]
    for pause in simulator.state.rows("interviewerPause", userId=user):
        simulator.state.remove("interviewerPause", pause["id"])

    def paused() -> bool:
        members = ask("interviewerPool.info", interviewerPoolId=pool["id"])["results"]["qualifiedMembers"]
        return next(bool(item["isPaused"]) for item in members if item["id"] == user)

    assert not paused()
    ask("user.createInterviewerPause", userId=user)
    assert paused()


# ---- organization


def test_a_key_shows_its_title_and_scopes_and_never_itself(simulator: Simulator) -> None:
    key = simulator.add_key(scopes=["apiKeysRead", "candidatesWrite"], name="Two scopes")
    shown = asking(simulator, key)("apiKey.info")["results"]
    assert shown["title"] == "Two scopes"
    assert shown["scopes"] == ["apiKeys:read", "candidates:write"]
    assert key not in str(shown)


def test_the_audit_log_is_newest_first_and_filtered(simulator: Simulator, ask: Ask) -> None:
    rows = ask("auditLog.list")["results"]
    times = [row["timestamp"] for row in rows]
    assert times == sorted(times, reverse=True)
    actor = rows[0]["actor"]["id"]
    mine = ask("auditLog.list", actorIds=[actor], categories=[rows[0]["category"]])["results"]
    assert mine
    assert {(row["actor"]["id"], row["category"]) for row in mine} == {(actor, rows[0]["category"])}
    either = ask("auditLog.list", targetTypes=["Job"], categories=["UserRoleChanged"])["results"]
    assert {row["target"]["type"] for row in either} == {"Job", "User"}
    assert len(ask("auditLog.list", actorIds=[], categories=[])["results"]) == len(rows)
    assert code(ask("auditLog.list", targetIds=[SOMETHING] * 101)) == "invalid_input"
    later = ask("auditLog.list", startDate=times[3])["results"]
    assert [row["timestamp"] for row in later] == times[:4]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-05-01T00:00:00Z", "2026-04-01T00:00:00Z", "before"),
        ("2024-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "18"),
    ],
)
def test_an_audit_span_that_ashby_refuses_is_refused_before_it_is_sent(start: str, end: str, said: str) -> None:
    with pytest.raises(errors.InvalidArguments, match=said):
        op.AuditLogList(startDate=start, endDate=end)


def test_an_organization_without_audit_logs_says_so(simulator: Simulator, ask: Ask) -> None:
    simulator.state.add("auditLogSettings", {"id": simulator.state.id, "enabled": False})
    assert code(ask("auditLog.list")) == "audit_logs_not_enabled"
