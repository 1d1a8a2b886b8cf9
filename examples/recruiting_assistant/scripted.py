"""The script of the demonstration: what the recruiter says, and a model whose every id comes from a tool's answer."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage

from examples.recruiting_assistant.reading import Named, answer, answers
from langchain_ashby.testing import Calls, ScriptedModel

JOB = "Staff Engineer"
LONG_DAYS = 10
SIX = 6

RECRUITER = (
    f"Who is active for {JOB}? Of the stage with {SIX} people: who has been there for more than {LONG_DAYS} days?",
    "Show me the file of the one who has waited longest.",
    "Note that we owe that person an answer this week. Then move them to the next stage.",
    "Reject the second longest: not enough experience. Send the email we use after an onsite.",
    "I have spoken with the hiring manager since. Please go ahead with that rejection.",
    "And erase that person's data for good.",
)

Messages = list[BaseMessage]


def scripted_model() -> ScriptedModel:
    """The model of the demonstration; it says what it found, never what it was told to find."""
    return ScriptedModel(
        steps=[
            find_job, list_applications, list_histories, tell_who_waits,
            open_file, tell_file,
            write_note, list_stages, move, tell_moved,
            look_up_words, reject, tell_rejected,
            reject, tell_rejected,
            anonymize, tell_refused,
        ]
    )  # fmt: skip


# who waits


def find_job(_: Messages) -> Calls:
    """The job by its title."""
    return [("ashby_job_search", {"title": JOB})]


def list_applications(messages: Messages) -> Calls:
    """The job's active applications, with the few fields that are needed."""
    fields = ["id", "candidate.id", "candidate.name", "currentInterviewStage.title"]
    arguments = {"jobId": _job(messages)["id"], "status": "Active", "limit": 100, "fields": fields}
    return [("ashby_application_list", arguments)]


def list_histories(messages: Messages) -> Calls:
    """The histories of the six in one stage, in one go."""
    return [
        ("ashby_application_list_history", {"applicationId": application})
        for application, _ in _in_stage(messages)[1]
    ]  # fmt: skip


def tell_who_waits(messages: Messages) -> str:
    """Counts per stage, and the long waits."""
    counts: dict[str, int] = {}
    listed = answer(messages, "ashby_application_list")
    for row in listed.rows:
        title = row["currentInterviewStage.title"]
        counts[title] = counts.get(title, 0) + 1
    waits = _waits(messages)
    per_stage = ", ".join(f"{title} {count}" for title, count in counts.items())
    return (
        f"{len(listed.rows)} active for {JOB}: {per_stage}. More than {LONG_DAYS} days in {_in_stage(messages)[0]}:"
        + ("".join(f"\n- {person.name}: {days} days" for days, _, person in waits))
    )


# one file


def open_file(messages: Messages) -> Calls:
    """Everything that is known of the one who waited longest."""
    _, application, person = _waits(messages)[0]
    return [
        ("ashby_candidate_info", {"id": person.short_id}),
        ("ashby_candidate_list_notes", {"candidateId": person.short_id}),
        ("ashby_application_feedback_list", {"applicationId": application}),
    ]


def tell_file(messages: Messages) -> str:
    """The person, and what the scorecards say."""
    record = answer(messages, "ashby_candidate_info").record
    cards = answer(messages, "ashby_application_feedback_list")
    notes = answer(messages, "ashby_candidate_list_notes").rows
    said = [str(row.get("answers.Overall recommendation", "no recommendation")) for row in cards.rows]
    return (
        f"{record['name']}, {record.get('position', 'position unknown')}, {record.get('company', 'company unknown')}. "
        f"{len(cards.rows)} scorecards ({', '.join(said) or 'none'}), {len(notes)} notes."
    )


# a note and a move


def write_note(messages: Messages) -> Calls:
    """A harmless write: it runs alone."""
    days, _, person = _waits(messages)[0]
    text = f"Waiting in {_in_stage(messages)[0]} for {days} days; we owe an answer this week."
    return [("ashby_candidate_create_note", {"candidateId": person.short_id, "note": text})]


def list_stages(messages: Messages) -> Calls:
    """The stages of the job's interview plan."""
    return [("ashby_interview_stage_list", {"interviewPlanId": _job(messages)["defaultInterviewPlanId"]})]


