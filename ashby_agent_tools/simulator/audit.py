"""The audit log grows with every call that changed something: who, what, on which record, from which value to which.

The keys of an entry and the types of an actor are documented [D]; its words are guessed (simulator/guesses.py).
Entries have ids of their own, so that the ids of other records do not depend on the log.
"""

from __future__ import annotations

import copy
import uuid

from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization

__all__ = ["AuditTrail"]

_ADDRESS = "127.0.0.1"  # where the requests of this machine come from
_TIMES = {"updatedAt"}


class AuditTrail:
    """Watches one call: made before the rule runs, `note` after it."""

    def __init__(self, org: Organization, op: Operation) -> None:
        self._org = org
        self._endpoint = op.spec.endpoint
        self._watching = op.spec.worst.effect is not Effect.READ
        self._kind, self._id = self._named(op.body()) if self._watching else ("", "")
        self._before = copy.deepcopy(org.table(self._kind).get(self._id)) if self._id else None
        self._changes = org.sequence

    def _named(self, body: JsonObject) -> tuple[str, str]:
        """Kind and id of the record that the call is about: one of the endpoint's own kind, else the first named."""
        own = self._endpoint.split(".", 1)[0]
        named = {name.removesuffix("Id"): value for name, value in body.items() if isinstance(value, str)}
        for value in named.values():
            if value in self._org.table(own):
                return own, value
        found = ((kind, value) for kind, value in named.items() if value in self._org.table(kind))
        return next(found, (own, ""))

    def note(self, key: ApiKey, results: Json, *, request_id: str) -> None:
        """One entry, where the call changed anything."""
        org = self._org
        if not self._watching or org.sequence == self._changes:
            return
        target = self._id or (str(results.get("id") or "") if isinstance(results, dict) else "")
        actor = _actor(org, key)
        resource, verb = self._endpoint.split(".", 1)
        entry = {
            "id": str(uuid.uuid5(uuid.UUID(org.id), f"audit log {len(org.table('auditLog'))}")),
            "timestamp": org.stamp(),
            "category": _capital(resource) + "".join(map(_capital, verb.split("."))),
            "description": f"{actor['name']} called {self._endpoint}",
            "actor": actor,
            "target": {"type": _capital(self._kind), "id": target} if target else None,
            "changedFields": _changed(self._before, org.table(self._kind).get(self._id)),
            "parentAction": None,
            "request": {"id": request_id, "ipAddress": _ADDRESS},
        }
        org.add("auditLog", entry, stamped=False)


def _actor(org: Organization, key: ApiKey) -> JsonObject:
    """The user that the request acted as, else the key."""
    user = org.table("user").get(key.acting_user or "")
    if user is None:
        return {"type": "Other", "id": key.id, "email": None, "name": key.name}
    return {
        "type": "User", "id": user["id"], "email": user["email"], "name": f"{user['firstName']} {user['lastName']}",
    }  # fmt: skip


def _changed(before: JsonObject | None, after: JsonObject | None) -> JsonObject:
    if before is None or after is None:
        return {}
    names = [name for name in {**before, **after} if name not in _TIMES and before.get(name) != after.get(name)]
    return {name: {"from": before.get(name), "to": copy.deepcopy(after.get(name))} for name in names}


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
