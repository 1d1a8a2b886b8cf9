"""Candidates: how dangerous each call is, and how the simulated service behaves."""

from __future__ import annotations

from typing import Any

import pytest
from raw_requests import asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.simulator import Simulator

SOMEBODY = "11111111-1111-4111-8111-111111111111"


# ---- risk

WHO = {"candidateId": SOMEBODY}
LINKS = [{"type": "GitHub", "url": "https://example.com"}]
RISKS = [
    ("CandidateSearch", {"name": "Ann"}, "read reversible idempotent"),
    ("CandidateGetRecentEmailMessages", WHO, "read reversible idempotent"),
    ("CandidateCreate", {"name": "Ann"}, "write"),
    ("CandidateCreate", {"name": "Ann", "sourceId": SOMEBODY}, "destructive"),
    ("CandidateCreate", {"name": "Ann", "creditedToUserId": SOMEBODY}, "destructive"),
    ("CandidateUpdate", {**WHO, "name": "Ann"}, "write reversible idempotent"),
    ("CandidateUpdate", {**WHO, "sourceId": SOMEBODY}, "destructive reversible idempotent"),
    ("CandidateUpdate", {**WHO, "creditedToUserId": SOMEBODY}, "destructive reversible idempotent"),
    ("CandidateUpdate", {**WHO, "name": "Ann", "sendNotifications": True}, "write notifies reversible"),
    ("CandidateUpdate", {**WHO, "alternateEmail": "a@example.com"}, "write idempotent"),
    ("CandidateUpdate", {**WHO, "email": "a@example.com"}, "destructive reversible idempotent"),
    (
        "CandidateUpdate",
        {**WHO, "email": "a@example.com", "sendNotifications": True},
        "destructive notifies reversible",
    ),
    ("CandidateUpdate", {**WHO, "socialLinks": LINKS}, "destructive reversible idempotent"),
    (
        "CandidateUpdate",
        {**WHO, "socialLinks": [], "alternateEmail": "a@example.com", "sendNotifications": True},
        "destructive notifies",
    ),
    ("CandidateCreateNote", {**WHO, "note": "hello"}, "write"),
    ("CandidateCreateNote", {**WHO, "note": "hello", "sendNotifications": True}, "write notifies"),
    ("CandidateAddTag", {**WHO, "tagId": SOMEBODY}, "write reversible idempotent"),
    ("CandidateRemoveTag", {**WHO, "tagId": SOMEBODY}, "destructive reversible idempotent"),
    ("CandidateAddProject", {**WHO, "projectId": SOMEBODY}, "write reversible idempotent"),
    ("CandidateRemoveProject", {**WHO, "projectId": SOMEBODY}, "destructive reversible idempotent"),
    ("CandidateAnonymize", WHO, "destructive idempotent"),
    ("CandidateSetFraudStatus", {**WHO, "fraudStatus": "Unsure"}, "destructive idempotent"),
    ("CandidateUploadFile", {**WHO, "fileHandle": "x"}, "write"),
    (
        "CandidateAddEmailMessage",
        {
            **WHO,
            "emailProviderEmailId": "1",
            "subject": "s",
            "from": "a@example.com",
            "to": "b@example.com",
            "body": "b",
        },
        "destructive",
    ),
    ("CandidateUploadResume", {**WHO, "resumeHandle": "x"}, "destructive"),
    ("CandidatePushToHris", {"applicationId": SOMEBODY, "externalSystem": "Workday"}, "write exports"),
]


@pytest.mark.parametrize(
    ("name", "arguments", "danger"), RISKS, ids=[f"{row[0]}-{number}" for number, row in enumerate(RISKS)]
)
def test_the_danger_follows_from_the_arguments(name: str, arguments: dict[str, Any], danger: str) -> None:
    call: Operation = getattr(op, name).model_validate(arguments)
    risk = call.risk()
    facts = ("notifies", "exports", "reversible", "idempotent")
    assert " ".join([str(risk.effect), *(fact for fact in facts if getattr(risk, fact))]) == danger
    assert risk <= call.spec.worst
    assert (risk.inverse is not None) == (risk.reversible and not call.spec.reads)


