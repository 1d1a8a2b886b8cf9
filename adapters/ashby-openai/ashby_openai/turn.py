"""Turn: the function calls of one response, settled as far as they can be without a person."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Mapping
from typing import Any, Protocol

from ashby_agent_tools import Call, Decision, Json, Session
from ashby_agent_tools.errors import ToolError, UsageError
from ashby_openai._reading import Api, FunctionCall, write
from ashby_openai._steps import CallState

__all__ = ["Pending", "Turn"]

_VERSION = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """A question for a person. `call`: what would be sent, with full ids and risk; show its `masked` arguments.

    `call_id` names the question for `resume`: the id of the model's call, numbered where the server gave none, or one
    that another call of the conversation has.
    """

    call_id: str
    question: str
    call: Call


class TurnTools(Protocol):
    """What a turn needs of the AshbyTools it belongs to: its conversation, and the settling of one call."""

    @property
    def session(self) -> Session:
        """The conversation that the calls are made in."""

    def settle(self, step: CallState, decision: Decision | None) -> CallState:
        """Settle one call by a person's answer, or by what the store knows meanwhile."""

    async def asettle(self, step: CallState, decision: Decision | None) -> CallState:
        """As settle, awaited."""

    def worded(self, turn: Turn, steps: tuple[CallState, ...]) -> Turn:
        """The turn after these steps, with the one text about all that waits."""


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Turn:
    """What became of the calls of one response. Immutable: `resume` gives the next turn.

    `key` names the response. `others`: ids of calls to tools that are not ours, custom tools, shells and MCP servers
    that wait for an approval among them; the application answers them. `together`: where several calls wait, one
    question about all of them: what they share stands once, and each line, in the order of `pending`, has its person
    and what differs. It is answered line by line in `resume`; a yes to all is a `Decision.approve` for each.
    """

    tools: TurnTools
    api: Api
    key: str
    steps: tuple[CallState, ...]
    others: tuple[str, ...] = ()
    together: str = ""

    def __repr__(self) -> str:
        return f"Turn({len(self.outputs)} settled, {len(self.pending)} pending)"

    @property
    def outputs(self) -> list[dict[str, Json]]:
        """The outputs of the settled calls, for the next request.

        Only when `pending` is empty do they answer every call, and only then do the APIs take them.
        """
        return [write(self.api, step.asked, step.output) for step in self.steps if step.output is not None]

    @property
    def pending(self) -> list[Pending]:
        """The questions that wait, in the order of the calls."""
        return [
            Pending(step.label, f"{step.note}\n\n{step.question}".strip(), step.call)
            for step in self.steps
            if step.call is not None
        ]

    def resume(self, decisions: Mapping[str, Decision]) -> Turn:
        """Settle waiting calls by a person's answers, by call id; nothing is repeated, unanswered calls go on waiting.

        An edit of more danger than what was shown waits again, as a new question. Raises UsageError for a call id
        that does not wait.
        """
        self._must_wait(decisions)
        steps = tuple(self.tools.settle(step, decisions.get(step.label)) for step in self.steps)
        return self.tools.worded(self, steps)

    async def aresume(self, decisions: Mapping[str, Decision]) -> Turn:
        """As resume, awaited."""
        self._must_wait(decisions)
        steps = [await self.tools.asettle(step, decisions.get(step.label)) for step in self.steps]
        return await asyncio.to_thread(self.tools.worded, self, tuple(steps))

    def to_json(self) -> str:
        """The turn as versioned data: it holds outputs and arguments, so keep it like the conversation itself.

        `(not shown)` stands for secrets, but in a call that waits for its approval, which is sent from here.
        """
        session = self.tools.session
        stored = {
            "version": _VERSION,
            "account": session.account,
            "conversation": session.conversation,
            "api": self.api,
            "key": self.key,
            "others": self.others,
            "steps": [_stored(step, session) for step in self.steps],
        }
        text = json.dumps(stored, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a character in an id: as an escape it can be stored
            return json.dumps(stored)
        return text

    def _must_wait(self, decisions: Mapping[str, Decision]) -> None:
        must_be_by_id(decisions)
        known = {step.label for step in self.steps}
        for call_id, decision in decisions.items():
            if call_id not in known:
                raise UsageError(f"There is no call {call_id!r} in this turn; its pending calls have the ids to use.")
            if not isinstance(decision, Decision):
                raise UsageError(
                    f"The answer to {call_id} is not a Decision: use Decision.approve(by=...), deny or edit."
                )


def must_be_by_id(decisions: object) -> None:
    """Raise UsageError for answers that do not say which call each belongs to."""
    if not isinstance(decisions, Mapping):
        raise UsageError(f"Give the answers by call id, {{call_id: Decision}}, not as {type(decisions).__name__}.")


_NONE = type(None)
_TURN = {"account": str, "conversation": str, "api": str, "key": str, "others": list, "steps": list}
_STEP = {"asked": dict, "key": str, "label": str, "output": (str, _NONE), "call": (str, _NONE), "question": str,
         "note": str, "attempt": int}  # fmt: skip
_ASKED = {"call_id": (str, _NONE), "name": str, "arguments": str, "caller": object}


def read_stored(text: str) -> dict[str, Json]:
    """The data of a stored turn. Raises UsageError when it is none, or of another version."""
    try:
        stored = json.loads(text)
        version = stored["version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError("This is not a stored turn; pass what Turn.to_json returned.") from error
    if version != _VERSION:
        raise UsageError(f"The stored turn has version {version!r:.40}; this release reads {_VERSION}.")
    whole = _fits(stored, _TURN) and stored["api"] in ("responses", "chat")
    if not (whole and all(_fits(step, _STEP) and _fits(step["asked"], _ASKED) for step in stored["steps"])):
        raise UsageError("The stored turn is damaged; run the response again.")
    return dict(stored)


def _fits(data: Json, shape: Mapping[str, Any]) -> bool:
    return isinstance(data, dict) and all(key in data and isinstance(data[key], kind) for key, kind in shape.items())


def restored(stored: dict[str, Json], tools: TurnTools, session: Session) -> Turn:
    """A turn from its data. Waiting calls are prepared again: today's validation, rating and policy count."""
    steps = tuple(_restored(step, session) for step in stored["steps"])
    return Turn(tools, stored["api"], stored["key"], steps, tuple(stored["others"]))


def _stored(step: CallState, session: Session) -> dict[str, Json]:
    return {
        "asked": {**dataclasses.asdict(step.asked), "arguments": _masked(step.asked, session)},
        "key": step.key,
        "label": step.label,
        "output": step.output,
        "call": None if step.call is None else step.call.to_json(),
        "question": step.question,
        "note": step.note,
        "attempt": step.attempt,
    }


def _masked(asked: FunctionCall, session: Session) -> str:
    """The model's arguments without secrets; nothing of those that nothing can be sent with."""
    try:
        return json.dumps(session.toolset[asked.name].masked(asked.arguments))
    except ToolError:
        return "(not readable)"


def _restored(stored: dict[str, Json], session: Session) -> CallState:
    call = None if stored["call"] is None else Call.from_json(stored["call"], session)
    return CallState(
        FunctionCall(**{name: stored["asked"][name] for name in _ASKED}),
        stored["key"],
        stored["label"],
        output=stored["output"],
        call=call,
        question=stored["question"] if call is None else _words(call, stored["question"], session),
        note=stored["note"],
        attempt=stored["attempt"],
    )


def _words(call: Call, stored: str, session: Session) -> str:
    """The store's words, so that a changed text cannot change what a person is asked.

    A call that the store was never asked about keeps the text's words and is not recorded: an approval of it does not
    count, it is asked again.
    """
    return session.question(call) if call.fingerprint in session.asked(call) else stored
