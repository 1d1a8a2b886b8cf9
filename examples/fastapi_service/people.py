"""Who uses the service: a person of a customer, known by a token of their own."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the service let in. `tenant`: the customer that they belong to."""

    name: str
    tenant: str

    @property
    def namespace(self) -> tuple[str]:
        """Where this person's things are in a LangGraph store, whose names hold no dots."""
        return (hash_of(self.name),)


class People:
    """Everybody who may use the service, by the hash of their token: the file that holds these lets nobody in."""

    def __init__(self, known: Mapping[str, Person]) -> None:
        self._known = known

    @classmethod
    def from_toml(cls, path: Path) -> People:
        """From a file of `[[person]]` with `name`, `tenant` and `token_sha256`."""
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["person"]
        return cls({row["token_sha256"]: Person(row["name"], row["tenant"]) for row in listed})

    def find(self, token: str) -> Person | None:
        """Whose token it is, or None. Hashes are compared by look-up: how long that takes tells nothing of a token."""
        return self._known.get(hash_of(token))

    @property
    def tenants(self) -> tuple[str, ...]:
        """The customers, each once."""
        return tuple(dict.fromkeys(person.tenant for person in self._known.values()))


def hash_of(token: str) -> str:
    """What stands in the file in the place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
