"""Referrals: the form, and recommending a person."""

from __future__ import annotations

from typing import Any

import pytest
from raw_requests import Ask, asking

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator


def refer(simulator: Simulator, **answers: Any) -> dict[str, Any]:
    form = asking(simulator)("referralForm.info")["results"]
    fields = [entry["field"] for section in form["formDefinition"]["sections"] for entry in section["fields"]]
    paths = {field["title"]: field["path"] for field in fields}
    given = [{"path": paths[title], "value": value} for title, value in answers.items()]
    colleague = simulator.state.first("user", isEnabled=True)["id"]
    return asking(simulator)("referral.create", id=form["id"], creditedToUserId=colleague, fieldSubmissions=given)


def job(simulator: Simulator, status: str) -> dict[str, str]:
    row = simulator.state.first("job", status=status)
    return {"title": row["title"], "value": row["id"]}


def test_both_operations_write_whatever_their_aliases_sound_like() -> None:
    assert op.find("list_all_ashby_referrals") is op.ReferralCreate
    assert not op.ReferralCreate.spec.reads
    assert op.ReferralCreate.spec.risk.notifies
    assert not op.ReferralFormInfo.spec.reads


def test_the_form_is_made_where_there_is_none_and_then_stays(simulator: Simulator, ask: Ask) -> None:
    org = simulator.state
    for row_id in list(org.table("referralForm")):
        org.remove("referralForm", row_id)
    made = ask("referralForm.info")["results"]
    assert list(org.table("referralForm")) == [made["id"]]
    assert ask("referralForm.info")["results"] == made


def test_a_referral_makes_a_candidate_and_an_application_credited_to_them(simulator: Simulator, ask: Ask) -> None:
    open_job = job(simulator, "Open")
    shown = refer(simulator, Name="Bo Example", Email="bo@example.com", Job=open_job, Location={"city": "Oslo"})[
        "results"
    ]
    assert (shown["candidate"]["name"], shown["job"]["id"]) == ("Bo Example", open_job["value"])
    assert shown["currentInterviewStage"]["type"] == "PreInterviewScreen"
    assert shown["creditedToUser"]["id"] == simulator.state.first("user", isEnabled=True)["id"]
    assert simulator.state.events[-1]["action"] == "applicationSubmit"
    info = ask("application.info", applicationId=shown["id"], expand=["referrals"])["results"]
    assert info["referrals"][0]["user"]["id"] == shown["creditedToUser"]["id"]


def test_a_person_who_is_known_by_their_address_is_not_made_twice(simulator: Simulator) -> None:
    person = simulator.state.first("candidate")
    count = len(simulator.state.table("candidate"))
    address = person["emails"][0]["value"].upper()
    shown = refer(simulator, Name="Somebody", Email=address, Job=job(simulator, "Open"))["results"]
    assert shown["candidate"]["id"] == person["id"]
    assert len(simulator.state.table("candidate")) == count


@pytest.mark.parametrize(
    "wrong", [{"Name": None}, {"Email": "no address"}, {"Job": "closed"}, {"Resume": "no handle"}], ids=str
)
def test_a_referral_that_does_not_fit_changes_nothing(simulator: Simulator, wrong: dict[str, Any]) -> None:
    answers: dict[str, Any] = {"Name": "Bo Example", "Email": "bo@example.com", "Job": job(simulator, "Open")}
    answers |= {"Job": job(simulator, "Closed")} if wrong == {"Job": "closed"} else wrong
    before = simulator.state.snapshot()
    answer = refer(simulator, **answers)
    assert not answer["success"]
    assert answer["errorInfo"]["code"] in ("invalid_input", "file_not_found")
    assert simulator.state.snapshot() == before