def test_an_update_is_silent_unless_it_says_otherwise() -> None:
    assert op.CandidateUpdate.model_validate({**WHO, "name": "Ann"}).body()["sendNotifications"] is False


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("CandidateSearch", {}, "candidate.list"),
        ("CandidateInfo", {}, "give id, or externalMappingId"),
        ("CandidateInfo", {"id": SOMEBODY, "externalMappingId": "HR-1"}, "not both"),
        ("CandidatePushToHris", {"applicationId": SOMEBODY, "externalSystem": "SelfServe"}, "integrationPartnerId"),
    ],
)
def test_arguments_that_do_not_go_together_say_what_to_do(name: str, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        getattr(op, name).model_validate(arguments)


def test_the_sender_and_text_of_a_recorded_mail_keep_ashbys_names() -> None:
    mail = {
        **WHO,
        "emailProviderEmailId": "1",
        "subject": "s",
        "from": "a@example.com",
        "to": "b@example.com",
        "body": "t",
    }
    assert op.CandidateAddEmailMessage.model_validate(mail).body() == mail


# ---- reading


def test_search_demands_both_email_and_name_to_fit(simulator: Simulator) -> None:
    ask = asking(simulator)
    priya = ask("candidate.search", name="raman PRIYA")["results"][0]
    address = priya["primaryEmailAddress"]["value"]
    assert [one["id"] for one in ask("candidate.search", email=address.upper(), name="priya")["results"]] == [
        priya["id"]
    ]
    assert ask("candidate.search", email=address, name="somebody else")["results"] == []
    assert ask("candidate.search", email=address[1:])["results"] == []


def test_search_ends_at_a_hundred_people(simulator: Simulator) -> None:
    ask = asking(simulator)
    for number in range(101):
        ask("candidate.create", name=f"Zed Zephyr {number}")
    assert len(ask("candidate.search", name="zephyr")["results"]) == 100


def test_a_hired_person_is_found_by_the_id_of_the_hr_system(simulator: Simulator) -> None:
    person = next(row for row in simulator.state.table("candidate").values() if row["externalMappingId"])
    ask = asking(simulator)
    assert ask("candidate.info", externalMappingId=person["externalMappingId"])["results"]["id"] == person["id"]
    assert code(ask("candidate.info", externalMappingId="HR-none")) == "candidate_not_found"


def test_created_after_looks_at_when_a_person_was_added(simulator: Simulator) -> None:
    ask = asking(simulator)
    before = int(simulator.state.now.timestamp() * 1000) - 1
    made = ask("candidate.create", name="Ann Example", createdAt="2019-05-01T00:00:00Z")["results"]
    assert made["createdAt"] == "2019-05-01T00:00:00.000Z"
    assert [one["id"] for one in ask("candidate.list", createdAfter=before)["results"]] == [made["id"]]
    assert made["id"] not in [one["id"] for one in ask("candidate.list", createdBefore=before)["results"]]


def test_the_next_sync_brings_only_who_was_changed(simulator: Simulator) -> None:
    ask = asking(simulator)
    first = ask("candidate.list")
    assert "syncToken" not in first
    last = ask("candidate.list", cursor=first["nextCursor"])
    person = first["results"][3]["id"]
    ask("candidate.update", candidateId=person, name="Ann Example", sendNotifications=False)
    assert [one["id"] for one in ask("candidate.list", syncToken=last["syncToken"])["results"]] == [person]


def test_people_only_on_confidential_jobs_are_hidden_from_other_keys(simulator: Simulator) -> None:
    org = simulator.state
    plain = asking(simulator, simulator.add_key(confidential=False))
    hidden = next(
        row
        for row in org.table("candidate").values()
        if (found := org.related("application", "candidateId", row["id"]))
        and all(org.get("job", item["jobId"])["confidential"] for item in found)
    )
    assert code(plain("candidate.info", id=hidden["id"])) == "candidate_not_found"
    assert hidden["id"] not in [one["id"] for one in plain("candidate.search", name=hidden["name"])["results"]]
    assert code(plain("candidate.createNote", candidateId=hidden["id"], note="x")) == "candidate_not_found"
    assert asking(simulator)("candidate.info", id=hidden["id"])["success"]


# ---- profiles


def test_update_overwrites_what_was_given_and_can_be_put_back(simulator: Simulator) -> None:
    ask, org = asking(simulator), simulator.state
    person = org.first("candidate", name="Priya Raman")
    before = {name: person[name] for name in ("name", "emails", "location", "sourceId", "socialLinks", "createdAt")}
    changes = {"name": "P. Raman", "email": "p@example.com", "location": {"city": "Oslo", "country": "Norway"}}
    changed = ask("candidate.update", candidateId=person["id"], **changes, sendNotifications=False)["results"]
    assert (changed["name"], changed["primaryEmailAddress"]["value"]) == ("P. Raman", "p@example.com")
    assert changed["location"]["locationSummary"] == "Oslo, Norway"
    components = {item["type"].lower(): item["name"] for item in before["location"]["locationComponents"]}
    email = before["emails"][0]["value"]
    ask("candidate.update", candidateId=person["id"], name=before["name"], email=email, location=components)
    assert {name: person[name] for name in before} == before


def test_a_list_of_links_replaces_all_and_wins_over_single_addresses(simulator: Simulator) -> None:
    ask = asking(simulator)
    made = ask("candidate.create", name="Ann Example", linkedInUrl="https://example.com/in/ann")["results"]
    both = ask("candidate.update", candidateId=made["id"], socialLinks=LINKS, linkedInUrl="https://example.com/other")[
        "results"
    ]
    assert both["socialLinks"] == LINKS
    one = ask("candidate.update", candidateId=made["id"], githubUrl="https://example.com/new")["results"]
    assert one["socialLinks"] == [{"type": "GitHub", "url": "https://example.com/new"}]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"linkedInUrl": "not an address"}, "invalid_input"),
        ({"sourceId": SOMEBODY}, "source_not_found"),
        ({"creditedToUserId": SOMEBODY}, "user_not_found"),
    ],
)
def test_what_does_not_fit_changes_nothing(simulator: Simulator, fields: dict[str, str], expected: str) -> None:
    ask = asking(simulator)
    before = simulator.state.snapshot()
    person = simulator.state.first("candidate")["id"]
    assert code(ask("candidate.create", name="Ann Example", **fields)) == expected
    assert code(ask("candidate.update", candidateId=person, name="Ann", **fields)) == expected
    assert simulator.state.snapshot() == before


