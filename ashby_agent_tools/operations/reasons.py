"""Reasons of a risk that a looked-up record can make void: ratings give them, the words of a question leave them out.

A rating looks nothing up, so it names whatever may be true; a question that has read the record shows what is.
"""

from __future__ import annotations

__all__ = [
    "APPLICATION_ENDS",
    "CANDIDATE_MAILED",
    "FEEDBACK_LOST",
    "FIELD_STAYS",
    "FILLED_STAYS",
    "INTERVIEWS_LEFT",
    "JOB_PAY_SHOWN",
    "JOB_SHOWN",
    "OFFER_ENDS",
    "PLAN_MOVES",
    "POSTING_PAY_SHOWN",
    "POSTING_SHOWN",
    "POSTING_VALUE_SHOWN",
    "SIGNATURE_VOID",
    "STAGE_ACTS",
    "STAGE_HIRES",
]

FIELD_STAYS = "a field that was empty cannot be emptied again"
FILLED_STAYS = "an opening that counts as filled cannot be set back to that"
FEEDBACK_LOST = "feedback of cancelled events is deleted for good"
STAGE_ACTS = "the stage can start automatic messages"
STAGE_HIRES = (
    "if the stage is of type Hired, this is a hire: it fills an opening, which moving back may not free, "
    "and Ashby can refuse it"
)
APPLICATION_ENDS = "archiving ends the application"
INTERVIEWS_LEFT = "what becomes of booked interviews is not documented"
CANDIDATE_MAILED = "the candidate gets an email"
JOB_SHOWN = "published postings of the job may show the new title, team or location"
JOB_PAY_SHOWN = "published postings may show the job's pay ranges"
PLAN_MOVES = (
    "it may move the job's applications to the new interview plan, and setting the old one may not move them back"
)
POSTING_SHOWN = "a published posting is public"
POSTING_VALUE_SHOWN = "a published posting may show the value to everybody at once"
POSTING_PAY_SHOWN = "a published posting shows its pay ranges in public"
OFFER_ENDS = "it ends the open offer, and no call opens it again"
SIGNATURE_VOID = "it may void a request for a signature that the candidate has"
