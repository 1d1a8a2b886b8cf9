"""What is said of a name that does not exist never leads to more danger than the name asks for."""

from __future__ import annotations

import re

import pytest
from each_case import each
from hypothesis import given, settings
from hypothesis import strategies as st

from ashby_agent_tools import Effect, Toolset, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations import by_name, catalogue, find
from ashby_agent_tools.operations.index import AREAS

WHOLE, RECRUITER = Toolset.all(), Toolset.preset("operations")
# What a person understands by these verbs, written without a look at the code.
ASKS = {
    Effect.READ: [
        "list",
        "get",
        "info",
        "search",
        "find",
        "show",
        "read",
        "fetch",
        "view",
        "query",
        "lookup",
        "retrieve",
        "count",
    ],
    Effect.WRITE: [
        "create",
        "add",
        "new",
        "update",
        "edit",
        "set",
        "change",
        "move",
        "assign",
        "send",
        "schedule",
        "write",
        "submit",
        "restore",
        "tag",
    ],
    Effect.DESTRUCTIVE: [
        "delete",
        "remove",
        "reject",
        "archive",
        "cancel",
        "close",
        "anonymize",
        "discard",
        "decline",
        "merge",
    ],
}
LEVELS = {verb: level for level, verbs in ASKS.items() for verb in verbs}
FORMS = ("ashby_{0}_{1}", "{0}.{1}", "{1}_{0}", "{1}{2}", "ashby_{1}_{0}s", "ashby_{0}_{1}_all")


def snake(prefix):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", prefix).lower()


def said(toolset, name):
    with pytest.raises(errors.InvalidArguments) as failed:
        toolset[name]
    return str(failed.value)


def words(name):
    """Those of a name in any order and number: `create_candidates` asks for candidate.create itself."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace(".", "_").removeprefix("ashby_")
    return sorted(word.rstrip("s") for word in plain.split("_"))


def named(message):
    """The operations that a message names, apart from the name that it quotes."""
    without = re.sub(r"no tool called '[^']*'|no tool called \"[^\"]*\"", "", message)
    names = re.findall(r"ashby_\w+|\b[a-z][A-Za-z]+\.[a-z]\w+", without)
    return [find(name) for name in names if find(name)]


@pytest.mark.parametrize(
    ("toolset", "form"), [(RECRUITER, FORMS[0]), *((WHOLE, form) for form in FORMS)], ids=["recruiter", *FORMS]
)
@pytest.mark.exhaustive(7)
def test_no_hint_leads_above_what_the_name_asks_for(toolset, form):
    """Every subject with typical verbs, in every spelling that a model may use."""
    asked = 0
    for prefix in AREAS:
        for verb in list(LEVELS)[FORMS.index(form) % 4 :: 4]:  # a fourth for each spelling: a hint takes 3 ms
            level = LEVELS[verb]
            name = form.format(snake(prefix) if "_" in form else prefix, verb, prefix[0].upper() + prefix[1:])
            if name in toolset or find(name):
                continue
            message = said(toolset, name)
            asked += 1
            for operation in named(message):
                own_answer = "did you mean" not in message and "there are: " not in message
                effect = (operation.spec.risk if own_answer else operation.spec.worst).effect
                assert effect <= level or words(name) == words(operation.spec.tool), (name, message)
    assert asked > 300


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(by_name())), data=st.data())
def test_a_misspelt_name_leads_to_nothing_above_the_one_that_was_meant(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("aeiost_"))
    misspelt = data.draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
            ]
        )
    )
    if find(misspelt):
        return
    for operation in named(said(WHOLE, misspelt)):
        assert operation.spec.worst.effect <= max(
            by_name()[name].spec.worst.effect, LEVELS.get(misspelt.split("_")[-1], 1)
        )


@each("endpoint", sorted(catalogue()))
def test_a_tool_whose_letters_are_swapped_is_proposed_by_its_name(endpoint):
    name = catalogue()[endpoint].spec.tool
    place = len("ashby_") + 2
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if swapped != name and not find(swapped):
        assert f"did you mean {name!r}" in said(WHOLE, swapped)


ANSWERS = {
    # of the issue, and of what other people's documents invent
    "ashby_application_reject": "ashby_application_change_stage",
    "application.archive": "ashby_application_change_stage",
    "rejectCandidate": "ashby_application_change_stage",
    "ashby_candidate_move": "ashby_application_change_stage",
    "webhook_list": "cannot be listed",
    "note_create": "ashby_candidate_create_note",
    "note.list": "ashby_candidate_list_notes",
    "ashby_candidate_notes": "ashby_candidate_list_notes",
    "application_move": "ashby_application_change_stage",
    "applicationFormSubmission.list": "applicationFormSubmissions",
    "referral.list": "cannot be read",
    "survey.list": "ashby_survey_submission_list",
    "feedbackSubmission.list": "ashby_application_feedback_list",
    "ashby_scorecards_get": "ashby_application_feedback_list",
    "candidate.delete": "cannot delete candidates",
    "candidate.merge": "cannot merge candidates",
    "schedule_interview": "ashby_interview_schedule_create",
    "ashby_get_resume": "ashby_read_resume",
    "send_email": "No call only sends an email",
    "ashby_list_candidates": "ashby_candidate_list",
    "getCandidate": "ashby_candidate_info",
    "find_jobs": "ashby_job_search",
    "create_candidate": "ashby_candidate_create",
    # a client's namespace in front of a tool's name
    "mcp__ashby__ashby_candidate_tag_list": "did you mean 'ashby_candidate_tag_list'",
    "ashby-mcp/ashby_application_change_stage": "did you mean 'ashby_application_change_stage'",
    "default_api.ashby_job_search": "did you mean 'ashby_job_search'",
    "server:ashby_candidate_info": "did you mean 'ashby_candidate_info'",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_names_that_models_invent_are_answered_with_what_there_is(name):
    assert ANSWERS[name] in said(WHOLE, name)


def test_what_the_conversation_lacks_is_said_to_be_missing_and_names_are_those_that_it_shows():
    assert "application.changeStage (not among the tools here)" in said(Toolset.of("job.list"), "application.reject")
    renamed = RECRUITER.renamed({"application.changeStage": "move_on"})
    assert "move_on" in said(renamed, "application.reject")


@pytest.mark.parametrize("name", ["", "_", "ashby_", "foo", "x" * 5000, "名前", "ashby__", "' or 1"])
def test_a_name_that_says_nothing_gets_no_hint(name):
    assert named(said(WHOLE, name)) == []


def test_developers_get_the_same_answers():
    for made in (lambda: Toolset.of("application.reject"), lambda: RECRUITER.without("application.reject")):
        with pytest.raises(errors.UsageError, match=r"application.reject'. Ashby has no call for that"):
            made()
    with pytest.raises(AttributeError, match="change_stage|changeStage|ChangeStage"):
        _ = op.ApplicationReject


@pytest.mark.parametrize(
    "argument", ["updatedAfter", "updated_after", "modifiedSince", "lastUpdatedAt", "changedAfter"]
)
def test_a_time_of_change_points_at_the_sync_token_and_never_at_created_after(argument):
    with pytest.raises(errors.InvalidArguments, match=r"syncToken") as failed:
        WHOLE.prepare("ashby_application_list", {argument: 1772323200000})
    assert "createdAfter" not in str(failed.value)
    with pytest.raises(errors.InvalidArguments, match="cannot be selected by when they changed"):
        WHOLE.prepare("ashby_job_search", {argument: 1772323200000})
