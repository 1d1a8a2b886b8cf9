"""SlackNotifier: a message in a channel for each question, and the same message as it stands later."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import logging
import re
from collections import Counter
from collections.abc import Collection, Sequence
from http.client import HTTPException
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from ashby_agent_tools.approval.notices import Notice, notice_of
from ashby_agent_tools.errors import StoreUnavailable, UnknownQuestion, UsageError
from ashby_agent_tools.notify.messages import checked_address, from_environment, link_of
from ashby_agent_tools.notify.slack.messages import QuestionRef, blocks_of, dialog, escaped, shown_of, summary_of
from ashby_agent_tools.store.notifications import Notification
from ashby_agent_tools.store.protocol import ApprovalRequest, ConversationKey, Store, iso_time

__all__ = ["SlackNotifier"]

_API = "https://slack.com/api/"
_TIMEOUT = 8
_LATER = frozenset(
    {
        "account_inactive",
        "fatal_error",
        "internal_error",
        "invalid_auth",
        "missing_scope",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "token_expired",
        "token_revoked",
    }
)
"""Refusals that are not about the one message: the same call may work later."""
_REASON = re.compile("[a-z_]{1,60}")
_UNREACHED = (OSError, HTTPException, ValueError)
"""What urllib and the reading of its answer raise."""
_SILENT = logging.Logger("slack_sdk", logging.CRITICAL + 1)  # noqa: LOG001  (its lines hold messages and addresses)


class MessageRefused(ConnectionError):
    """Slack takes this message never: it is gone, too old to be edited, or its channel is archived."""


@runtime_checkable
class MessageStore(Store, Protocol):
    """A store that also remembers where messages stand: `SqlStore`."""

    def save_notification(self, key: ConversationKey, posted: Notification) -> None:
        """Remember a message until it shows that its question waits no more."""

    def settled_notifications(self, kind: str) -> tuple[Notification, ...]:
        """The messages whose questions wait no more."""

    def drop_notification(self, posted: Notification) -> None:
        """Forget a message that is up to date."""


class SlackNotifier:
    """A function for `notify=` that posts a message for each question; with `slack.app` people answer in it.

    `token`: the bot's (scope `chat:write`), by default ASHBY_SLACK_TOKEN. `channel`: a channel that the bot is in, by
    id or by name. `store`: that of the sessions; with it messages are updated once their question was answered
    elsewhere or ran out. `inbox`: the address of the inbox, for a button that opens the question there.

    `names=False`: a message says what is asked in words without names, and has Deny and a link; nobody approves what
    they cannot read there. `names=True`: it shows the whole question, so whoever reads the channel reads of candidates,
    and has Approve, with a second step for what is destructive or reaches somebody. `unread`: endpoints whose calls may
    be approved from a message without names, such as `candidate.addTag`.

    `api`: another address of Slack's API, such as that of `SlackSimulator`. Raises UsageError for what cannot be used;
    when called, ConnectionError, without the token, for what Slack refuses.
    """

    def __init__(
        self,
        token: str | None = None,
        *,
        channel: str,
        store: Store | None = None,
        inbox: str | None = None,
        names: bool = False,
        unread: Collection[str] = (),
        api: str = _API,
    ) -> None:
        from slack_sdk import WebClient  # noqa: PLC0415  (30 ms)
        from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler  # noqa: PLC0415

        secret = from_environment("Slack token", token, "ASHBY_SLACK_TOKEN")
        if not channel:
            raise UsageError("channel is empty; name one, such as '#hiring' or 'C024BE91L'.")
        if isinstance(unread, str):
            raise UsageError(f"unread is a text; write unread=({unread!r:.60},).")
        self.channel, self.store, self.names, self.unread = channel, store, names, frozenset(unread)
        self.inbox = None if inbox is None else checked_address("inbox", inbox)
        self._api = checked_address("api", api)
        self._client = WebClient(secret, base_url=self._api, timeout=_TIMEOUT, logger=_SILENT)
        self._client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))  # one message a second

    def __repr__(self) -> str:
        return f"SlackNotifier(channel={self.channel!r}, inbox={self.inbox!r}, names={self.names})"

    def __call__(self, notice: Notice) -> None:
        """Post the message, and remember where it stands."""
        posted = self._call("chat.postMessage", channel=self.channel, **self.message(notice, names=self.names))
        if isinstance(self.store, MessageStore):
            place = " ".join((self._kind, "named" if self.names else "plain", posted["channel"], posted["ts"]))
            with contextlib.suppress(StoreUnavailable):  # the message is posted; it is not brought up to date, then
                for asked in self._asked(notice.id)[:1]:
                    self.store.save_notification(asked.key, Notification(notice.id, place))

    @property
    def _kind(self) -> str:
        """Under which a store remembers the messages of this channel: another one may show other things."""
        return f"slack:{hashlib.sha256(self.channel.encode()).hexdigest()[:12]}"

    def message(self, notice: Notice, *, names: bool, status: str = "", answerable: bool = True) -> dict[str, Any]:
        """The text and the blocks of a message. `status`: what became of the question so far."""
        shown, link = shown_of(notice, names=names), link_of(self.inbox, notice)
        approvable = self.approvable(notice, names=names)
        blocks = blocks_of(notice, shown, link=link, approvable=approvable, answerable=answerable, status=status)
        return {"text": summary_of(notice), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}

    def approvable(self, notice: Notice, *, names: bool) -> bool:
        """Whether a message shows what is approved, or nobody has to read it. `names`: whether it shows these."""
        return shown_of(notice, names=names).whole or (notice.whole and self.unread.issuperset(notice.operations))

    def update(self, asked: Sequence[ApprovalRequest], *, names: bool, channel: str, ts: str) -> None:
        """Show a message as its question, or the lines of its batch, stand now; `names`: as it did before."""
        waits = any(it.state == "pending" for it in asked)
        message = self.message(notice_of(*asked), names=names, status=standing(asked), answerable=waits)
        self._call("chat.update", channel=channel, ts=ts, **message)

    def refresh(self) -> int:
        """Bring the messages up to date whose questions were answered elsewhere or ran out; how many.

        `slack.app` does it every half minute. One that Slack finds no more, or lets nobody edit, stays as it is.
        """
        if not isinstance(self.store, MessageStore):
            return 0
        settled = self.store.settled_notifications(self._kind)
        for posted in settled:
            _, shown, channel, ts = posted.place.split(" ")
            if asked := self._asked(posted.about):
                with contextlib.suppress(MessageRefused):
                    self.update(asked, names=shown == "named", channel=channel, ts=ts)
            self.store.drop_notification(posted)
        return len(settled)

    def _asked(self, identity: str) -> tuple[ApprovalRequest, ...]:
        """The question of this id, or the lines of this batch."""
        if self.store is None:
            return ()
        try:
            return (self.store.request(identity),)
        except UnknownQuestion:
            return self.store.batch_requests(identity)

    def open_dialog(
        self, asked: Sequence[ApprovalRequest], about: QuestionRef, *, trigger: str, place: dict[str, str]
    ) -> None:
        """Open the dialog of a denial for whoever clicked. Slack takes it within three seconds of the click."""
        self._call("views.open", trigger_id=trigger, view=dialog(notice_of(*asked), about, place))

    def whisper(self, address: str, text: str) -> None:
        """Tell whoever clicked something that nobody else sees. `address`: a `response_url`; one that is Slack's."""
        from slack_sdk.webhook import WebhookClient  # noqa: PLC0415  (loaded with the first click)

        if not self._is_slacks(address):
            raise ConnectionError("the address for the answer is not Slack's")
        try:
            done = WebhookClient(address, timeout=_TIMEOUT, logger=_SILENT).send(
                text=escaped(text), response_type="ephemeral", replace_original=False
            )
        except _UNREACHED as error:  # its text may hold the address, which is a secret
            raise ConnectionError(f"Slack could not be reached ({type(error).__name__})") from None
        if done.status_code != 200:  # noqa: PLR2004
            raise ConnectionError(f"Slack answered with HTTP {done.status_code}")

    def _is_slacks(self, address: str) -> bool:
        """Whether an address belongs to Slack, or to what stands in for it."""
        try:
            given, api = urlsplit(address), urlsplit(self._api)
            if (given.scheme, given.netloc) == (api.scheme, api.netloc):
                return True
            host = given.hostname or ""
            return given.scheme == "https" and given.netloc == host and host.endswith((".slack.com", ".slack-gov.com"))
        except ValueError:
            return False

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        from slack_sdk.errors import SlackApiError, SlackClientError  # noqa: PLC0415  (as in __init__)

        try:
            done = self._client.api_call(method, json=arguments)
        except SlackApiError as error:  # it carries the request, and so the token
            answer = error.response.data
            said = str(answer.get("error")) if isinstance(answer, dict) else ""
            if not _REASON.fullmatch(said):  # a page of something in between
                raise ConnectionError(f"the answer to {method} was not Slack's") from None
            kind = ConnectionError if said in _LATER else MessageRefused
            raise kind(f"Slack refused {method}: {said}") from None
        except (SlackClientError, *_UNREACHED) as error:
            raise ConnectionError(f"Slack could not be reached ({type(error).__name__})") from None
        return done.data if isinstance(done.data, dict) else {}


