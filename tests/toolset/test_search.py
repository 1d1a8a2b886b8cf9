"""Search over the operations of a toolset: what is found, what never is, what an answer says, bad input."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from ashby_agent_tools import Budget, Effect, Operation, Session, Spec, Toolset, allow, confirm_never, deny
from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.risk import READ
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.toolset.search.model import shipped
from ashby_agent_tools.toolset.search.training import digest
from ashby_agent_tools.toolset.search.vocabulary import described_at_length, vocabulary

FIND, CALL = "ashby_find_tools", "ashby_call"
ALL = Toolset.all().searchable()
REQUESTS = """
turn down this applicant | application.changeStage
we decided to pass on a candidate | application.changeStage
move him forward to the onsite | application.changeStage
who applied to this req | application.list
how long was she in the phone screen | application.listHistory
wrong req, transfer the application to another job | application.transfer
which scorecards are in | applicationFeedback.list
leave my feedback for yesterday's interview | applicationFeedback.submit
what rejection reasons do we have | archiveReason.list
GDPR request: erase all his data | candidate.anonymize
add her to the talent pool of silver medalists | candidate.addProject
jot down a note that he was a no-show | candidate.createNote
do we know somebody with the mail kim@example.com | candidate.search
attach the new CV | candidate.uploadResume
push the new hire to our HRIS | candidate.pushToHris
open reqs | job.list
put the job on hold | job.setStatus
what is the interview loop for this role | jobInterviewPlan.info
take the job ad offline | jobPosting.setStatus
new headcount for a backfill | opening.create
all unfilled seats | opening.list
book the onsite loop with the bar raiser | interviewSchedule.create
reschedule the interview to Friday | interviewSchedule.update
call off the interview | interviewSchedule.cancel
brief me for my interview | interviewBriefing.info
who is in the interviewer pool | interviewerPool.info
she is on holiday, no interviews for two weeks | user.createInterviewerPause
he got a counter-offer, improve our offer | offer.update
the candidate signed the offer | offer.setStatus
who still has to approve the offer | approval.list
refer a former colleague for a job | referral.create
stop the outreach to a prospect | sequence.cancel
who changed the job yesterday | auditLog.list
candidate NPS results | surveySubmission.list
time to hire report | report.synchronous
create_candidate_note | candidate.createNote
ashby_candidate_serch | candidate.search
use the ashby_interview_schedule_cancel tool | interviewSchedule.cancel
LIST_ARCHIVE_REASONS | archiveReason.list
find jane_doe@example.com | candidate.search
rename the office | location.updateName
let our server know about new hires by webhook | webhook.create
""".strip().splitlines()


def endpoints(toolset, request, most=5):
    return [tool.operation.spec.endpoint for tool in toolset.find(request, most=most)]


@pytest.mark.parametrize("line", REQUESTS)
def test_a_recruiters_words_find_the_operation(line):
    request, endpoint = line.split(" | ")
    assert endpoint in endpoints(ALL, request)[:2]


def test_no_operation_has_a_phrase_twice():
    for endpoint, phrases in vocabulary().items():
        assert len(set(phrases)) == len(phrases), endpoint


def test_a_name_finds_what_it_names_and_nothing_else(find):
    for operation in catalogue().values():
        assert [entry["name"] for entry in find(operation.spec.tool)] == [operation.spec.tool]


@pytest.mark.parametrize("request_", ["reject a candidate", "delete the webhook", "raise the offer", "erase GDPR data"])
def test_nothing_outside_the_toolset_is_found_or_called(request_):
    reading = ALL.read_only()
    assert all(tool.operation.spec.reads for tool in reading.find(request_, most=50))
    for tool in ALL.writes_only().find(request_, most=50):
        with pytest.raises(InvalidArguments, match="not among the tools"):
            reading.prepare(CALL, {"name": tool.name, "arguments": {}})


def test_narrowing_after_searchable_narrows_what_is_found():
    narrowed = ALL.only("job.list", "offer.list")
    assert set(endpoints(narrowed, "list everything, offers and jobs")) == {"job.list", "offer.list"}
    assert endpoints(narrowed.without("job.list"), "list open jobs") != ["job.list"]
    assert [tool.name for tool in narrowed] == [FIND, CALL]
    assert len(narrowed) == 2
    assert {tool.operation.spec.endpoint for tool in narrowed.operations} == {"job.list", "offer.list"}


def test_a_union_is_searched_where_both_are():
    offers, jobs = Toolset.of("offer.list"), Toolset.of("job.list")
    assert len(offers.searchable() | jobs.searchable()) == 2
    assert {tool.operation.spec.endpoint for tool in offers.searchable() | jobs} == {"offer.list", "job.list"}


def test_renamed_tools_are_found_and_called_by_their_new_names():
    toolset = ALL.renamed({"application.changeStage": "advance_or_reject"})
    assert toolset.find("reject a candidate")[0].name == "advance_or_reject"
    assert toolset.find("advance_or_reject")[0].name == "advance_or_reject"
    with pytest.raises(InvalidArguments, match="advance_or_reject: applicationId is required"):
        toolset.prepare(CALL, {"name": "advance_or_reject", "arguments": {}})


@pytest.mark.parametrize("name", [FIND, CALL, "ashby.call", "Ashby-Find-Tools"])
def test_no_tool_can_take_the_names_of_search(name):
    with pytest.raises(UsageError):
        Toolset.of("job.list").renamed({"job.list": name})


@pytest.fixture(scope="module")
def session():
    return Session(ALL, Simulator(seed=7).client())


@pytest.fixture
def find(session):
    def found(query):
        return session.run(FIND, {"query": query}).data

    return found


BAD = {
    "other scripts": "отклонить кандидата 候选人 拒绝",
    "syntax": '"AND (OR NEAR/3 *^ NOT - : {} ; DROP TABLE whole --',
    "a quote": '"',
    "a lone operator": "NOT",
    "long": "offer " * 1_700,
    "one long word": "x" * 10_000,
    "blanks": " \n\t ",
    "half an emoji in words": "\u200d\u200d reject",
    "punctuation": "?!...",
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD)
def test_whatever_is_asked_the_answer_is_short_and_readable(session, query):
    result = session.run(FIND, {"query": query})
    assert 0 < result.tokens <= ALL.budget.tokens
    assert result.data or "No operation fits" in result.text


@pytest.mark.parametrize("given", [{}, {"query": ""}, {"query": 7}, {"query": "offers", "limit": 3}])
def test_a_search_that_cannot_be_read_says_what_is_wrong(session, given):
    with pytest.raises(InvalidArguments, match=FIND):
        session.run(FIND, given)


CALLS = {
    "no name": ({"arguments": {}}, "name is required"),
    "a blank name": ({"name": " ", "arguments": {}}, "name is required"),
    "a name that is no text": ({"name": 3, "arguments": {}}, "name is required"),
    "arguments beside": ({"name": "ashby_job_info", "id": "x"}, "into `arguments`"),
    "a list": ({"name": "ashby_job_info", "arguments": ["x"]}, "must be one JSON object"),
    "no JSON": ({"name": "ashby_job_info", "arguments": "{id"}, "JSON"),
    "itself": ({"name": CALL, "arguments": {}}, "does not call itself"),
    "nothing that exists": ({"name": "ashby_job_explode", "arguments": {}}, "There is no tool called"),
    "a fault inside": ({"name": "ashby_job_info", "arguments": {}}, "ashby_job_info: id is required"),
}


@pytest.mark.parametrize(("given", "says"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("as_text", [False, True])
def test_a_call_by_name_that_cannot_be_made_says_why(session, given, says, as_text):
    with pytest.raises(InvalidArguments, match=says):
        session.prepare(CALL, json.dumps(given) if as_text else given)


def test_arguments_as_json_text_are_taken(session):
    assert session.prepare(CALL, {"name": "ashby_job_list", "arguments": '{"status": ["Open"]}'}).endpoint == "job.list"
    assert session.prepare(CALL, {"name": "ashby_job_list", "arguments": None}).endpoint == "job.list"


def test_a_call_by_name_is_the_operations_call(session):
    given = {"title": "Platform"}
    direct, by_name = session.prepare("ashby_project_search", given), session.prepare(
        CALL, {"name": "ashby_project_search", "arguments": given}
    )  # fmt: skip
    assert (by_name.tool, by_name.fingerprint, by_name.risk) == (direct.tool, direct.fingerprint, direct.risk)


def test_without_search_mode_there_is_no_such_tool():
    for name in (FIND, CALL):
        with pytest.raises(InvalidArguments, match="There is no tool called"):
            Toolset.all().prepare(name, {"query": "offers", "name": "ashby_job_list", "arguments": {}})


def test_an_entry_says_what_the_next_step_needs(find):
    best = find("reject a candidate")[0]
    assert best["name"] == "ashby_application_change_stage"
    assert best["does"].startswith("Move an application to another interview stage")
    assert best["arguments"].startswith("{applicationId: string, interviewStageId: string, archiveReasonId?: string")
    assert best["may"] == (
        "changes for good or ends something; may reach people outside; may ask a person first; "
        "undone by ashby_application_change_stage"
    )
    assert find("open reqs")[0]["may"] == "reads"


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        (deny("webhook.create"), "the policy refuses it"),
        (confirm_never, None),
        (allow("webhook.create"), None),
        (deny("webhook.create", when=lambda it: it.requestUrl.startswith("http:")), "may ask a person first"),
    ],
)
def test_an_entry_says_who_is_asked_under_this_policy(policy, says):
    session = Session(ALL.with_policy(policy), Simulator(seed=7).client())
    may = session.run(FIND, {"query": "ashby_webhook_create"}).data[0]["may"]
    assert "data may leave Ashby" in may
    assert (says or "") in may
    assert says is not None or "person" not in may


@pytest.mark.parametrize("tokens", [200, 250, 4_000])
def test_the_answer_keeps_the_budget_and_the_best_hit(tokens):
    session = Session(ALL.with_budget(Budget(tokens=tokens)), Simulator(seed=7).client())
    result = session.run(FIND, {"query": "list open jobs"})
    assert json.loads(result.text.splitlines()[0])["name"] == "ashby_job_list"
    assert result.tokens <= tokens or len(result.text.splitlines()) == 1


def test_the_first_request_costs_little():
    assert ALL.cost() + counter_for("o200k_base").count(ALL.instructions()) <= 1_700
    assert counter_for("o200k_base").count(ALL.instructions()) <= 250


def test_the_hints_of_a_call_are_the_worst_of_the_toolset():
    assert ALL[CALL].hints == {
        "readOnlyHint": False, "destructiveHint": True, "idempotentHint": False, "openWorldHint": True,
    }  # fmt: skip
    assert ALL.read_only().at_most(Effect.READ)[CALL].hints["readOnlyHint"] is True
    assert ALL.only("candidate.addTag")[CALL].hints["destructiveHint"] is False
    assert ALL[FIND].hints["readOnlyHint"] is True


def test_secrets_in_a_call_by_name_are_masked():
    given = {"name": "ashby_webhook_create", "arguments": {"requestUrl": "https://x.example.com", "secretToken": "s3"}}
    for arguments in (given, {**given, "arguments": json.dumps(given["arguments"])}, {**given, "name": "nothing"}):
        assert "s3" not in json.dumps(ALL[CALL].masked(arguments))


def test_a_short_name_that_is_unknown_names_the_tool_that_lists_it(session):
    with pytest.raises(InvalidArguments, match="ashby_candidate_list or ashby_candidate_search shows"):
        session.prepare(CALL, {"name": "ashby_candidate_info", "arguments": {"id": "cand_5"}})


def test_a_toolset_may_be_searched_from_several_threads():
    toolset = Toolset.of("job.list", "offer.list").searchable()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: endpoints(toolset, "open jobs")[0], range(40))) == {"job.list"}


def test_descriptions_for_deferred_tools_fit_and_begin_as_the_others():
    for operation in catalogue().values():
        text = described_at_length(operation)
        assert len(text) <= 1_024
        assert text.startswith((operation.__doc__ or "").split("\n")[0])


def test_the_ranking_was_learned_from_the_words_that_are_there():
    assert shipped().inputs == digest(), "a word in toolset/search/words/ changed: make search"


@pytest.mark.parametrize(
    ("request_", "task"),
    [
        ("what is on my plate today", "myDay"),
        ("put all scorecards of this candidate side by side", "debrief"),
        ("which candidates have been forgotten", "stale"),
        ("compare the two finalists", "compare"),
    ],
)
def test_tasks_are_found_by_the_words_people_have_for_them(request_, task):
    assert task in endpoints((Toolset.all() | Toolset.tasks()).searchable(), request_)[:2]


@pytest.mark.parametrize(
    "question", ["who rejected Maria?", "has the interview been cancelled", "is the job archived?"]
)
def test_a_question_never_ranks_what_ends_something_first(question):
    assert ALL.find(question)[0].operation.spec.risk.effect is Effect.READ


@pytest.mark.parametrize(
    ("typed", "endpoint"),
    [
        ("shedule an intervew with Kim", "interviewSchedule.create"),
        ("list all requsitions", "job.list"),
        ("Bewerber ablehnen", "application.changeStage"),
        ("reporter l'entretien", "interviewSchedule.update"),
        ("rechazar al candidato", "application.changeStage"),
    ],
)
def test_typing_errors_and_other_languages_find_too(typed, endpoint):
    assert endpoint in endpoints(ALL, typed)[:3]


def test_an_operation_of_ones_own_is_found_by_its_own_words_among_all():
    class Parking(Operation):
        """Reserve a parking space for a visitor."""

        spec = Spec("parking.reserve", scope=None, risk=READ)

    toolset = (Toolset.all() | Toolset.of(Parking)).searchable()
    assert endpoints(toolset, "reserve a parking space")[0] == "parking.reserve"
    assert endpoints(toolset, "reject a candidate")[0] == "application.changeStage"
