"""StateSnapshot: the state before one call and its way back, as the journal of a store keeps them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from ashby_agent_tools.approval.undo import State, StateUnknown, UndoRule, rule_for
from ashby_agent_tools.call import Call
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation

__all__ = ["ReversibleWrite", "StateSnapshot", "capturing", "wanted_before"]

_VERSION = 1
UNREAD = "the state before could not be read"
_UNFIT = (AttributeError, StateUnknown, IndexError, KeyError, TypeError, ValueError)
"""What a rule raises on an answer that is not what Ashby documents: then nothing is known, and nothing is altered."""


@dataclasses.dataclass(frozen=True, slots=True)
class StateSnapshot:
    """What is known of one call for undoing it; at first what was read before it, at last what Ashby answered, too.

    `inverse`: the arguments of the inverse, None where it cannot be built; `why_not` says why. `left`: what the call
    leaves of what it changes, None while that is not known.
    """

    call: Call
    rule: UndoRule
    before: State
    why_not: str = ""
    made: str | None = None
    left: State | None = None
    inverse: JsonObject | None = None

    @property
    def payload(self) -> str:
        """All of it as JSON, without secrets."""
        sent = self.call.masked if self.made is None else {**self.call.masked, "id": self.made}
        inverse = None
        if self.inverse is not None:
            inverse = {"operation": self.call.risk.inverse, "arguments": self.inverse}
        return json.dumps(
            {
                "version": _VERSION,
                "operation": self.call.endpoint,
                "sent": sent,
                "before": self.before,
                "left": self.left,
                "inverse": inverse,
                "stays": list(self.rule.stays(sent, self.before)) if inverse else [],
                "why_not": self.why_not,
            },
            ensure_ascii=False,
        )

    def settled(self, answer: Json) -> StateSnapshot:
        """The same, once Ashby has answered; what the answer does not tell stays as it was foreseen."""
        if self.why_not == UNREAD:
            return self
        try:
            left = compared(self.rule.left(self.call.arguments, self.before, answer))
            inverse = self.rule.back(self.call.arguments, self.before, answer)
        except _UNFIT:
            return self
        identity = answer.get("id") if isinstance(answer, dict) and not self.rule.reads_first else None
        why_not = "" if inverse is not None else "there is nothing that an inverse could set back"
        return dataclasses.replace(self, left=left, inverse=inverse, made=identity, why_not=why_not)


def wanted_before(call: Call) -> Mapping[str, Operation] | None:
    """The reads that tell the state before; empty where none is needed, None for a call that has no way back."""
    rule = rule_for(type(call.operation)) if call.risk.inverse else None
    if rule is None:
        return None
    return rule.reads(call.arguments) if rule.reads_first else {}


def capturing(call: Call, answers: Mapping[str, Json]) -> StateSnapshot:
    """What is known before the call is sent, from what the reads of `wanted_before` found; None is what failed."""
    rule = rule_for(type(call.operation))
    assert rule is not None  # noqa: S101  (wanted_before gave its reads)
    if not rule.reads_first:
        return StateSnapshot(call, rule, {}, "no answer told what it made")
    try:
        captured = StateSnapshot(call, rule, rule.state(call.arguments, answers))
        return captured.settled(None)
    except _UNFIT:
        return StateSnapshot(call, rule, {}, UNREAD)


@dataclasses.dataclass(frozen=True, slots=True)
class ReversibleWrite:
    """A write as the journal has it, to be undone. `stays`: what the inverse does not put back."""

    operation: type[Operation]
    sent: JsonObject
    before: State
    left: State | None
    inverse: Operation | None
    stays: tuple[str, ...]
    why_not: str

    @classmethod
    def parse(cls, payload: str) -> ReversibleWrite | None:
        """From a payload; None where there is none, and for one that this version does not know."""
        noted = json.loads(payload) if payload else {}
        operation = find(noted["operation"]) if noted.get("version") == _VERSION else None
        if operation is None:
            return None
        back = noted["inverse"]
        inverse = None if back is None else find(back["operation"])
        return cls(
            operation,
            noted["sent"],
            noted["before"],
            noted["left"],
            None if inverse is None else inverse.model_validate(back["arguments"]),
            tuple(noted["stays"]),
            noted["why_not"],
        )

    @property
    def changed_nothing(self) -> bool:
        """Whether it left what stood there before."""
        return self.before != {} and self.left == compared(self.before)

    def reads(self) -> Mapping[str, Operation]:
        """The reads that tell what stands now."""
        rule = rule_for(self.operation)
        return {} if rule is None else rule.reads(self.sent)

    def now(self, answers: Mapping[str, Json]) -> State | None:
        """What stands now of what the call changed; None where that is not shown."""
        rule = rule_for(self.operation)
        try:
            return None if rule is None else compared(rule.state(self.sent, answers))
        except _UNFIT:
            return None


def compared(state: State) -> State:
    """What counts in a comparison: names with an underscore are there for the inverse only."""
    return {name: value for name, value in state.items() if not name.startswith("_")}
