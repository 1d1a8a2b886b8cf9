"""Job postings and job boards."""

from __future__ import annotations

import pytest
from raw_requests import code

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments

POSTING = "00000000-0000-4000-8000-000000000001"
PAY = [{"components": [{"compensationType": "Salary", "interval": "1 HOUR", "currencyCode": "USD", "minValue": 30}]}]


@pytest.fixture
def public(simulator):
    return simulator.state.first("jobPosting", title="Staff Engineer")["id"]


@pytest.fixture
def draft(simulator):
    return simulator.state.first("jobPosting", title="Staff Engineer, storage")["id"]


@pytest.mark.parametrize(
    ("call", "effect", "notifies", "inverse"),
    [
        (op.JobPostingSetStatus(jobPostingId=POSTING, status="Published"), "write", True, "jobPosting.setStatus"),
        (op.JobPostingSetStatus(jobPostingId=POSTING, status="Draft"), "destructive", False, "jobPosting.setStatus"),
        (op.JobPostingUpdate(jobPostingId=POSTING, title="x"), "write", True, "jobPosting.update"),
        (op.JobPostingUpdate(jobPostingId=POSTING, description={"content": "x"}), "destructive", True, None),
        (
            op.JobPostingUpdateCompensation(jobPostingId=POSTING, compensationTiers=None),
            "destructive",
            True,
            "jobPosting.updateCompensation",
        ),
        (
            op.JobPostingSetCustomFieldValue(jobPostingId=POSTING, fieldId=POSTING, fieldValue=1),
            "write",
            True,
            "jobPosting.setCustomFieldValue",
        ),
        (
            op.JobPostingSetCustomFieldValue(jobPostingId=POSTING, fieldId=POSTING, fieldValue=None),
            "destructive",
            True,
            "jobPosting.setCustomFieldValue",
        ),
        (
            op.JobPostingSetCustomFieldValues(jobPostingId=POSTING, values=[{"fieldId": POSTING, "fieldValue": ["a"]}]),
            "destructive",
            True,
            "jobPosting.setCustomFieldValues",
        ),
    ],
)
def test_danger_depends_on_the_arguments(call, effect, notifies, inverse):
    risk = call.risk()
    assert (str(risk.effect), risk.notifies, risk.inverse) == (effect, notifies, inverse)
    assert risk <= call.spec.worst


def test_inheriting_pay_again_is_sent_as_null_and_must_be_said():
    assert (
        op.JobPostingUpdateCompensation(jobPostingId=POSTING, compensationTiers=None).body()["compensationTiers"]
        is None
    )
    with pytest.raises(InvalidArguments, match="compensationTiers"):
        op.JobPostingUpdateCompensation(jobPostingId=POSTING)


def test_only_enabled_boards_are_listed(ask):
    assert [row["title"] for row in ask("jobBoard.list")["results"]] == ["Careers page", "Internal moves"]


def test_unlisted_and_draft_postings_are_left_out_on_request_only(ask):
    published = ask("jobPosting.list")["results"]
    listed = ask("jobPosting.list", listedOnly=True)["results"]
    every = ask("jobPosting.list", includeUnpublishedJobPostings=True)["results"]
    assert {row["status"] for row in published} == {"Published"}
    assert len(listed) < len(published) < len(every)


@pytest.mark.parametrize(
    ("field", "value", "count"), [("location", "Berlin", 2), ("location", "berlin", 0), ("department", "Sales", 1)]
)
def test_names_of_places_and_departments_are_compared_exactly(ask, field, value, count):
    assert len(ask("jobPosting.list", **{field: value})["results"]) == count


@pytest.mark.parametrize("endpoint", ["jobPosting.info", "jobPosting.update", "jobPosting.updateCompensation"])
def test_a_draft_is_not_found_unless_unpublished_postings_are_included(ask, draft, endpoint):
    body = {"jobPostingId": draft, "compensationTiers": PAY}
    assert code(ask(endpoint, **body)) == "job_posting_not_found"
    assert ask(endpoint, **body, includeUnpublishedJobPostings=True)["success"]


def test_a_posting_on_another_board_is_not_found(ask, public, simulator):
    other = simulator.state.first("jobBoard", isEnabled=False)["id"]
    assert code(ask("jobPosting.info", jobPostingId=public, jobBoardId=other)) == "job_posting_not_found"


def test_publishing_and_taking_down_leaves_the_posting_as_it_was(ask, public):
    before = ask("jobPosting.info", jobPostingId=public)["results"]
    assert ask("jobPosting.setStatus", jobPostingId=public, status="Draft")["results"]["status"] == "Draft"
    assert code(ask("jobPosting.info", jobPostingId=public)) == "job_posting_not_found"
    after = ask("jobPosting.setStatus", jobPostingId=public, status="Published")["results"]
    assert {**after, "updatedAt": before["updatedAt"]} == before


def test_publishing_reaches_the_public_and_tells_the_webhooks(ask, draft, simulator):
    ask("jobPosting.setStatus", jobPostingId=draft, status="Published")
    assert [item["channel"] for item in simulator.state.outbox] == ["public"]
    assert [event["action"] for event in simulator.state.events] == ["jobPostingPublish", "jobPostingUpdate"]


def test_a_posting_of_a_job_that_is_not_open_cannot_be_published(ask, simulator):
    posting = simulator.state.first("jobPosting", title="Support Engineer")["id"]
    answer = ask("jobPosting.setStatus", jobPostingId=posting, status="Published")
    assert code(answer) == "invalid_input"
    assert "open job" in answer["errorInfo"]["message"]


def test_a_new_text_loses_the_tags_that_a_posting_does_not_take(ask, public):
    given = '<h2>Hi</h2><table><p onclick="x()">A &amp; <a href="https://b.example.com" target="c">B</a></p></table>'
    shown = ask("jobPosting.update", jobPostingId=public, description={"type": "text/html", "content": given})[
        "results"
    ]
    body = shown["descriptionParts"]["descriptionBody"]
    assert body["html"] == '<h2>Hi</h2><p>A &amp; <a href="https://b.example.com">B</a></p>'
    assert body["plain"].endswith("A & B")


def test_a_suppressed_opening_is_null(ask, public):
    assert ask("jobPosting.info", jobPostingId=public)["results"]["descriptionParts"]["descriptionOpening"]["plain"]
    shown = ask("jobPosting.update", jobPostingId=public, suppressDescriptionOpening=True)["results"]
    assert shown["descriptionParts"]["descriptionOpening"] is None


def test_a_posting_shows_its_own_pay_until_it_inherits_again(ask, public):
    def summary(tiers):
        answer = ask("jobPosting.updateCompensation", jobPostingId=public, compensationTiers=tiers)
        return answer["results"]["compensation"].get("compensationTierSummary")

    assert summary(PAY) == "$30"
    assert summary([]) is None
    assert summary(None).startswith("€98K")


def test_custom_fields_of_a_posting_are_set_and_of_another_kind_refused(ask, public, simulator):
    own, other = (simulator.state.first("customField", objectType=kind)["id"] for kind in ("JobPosting", "Job"))
    shown = ask("jobPosting.setCustomFieldValue", jobPostingId=public, fieldId=own, fieldValue="spring")["results"]
    assert [row["value"] for row in shown["customFields"]] == ["spring"]
    values = [{"fieldId": own, "fieldValue": "summer"}, {"fieldId": other, "fieldValue": "x"}]
    assert code(ask("jobPosting.setCustomFieldValues", jobPostingId=public, values=values)) == "invalid_input"
    assert ask("jobPosting.info", jobPostingId=public)["results"]["customFields"] == shown["customFields"]
