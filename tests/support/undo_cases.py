"""Random calls of reversible operations in a company in random condition, and what an undo may leave behind.

`RandomWorld` answers each question for "the first record" with one that was drawn, so that the argument sets of
`valid_arguments` become as many as wanted.
"""

from __future__ import annotations

import random
from types import MappingProxyType
from typing import Any

from valid_arguments import World, cases

from ashby_agent_tools import Caps, MemoryStore, Session, Toolset, confirm_never
from ashby_agent_tools.approval.undo import _residue as residue
from ashby_agent_tools.operations import catalogue

Json = Any

TOOLS = Toolset.all().with_policy(confirm_never)
CAPS = Caps(writes=10_000, destructive=10_000, outreach=10_000)
_DRAWS = 60  # attempts to draw one valid call

WHOLE_KINDS = frozenset({"auditLog"})
ALWAYS = frozenset(
    {("webhook", "wanted")}
)  # no answer shows it: whether a setting whose ping failed was meant to be on
TIMES = frozenset({"updatedAt"})
_LEFT: MappingProxyType[str, frozenset[tuple[str, str]]] = MappingProxyType(
    {
        residue.ARCHIVED_AT: frozenset({("application", "archivedAt"), ("opening", "archivedAt")}),
        residue.EXTRA_DATA: frozenset({("interviewEvent", "extraData")}),
        residue.HIRE: frozenset({("opening", "closedAt")}),  # made again, it is filled at another time
        residue.HISTORY: frozenset({("applicationHistory", "*")}),
        residue.OTHERS: frozenset({("candidate", "emails"), ("candidate", "phones")}),
        residue.OWN: frozenset({("jobPosting", "compensationTiers"), ("jobPosting", "workplaceType")}),
        residue.POSTED: frozenset({("jobPosting", "publishedDate")}),
    }
)
"""What each named residue excuses: kinds of rows and their keys."""
_STORED = MappingProxyType(
    {"archive": "isArchived", "email": "emails", "phoneNumber": "phones", "teamId": "departmentId"}
)
"""Parameters that rows keep under another name."""


class RandomWorld(World):
    """A world that draws where the other one takes the first."""

    rng = random.Random(0)  # noqa: S311  (of a test)

    def draw(self, seed: str) -> RandomWorld:
        """Back to the first state, with the draws of this seed."""
        self.reset()
        self.rng, self._job = random.Random(seed), None  # noqa: S311
        return self

    @property
    def job(self) -> Json:
        """An open job that has somebody active in it; the same until the next draw."""
        if self._job is None:
            active = {row["jobId"] for row in self.state.rows("application", status="Active")}
            jobs = self.state.rows("job", status="Open", confidential=False)
            self._job = self.rng.choice([row for row in jobs if row["id"] in active])
        return self._job

    def first(self, kind: str, **fields: Json) -> Json:
        rows = self.state.rows(kind, **fields)
        return self.rng.choice(rows) if rows else self.state.first(kind, **fields)

    def all(self, kind: str, **fields: Json) -> list[Json]:
        rows = list(self.state.rows(kind, **fields))
        self.rng.shuffle(rows)
        return rows


def varied(rng: random.Random, node: Json) -> Json:
    """The same arguments with other texts and numbers where these are made up, and some optional ones left out."""
    if isinstance(node, dict):
        return {key: varied(rng, value) for key, value in node.items()}
    if isinstance(node, list):
        return [varied(rng, item) for item in node]
    if isinstance(node, str) and node.startswith("A new "):
        return f"{node} {rng.choice(['Ωmega', 'two  blanks', '#', 'Nº'])}{rng.randrange(1000)}"
    if isinstance(node, int) and not isinstance(node, bool) and 1 < node < 10:
        return rng.randrange(1, 12)
    return node


def drawn(world: RandomWorld, endpoint: str, seed: str) -> tuple[Session, Json]:
    """A session and a prepared call of this operation that has an inverse, in a world drawn by the seed."""
    for attempt in range(_DRAWS):
        world.draw(f"{endpoint} {seed} {attempt}")
        try:
            arguments = varied(world.rng, world.rng.choice(cases(world, endpoint)))
        except (AssertionError, IndexError, KeyError, LookupError, StopIteration, TypeError, ValueError):
            continue  # what was drawn does not go together
        optional = [name for name in arguments if not _required(endpoint, name)]
        for name in optional:
            if world.rng.random() < 0.25:
                del arguments[name]
        session = Session(TOOLS, world.simulator.client(), store=MemoryStore(), caps=CAPS)
        try:
            call = session.prepare(endpoint, arguments)
        except Exception:  # noqa: BLE001, S112  (arguments that do not go together are drawn again)
            continue
        if call.risk.inverse is not None:
            return session, call
    raise AssertionError(f"{endpoint}: no valid call was drawn in {_DRAWS} attempts")


def _required(endpoint: str, name: str) -> bool:
    fields = catalogue()[endpoint].model_fields
    field = fields.get(name) or next(it for it in fields.values() if it.alias == name)
    return field.is_required()


def excused(stays: list[str]) -> set[tuple[str, str]]:
    """The kinds and keys that these residues excuse; of a single field, its key in rows of any kind."""
    found = {pair for what in stays for pair in _LEFT.get(what, ())}
    for what in stays:
        field, _, rest = what.partition(" stays ")
        if rest.startswith(("set: it was empty", "as it was set")):
            found.add(("*", _STORED.get(field, field)))
    return found | ALWAYS


def differences(before: Json, after: Json, stays: list[str]) -> list[str]:
    """What is different between two snapshots of the whole company, but for times of change and what `stays` names."""
    free = excused(stays)
    return [
        f"{kind}.{row}.{key}: {old!r} -> {new!r}"
        for kind in sorted({*before, *after} - WHOLE_KINDS)
        if (kind, "*") not in free
        for row in {*before.get(kind, {}), *after.get(kind, {})}
        for key, old, new in _changed(before.get(kind, {}).get(row, {}), after.get(kind, {}).get(row, {}))
        if not {(kind, key), ("*", key)} & free
    ]


def _changed(old: Json, new: Json) -> Json:
    for key in {*old, *new} - TIMES - {"customFields"}:
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)
    mine, other = ({one["id"]: one["value"] for one in row.get("customFields") or ()} for row in (old, new))
    for field in {*mine, *other}:
        if mine.get(field) != other.get(field):
            yield f"customFields:{field}", mine.get(field), other.get(field)
