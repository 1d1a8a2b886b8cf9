"""What a pause shows, in the shape of LangChain's HumanInTheLoopMiddleware, and what is known of it after the answer.

The checkpoint keeps it, and clients show it, so secrets are masked in it; an edit may leave them so. Clients render the
description as Markdown, so it is made for that (`ashby_agent_tools.display.for_markdown`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ashby_agent_tools import Json, ShownQuestion
from ashby_agent_tools.display import for_markdown
from langchain_ashby._answers import ALLOWED

__all__ = ["ShownPause", "ShownRequest", "requested"]


def requested(shown: Sequence[ShownQuestion]) -> dict[str, Json]:
    """The requests of these questions, in order, and how each may be answered."""
    return {
        "action_requests": [
            {"name": it.call.tool, "args": it.arguments, "description": for_markdown(it.text)} for it in shown
        ],
        "review_configs": [{"action_name": it.call.tool, "allowed_decisions": ALLOWED} for it in shown],
    }


@dataclasses.dataclass(frozen=True, slots=True)
class ShownRequest:
    """One question of a pause: its name in the store, the tool, and the arguments as they were shown.

    `stem`: what names of questions about the call begin with, where a middleware asked.
    """

    name: str
    tool: str
    arguments: dict[str, Json]
    stem: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ShownPause:
    """A pause of ours: at which position in its task, with which questions, and which calls were replaced before it."""

    position: int = -1
    requests: tuple[ShownRequest, ...] = ()
    replaced: tuple[Json, ...] = ()

    @classmethod
    def of(cls, shown: Json) -> ShownPause:
        """What a task's last pause showed; one without requests where it was not ours."""
        match shown:
            case {
                "ashby": {"question": str(name), "position": int(position)},
                "action_requests": [{"name": str(tool), "args": dict(arguments)}],
            }:
                return cls(position, (ShownRequest(name, tool, arguments),))
            case {
                "ashby": {"position": int(position), "questions": [*questions], "replaced": [*replaced]},
                "action_requests": [*requests],
            } if len(questions) == len(requests):
                both = zip(questions, requests, strict=True)
                asked = (ShownRequest(it["question"], of["name"], of["args"], it["for"]) for it, of in both)
                return cls(position, tuple(asked), tuple(replaced))
        return cls()
