"""Asking a person by LangGraph's interrupt, so that an answer counts for exactly the call that was shown.

The question at position n of a task is recorded under its own call id when, and only when, the pause really leaves.
After the answer the task runs again from the top: an answer at a position where this very call was shown counts;
any other one (the arguments were changed in the saved state, the answer was meant for something else) is passed over
and the call is asked at the next position.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import interrupt

from ashby_agent_tools import Call, Decision, Session, Verdict
from ashby_agent_tools.errors import ToolError

Json = Any  # a JSON value
ALLOWED = ["approve", "edit", "reject"]


class Dialogue:
    """The questions and answers about one tool call, in one task.

    Call `decision`. If it raises GraphInterrupt the graph pauses: word the question with `session.question(call)`
    (or `aquestion`), hand it to `pose`, and let the exception go on.
    """

    def __init__(self, session: Session, call: Call, *, place: str, by: str) -> None:
        self._session, self._by = session, by
        self._stem = f"{call.call_id or 'call'}@{place}"
        self._position = 0
        self._note = ""
        self._payload: dict[str, Json] = {}
        self.call = self._at(call.tool, call.arguments)

    def decision(self) -> Decision:
        """The answer that belongs to `call`. Raises GraphInterrupt where there is none yet."""
        while True:
            shown = self._session.asked(self.call)
            self._payload = {}
            answer = interrupt(self._payload)
            self._note = ""
            if shown == (self.call.fingerprint,):
                decision = self._read(answer)
                if decision is not None:
                    return decision
            self._position += 1
            self.call = self._at(self.call.tool, self.call.arguments)

    def pose(self, question: str) -> None:
        """Fill in what the pause shows: the request in the shape of LangChain's HumanInTheLoopMiddleware."""
        call = self.call
        description = f"{self._note}\n\n{question}" if self._note else question
        self._payload |= {
            "action_requests": [{"name": call.tool, "args": call.arguments, "description": description}],
            "review_configs": [{"action_name": call.tool, "allowed_decisions": ALLOWED}],
            "ashby": {"fingerprint": call.fingerprint, "risk": _risk(call)},
        }

    def _at(self, tool: str, arguments: Mapping[str, Json]) -> Call:
        return self._session.prepare(tool, arguments, call_id=f"{self._stem}#{self._position}")

    def _read(self, answer: Json) -> Decision | None:
        """What the person decided; None when the next question has to be asked, about `call` as it is by then."""
        said = _only_decision(answer)
        match said:
            case {"type": "approve"}:
                return Decision.approve(by=self._by)
            case {"type": "reject"}:
                return Decision.deny(str(said.get("message") or ""), by=self._by)
            case {"type": "edit", "edited_action": {"args": dict(arguments), **action}}:
                return self._edited(arguments, action.get("name", self.call.tool))
        self._note = (
            'The last answer could not be read. It has to be {"decisions": [one decision]}, of type '
            f"{', '.join(ALLOWED)}."
        )
        return None

    def _edited(self, arguments: dict[str, Json], name: Json) -> Decision | None:
        if name != self.call.tool:
            return Decision.deny(f"the edit names another tool ({name}), which is no answer to this call", by=self._by)
        try:
            edited = self._at(self.call.tool, arguments)
        except ToolError as error:
            self._note = f"The edit cannot be used. {error}"
            return None
        if edited.risk <= self.call.risk or edited.verdict is Verdict.REFUSE:
            return Decision.edit(arguments, by=self._by)
        self._note = "The edit is more dangerous than what was shown, so it is asked about anew."
        self.call = edited
        return None


def who(config: RunnableConfig) -> str:
    """Who answers: `user` of the config, or whom the LangGraph server let in, else "langgraph"."""
    configurable = config.get("configurable", {})
    return str(configurable.get("user") or configurable.get("langgraph_auth_user_id") or "langgraph")


def _only_decision(answer: Json) -> dict[str, Json]:
    """The one decision of a resume value; there is one question in a pause, so there is one answer."""
    match answer:
        case {"decisions": [dict(decision)]}:
            return decision
    return {}


def _risk(call: Call) -> dict[str, Json]:
    facts = {field.name: getattr(call.risk, field.name) for field in dataclasses.fields(call.risk)}
    return {**facts, "effect": str(call.risk.effect), "reasons": list(call.risk.reasons)}
