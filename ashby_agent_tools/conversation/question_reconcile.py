"""Reconciling from outside the conversation: of a question whose call was sent, and nobody knows what came of it."""

from __future__ import annotations

import json

from ashby_agent_tools.call_result import Reconciled
from ashby_agent_tools.client.clients import Client
from ashby_agent_tools.conversation.session import Session
from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.store.protocol import ApprovalRequest, Store
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["reconcile_question"]


def reconcile_question(
    asked: ApprovalRequest, store: Store, client: Client, *, toolset: Toolset | None = None
) -> Reconciled:
    """Read whether the call of a question landed, and settle its record; as `Session.reconcile`, with a stored call.

    `client`: of the account that asked. `toolset`: needed for operations of an application's own. What no store keeps
    cannot be compared: a call with a secret cannot be told. Raises UsageError for a question that is not `unknown`, and
    for a client of another base URL, and what the reads raise.
    """
    if asked.state != "unknown":
        came = f", outcome: {asked.outcome}" if asked.outcome else ""
        raise UsageError(f"Question {asked.id} is {asked.state}{came}: there is nothing to reconcile.")
    if client.base_url.rstrip("/") != asked.key.base_url:
        raise UsageError(
            f"Question {asked.id} was asked at {asked.key.base_url}, and this client reads at {client.base_url}."
        )
    arguments = json.loads(asked.stored)["arguments"] if asked.edit is None else asked.edit
    tools = toolset or (Toolset.all() | Toolset.tasks())
    key = asked.key
    with Session(tools, client, conversation=key.conversation, account=key.account, store=store) as session:
        try:
            call = session.prepare(asked.operation, arguments)
        except InvalidArguments as error:
            return Reconciled("cannot be told", f"The stored call cannot be prepared again. {error}")
        return session.reconcile(call)
