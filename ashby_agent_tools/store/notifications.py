"""Notifications: where a message about a question stands, so that it can be brought up to date. No text, no names."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.protocol import ConversationKey

__all__ = ["Notification", "Notifications"]

_SAVE = (
    "INSERT INTO ashby_notification (about, place, conversation, at) VALUES (:about, :place, :conversation, :now) "
    "ON CONFLICT DO NOTHING"
)
_OPEN = "state = 'pending' AND expires_at > :now"
_SETTLED = (
    "SELECT about, place FROM ashby_notification WHERE place LIKE :kind AND NOT EXISTS (SELECT 1 FROM ashby_asked "
    f"WHERE id = about AND {_OPEN}) AND NOT EXISTS (SELECT 1 FROM ashby_asked WHERE batch = about AND batch <> '' "
    f"AND {_OPEN}) ORDER BY at"
)
_DROP = "DELETE FROM ashby_notification WHERE about = :about AND place = :place"


@dataclasses.dataclass(frozen=True, slots=True)
class Notification:
    """A message that was posted. `about`: the id of a question or a batch. `place`: kind, channel and message."""

    about: str
    place: str


class Notifications(BaseStore):
    """Which messages still show a question as waiting."""

    def save_notification(self, key: ConversationKey, posted: Notification) -> None:
        """Remember a message until it shows that its question waits no more."""
        with self._writing(key.text) as db:
            db.change(_SAVE, about=posted.about, place=posted.place, conversation=key.text, now=self.now())

    def settled_notifications(self, kind: str) -> tuple[Notification, ...]:
        """The messages of a kind, such as `slack`, whose questions wait no more: all answered, run out, or gone."""
        with self._reading() as db:
            return tuple(Notification(*row) for row in db.rows(_SETTLED, kind=f"{kind} %", now=self.now()))

    def drop_notification(self, posted: Notification) -> None:
        """Forget a message that is up to date."""
        with self._writing(f"notification {posted.about}") as db:
            db.change(_DROP, about=posted.about, place=posted.place)
