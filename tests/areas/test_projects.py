"""Projects that are made and changed, and custom fields that null clears: what each risks, asks, and does."""

from __future__ import annotations

from typing import Any

import pytest

from ashby_agent_tools import Session, Toolset, confirm_never
from ashby_agent_tools.simulator import Simulator

Json = dict[str, Any]


@pytest.fixture
def session(simulator: Simulator) -> Session:
    return Session(Toolset.all().with_policy(confirm_never), simulator.client())


def test_a_project_is_made_changed_archived_and_brought_back(session: Session, simulator: Simulator) -> None:
    made = session.run("project.create", {"title": "Alumni of 2026", "confidential": True}).data
    assert (made["title"], made["confidential"], made["isArchived"]) == ("Alumni of 2026", True, False)
    about = {"projectId": made["id"]}
    assert session.run("project.update", {**about, "title": "Alumni"}).data["title"] == "Alumni"
    assert session.run("project.archive", about).data["isArchived"] is True
    assert session.run("project.restore", about).data["isArchived"] is False
    person = simulator.state.first("candidate")["id"]
    session.run("candidate.addProject", {**about, "candidateId": person})
    assert "Alumni" in session.run("candidate.listProjects", {"candidateId": person}).text


@pytest.mark.parametrize("verb", ["update", "archive", "restore", "setCustomFieldValue", "setCustomFieldValues"])
def test_a_confidential_project_does_not_exist_for_a_key_without_the_switch(simulator: Simulator, verb: str) -> None:
    hidden = simulator.state.first("project", confidential=True)["id"]
    field = simulator.state.first("customField", title="Region")["id"]
    value = {"fieldId": field, "fieldValue": "North"}
    more = {"setCustomFieldValue": value, "setCustomFieldValues": {"values": [value]}, "update": {"title": "Seen"}}
    client = simulator.client(simulator.add_key(confidential=False))
    blind = Session(Toolset.all().with_policy(confirm_never), client)
    with pytest.raises(Exception, match="project"):
        blind.run(f"project.{verb}", {"projectId": hidden, **more.get(verb, {})})


OWNERS: dict[
    str, tuple[str, str, Json, str]
] = {  # endpoint of one value: kind of the record, id parameter, more, field
    "customField.setValue": ("candidate", "objectId", {"objectType": "Candidate"}, "Years of experience"),
    "user.setCustomFieldValue": ("user", "userId", {}, "Desk"),
    "project.setCustomFieldValue": ("project", "projectId", {}, "Region"),
    "jobPosting.setCustomFieldValue": ("jobPosting", "jobPostingId", {}, "Campaign"),
}
VALUES = {"Years of experience": 7}


def held(record: Json, field: str) -> list[Any]:
    return [one["value"] for one in record.get("customFields", ()) if one["id"] == field]


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("endpoint", OWNERS)
def test_null_clears_a_custom_field_and_is_rated_and_asked_about(
    simulator: Simulator, session: Session, endpoint: str, *, several: bool
) -> None:
    kind, parameter, more, title = OWNERS[endpoint]
    record, field = simulator.state.first(kind), simulator.state.first("customField", title=title)["id"]

    def call(value: Any) -> tuple[str, Json]:
        one = {"fieldId": field, "fieldValue": value}
        arguments = {parameter: record["id"], **more, **({"values": [one]} if several else one)}
        return endpoint + ("s" if several else ""), arguments

    session.run(*call(VALUES.get(title, "North")))
    assert held(record, field) == [VALUES.get(title, "North")]
    asking = Session(Toolset.all(), simulator.client())
    clearing = asking.prepare(*call(None))
    assert clearing.needs_approval
    assert "the field is emptied" in clearing.risk.reasons
    assert clearing.risk.inverse == call(None)[0]
    assert f"- {title}: " in asking.question(clearing)
    assert "-> nothing" in asking.question(clearing)
    session.run(*call(None))
    assert held(record, field) == []
    assert not any("cannot be emptied" in reason for reason in asking.prepare(*call("x")).risk.reasons)


@pytest.mark.parametrize(
    "endpoint", ["customField.setValue", "user.setCustomFieldValue", "project.setCustomFieldValue"]
)
def test_a_value_that_is_left_out_is_no_null(session: Session, simulator: Simulator, endpoint: str) -> None:
    kind, parameter, more, title = OWNERS[endpoint]
    field = simulator.state.first("customField", title=title)["id"]
    with pytest.raises(Exception, match="fieldValue"):
        session.run(endpoint, {parameter: simulator.state.first(kind)["id"], **more, "fieldId": field})


@pytest.mark.parametrize("endpoint", ["report.generate", "report.synchronous"])
def test_an_answer_without_a_record_has_no_rows_and_says_so(session: Session, endpoint: str) -> None:
    result = session.run(endpoint, {"reportId": "11111111-1111-4111-8111-111111111111"})
    assert '"rows":0' in result.text
    assert "empty" in result.text
    assert "the id is wrong" in result.text
