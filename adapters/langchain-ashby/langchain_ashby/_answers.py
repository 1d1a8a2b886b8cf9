"""What a person answered to a pause, in the forms that review screens send, and who it was."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import cast

from langchain_core.runnables import RunnableConfig

from ashby_agent_tools import Call, Decision, Json, Session
from ashby_agent_tools.errors import ToolError

__all__ = ["ALLOWED", "Decider", "asking", "decided", "decisions", "edits_in"]

ALLOWED = ["approve", "edit", "reject"]
_LONGEST = 1_000_000  # characters of an answer: more than arguments may have


def decisions(answer: Json) -> list[dict[str, Json]]:
    """The decisions of a resume value, one per call that was shown; empty where it cannot be read.

    Read are `{"decisions": [...]}` of LangChain's HumanInTheLoopMiddleware, one such decision by itself, and the lists
    of Agent Inbox: accept, edit, ignore (a denial), and response (a denial with these words); each as JSON text, too.
    An approval that comes with arguments is one of these arguments, as the person's screen had them.
    """
    match _read(answer):
        case {"decisions": _, "type": _}:  # two answers in one
            return []
        case {"decisions": [*said]} | [*said]:
            read = [_decision(it) for it in said]
        case {"type": str()} as said:
            read = [_decision(said)]
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
                return decider.approve() if given in (call.masked, call.arguments) else decider.edit(given)
            return decider.deny(f"the edit names another tool ({named}), which does not answer this call")
    return decider.deny(str(said.get("message") or ""))


def edits_in(answers: Iterable[Json]) -> list[Mapping[str, Json]]:
    """The arguments of the edits in resume values."""
    return [it["edited_action"]["args"] for said in answers for it in decisions(said) if it["type"] == "edit"]


def _read(answer: Json) -> Json:
    """An answer or arguments that a form sent as JSON text, as what it stands for."""
    if not isinstance(answer, str) or len(answer) > _LONGEST:
        return answer
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return answer


def _decision(said: Json) -> dict[str, Json] | None:
    match said:
        case {"type": "approve" | "accept" | "edit", "args": given} | {"type": "edit", "edited_action": given} if given:
            return _edit(given)
        case {"type": "approve" | "reject"}:
            return dict(said)
        case {"type": "accept"}:
            return {"type": "approve"}
        case {"type": "ignore"}:
            return {"type": "reject", "message": ""}
        case {"type": "response" | "respond", "args": str(words)} | {"type": "respond", "message": str(words)}:
            return {"type": "reject", "message": words}
    return None


def _edit(given: Json) -> dict[str, Json] | None:
    """An edit in LangChain's form, of arguments by themselves or beside the name of their tool."""
    arguments, action = _read(given), {}
    match arguments:
        case {"action": name, "args": inner} | {"name": name, "args": inner}:
            arguments, action = _read(inner), {} if name is None else {"name": name}
        case {"args": inner, **rest} if not rest:
            arguments = _read(inner)
    return {"type": "edit", "edited_action": {**action, "args": arguments}} if isinstance(arguments, dict) else None


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
