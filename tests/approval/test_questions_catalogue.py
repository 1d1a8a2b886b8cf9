"""A question of every write in the catalogue, with and without what Ashby could tell, and without changing anything."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from question_company import plain
from valid_arguments import SIMULATED, cases, one_world

from ashby_agent_tools import Session, Toolset, confirm_writes
from ashby_agent_tools.approval.prompts.question import sentence
from ashby_agent_tools.operations import catalogue

WRITES = tuple(name for name in SIMULATED if not catalogue()[name].spec.reads)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NAMELESS = {  # Ashby has no read that takes the id, or none that tells a name
    "applicationFeedback.submit": "the interview event",
    "assessment.addCompletedToCandidate": "the partner and the kind of assessment",
    "assessment.update": "the assessment",
    "offer.create": "the offer process and the form",
    "offer.approve": "the step of the approval",
    "offer.setDecidedAt": "the offer",
    "offer.start": "the offer process",
    "candidate.pushToHris": "the integration",
    "interviewerPool.addUser": "the stage of the training",
    "referral.create": "the fields of the form, whose only read may create one",
    "surveySubmission.create": "the fields of the survey",
    "user.deleteInterviewerPause": "the pause",
}


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.exhaustive(4)
def test_every_write_has_a_readable_question_that_changes_nothing(endpoint):
    """One line of what happens, then a line for each thing; all reads of it succeed, and there are names in it."""
    world = one_world().reset()
    session = Session(Toolset.all().with_policy(confirm_writes), world.simulator.client())
    for arguments in cases(world, endpoint):
        call = session.prepare(endpoint, arguments)
        before = len(world.simulator.log)
        question = session.question(call)
        first, *others = question.split("\n")
        assert plain(question)
        assert len(question) < 4_000
        assert first.endswith(".")
        assert all(line.startswith(("- ", "|")) or line.endswith(".") for line in others)
        for request in world.simulator.log[before:]:
            assert catalogue()[request.endpoint].spec.reads
        if endpoint not in NAMELESS:
            assert "Could not look up" not in question
            assert not UUID.search(question), question
        assert plain(sentence(call, {}))


def test_words_are_loaded_when_something_is_asked_and_then_those_of_one_area():
    """Importing the core stays quick."""
    program = (
        "import sys, ashby_agent_tools as a\n"
        "loaded = lambda: sorted(name.rpartition('.')[2] for name in sys.modules if '.approval.prompts.' in name)\n"
        "call = a.Toolset.of('job.setStatus').prepare('job.setStatus', "
        "{'jobId': '0b6f9a0e-0000-4000-8000-000000000001', 'status': 'Closed'})\n"
        "first = loaded()\n"
        "from ashby_agent_tools.approval.prompts.question import sentence\n"
        "sentence(call, {})\n"
        "print(first, [name for name in loaded() if name[0] != '_'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['jobs', 'question']"


ANSWERED = [
    ("Interview scorecard", "overall_recommendation", {"score": 4}, "- Overall recommendation: score 4, 'Strong yes'"),
    ("Interview scorecard", "strengths", {"type": "PlainText", "value": "Calm."}, "- Strengths: 'Calm.'"),
    ("Telephone call", "expected_pay", {"value": 82_000, "currencyCode": "EUR"}, "82"),
    ("Telephone call", "travel", False, "- Willing to travel: no"),
    ("Telephone call", "start", "2026-12-07", "2026-12-07"),
    ("Scorecard of 2020", "stars", 4, ": 4"),
]


@pytest.mark.parametrize(("title", "path", "value", "shown"), ANSWERED)
def test_no_answer_of_a_scorecard_is_put_to_a_person_as_it_is_sent(simulator, title, path, value, shown):
    state = simulator.state
    session = Session(Toolset.all(), simulator.client())
    call = session.prepare(
        "applicationFeedback.submit",
        {
            "formDefinitionId": state.first("feedbackFormDefinition", title=title)["id"],
            "applicationId": state.first("application", status="Active")["id"],
            "userId": next(iter(state.table("user"))),
            "feedbackForm": {"fieldSubmissions": [{"path": path, "value": value}]},
        },
    )
    asked = session.question(call)
    assert shown in asked
    assert not re.search(r"[{}\[\]]|\"value\"|PlainText", asked), asked