@pytest.mark.parametrize(
    ("given", "channels"),
    [({}, {"notification"}), ({"sendNotifications": True}, {"notification"}), ({"sendNotifications": False}, set())],
)
def test_ashby_tells_colleagues_of_an_update_unless_told_not_to(
    simulator: Simulator, given: dict[str, bool], channels: set[str]
) -> None:
    person = next(row for row in simulator.state.table("candidate").values() if row["creditedToUserId"])
    asking(simulator)("candidate.update", candidateId=person["id"], name="Ann Example", **given)
    assert {item["channel"] for item in simulator.state.outbox} == channels


def test_nobody_with_an_open_application_can_be_anonymized(simulator: Simulator) -> None:
    org, ask = simulator.state, asking(simulator)
    person = org.first("application", status="Active")["candidateId"]
    before = org.snapshot()
    assert code(ask("candidate.anonymize", candidateId=person)) == "invalid_input"
    assert org.snapshot() == before


def test_anonymizing_leaves_nothing_that_tells_who_it_was(simulator: Simulator) -> None:
    org, ask = simulator.state, asking(simulator)
    person = next(
        row
        for row in org.table("candidate").values()
        if (found := org.related("application", "candidateId", row["id"]))
        and all(item["status"] in ("Archived", "Hired") for item in found)
        and row["fileHandles"]
    )
    name, email = person["name"], person["emails"][0]["value"]
    handle = person["fileHandles"][0]["handle"]
    ask("candidate.createNote", candidateId=person["id"], note=f"{name} called")
    shown = ask("candidate.anonymize", candidateId=person["id"])["results"]
    assert name not in str(shown)
    assert email not in str(shown)
    assert shown["applicationIds"]
    assert ask("candidate.listNotes", candidateId=person["id"])["results"] == []
    assert code(ask("file.info", fileHandle=handle)) == "file_not_found"
    assert ask("candidate.anonymize", candidateId=person["id"])["results"] == shown


# ---- tags and projects


@pytest.mark.parametrize(
    ("add", "remove", "kind", "parameter", "field"),
    [
        ("candidate.addTag", "candidate.removeTag", "candidateTag", "tagId", "tagIds"),
        ("candidate.addProject", "candidate.removeProject", "project", "projectId", "projectIds"),
    ],
)
def test_taking_away_and_putting_back_leaves_the_candidate_as_it_was(
    simulator: Simulator, add: str, remove: str, kind: str, parameter: str, field: str
) -> None:
    org, ask = simulator.state, asking(simulator)
    person = org.first("candidate")["id"]
    for item in list(org.table(kind))[:3]:
        ask(add, candidateId=person, **{parameter: item})
    before = list(org.get("candidate", person)[field])
    for item in before:
        ask(remove, candidateId=person, **{parameter: item})
        assert item not in org.get("candidate", person)[field]
        ask(add, candidateId=person, **{parameter: item})
        ask(add, candidateId=person, **{parameter: item})
        assert org.get("candidate", person)[field] == before


