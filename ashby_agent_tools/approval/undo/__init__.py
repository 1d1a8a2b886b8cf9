"""How each reversible operation is undone: what is read before it, what its inverse sends, and what stays.

One table per area, of rules that are pure: `conversation` reads, the gate writes the journal, and an undo is a call
like any other. Which operation is the inverse, the rating says (`Risk.inverse`); here are its arguments. A test holds
that every inverse of the catalogue has its rule, or a reason here why it has none.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.approval.undo._rule import RECORD, Answers, State, StateUnknown, UndoRule
from ashby_agent_tools.operations import find
from ashby_agent_tools.operations.base import Operation

__all__ = ["RECORD", "UNREADABLE", "Answers", "State", "StateUnknown", "UndoRule", "rule_for"]

UNREADABLE = MappingProxyType({"assessment.update": "no read shows how an assessment stood before"})
"""Operations whose inverse cannot be built, and why."""

_MODULES = MappingProxyType(
    {
        "application": "applications",
        "candidate": "candidates",
        "customField": "fields",
        "department": "places",
        "hiringTeam": "teams",
        "interviewSchedule": "teams",
        "interviewerPool": "teams",
        "job": "jobs",
        "jobPosting": "jobs",
        "location": "places",
        "offer": "jobs",
        "opening": "jobs",
        "project": "places",
        "sequence": "candidates",
        "user": "teams",
        "webhook": "teams",
    }
)


def rule_for(operation: type[Operation]) -> UndoRule | None:
    """The rule of an operation; None where it has none, and for a user's class that only shares an endpoint's name."""
    endpoint = operation.spec.endpoint
    module = _MODULES.get(endpoint.partition(".")[0])
    if module is None or find(endpoint) is not operation:
        return None
    fields = _rules_in("fields").get(endpoint)
    return fields or _rules_in(module).get(endpoint)


@functools.cache
def _rules_in(module: str) -> Mapping[str, UndoRule]:
    rules: Mapping[str, UndoRule] = importlib.import_module(f"ashby_agent_tools.approval.undo.{module}").RULES
    return rules
