"""Names that models and other people's documents invent, and what there is in their place.

Each row: the words of the subject, the verbs that may stand with it, and the answer; {endpoints} in it become the names
that the conversation knows. An answer names nothing that does more, plainly used, than the name asked for.
"""

from __future__ import annotations

__all__ = ["INVENTED"]

_READ = "list get info search find show read fetch view query lookup retrieve"
_END = "reject decline disqualify archive dismiss"
_STAGE = "{application.changeStage} to a stage of type Archived, with an archiveReasonId"

_ROWS = (
    ("application", _END, f"Ashby has no call for that; it is {_STAGE}"),
    ("candidate", _END, f"Ashby rejects applications, not people: {_STAGE}"),
    ("application", "move advance progress promote", "A move is {application.changeStage}"),
    ("application stage", "move set update", "A move is {application.changeStage}"),
    ("candidate", "move advance progress promote", "Applications are moved, not people: {application.changeStage}"),
    ("candidate stage", "move set update change", "Applications are moved, not people: {application.changeStage}"),
    ("candidate", "hire", "A hire is {application.changeStage} to a stage of type Hired"),
    ("application", "hire", "A hire is {application.changeStage} to a stage of type Hired"),
    ("candidate", "delete remove erase", "Ashby's API cannot delete candidates; people do that in Ashby"),
    ("candidate", "merge", "Ashby's API cannot merge candidates; people do that in Ashby"),
    ("webhook", "list search find all", "Webhooks cannot be listed; {webhook.info} reads one whose id you know"),
    ("note", _READ, "Notes are read with {candidate.listNotes}"),
    ("candidate note", _READ, "Notes are read with {candidate.listNotes}"),
    ("note", "create add write new post", "A note is written with {candidate.createNote}"),
    ("candidate note", "write post new", "A note is written with {candidate.createNote}"),
    ("note", "update edit change delete remove", "A note can be neither changed nor deleted from here"),
    ("candidate note", "update edit change delete remove", "A note can be neither changed nor deleted from here"),
    ("application form submission", _READ, "Use {application.info} with expand applicationFormSubmissions"),
    ("form submission", _READ, "Use {application.info} with expand applicationFormSubmissions"),
    ("referral", _READ, "Referrals cannot be read; there is only a call that creates one"),
    ("survey", _READ, "Use {surveyFormDefinition.list} for the forms, {surveySubmission.list} for the answers"),
    ("feedback submission", _READ, "Scorecards are read with {applicationFeedback.list}"),
    ("feedback", _READ, "Scorecards are read with {applicationFeedback.list}"),
    ("scorecard", _READ, "Scorecards are read with {applicationFeedback.list}"),
    ("application feedback", "delete remove update edit", "A scorecard can be neither changed nor deleted from here"),
    ("interview", "schedule book create", "An interview is booked with {interviewSchedule.create}"),
    ("interview", "cancel delete", "Interviews are cancelled with {interviewSchedule.cancel}"),
    ("interview", "update move", "A booked interview is changed with {interviewSchedule.update}"),
    ("stage", _READ, "Stages are read with {interviewStage.list}"),
    ("pipeline", _READ, "The stages of a plan are read with {interviewStage.list}"),
    ("job stage", _READ, "A job's plan is read with {jobInterviewPlan.info}, its stages with {interviewStage.list}"),
    ("tag", _READ, "Tags are read with {candidateTag.list}"),
    ("candidate", "tag", "A tag is put on a candidate with {candidate.addTag}"),
    ("template", _READ, "Email templates are read with {communicationTemplate.list}"),
    ("email template", _READ, "Email templates are read with {communicationTemplate.list}"),
    ("email", "send", "No call only sends an email; a rejection can include one, and sequences send theirs"),
    ("candidate email", "send", "No call only sends an email; a rejection can include one, and sequences send theirs"),
    ("requisition", _READ, "Requisitions are openings: {opening.list}, {opening.search}"),
    ("headcount", _READ, "Headcount is openings: {opening.list}, {opening.search}"),
    ("job", "close delete archive remove", "Jobs cannot be deleted; the status is set with {job.setStatus}"),
    ("offer", "delete remove", "Offers cannot be deleted; the status is set with {offer.setStatus}"),
    ("resume", _READ, "A resume is read with {read.resume}"),
    ("candidate resume", _READ, "A resume is read with {read.resume}"),
    ("cv", _READ, "A resume is read with {read.resume}"),
    ("employee", _READ, "Ashby knows users and candidates: {user.list}, {candidate.search}"),
    ("member", _READ, "People of the organization are users: {user.list}, {user.search}"),
)

INVENTED = tuple((frozenset(subject.split()), frozenset(verbs.split()), answer) for subject, verbs, answer in _ROWS)
"""Subject words, verbs, answer."""
