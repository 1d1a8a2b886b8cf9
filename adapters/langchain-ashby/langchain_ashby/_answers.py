"""What a person answered to a pause, in the forms that review screens send, and who it was."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Mapping
from typing import cast

from langchain_core.runnables import RunnableConfig

from ashby_agent_tools import Call, Decision, Json, Session
from ashby_agent_tools.errors import ToolError

__all__ = ["ALLOWED", "Decider", "asking", "decided", "decisions", "edits_in"]

ALLOWED = ["approve", "edit", "reject"]


def decisions(answer: Json) -> list[dict[str, Json]]:
    """The decisions of a resume value, one per call that was shown; empty where it cannot be read.

    Read are `{"decisions": [...]}` of LangChain's HumanInTheLoopMiddleware, one such decision by itself, and the lists
    of Agent Inbox: accept, edit, ignore (a denial), and response (a denial with these words).
    """
    match answer:
        case {"decisions": [*said]} | [*said]:
            read = [_decision(it) for it in said]
        case {"type": str()}:
            read = [_decision(answer)]
        case _:
            return []
    return [it for it in read if it is not None] if None not in read else []


def decided(session: Session, call: Call, said: Mapping[str, Json], decider: Decider) -> Decision:
    """One of `decisions`, about `call`, as the core takes it; an edit that names another tool is a denial."""
    match said:
        case {"type": "approve"}:
            return decider.approve()
        case {"type": "edit", "edited_action": {"args": dict(arguments), **action}}:
            named, given = str(action.get("name", call.tool)), cast("Mapping[str, Json]", arguments)
            with contextlib.suppress(ToolError):  # what names no tool is an edit of another one
                named, given = session.toolset.opened(named, given)
            if named == call.tool:
                return decider.edit(given)
            return decider.deny(f"the edit names another tool ({named}), which does not answer this call")
    return decider.deny(str(said.get("message") or ""))


def edits_in(answers: Iterable[Json]) -> list[Mapping[str, Json]]:
    """The arguments of the edits in resume values."""
    return [it["edited_action"]["args"] for said in answers for it in decisions(said) if it["type"] == "edit"]


def _decision(said: Json) -> dict[str, Json] | None:
    match said:
        case {"type": "accept"}:
            return {"type": "approve"}
        case {"type": "ignore"}:
            return {"type": "reject", "message": ""}
        case {"type": "response", "args": str(words)}:
            return {"type": "reject", "message": words}
        case {"type": "edit", "args": {"action": name, "args": dict(arguments)}}:
            return {"type": "edit", "edited_action": {"name": name, "args": arguments}}
        case {"type": "approve"} | {"type": "reject"} | {"type": "edit", "edited_action": {"args": dict()}}:
            return dict(said)
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Decider:
    """Who answers. `known`: a server let this person in; otherwise the name is only claimed.

    `dropped`: another name that the client gave for somebody whom the server knows; it does not count.
    """

    name: str
    known: bool
    dropped: str = ""

    @classmethod
    def of(cls, config: RunnableConfig) -> Decider:
        """Whom the LangGraph server let in; else `user` of the config, which any client may set."""
        claimed = str(config.get("configurable", {}).get("user") or "")
        if known := asking(config):
            return cls(known, known=True, dropped=claimed if claimed != known else "")
        return cls(claimed, known=False) if claimed else cls("langgraph", known=True)

    def approve(self) -> Decision:
        """An approval of exactly the call that was shown."""
        return self._said(Decision.approve(by=self.name, claimed=not self.known))

    def deny(self, message: str) -> Decision:
        """A denial; the message is shown to the model."""
        return self._said(Decision.deny(message, by=self.name, claimed=not self.known))

    def edit(self, arguments: Mapping[str, Json]) -> Decision:
        """An approval of these arguments."""
        return self._said(Decision.edit(arguments, by=self.name, claimed=not self.known))

    def _said(self, decision: Decision) -> Decision:
        return dataclasses.replace(decision, dropped=self.dropped)


def asking(config: RunnableConfig) -> str:
    """Whom a LangGraph server with authentication let in; empty where there is none."""
    configurable = config.get("configurable", {})
    user = configurable.get("langgraph_auth_user")
    identity = user.get("identity") if isinstance(user, Mapping) else getattr(user, "identity", None)
    return str(identity or configurable.get("langgraph_auth_user_id") or "")