def test_a_confidential_project_takes_nobody_through_a_key_that_may_not_see_it(simulator: Simulator) -> None:
    org = simulator.state
    secret, person = org.first("project", confidential=True)["id"], org.first("candidate")["id"]
    asking(simulator)("candidate.addProject", candidateId=person, projectId=secret)
    plain = asking(simulator, simulator.add_key(confidential=False))
    assert code(plain("candidate.removeProject", candidateId=person, projectId=secret)) == "project_not_found"
    assert secret not in [one["id"] for one in plain("candidate.listProjects", candidateId=person)["results"]]


# ---- notes and emails


def test_html_notes_keep_only_what_ashby_supports(simulator: Simulator) -> None:
    person = simulator.state.first("candidate")["id"]
    html = '<h1>Call</h1><p>with <b>her</b> <a href="https://example.com">here</a><script>alert(1)</script></p>'
    note = {"type": "text/html", "value": html}
    shown = asking(simulator)("candidate.createNote", candidateId=person, note=note)["results"]
    assert shown["content"] == 'Callwith <b>her</b> <a href="https://example.com">here</a>'


def test_private_notes_need_the_switch_of_the_key(simulator: Simulator) -> None:
    ask, plain = asking(simulator), asking(simulator, simulator.add_key(private_fields=False))
    person = simulator.state.first("candidate")["id"]
    secret = ask("candidate.createNote", candidateId=person, note="pay", isPrivate=True)["results"]["id"]
    assert code(plain("candidate.createNote", candidateId=person, note="pay", isPrivate=True)) == (
        "missing_endpoint_permission"
    )
    assert secret in [one["id"] for one in ask("candidate.listNotes", candidateId=person)["results"]]
    assert secret not in [one["id"] for one in plain("candidate.listNotes", candidateId=person)["results"]]


def test_a_recorded_mail_is_read_back_and_announced_but_not_sent(simulator: Simulator) -> None:
    org, ask = simulator.state, asking(simulator)
    person = org.first("candidate")
    mail = {"emailProviderEmailId": "m-1", "subject": "Hello", "to": "team@example.com", "body": "<p>Hi</p>"}
    mail |= {"candidateId": person["id"], "from": person["emails"][0]["value"]}
    kept = ask("candidate.addEmailMessage", **mail)["results"]
    assert (kept["threadId"], kept["userIsSender"], kept["isPrivate"]) == ("m-1", False, False)
    found = ask("candidate.getRecentEmailMessages", candidateId=person["id"], direction="inbound")["results"]
    assert (found[0]["recordId"], found[0]["source"]) == (kept["id"], "public_api")
    assert org.outbox == []
    assert org.events[-1]["action"] == "candidateRecentEmailMessagesUpdated"
    assert code(ask("candidate.addEmailMessage", **mail)) == "invalid_input"


def test_a_watermark_lives_for_an_hour(simulator: Simulator) -> None:
    org, ask = simulator.state, asking(simulator)
    person = org.first("emailMessage")["candidateId"]
    mail = {"emailProviderEmailId": "m-1", "subject": "s", "from": "a@example.com", "to": "b@example.com", "body": "t"}
    ask("candidate.addEmailMessage", candidateId=person, **mail)
    mark = org.events[-1]["data"]["watermark"]
    assert ask("candidate.getRecentEmailMessages", candidateId=person, watermark=mark)["success"]
    simulator.advance(hours=2)
    assert code(ask("candidate.getRecentEmailMessages", candidateId=person, watermark=mark)) == "watermark_expired"


# ---- leaving Ashby


def test_pushing_to_an_hr_system_sends_each_time_and_waits_for_the_offer(simulator: Simulator) -> None:
    org, ask = simulator.state, asking(simulator)
    waiting = next(row for row in org.table("offer").values() if row["offerStatus"] != "CandidateAccepted")
    answer = ask("candidate.pushToHris", applicationId=waiting["applicationId"], externalSystem="bob")
    assert code(answer) == "candidate_hris_push_blocked_by_offer_status"
    assert org.outbox == []
    free = next(
        row for row in org.table("application").values() if not org.related("offer", "applicationId", row["id"])
    )
    for _ in range(2):
        ask("candidate.pushToHris", applicationId=free["id"], externalSystem="Workday")
    assert [(item["channel"], item["to"]) for item in org.outbox] == [("hris", "Workday")] * 2
    assert [event["action"] for event in org.events] == ["pushToHRIS"] * 2
