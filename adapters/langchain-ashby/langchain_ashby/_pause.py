"""Asking a person by LangGraph's interrupt, so that an answer counts for exactly the call that was shown.

Each question has its own name: of what the model called, of the task and the number of its answers so far, and a
random part. The name is in the pause and in the store. After the answer the task runs again from the top. The
newest answer counts for a call if the pause that was shown names a question that this call asked, and if the store
knows that name for exactly what was shown. Any other answer is passed over, and the call is asked about at the next
position: no order of threads, no repeated or missing call id and no changed state makes it an approval.

What an answer means, and what is asked next, the core says (`Session.settle`).
"""

from __future__ import annotations

import secrets

from langgraph.types import interrupt

from ashby_agent_tools import Call, Decision, Json, Question, Session, ShownQuestion
from ashby_agent_tools.errors import Declined
from langchain_ashby._answers import ALLOWED, Decider, decided, decisions, edits_in
from langchain_ashby._attempts import Attempt
from langchain_ashby._shown_pause import ShownPause, ShownRequest, requested


class Pause:
    """The questions and answers about one tool call, in one task.

    `shown`: what the task's last pause showed; `settled`: whether it was answered through the store meanwhile, so that
    `session.settle` needs no decision. First `answer`; if it gives none, and no other call of the task is at
    work, `ask`. If that raises GraphInterrupt the graph pauses: hand what `session.ask(asking)` gives to `pose`, and
    let the exception go on. A decision goes to `session.settle`, and the question that this may give to `ask_next`.
    """

    def __init__(self, session: Session, call: Call, *, attempt: Attempt, shown: Json, decider: Decider) -> None:
        task = attempt.task
        if task is None or task.saver is None:
            raise Declined(
                f"{call.tool} needs a person's approval, and nobody can be asked from here: it runs outside a "
                "LangGraph "
                "graph, or in a graph without a checkpointer. Tell the user that the application needs one, or an "
                "approver. Nothing was sent."
            )
        self._session, self._attempt, self._task, self._decider = session, attempt, task, decider
        pause = ShownPause.of(shown)
        self._position, self._shown = pause.position, pause.requests[0] if pause.requests else None
        self._stem = f"{call.fingerprint}@{task.name}#"
        self._passed = -1
        self.asking = Question(call)
        self._payload: dict[str, Json] = {}
        self.settled = False

    @property
    def call(self) -> Call:
        """The call that is asked about."""
        return self.asking.call

    def answer(self) -> Decision | None:
        """The newest answer, if it belongs to this call; None where a person has to be asked (again)."""
        shown, newest = self._shown, len(self._task.answers) - 1
        if shown is None or self._position != newest or self._passed == newest:
            return None
        if not self._asks_as(shown) or not self._was_asked(shown):
            return None
        self._passed = newest
        self.settled = self._session.answered(self.call)
        match decisions(self._task.answers[newest]):
            case [said]:
                return decided(self._session, self.call, said, self._decider)
        if self.settled:  # whatever a run is resumed with once somebody answered elsewhere
            return None
        form = f'It has to be {{"decisions": [one decision]}}, of type {", ".join(ALLOWED)}.'
        self.asking = Question(self.call, f"The last answer could not be read. {form}")
        return None

    def ask_next(self, question: Question) -> None:
        """Ask this question next; no answer so far is one to it, unless it stays."""
        self.asking, self.settled = question, False

    def ask(self) -> Decision | None:
        """Pause; or the answer, where the run was resumed without naming the pause that it answers."""
        while (decision := self.answer()) is None and not self.settled:
            position = len(self._task.answers)
            self._refuse_to_overtake(position)
            self.asking = self.asking.named(f"{self._stem}{position}.{secrets.token_hex(8)}")
            self._payload = {"ashby": {"question": self.call.call_id, "position": position}}
            interrupt(self._payload)
        return decision

    def pose(self, shown: ShownQuestion) -> None:
        """Fill in what the pause shows."""
        facts = {"fingerprint": self.call.fingerprint, "risk": self.call.risk.to_json()}
        self._payload |= {**requested([shown]), "ashby": {**self._payload["ashby"], **facts}}

    def _asks_as(self, shown: ShownRequest) -> bool:
        """Whether what was shown is a question as this call asks it: a tool of another toolkit may do the same."""
        return shown.tool == self.call.tool and shown.name.startswith(self._stem)

    def _was_asked(self, shown: ShownRequest) -> bool:
        """Whether the store knows the question, about exactly this; `call` is then the call that was shown."""
        edits = edits_in(self._task.answers[:-1])
        call = self._session.shown_call(self.call, shown.arguments, call_id=shown.name, edits=edits)
        if call is None:
            return False
        self.asking = Question(call)
        return True

    def _refuse_to_overtake(self, position: int) -> None:
        """An answer that another call of this task has not taken yet would be lost if this one asked now."""
        shown = self._shown
        if shown is None:
            if position > 1:
                raise Declined(
                    f"{self.call.tool} needs a person's approval, and this graph's checkpointer does not show which "
                    "question an answer belongs to. Tell the user that the application has to keep checkpoints where "
                    "the tool runs, or to have an approver. Nothing was sent."
                )
            return
        if self._position != position - 1 or self._asks_as(shown):
            return
        if self._attempt.waits(shown.name, self.call):
            raise Declined(
                f"{self.call.tool} needs a person's approval, and another call of the same task has an "
                "answer waiting. Make this call again, alone in its message. Nothing was sent."
            )
