"""TeamsNotifier: an Adaptive Card to a Teams workflow that a question waits, with a link to the inbox."""

from __future__ import annotations

import httpx

from ashby_agent_tools.approval.notices import Notice
from ashby_agent_tools.client.log_filter import unlogged
from ashby_agent_tools.notify.messages import checked_address, expiry_of, from_environment, link_of, text_of
from ashby_agent_tools.operations.base import JsonObject

__all__ = ["TeamsNotifier"]

_TIMEOUT = 8.0


class TeamsNotifier:
    """A function for `notify=` that posts a card into a Teams channel or chat. It answers nothing.

    A workflow's address takes messages and gives no clicks back: to answer in Teams itself, a bot would be needed that
    Microsoft has registered. So the card has the link to the inbox.

    `webhook`: the address of a workflow with the trigger "When a Teams webhook request is received", which is a secret;
    by default ASHBY_TEAMS_WEBHOOK. `inbox`: the address of the inbox. `names`: the whole question, with the names of
    people, in place of the sentence without any.
    Raises UsageError for what is not an address; when called, ConnectionError, without the address, for an
    answer that is no success.
    """

    def __init__(self, webhook: str | None = None, *, inbox: str | None = None, names: bool = False) -> None:
        self._webhook = checked_address("webhook", from_environment("webhook", webhook, "ASHBY_TEAMS_WEBHOOK"))
        self.inbox = None if inbox is None else checked_address("inbox", inbox)
        self.names = names

    def __repr__(self) -> str:
        return f"TeamsNotifier(inbox={self.inbox!r}, names={self.names})"

    def __call__(self, notice: Notice) -> None:
        """Post the card."""
        try:
            with unlogged():  # httpx logs addresses, and this one is a secret
                answer = httpx.post(self._webhook, json=self.message(notice), timeout=_TIMEOUT, follow_redirects=False)
        except httpx.HTTPError as error:  # its text, and the request it carries, hold the address
            raise ConnectionError(f"Teams could not be reached ({type(error).__name__})") from None
        if not answer.is_success:
            raise ConnectionError(f"Teams answered with HTTP {answer.status_code}")

    def message(self, notice: Notice) -> JsonObject:
        """The card of a notice, as a workflow takes it. Texts are runs, in which no Markdown acts."""
        body = [_block("Approval needed", weight="Bolder")]
        body += [_block(line) for line in text_of(notice, names=self.names).split("\n") if line.strip()]
        body.append(_block(expiry_of(notice), isSubtle=True))
        link = link_of(self.inbox, notice)
        actions = [{"type": "Action.OpenUrl", "title": "Open in inbox", "url": link}] if link else []
        card = {
            "type": "AdaptiveCard",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "version": "1.4",
            "body": body,
            "actions": actions,
        }
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
        return {"type": "message", "attachments": [attachment]}


def _block(text: str, **run: object) -> JsonObject:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **run}]}
