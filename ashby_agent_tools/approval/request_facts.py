"""What is recorded with a question for those who answer it: whose agent asks, how many are needed, and which jobs."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from contextvars import ContextVar

from ashby_agent_tools.approval.people import ApproverRules, Conditions
from ashby_agent_tools.call import Call
from ashby_agent_tools.store.protocol import ApprovalRequest, ConversationKey, RequestFacts

__all__ = ["asking", "facts_of", "on_behalf_of"]

_ASKING: ContextVar[str] = ContextVar("ashby_asking", default="")


@contextlib.contextmanager
def on_behalf_of(person: str) -> Iterator[None]:
    """Whoever a server has authenticated is whose agent asks meanwhile; an empty name changes nothing."""
    before = _ASKING.set(person or _ASKING.get())
    try:
        yield
    finally:
        _ASKING.reset(before)


def asking() -> str:
    """Whose agent asks meanwhile, as `on_behalf_of` has it; empty outside of it."""
    return _ASKING.get()


def facts_of(
    key: ConversationKey, call: Call, rules: ApproverRules, asked_by: str, jobs: tuple[str, ...] | None
) -> RequestFacts:
    """The facts about a call that is asked about now; `needed` as the rules of the application have it.

    `jobs`: those that it is about; None where they are not all known, and then no rule by job says that one may.
    """
    approvers = tuple(rule.named for rule in rules.only if rule.about == Conditions())
    facts = RequestFacts(asking() or asked_by, jobs=jobs or (), approvers=approvers)
    request = ApprovalRequest(
        id="",
        key=key,
        call_id=call.call_id or call.fingerprint,
        attempt=1,
        fingerprint=call.fingerprint,
        operation=call.endpoint,
        question="",
        stored="",
        state="pending",
        asked_at=0.0,
        expires_at=0.0,
        asked_by=facts.asked_by,
        effect=call.risk.effect,
        outreach=not call.risk.stays_inside,
        reversible=call.risk.reversible,
        tags=call.operation.spec.tags,
        jobs=facts.jobs,
    )
    return dataclasses.replace(facts, needed=rules.needed(request))
