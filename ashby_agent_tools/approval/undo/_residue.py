"""What no inverse puts back, in the words in which a person is told before they undo something.

Beside these, every undo leaves new times of change, and two entries where Ashby keeps a log of changes.
"""

from __future__ import annotations

__all__ = [
    "ACTIVITIES",
    "ARCHIVED_AT",
    "CALENDAR",
    "DELIVERED",
    "EXTRA_DATA",
    "HIRE",
    "HISTORY",
    "MAIL",
    "OTHERS",
    "OWN",
    "POSTED",
    "SEEN",
    "SHOWN",
    "TOLD",
    "empty",
    "not_shown",
]

ACTIVITIES = "what the stage sent or started by itself stays"
ARCHIVED_AT = "the time of archiving becomes that of the undo"
CALENDAR = "invitations and cancellations that reached people stay sent"
DELIVERED = "what was delivered to the address meanwhile stays there"
EXTRA_DATA = "further data of the event are not put back"
HIRE = "if it was a hire, who was told stays told, and the opening that it filled may stay filled"
HISTORY = "the history shows both moves"
MAIL = "the email to the candidate stays sent, or stays scheduled"
OTHERS = "an address or number that was one of several and became the first is no longer among them"
OWN = "the posting has its own pay ranges or workplace type afterwards, also where it showed those of its job before"
POSTED = "the day of publication stays noted, and who read the posting or applied meanwhile stays"
SEEN = "what was seen meanwhile stays seen"
SHOWN = "what job boards showed meanwhile stays seen"
TOLD = "colleagues who were notified stay notified"


def empty(field: str) -> str:
    """A field that was empty, where no call empties it."""
    return f"{field} stays set: it was empty, and no call empties it"


def not_shown(field: str) -> str:
    """A field that no read shows, so that nobody knows what it was."""
    return f"{field} stays as it was set: no read shows what it was"
