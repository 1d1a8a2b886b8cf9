"""A script for the interview feedback: an interviewer's notes, and the steps that make a scorecard of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from examples._script import Calls, Step, row, short_id

WHO = "Élodie Noël"
NOTES = """Strong yes from me. She drew the failure modes before I had asked and named what each would cost.
A little impatient with the second, easier half."""


def find(_: Sequence[str]) -> Calls:
    """Who was interviewed."""
    return [("ashby_candidate_search", {"name": WHO})]


def look(answers: Sequence[str]) -> Calls:
    """Their interviews, and the forms."""
    events = ["status", "interviewEvents.id", "interviewEvents.hasSubmittedFeedback", "interviewEvents.interviewers.id"]
    schedules = {"applicationId": short_id("app", answers[0]), "fields": events}
    fields = ["title", "formDefinition.sections.fields.field.path", "formDefinition.sections.fields.field.type"]
    return [("ashby_interview_schedule_list", schedules), ("ashby_feedback_form_definition_list", {"fields": fields})]


def submit(answers: Sequence[str]) -> Calls:
    """What the notes say, in the form's fields; a person is asked first."""
    waiting = row(answers[1], status="WaitingOnFeedback")
    events = zip(waiting["interviewEvents.id"], waiting["interviewEvents.hasSubmittedFeedback"], strict=True)
    place, event = next((place, event) for place, (event, done) in enumerate(events) if not done)
    interviewers = waiting["interviewEvents.interviewers.id"][place]
    strengths, concerns = NOTES.splitlines()
    values: dict[str, Any] = {"overall_recommendation": {"score": 4}}
    values["strengths"] = {"type": "PlainText", "value": strengths.partition(". ")[2] or strengths}
    values["concerns"] = {"type": "PlainText", "value": concerns}
    arguments = {
        "applicationId": short_id("app", answers[0]),
        "formDefinitionId": row(answers[2], title="Interview scorecard")["id"],
        "userId": interviewers if isinstance(interviewers, str) else interviewers[0],  # one alone is not a list
        "interviewEventId": event,
        "feedbackForm": {"fieldSubmissions": [{"path": path, "value": value} for path, value in values.items()]},
    }
    return [("ashby_application_feedback_submit", arguments)]


def tell(answers: Sequence[str]) -> str:
    """What came of it."""
    return "Submitted." if answers[-1].startswith("{") else f"Not submitted. {answers[-1]}"


STEPS: tuple[Step, ...] = (find, look, submit, tell)
