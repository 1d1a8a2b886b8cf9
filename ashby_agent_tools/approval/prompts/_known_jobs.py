"""Which jobs a call is about: those that its arguments name, and those of the records looked up for its question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ashby_agent_tools.approval.prompts.question import more, needs
from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Json, Operation

__all__ = ["known_jobs"]

_NAMES = ("jobId", "jobIds")


def known_jobs(call: Call, answers: Mapping[str, Json]) -> tuple[str, ...] | None:
    """The ids of the jobs that a call is about; None where a look-up failed, so that there may be others."""
    reads = {**needs(call), **more(call, answers)}
    if any(answers.get(name) is None for name in reads):
        return None
    found = [*_named(call.arguments, of_a_job=call.endpoint.startswith("job."))]
    for name, read in reads.items():
        found += _told(answers[name], read)
    return tuple(dict.fromkeys(found))


def _told(answer: Json, read: Operation) -> Iterator[str]:
    """The jobs of one record; a list is of records that are called alike, not of what the call is about."""
    if isinstance(answer, Mapping):
        entity = read.spec.entity
        yield from _named(answer, of_a_job=entity is not None and entity.name == "job")
        job = answer.get("job")
        if isinstance(job, Mapping) and isinstance(job.get("id"), str):
            yield job["id"]


def _named(record: Mapping[str, Json], *, of_a_job: bool) -> Iterator[str]:
    for name in (*_NAMES, "id") if of_a_job else _NAMES:
        value = record.get(name)
        yield from [value] if isinstance(value, str) else [it for it in value or () if isinstance(it, str)]
