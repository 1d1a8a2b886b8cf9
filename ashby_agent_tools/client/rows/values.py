"""Rows: which jobs, with their applications and candidates, a limited client may see and change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.short_ids import is_uuid

__all__ = ["Rows"]


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """The jobs that are inside: those named, and all jobs of the departments named and of the departments below them.

    With a job go its applications, the candidates who have one, and what belongs to these: offers, interviews,
    feedback, openings, postings, files. Everything else is outside and answers as what does not exist. Ids are UUIDs;
    any iterable of them will do. Without any job and department nothing is inside. Raises UsageError for what is no id.
    """

    jobs: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "jobs", _ids("jobs", self.jobs))
        object.__setattr__(self, "departments", _ids("departments", self.departments))

    def refused(self) -> Mapping[str, str]:
        """The operations that a client limited to these rows never sends, by endpoint, with the reason in words.

        For leaving their tools out: `toolset.without(*rows.refused())`.
        """
        from ashby_agent_tools.client.rows.tables import REFUSED  # noqa: PLC0415  (loaded when it is asked for)

        return REFUSED


def _ids(name: str, given: object) -> frozenset[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise UsageError(f"Rows: {name} is {given!r:.60}; give a list or a set of ids.")
    ids = list(given)
    for one in ids:
        if not isinstance(one, str) or not is_uuid(one.strip()):
            raise UsageError(f"Rows: {one!r:.60} in {name} is not an id; job.list and department.list have them.")
    return frozenset(one.strip().lower() for one in ids)
