"""What the simulator assumes for all endpoints beyond its sources: the one list, which docs/simulator.md prints.

Rules carry the guesses of their own endpoints.
"""

from __future__ import annotations

__all__ = ["GUESSES"]

GUESSES = (
    (
        "An endpoint that does not exist, and one that only an assessment partner serves, is HTTP 404, code "
        "`endpoint_not_found`; another method than POST is 405, code `method_not_allowed`."
    ),
    "No key is HTTP 401 with the code `unauthorized`; a wrong key is HTTP 403 with the code `forbidden`.",
    "A version in `Ashby-Version` other than 2026-01-01 is HTTP 400 with the code `invalid_input`.",
    "`X-On-Behalf-Of` with an unknown user is `user_not_found`; without the key's switch it is HTTP 403, `forbidden`.",
    "The scope is checked before the body, and the body before anything else.",
    "Unknown parameters are ignored at every depth (`Simulator(strict=True)` refuses them).",
    (
        "Records of confidential jobs are *not found* for a key without that switch, and left out of other records; "
        "such a key does not see who applied for such jobs only. Who never applied is seen."
    ),
    "Cursors and sync tokens belong to one endpoint and one organization, and live for 14 days from being made.",
    "A cursor continues after the last record that was shown, also when records were added in front of it.",
    (
        "A sync token answers what changed since the first page of the listing that it came from; filters apply as "
        "before, and deletions are not told."
    ),
    (
        "Of a merged candidate everything but the profile goes to the one that stays, with the email addresses that it "
        "lacks; a deleted candidate takes its applications and what hangs on them along. Records that moved count as "
        "changed, and a posting's job does when the posting is deleted."
    ),
    "`incremental_sync_too_large` comes at more than 250 pages of changes.",
    "A request takes one second of the simulated clock, and requests are answered one at a time.",
    (
        "A booked interview schedule whose last event is over becomes WaitingOnFeedback, or Complete if all "
        "feedback that is due is there, before the next request is answered; `interviewScheduleUpdate` is fired."
    ),
    (
        "The audit log gets an entry for each call that changed something; its category is named after the "
        "endpoint, a key that acts for nobody is an actor of type Other, and `changedFields` has the fields of the "
        "record that the call names."
    ),
    (
        "A webhook is delivered after the request that caused it, only at addresses on this machine, and repeated by "
        "the simulated clock; a receiver has two seconds, and a setting that is gone or disabled gets no repetition."
    ),
    "A job whose plan is changed in the app keeps its applications, at the stages that the mapping names.",
    (
        "The public job board of the demo company is called example-works, lists what is published, listed and on a "
        "board for the public, and shows the pay of postings that show it; a board that does not exist is HTTP 404."
    ),
    "The data of the four `takeHomeAssignment` events is the assignment, as `takeHomeAssignment.info` answers it.",
    (
        "The form fields of an upload and the statuses of the file host; a download link lives for one hour; a "
        "wrong or expired one is HTTP 403, as is an expired permission to upload."
    ),
    (
        "An upload whose size or content type differs from what was announced is HTTP 400; a handle whose file was "
        "never uploaded counts as unknown."
    ),
)