def move(messages: Messages) -> Calls:
    """To the stage that follows in the plan."""
    stages = sorted(answer(messages, "ashby_interview_stage_list").rows, key=lambda row: row["orderInInterviewPlan"])
    titles = [row["title"] for row in stages]
    following = stages[titles.index(_in_stage(messages)[0]) + 1]["id"]
    _, application, _ = _waits(messages)[0]
    return [
        ("ashby_application_change_stage", {"applicationId": application, "interviewStageId": following})
    ]  # fmt: skip


def tell_moved(messages: Messages) -> str:
    """Where the person is now, as Ashby answered."""
    if _failed(messages):
        return f"The note is written. The move was not made: {_why(messages)}"
    moved = answer(messages, "ashby_application_change_stage")
    stage = moved.named(moved.record["currentInterviewStage"]).name
    return f"The note is written, and {moved.named(moved.record['candidate']).name} is in {stage} now."


# a rejection, twice


def look_up_words(_: Messages) -> Calls:
    """The organization's own archive reasons and email templates."""
    return [("ashby_archive_reason_list", {}), ("ashby_communication_template_list", {})]


def reject(messages: Messages) -> Calls:
    """Archive with a reason and an email; a person is asked first."""
    arguments: dict[str, Any] = {
        "applicationId": _waits(messages)[1][1],
        "interviewStageId": answer(messages, "ashby_interview_stage_list").row(type="Archived")["id"],
        "archiveReasonId": answer(messages, "ashby_archive_reason_list").row(text="Not enough experience")["id"],
        "archiveEmail": {
            "communicationTemplateId": answer(messages, "ashby_communication_template_list").row(
                title="Rejection after onsite"
            )["id"]
        },
    }
    return [("ashby_application_change_stage", arguments)]


def tell_rejected(messages: Messages) -> str:
    """Whether it was done, and if not, what the tool said."""
    name = _waits(messages)[1][2].name
    if _failed(messages):
        return f"{name} was not rejected, and no email goes out: {_why(messages)} What shall I do instead?"
    return f"{name} is rejected; the email follows."


# a refusal


def anonymize(messages: Messages) -> Calls:
    """What this assistant's policy never lets through."""
    return [("ashby_candidate_anonymize", {"candidateId": _waits(messages)[1][2].short_id})]


def tell_refused(messages: Messages) -> str:
    """Say so, and who can."""
    if _failed(messages):
        return "I may not erase anybody's data. A person with the right to do so can, in Ashby itself."
    return "The data is erased."


# what the answers say


def _job(messages: Messages) -> dict[str, Any]:
    return answer(messages, "ashby_job_search").record


def _in_stage(messages: Messages) -> tuple[str, list[tuple[str, Named]]]:
    """The stage with six people, and their applications."""
    listed = answer(messages, "ashby_application_list")
    stages: dict[str, list[tuple[str, Named]]] = {}
    for row in listed.rows:
        person = Named(row["candidate.id"], row["candidate.name"])
        stages.setdefault(row["currentInterviewStage.title"], []).append((row["id"], person))
    return next((title, people) for title, people in stages.items() if len(people) == SIX)


def _waits(messages: Messages) -> list[tuple[int, str, Named]]:
    """Days, application and person, the longest wait first."""
    title, people = _in_stage(messages)
    person_of = dict(people)
    waits = []
    for history in answers(messages, "ashby_application_list_history"):
        entered = next(
            row["enteredStageAt"] for row in history.rows if row["title"] == title and not row["leftStageAt"]
        )
        days = (_today(messages) - dt.date.fromisoformat(entered[:10])).days
        application = history.arguments["applicationId"]
        waits.append((days, application, person_of[application]))
    return sorted((wait for wait in waits if wait[0] > LONG_DAYS), key=lambda wait: -wait[0])


def _failed(messages: Messages) -> bool:
    return getattr(messages[-1], "status", "success") == "error"


def _why(messages: Messages) -> str:
    """The first sentence of what the tool said, without the tool's name."""
    return str(messages[-1].content).partition(": ")[2].partition(". ")[0].rstrip(".") + "."


def _today(messages: Messages) -> dt.date:
    prompt = next(str(message.content) for message in messages if isinstance(message, SystemMessage))
    match = re.search(r"Today is (\d{4}-\d{2}-\d{2})", prompt)
    if match is None:
        raise ValueError("The system prompt does not say which day it is.")
    return dt.date.fromisoformat(match[1])
