"""Words for settings: tags, options of fields, and webhooks."""

from __future__ import annotations

from ashby_agent_tools.approval.words._phrases import changes, listing, quoted, shown, state, title
from ashby_agent_tools.approval.words._things import read, titled
from ashby_agent_tools.approval.words._wording import Reads, Seen, Wording, objects
from ashby_agent_tools.operation import Json
from ashby_agent_tools.operations.custom_fields import CustomFieldUpdateSelectableValues
from ashby_agent_tools.operations.metadata import CandidateTagArchive
from ashby_agent_tools.operations.webhooks import WebhookCreate, WebhookDelete, WebhookUpdate

_TAGS, _FIELD, _WEBHOOK = "the tag", "the field", "the webhook"
_MOST_ADDRESS = 300


def _tag_needs(gone: CandidateTagArchive) -> Reads:  # noqa: ARG001  (tags have no read of one)
    return read(_TAGS, "candidateTag.list", includeArchived=True)


def _tag(gone: CandidateTagArchive, seen: Seen) -> str:
    known = titled(seen, _TAGS, gone.tagId, "id")
    return f"Archive the candidate tag {known}, for everybody: it can no longer be chosen, and no call restores it."


# customField.updateSelectableValues


def _options_needs(new: CustomFieldUpdateSelectableValues) -> Reads:
    return read(_FIELD, "customField.info", customFieldId=new.customFieldId)


def _options(new: CustomFieldUpdateSelectableValues, seen: Seen) -> str:
    known = title(seen.at(_FIELD, "title")) or new.customFieldId
    kind = seen.at(_FIELD, "objectType")
    text = f"Replace the options of the field {known}{f' (of {state(kind)})' if kind else ''}."
    text += " Those left out are archived."
    if not seen.found(_FIELD):
        options = listing([f"{quoted(one.label)} ({quoted(one.value)})" for one in new.selectableValues], most=20)
        return text + changes(("options", None, options))
    return text + changes(*_option_rows(new, objects(seen.at(_FIELD, "selectableValues"))))


def _option_rows(
    new: CustomFieldUpdateSelectableValues, now: list[dict[str, Json]]
) -> list[tuple[str, str | None, str]]:
    before = {str(one.get("value")): one for one in now}
    live = {value for value, one in before.items() if not one.get("isArchived")}
    then = {one.value: one for one in new.selectableValues if not one.isArchived}
    groups = (
        ("archived", [before[value].get("label") or value for value in before if value in live - then.keys()]),
        ("brought back", [one.label for value, one in then.items() if value in before.keys() - live]),
        ("new", [one.label for value, one in then.items() if value not in before]),
        ("kept", [one.label for value, one in then.items() if value in live]),
    )
    rows: list[tuple[str, str | None, str]] = [
        (name, None, listing([shown(label) for label in labels], most=20)) for name, labels in groups if labels
    ]
    for value, one in then.items():
        if value in before and before[value].get("label") != one.label:
            rows.append(("renamed", shown(before[value].get("label")), shown(one.label)))
    return rows


# webhooks


def _webhook_create(new: WebhookCreate, seen: Seen) -> str:  # noqa: ARG001  (nothing to look up)
    return (
        f"Send every event of type {new.webhookType} out of Ashby, with its data, to "
        f"{quoted(new.requestUrl, most=_MOST_ADDRESS)} from now on. The signing secret is not shown here."
    )


def _webhook_needs(operation: WebhookDelete | WebhookUpdate) -> Reads:
    return read(_WEBHOOK, "webhook.info", webhookId=operation.webhookId)


def _which(seen: Seen, identity: str) -> str:
    kind, url = seen.at(_WEBHOOK, "webhookType"), seen.at(_WEBHOOK, "requestUrl")
    return f"the webhook for {state(kind)} to {shown(url, most=_MOST_ADDRESS)}" if url else f"the webhook {identity}"


def _webhook_update(change: WebhookUpdate, seen: Seen) -> str:
    rows: list[tuple[str, str | None, str]] = []
    known = seen.found(_WEBHOOK)
    text = f"Change {_which(seen, change.webhookId)}."
    if change.requestUrl is not None:
        text += " From then on records leave Ashby for the new address."
        now = shown(seen.at(_WEBHOOK, "requestUrl"), most=_MOST_ADDRESS) if known else None
        rows.append(("address", now, quoted(change.requestUrl, most=_MOST_ADDRESS)))
    if change.enabled is not None:
        rows.append(("switched on", shown(seen.at(_WEBHOOK, "enabled")) if known else None, shown(change.enabled)))
    if change.secretToken is not None:
        rows.append(("signing secret", None, "a new one, not shown here; the old one is lost"))
    return text + changes(*rows)


def _webhook_delete(gone: WebhookDelete, seen: Seen) -> str:
    return f"Delete {_which(seen, gone.webhookId)}: its events are no longer sent. Its id and secret are lost."


WORDS = (
    Wording(CandidateTagArchive, _tag, needs=_tag_needs),
    Wording(CustomFieldUpdateSelectableValues, _options, needs=_options_needs),
    Wording(WebhookCreate, _webhook_create),
    Wording(WebhookDelete, _webhook_delete, needs=_webhook_needs),
    Wording(WebhookUpdate, _webhook_update, needs=_webhook_needs),
)
