"""Event: something that happened in Ashby, with its id and its data as they came."""

from __future__ import annotations

import dataclasses
from typing import Any

__all__ = ["Event"]

Json = Any  # a JSON value


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `action`: its type, such as candidateStageChange. `data`: what Ashby says about it.

    `id`: Ashby's webhookActionId, the same in repeated deliveries and for all settings that get the event; where it
    is missing, a hash of the body. The data can be older than what the API answers by now.
    """

    action: str
    data: dict[str, Json] = dataclasses.field(repr=False)  # people's data: kept out of logs
    id: str

    @property
    def is_ping(self) -> bool:
        """Whether this is the test that Ashby sends when a setting is made or edited; any 2xx enables the setting."""
        return self.action == "ping"
