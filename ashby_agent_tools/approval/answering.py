"""The one door through which a question is answered from outside its conversation: inbox, Slack, command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from pydantic import ValidationError

from ashby_agent_tools.approval.people import ApproverRules, Person, as_edited
from ashby_agent_tools.errors import EditRefused, MayNotAnswer, OwnRequest
from ashby_agent_tools.operations.base import Json, Operation, explained
from ashby_agent_tools.operations.index import find
from ashby_agent_tools.operations.secrets import HIDDEN, masked_as_given
from ashby_agent_tools.store.protocol import ApprovalRequest, Store
from ashby_agent_tools.tasks import task_named

__all__ = ["answer", "must_be_allowed"]


def answer(
    store: Store,
    request_id: str,
    *,
    person: Person,
    rules: ApproverRules | None = None,
    approved: bool,
    message: str = "",
    arguments: Mapping[str, Json] | None = None,
    operation: str | None = None,
    seen: str | None = None,
) -> ApprovalRequest:
    """Record what a person says to a question, if they may, and give the question as it stands then.

    `person`: as the door has authenticated them, never from what they typed. `arguments`: with an approval, what is
    approved in place of what was shown; they replace all arguments, and `(not shown)` stands for a secret that stays.
    `operation`: the one that an edit names, where a page has it. `seen`: `ApprovalRequest.seen` of what was shown. The
    state is `pending` still where more people have to approve.
    Raises UnknownQuestion, AlreadyAnswered (the first answer counts), ExpiredQuestion, StaleQuestion, MayNotAnswer,
    OwnRequest, EditRefused: all of them AnswerRefused, and nothing is recorded.
    """
    rules = rules or ApproverRules()
    asked = store.request(request_id)
    must_be_allowed(rules, person, asked)
    meant = asked
    if arguments is not None:
        if not approved:
            raise _refused(asked, "it is denied")
        arguments = _edit(store, asked, arguments, operation)
        meant = as_edited(asked, arguments or {})
        must_be_allowed(rules, person, meant)
    return store.answer(
        asked.id,
        approved=approved,
        by=person.name,
        message=message,
        arguments=arguments,
        needed=rules.needed(meant),
        seen=seen,
        groups=sorted(person.groups),
    )


def must_be_allowed(rules: ApproverRules, person: Person, asked: ApprovalRequest) -> None:
    """Raise OwnRequest or MayNotAnswer where the rules do not let this person answer this question."""
    if said := rules.objection(person, asked):
        kind = OwnRequest if rules.is_own(person, asked) else MayNotAnswer
        raise kind(f"Question {asked.id} is not yours to answer: {said}. Nothing was recorded.")


def _edit(
    store: Store, asked: ApprovalRequest, arguments: Mapping[str, Json], operation: str | None
) -> Mapping[str, Json] | None:
    """The arguments as they are kept; None where they change nothing. Raises EditRefused."""
    if operation not in (None, asked.operation):
        raise _refused(asked, f"it is about {asked.operation}, and an edit makes no {operation} of it")
    cls = task_named(asked.operation) or find(asked.operation)
    if cls is None:  # an operation of the application's own: its session judges the edit when the call is made
        return arguments
    if masked_as_given(cls, arguments) != arguments:
        raise _refused(asked, f"a secret cannot be changed here, only left as {HIDDEN}")
    resolve = partial(_resolved, store, asked)
    shown = _operation(asked, cls, json.loads(asked.stored)["arguments"], resolve)
    edited = _operation(asked, cls, arguments, resolve)
    changed = edited.as_arguments()
    if changed == shown.as_arguments():
        return changed if asked.edited else None
    if cls.spec.served_by == "task":
        raise _refused(asked, "what the changed task comes to has to be looked up, and a person asked about that")
    if not edited.risk() <= shown.risk():
        raise _refused(asked, "the edit is more dangerous than what was shown")
    return changed


def _operation(
    asked: ApprovalRequest, cls: type[Operation], arguments: Mapping[str, Json], resolve: Callable[[str, str], str]
) -> Operation:
    try:
        return cls.model_validate(dict(arguments), context={"resolve": resolve})
    except ValidationError as error:
        raise _refused(asked, explained(cls, asked.operation, error)) from None


def _resolved(store: Store, asked: ApprovalRequest, kind: str, text: str) -> str:
    """The id behind a short id of the conversation that asked; anything else as it is."""
    found = store.resolve(asked.key, text)
    return found[1] if found is not None and (kind == "any" or found[0] == kind) else text


def _refused(asked: ApprovalRequest, why: str) -> EditRefused:
    return EditRefused(
        f"Question {asked.id} cannot be approved with these arguments: {why}. Nothing was recorded. Deny it with a "
        "message that says what should be done; the agent reads it, and asks again."
    )
