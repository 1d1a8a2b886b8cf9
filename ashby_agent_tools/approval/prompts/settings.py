"""Questions about settings: tags, options of fields, and webhooks."""

from __future__ import annotations

import re

from ashby_agent_tools.approval.prompts._common_records import read, thing_of, titled
from ashby_agent_tools.approval.prompts._custom_values import SETTER_SHOWS, setter_needs, setter_words
from ashby_agent_tools.approval.prompts._phrases import listing, quoted, shown
from ashby_agent_tools.approval.prompts._prompt import FULL, ApprovalPrompt, Lookups, Reads, Row, Statement, objects
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.custom_fields import (
    CustomFieldSetValue,
    CustomFieldSetValues,
    CustomFieldUpdateSelectableValues,
    KeptValue,
)
from ashby_agent_tools.operations.metadata import CandidateTagArchive
from ashby_agent_tools.operations.webhooks import WebhookCreate, WebhookDelete, WebhookUpdate

_TAGS, _FIELD, _WEBHOOK = "the tag", "the field", "the webhook"
_MOST_ADDRESS, _MOST_OPTIONS = 300, 60
_AWAY = ("", ", archived")
_EVENT, _CAPITAL = re.compile(r"[A-Za-z]{1,40}\Z"), re.compile(r"(?<=[a-z])(?=[A-Z])")


def _tag_needs(gone: CandidateTagArchive) -> Reads:  # noqa: ARG001  (tags have no read of one)
    return read(_TAGS, "candidateTag.list", includeArchived=True)


def _tag(gone: CandidateTagArchive, seen: Lookups) -> Statement:
    known = titled(seen, _TAGS, gone.tagId, "id")
    return Statement(f"Archive the candidate tag {known} for everybody: it can no longer be chosen.")


# customField.updateSelectableValues


def _options_needs(new: CustomFieldUpdateSelectableValues) -> Reads:
    return read(_FIELD, "customField.info", customFieldId=new.customFieldId)


def _options(new: CustomFieldUpdateSelectableValues, seen: Lookups) -> Statement:
    known, kind = thing_of(seen, new.customFieldId, name=_FIELD, area="customField"), seen.at(_FIELD, "objectType")
    if seen.found(_FIELD):
        rows = tuple(_option_rows(new, objects(seen.at(_FIELD, "selectableValues"))))
    else:
        rows = (("options", None, _options_in_words(new.selectableValues)),)
    which = f"the {_event(kind)} field {known}" if kind else f"the field {known}"
    return Statement(
        f"Replace the options of {which}. Those left out are archived.",
        back="New options cannot be removed.",
        rows=rows,
    )


def _options_in_words(options: list[KeptValue]) -> str:
    return listing(
        (f"{shown(one.label)} (stored as {shown(one.value)}{_AWAY[bool(one.isArchived)]})" for one in options),
        most=_MOST_OPTIONS,
    )


def _option_rows(new: CustomFieldUpdateSelectableValues, now: list[dict[str, Json]]) -> list[Row]:
    before = {str(one.get("value")): one for one in now}
    live = {value for value, one in before.items() if not one.get("isArchived")}
    then = {one.value: one for one in new.selectableValues if not one.isArchived}
    groups = (
        ("archived", [before[value].get("label") or value for value in before if value in live - then.keys()]),
        ("brought back", [one.label for value, one in then.items() if value in before.keys() - live]),
        ("kept", [one.label for value, one in then.items() if value in live]),
    )
    rows: list[Row] = [
        (name, None, listing(map(shown, labels), most=_MOST_OPTIONS)) for name, labels in groups if labels
    ]
    others = (
        ("new", [one for one in new.selectableValues if one.value not in before]),
        (
            "left archived",
            [one for one in new.selectableValues if one.isArchived and one.value in before.keys() - live],
        ),
    )
    rows += [(name, None, _options_in_words(options)) for name, options in others if options]
    for value, one in then.items():
        if value in before and before[value].get("label") != one.label:
            rows.append(("renamed", shown(before[value].get("label")), shown(one.label)))
    return rows


# webhooks


def _webhook_create(new: WebhookCreate, seen: Lookups) -> Statement:
    kind = _event(new.webhookType)
    return Statement(
        f"Send every {kind} event, with its data, to {quoted(new.requestUrl, most=seen.most, tell=seen.most >= FULL)}.",
        back="Data that has left Ashby cannot be recalled.",
        more="The webhook can be deleted later. The signing secret is not shown here.",
        rows=(("address", None, quoted(new.requestUrl, most=_MOST_ADDRESS)),),
    )


def _webhook_needs(operation: WebhookDelete | WebhookUpdate) -> Reads:
    return read(_WEBHOOK, "webhook.info", webhookId=operation.webhookId)


def _event(kind: Json) -> str:
    """A kind of event or record in words: `candidateHire` as `candidate hire`."""
    plain = isinstance(kind, str) and _EVENT.match(kind)
    return _CAPITAL.sub(" ", str(kind)).lower() if plain else shown(kind)


def _which(seen: Lookups, identity: str) -> str:
    kind, url = seen.at(_WEBHOOK, "webhookType"), seen.at(_WEBHOOK, "requestUrl")
    return (
        f"the webhook for {_event(kind)} events to {quoted(url, most=seen.most, tell=seen.most >= FULL)}"
        if url
        else f"the webhook {identity}"
    )


def _webhook_update(change: WebhookUpdate, seen: Lookups) -> Statement:
    rows: list[Row] = []
    known = seen.found(_WEBHOOK)
    if change.requestUrl is not None:
        now = shown(seen.at(_WEBHOOK, "requestUrl"), most=_MOST_ADDRESS) if known else None
        rows.append(("address", now, quoted(change.requestUrl, most=_MOST_ADDRESS)))
    if change.enabled is not None:
        rows.append(("switched on", shown(seen.at(_WEBHOOK, "enabled")) if known else None, shown(change.enabled)))
    if change.secretToken is not None:
        rows.append(("signing secret", None, "a new one, not shown here; the old one is lost"))
    leaves = " Records will leave Ashby for a new address." if change.requestUrl is not None else ""
    return Statement(
        f"Change {_which(seen, change.webhookId)}.{leaves}",
        back="The old secret cannot be set again." if change.secretToken is not None else "It can be set back.",
        rows=tuple(rows),
    )


def _webhook_delete(gone: WebhookDelete, seen: Lookups) -> Statement:
    return Statement(
        f"Delete {_which(seen, gone.webhookId)}: its events are no longer sent.",
        more="Its id and secret are lost.",
    )


PROMPTS = (
    ApprovalPrompt(CandidateTagArchive, _tag, needs=_tag_needs, shows=("tagId",)),
    ApprovalPrompt(CustomFieldSetValue, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
    ApprovalPrompt(CustomFieldSetValues, setter_words, needs=setter_needs, shows=SETTER_SHOWS),
    ApprovalPrompt(
        CustomFieldUpdateSelectableValues,
        _options,
        needs=_options_needs,
        shows=("customFieldId", "selectableValues.isArchived", "selectableValues.label", "selectableValues.value"),
    ),
    ApprovalPrompt(WebhookCreate, _webhook_create, shows=("requestUrl", "secretToken", "webhookType")),
    ApprovalPrompt(WebhookDelete, _webhook_delete, needs=_webhook_needs, shows=("webhookId",)),
    ApprovalPrompt(
        WebhookUpdate,
        _webhook_update,
        needs=_webhook_needs,
        shows=("enabled", "requestUrl", "secretToken", "webhookId"),
    ),
)
