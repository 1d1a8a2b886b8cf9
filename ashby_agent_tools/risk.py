"""Effect and Risk: how dangerous a call is, and how two dangers add up.

One rule decides every annotation: READ leaves Ashby the same; WRITE adds or changes, and what was there stays or
can be put back by one documented call; DESTRUCTIVE removes, hides, overwrites or ends something, even if an
inverse exists. In doubt the higher, with the doubt as a reason.

What that means where it is easily missed, each held by a test that finds the operations by their parameters:

- It stays for good in somebody else's name (an answer, a scorecard, an email, a referral): DESTRUCTIVE, because it
  takes away their say. A note, in the caller's name, is a WRITE.
- It gives a user access: DESTRUCTIVE, because what was read stays read, whoever is taken off again.
- It is about money (a source, a credited user, pay): DESTRUCTIVE, because it overwrites or makes a claim.
- It replaces a whole list, also by an empty one: DESTRUCTIVE.
- It changes what is there, and no call leads back: DESTRUCTIVE.
- Job boards or postings may show it: it notifies.

An inverse counts if the key that makes the call may make it too, and if it takes away no more than the call made.
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

__all__ = ["DESTRUCTIVE", "EXPORTS", "NOTIFIES", "READ", "WRITE", "Effect", "Risk"]


class Effect(IntEnum):
    """What a call does to the data in Ashby; ordered, so `Effect.READ < Effect.DESTRUCTIVE`."""

    READ = 0
    WRITE = 1
    DESTRUCTIVE = 2

    @classmethod
    def _missing_(cls, value: object) -> Effect | None:
        """Accept the lower-case word that the command line and JSON use: `Effect("write")`."""
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None

    def __str__(self) -> str:
        return self.name.lower()


@dataclasses.dataclass(frozen=True, slots=True)
class Risk:
    """The danger of a call: its effect, and separate facts beside the effect.

    `notifies`: reaches a person outside (a candidate's email, an invitation, an offer, a public posting).
    `exports`: data leaves Ashby (an HRIS, a webhook's address).
    `reversible`: one documented call puts the records back; `inverse` is that call's endpoint where it is known.
    `idempotent`: doing it twice leaves the same as doing it once.
    `reasons`: why, in words, for the person who is asked.
    """

    effect: Effect
    notifies: bool = False
    exports: bool = False
    reversible: bool = False
    inverse: str | None = None
    idempotent: bool = False
    reasons: tuple[str, ...] = ()

    def __or__(self, other: Risk) -> Risk:
        """Both dangers at once. No inverse survives: what undoes one half need not undo the other."""
        return Risk(
            effect=max(self.effect, other.effect),
            notifies=self.notifies or other.notifies,
            exports=self.exports or other.exports,
            reversible=self.reversible and other.reversible,
            inverse=None,
            idempotent=self.idempotent and other.idempotent,
            reasons=tuple(dict.fromkeys((*self.reasons, *other.reasons))),
        )

    def __le__(self, other: Risk) -> bool:
        """Whether this is in no respect more dangerous than `other`; reasons and the inverse do not count."""
        return (
            self.effect <= other.effect
            and self.notifies <= other.notifies
            and self.exports <= other.exports
            and self.reversible >= other.reversible
            and self.idempotent >= other.idempotent
        )

    def because(self, *reasons: str) -> Risk:
        """The same danger with more reasons."""
        return dataclasses.replace(self, reasons=(*self.reasons, *reasons))

    def undone_by(self, endpoint: str) -> Risk:
        """The same danger, and the one documented call that puts the records back."""
        return dataclasses.replace(self, reversible=True, inverse=endpoint)

    def repeatable(self) -> Risk:
        """The same danger of a call that may be done twice with the effect of once."""
        return dataclasses.replace(self, idempotent=True)

    def to_json(self) -> dict[str, str | bool | list[str] | None]:
        """The danger as data, by the names of its fields, for a review screen or a log; `effect` is its word."""
        return {
            "effect": str(self.effect),
            "notifies": self.notifies,
            "exports": self.exports,
            "reversible": self.reversible,
            "inverse": self.inverse,
            "idempotent": self.idempotent,
            "reasons": list(self.reasons),
        }

    @property
    def stays_inside(self) -> bool:
        """Whether it neither reaches a person outside nor lets data leave Ashby."""
        return not (self.notifies or self.exports)


READ = Risk(Effect.READ, reversible=True, idempotent=True)
WRITE = Risk(Effect.WRITE)
DESTRUCTIVE = Risk(Effect.DESTRUCTIVE)
NOTIFIES = Risk(Effect.READ, notifies=True, reversible=True, idempotent=True)
EXPORTS = Risk(Effect.READ, exports=True, reversible=True, idempotent=True)
