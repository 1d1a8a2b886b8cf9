"""Change and ChangePage: what a sync tells of an organization, and in which steps it has to be taken."""

from __future__ import annotations

import dataclasses

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["Change", "ChangePage"]


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One record that is new or different (`record`), or that is gone (None).

    `kind`: what it is, in Ashby's words (`candidate`, `interviewStage`). `id`: Ashby's id; for the few records without
    one, a digest of their content.
    """

    kind: str
    id: str
    record: JsonObject | None = dataclasses.field(repr=False)  # people's data: kept out of logs

    @property
    def gone(self) -> bool:
        """Whether the record is no longer in Ashby or does not pass the list's filter, or the key may not see it."""
        return self.record is None


@dataclasses.dataclass(frozen=True, slots=True)
class ChangePage:
    """The changes of one page of a list: what is taken, or repeated, as a whole.

    `endpoint`: the list. `whole`: whether the list is being read from its start to its end, as the first time, and not
    just for what changed; `reason` says why.
    """

    kind: str
    endpoint: str
    changes: tuple[Change, ...]
    whole: bool
    reason: str = ""
