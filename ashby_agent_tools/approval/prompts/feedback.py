"""Questions about a scorecard that is submitted in somebody's name."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import APPLICATION, application_of, read, thing_of, user_of
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Statement, known_id, objects
from ashby_agent_tools.approval.prompts.applying import field_lines, fields_in
from ashby_agent_tools.operations.applications import FieldSubmission
from ashby_agent_tools.operations.feedback import ApplicationFeedbackSubmit

_FORM, _USER, _EVENT, _KIND = "the feedback form", "the colleague", "the interview", "the kind of interview"


def _needs(card: ApplicationFeedbackSubmit) -> Reads:
    return {
        **read(APPLICATION, "application.info", applicationId=card.applicationId),
        **read(_FORM, "feedbackFormDefinition.info", feedbackFormDefinitionId=card.formDefinitionId),
        **(read(_USER, "user.info", userId=card.userId) if card.userId else {}),
        **(
            read(_EVENT, "interviewBriefing.info", interviewEventId=card.interviewEventId)
            if card.interviewEventId
            else {}
        ),
    }


def _more(card: ApplicationFeedbackSubmit, seen: Lookups) -> Reads:  # noqa: ARG001  (the form that every `more` has)
    kind = known_id(seen.at(_EVENT, "interviewId"))
    return read(_KIND, "interview.info", id=kind) if kind else {}


def _say(card: ApplicationFeedbackSubmit, seen: Lookups) -> Statement:
    form = thing_of(seen, card.formDefinitionId, name=_FORM, area="feedbackFormDefinition")
    who = user_of(seen, card.userId, name=_USER) if card.userId else "the user of the API key"
    further = [f"The form is {form}."]
    if card.interviewEventId:
        kind = thing_of(seen, card.interviewEventId, name=_KIND, area="interview")
        further.append(f"It fills in their own scorecard for the interview {kind}.")
        further += ["They have submitted one already."] if _submitted(card, seen) else []
    given = [FieldSubmission(path=one.path, value=one.value) for one in card.feedbackForm.fieldSubmissions]
    return Statement(
        f"Submit a scorecard on {application_of(seen, card.applicationId)} in the name of {who}.",
        tight=f"Submit a scorecard on {application_of(seen, card.applicationId)} as {who}.",
        back="It cannot be changed or deleted.",
        more=" ".join(further),
        rows=tuple(field_lines(given, fields_in(seen.at(_FORM, "formDefinition")))),
    )


def _submitted(card: ApplicationFeedbackSubmit, seen: Lookups) -> bool:
    people = seen.at(_EVENT, "interviewers")
    return any(one.get("userId") == card.userId and one.get("hasSubmittedFeedback") is True for one in objects(people))


PROMPTS = (
    ApprovalPrompt(
        ApplicationFeedbackSubmit,
        _say,
        needs=_needs,
        more=_more,
        shows=(
            "applicationId",
            "feedbackForm.fieldSubmissions.path",
            "feedbackForm.fieldSubmissions.value",
            "formDefinitionId",
            "interviewEventId",
            "userId",
        ),
    ),
)