_WORDS = {
    "approved": "Approved",
    "changed": "Void: what it showed was changed in Ashby",
    "denied": "Denied",
    "expired": "Expired, unanswered",
    "pending": "Waiting",
    "unknown": "Approved",
    "used": "Approved",
}
_THEN = {"unknown": " Whether it was done is not known.", "used": " It was sent."}


def standing(asked: Sequence[ApprovalRequest]) -> str:
    """What became of a question: what, by whom, when; of a batch, of how many lines."""
    if len(asked) == 1:
        return _standing(asked[0])
    told = Counter(_standing(dataclasses.replace(it, decided_at=None)) for it in asked)  # a line each would be too long
    return " ".join(f"{count} of {len(asked)}: {words}" for words, count in told.items())


def _standing(asked: ApprovalRequest) -> str:
    if asked.state == "pending" and asked.answers:
        given = " and ".join(dict.fromkeys(it.by for it in asked.approvals)) or "nobody"
        edited = " Somebody edited it: open it in the inbox." if asked.edited else ""
        return f"Approved by {given} so far, of {asked.needed} people.{edited}"
    by = f" by {asked.decided_by}" if asked.decided_by else ""
    at = f", {iso_time(asked.decided_at)}" if asked.decided_at else ""
    then = " It failed." if asked.outcome == "failed" else _THEN.get(asked.state, "")
    return f"{_WORDS[asked.state]}{by}{at}.{then}"
