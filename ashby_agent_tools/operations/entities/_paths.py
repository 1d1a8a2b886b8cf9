"""Paths of fields that several kinds of record share."""

from __future__ import annotations

ORIGIN_NOISE = ("source.isArchived", "source.sourceType")
AUTHOR_NOISE = ("globalRole", "isEnabled", "updatedAt", "manager", "managerId", "customFields")
OPENING_NOISE = ("latestVersion.id", "latestVersion.createdAt", "latestVersion.hiringTeam.email")


def below(*starts: str, of: tuple[str, ...] = AUTHOR_NOISE) -> tuple[str, ...]:
    """These fields of each record at a path; by default what hardly matters of a colleague."""
    return tuple(f"{start}.{name}" for start in starts for name in of)


def under(prefix: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Each path of a record that is held by another one."""
    return tuple(f"{prefix}.{path}" for path in paths)
