"""Rules of webhook settings: each change sends a ping, and a setting whose ping fails is disabled."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.webhooks import WebhookCreate, WebhookDelete, WebhookInfo, WebhookUpdate
from ashby_agent_tools.simulator.organization import Organization, Refusal
from ashby_agent_tools.simulator.rules import Ask, rule

_SHOWN = ("id", "enabled", "requestUrl", "webhookType")
_UNKNOWN = "an unknown id answers webhook_not_found"


def _present(row: JsonObject, *, secret: bool) -> JsonObject:
    """A setting; its secret only in the answers to create and update, as in the reference."""
    shown = {name: row[name] for name in _SHOWN}
    return {**shown, "secretToken": row["secretToken"]} if secret else shown


def _answers(org: Organization, row: JsonObject) -> bool:
    return org.courier is not None and org.courier.ping(org, row)


def _refuse_double(org: Organization, webhook_type: str, url: str, *, besides: str | None = None) -> None:
    for row in org.rows("webhook", webhookType=webhook_type, requestUrl=url):
        if row["id"] != besides:
            raise Refusal("invalid_input", f"A webhook setting sends {webhook_type} to that address already.")


def _check_url(url: str) -> None:
    if not url.startswith(("https://", "http://")):
        raise Refusal("invalid_input", "requestUrl must be a web address.")


@rule("webhook.info", source="[S]", guesses=(_UNKNOWN,))
def info(org: Organization, ask: Ask[WebhookInfo]) -> Json:
    """One setting, without its secret."""
    return _present(org.get("webhook", ask.op.webhookId), secret=False)


@rule(
    "webhook.create",
    source="[S][D]",
    guesses=("a second setting of the same type and address answers invalid_input",),
)
def create(org: Organization, ask: Ask[WebhookCreate]) -> Json:
    """A setting, enabled if its address answers the ping with 2xx."""
    op = ask.op
    _check_url(op.requestUrl)
    _refuse_double(org, op.webhookType, op.requestUrl)
    row: JsonObject = {
        "id": org.new_id(),
        "webhookType": op.webhookType,
        "requestUrl": op.requestUrl,
        "secretToken": op.secretToken,
        "wanted": True,
        "enabled": False,
    }
    row["enabled"] = _answers(org, row)
    return _present(org.add("webhook", row), secret=True)


@rule(
    "webhook.update",
    source="[S][D]",
    guesses=(_UNKNOWN, "switching off sends no ping", "a ping that succeeds enables what a failed ping disabled"),
)
def update(org: Organization, ask: Ask[WebhookUpdate]) -> Json:
    """Change a setting and ping its address."""
    op = ask.op
    row = org.get("webhook", op.webhookId)
    if op.requestUrl is not None:
        _check_url(op.requestUrl)
        _refuse_double(org, row["webhookType"], op.requestUrl, besides=row["id"])
        row["requestUrl"] = op.requestUrl
    if op.secretToken is not None:
        row["secretToken"] = op.secretToken
    if op.enabled is not None:
        row["wanted"] = op.enabled
    row["enabled"] = row["wanted"] and _answers(org, row)
    org.touch("webhook", row)
    return _present(row, secret=True)


@rule("webhook.delete", source="[S]", guesses=(_UNKNOWN,))
def delete(org: Organization, ask: Ask[WebhookDelete]) -> Json:
    """The setting is gone."""
    row = org.get("webhook", ask.op.webhookId)
    org.remove("webhook", row["id"])
    return {"webhookId": row["id"]}
