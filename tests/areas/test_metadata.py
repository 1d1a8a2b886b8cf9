"""The organization's word lists, and projects."""

from __future__ import annotations

import pytest
from raw_requests import Ask, asking, code

from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator


@pytest.mark.parametrize(
    ("name", "danger"),
    [
        ("CandidateTagArchive", "destructive idempotent"),
        ("CandidateTagCreate", "write idempotent"),
        ("ArchiveReasonList", "read reversible idempotent"),
        ("ProjectSearch", "read reversible idempotent"),
    ],
)
def test_the_danger_of_each(name: str, danger: str) -> None:
    risk = getattr(op, name).spec.worst
    facts = ("notifies", "exports", "reversible", "idempotent")
    assert " ".join([str(risk.effect), *(fact for fact in facts if getattr(risk, fact))]) == danger


@pytest.mark.parametrize(
    ("endpoint", "switch", "field"),
    [
        ("archiveReason.list", "includeArchived", "isArchived"),
        ("candidateTag.list", "includeArchived", "isArchived"),
        ("closeReason.list", "includeArchived", "isArchived"),
        ("source.list", "includeArchived", "isArchived"),
        ("sourceTrackingLink.list", "includeDisabled", "enabled"),
    ],
)
def test_lists_hold_what_is_in_use_and_the_rest_on_request(ask: Ask, endpoint: str, switch: str, field: str) -> None:
    current = ask(endpoint)["results"]
    everything = ask(endpoint, **{switch: True})["results"]
    assert len({row[field] for row in current}) == 1
    assert len({row[field] for row in everything}) == 2
    assert len(everything) > len(current) > 0


def test_only_enabled_templates_are_listed_and_without_their_texts(simulator: Simulator, ask: Ask) -> None:
    off = simulator.state.first("communicationTemplate", isEnabled=False)
    shown = ask("communicationTemplate.list")["results"]
    assert shown
    assert off["id"] not in [row["id"] for row in shown]
    assert set(shown[0]) == {"id", "createdAt", "updatedAt", "title", "intendedTypes"}


def test_tracking_links_of_one_source(simulator: Simulator, ask: Ask) -> None:
    link = simulator.state.first("sourceTrackingLink", enabled=True)
    shown = ask("sourceTrackingLink.list", sourceId=link["sourceId"])["results"]
    assert {row["sourceId"] for row in shown} == {link["sourceId"]}


def test_creating_a_tag_twice_gives_the_same_tag(ask: Ask) -> None:
    first = ask("candidateTag.create", title="Strong candidate")["results"]
    again = ask("candidateTag.create", title="strong candidate ")["results"]
    assert again == first


def test_a_sync_tells_of_a_tag_that_was_archived(simulator: Simulator, ask: Ask) -> None:
    token = ask("candidateTag.list")["syncToken"]
    tag = simulator.state.first("candidateTag", isArchived=False)["id"]
    assert ask("candidateTag.archive", tagId=tag)["results"]["isArchived"]
    assert [row["id"] for row in ask("candidateTag.list", syncToken=token)["results"]] == [tag]
    assert tag not in [row["id"] for row in ask("candidateTag.list")["results"]]


def test_confidential_projects_are_hidden_from_other_keys(simulator: Simulator, ask: Ask) -> None:
    secret = simulator.state.first("project", confidential=True)
    plain = asking(simulator, simulator.add_key(confidential=False))
    for answer in (plain("project.list"), plain("project.search", title=secret["title"])):
        assert secret["id"] not in [row["id"] for row in answer["results"]]
    assert code(plain("project.info", projectId=secret["id"])) == "project_not_found"
    assert ask("project.info", projectId=secret["id"])["results"]["confidential"]


def test_projects_by_title_and_by_time(simulator: Simulator, ask: Ask) -> None:
    found = ask("project.search", title="RUST")["results"]
    assert [row["title"] for row in found] == ["Rust engineers in Europe"]
    now = int(simulator.state.now.timestamp() * 1000)
    assert ask("project.list", createdAfter=now)["results"] == []
