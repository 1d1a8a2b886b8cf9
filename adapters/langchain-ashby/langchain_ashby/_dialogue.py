"""Asking a person by LangGraph's interrupt, so that an answer counts for exactly the call that was shown.

Each question has its own name: of what the model called, of the task and the number of its answers so far, and a
random part. The name is in the pause and in the store. After the answer the task runs again from the top. The
newest answer counts for a call if the pause that was shown names a question that this call asked, and if the store
knows that name for exactly what was shown. Any other answer is passed over, and the call is asked about at the next
position: no order of threads, no repeated or missing call id and no changed state makes it an approval.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from langgraph.types import interrupt

from ashby_agent_tools import Call, Decision, Session, Verdict
from ashby_agent_tools.display import for_markdown
from ashby_agent_tools.errors import ContentChanged, Declined, ToolError
from langchain_ashby._answers import ALLOWED, Decider, as_shown, decisions
from langchain_ashby._place import Place

Json = Any  # a JSON value


class Dialogue:
    """The questions and answers about one tool call, in one task.

    `shown`: what the task's last pause showed. First `answer`; if it gives none, and no other call of the task is at
    work, `ask`. If that raises GraphInterrupt the graph pauses: word the question with `session.question(call)` (or
    `aquestion`), hand it to `pose`, and let the exception go on.
    """

    def __init__(self, session: Session, call: Call, *, place: Place | None, shown: Json, decider: Decider) -> None:
        if place is None or place.saver is None:
            raise Declined(
                f"{call.tool} needs a person's approval, and nobody can be asked from here: it runs outside a "
                "LangGraph "
                "graph, or in a graph without a checkpointer. Tell the user that the application needs one, or an "
                "approver. Nothing was sent."
            )
        self._session, self._place, self._decider = session, place, decider
        self._question = _Question.of(shown)
        self._stem = f"{call.fingerprint}@{place.name}#"
        self._passed = -1
        self._note = ""
        self._edit: Call | None = None
        self._payload: dict[str, Json] = {}
        self.call = call

    def answer(self) -> Decision | None:
        """The newest answer, if it belongs to this call; None where a person has to be asked (again)."""
        question, newest = self._question, len(self._place.answers) - 1
        if question is None or question.position != newest or self._passed == newest:
            return None
        if not question.name.startswith(self._stem) or not self._was_asked(question):
            return None
        self._passed = newest
        return self._read(self._place.answers[newest])

    def ask(self) -> Decision:
        """Pause; or the answer, where the run was resumed without naming the pause that it answers."""
        while (decision := self.answer()) is None:
            position = len(self._place.answers)
            self._refuse_to_overtake(position)
            name = f"{self._stem}{position}.{secrets.token_hex(8)}"
            self.call = dataclasses.replace(self.call, call_id=name)
            self._payload = {"ashby": {"question": name, "position": position}}
            interrupt(self._payload)
        return decision

    def pose(self, question: str) -> None:
        """Fill in what the pause shows: the request in the shape of LangChain's HumanInTheLoopMiddleware.

        The checkpoint keeps it, and clients show it, so secrets are masked in it; an edit may leave them so.
        Clients render the description as Markdown, so it is made for that (`ashby_agent_tools.display.for_markdown`).
        """
        call = self.call
        description = f"{self._note}\n\n{question}" if self._note else question
        self._payload |= {
            "action_requests": [{"name": call.tool, "args": call.masked, "description": for_markdown(description)}],
            "review_configs": [{"action_name": call.tool, "allowed_decisions": ALLOWED}],
            "ashby": {**self._payload["ashby"], "fingerprint": call.fingerprint, "risk": risk_of(call)},
        }

    @contextlib.contextmanager
    def asking_again(self) -> Iterator[None]:
        """Where what would be sent was changed after the question, the answer is void: the same task asks again."""
        try:
            yield
        except ContentChanged:
            self._note = "What would be sent has changed since you were asked, so your answer does not count."
            self.call = self._edit or self.call

    def _was_asked(self, question: _Question) -> bool:
        """Whether the store knows the question, about exactly this; `call` is then the call that was shown."""
        if question.tool != self.call.tool:
            return False
        call = as_shown(self._session, self.call, question.name, question.arguments, self._place.answers[:-1])
        if call is None:
            return False
        self.call = call
        return True

    def _refuse_to_overtake(self, position: int) -> None:
        """An answer that another call of this task has not taken yet would be lost if this one asked now."""
        question = self._question
        if question is None:
            if position > 1:
                raise Declined(
                    f"{self.call.tool} needs a person's approval, and this graph's checkpointer does not show which "
                    "question an answer belongs to. Tell the user that the application has to keep checkpoints where "
                    "the tool runs, or to have an approver. Nothing was sent."
                )
            return
        if question.position != position - 1 or question.name.startswith(self._stem):
            return
        if self._session.waits(question.name):
            raise Declined(
                f"{self.call.tool} needs a person's approval, and another call of the same task has an "
                "answer waiting. Make this call again, alone in its message. Nothing was sent."
            )

    def _read(self, answer: Json) -> Decision | None:
        """What the person decided; None when the next question has to be asked, about `call` as it is by then."""
        match decisions(answer):
            case [{"type": "approve"}]:
                return self._decider.approve()
            case [{"type": "reject", **said}]:
                return self._decider.deny(str(said.get("message") or ""))
            case [{"type": "edit", "edited_action": {"args": dict(arguments), **action}}]:
                return self._edited(arguments, action.get("name", self.call.tool))
        self._note = (
            'The last answer could not be read. It has to be {"decisions": [one decision]}, of type '
            f"{', '.join(ALLOWED)}."
        )
        return None

    def _edited(self, arguments: dict[str, Json], name: Json) -> Decision | None:
        if name != self.call.tool:
            return self._decider.deny(f"the edit names another tool ({name}), which does not answer this call")
        try:
            edited = self._session.edited(self.call, arguments)
        except ToolError as error:
            self._note = f"The edit cannot be used. {error}"
            return None
        if edited.risk <= self.call.risk or edited.verdict is Verdict.REFUSE:
            self._edit = edited
            return self._decider.edit(arguments)
        self._note = "The edit is more dangerous than what was shown, so you are asked about it first."
        self.call = edited
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class _Question:
    """What a pause of ours showed: which question, at which position in its task, about which call."""

    name: str
    position: int
    tool: str
    arguments: Mapping[str, Json]

    @classmethod
    def of(cls, shown: Json) -> _Question | None:
        match shown:
            case {
                "ashby": {"question": str(name), "position": int(position)},
                "action_requests": [{"name": str(tool), "args": dict(arguments)}],
            }:
                return cls(name, position, tool, arguments)
        return None


def risk_of(call: Call) -> dict[str, Json]:
    """The danger of a call as data, for review screens of your own."""
    facts = {field.name: getattr(call.risk, field.name) for field in dataclasses.fields(call.risk)}
    return {**facts, "effect": str(call.risk.effect), "reasons": list(call.risk.reasons)}
