"""The error tree: what went wrong, who should read it, and what to do next.

What is indented is a kind of what stands above it:

    AshbyError
      UsageError               the developer's mistake; never shown to a model
        AnswerRefused          an answer to a question does not count, and nothing was recorded; for who answered
          UnknownQuestion      ... because there is no such question
          AlreadyAnswered      ... because it has its answer: by whom and when
          ExpiredQuestion      ... because nobody answered in time
          StaleQuestion        ... because it was asked again, or edited, since it was shown
          MayNotAnswer         ... because the rules do not let this person answer it
            OwnRequest         ... because it is this person's own agent that asks
          EditRefused          ... because an edit is not valid, of another operation, or more dangerous than asked
      WebhookRefused           a webhook's body that is not an event of Ashby's
      ToolError                str(error) is written for the model: what happened, what to do next
        InvalidArguments       nothing was sent: the arguments do not fit the operation
          UnknownShortId       nothing was sent: a short id or reference this conversation does not know
        UnreadableFile         the file is there, and no text can be read of it
        BudgetTooSmall         the token budget cannot hold even the header of a result
        ApprovalRequired       nothing was sent: a person has to say yes first
          ContentChanged       ... again, because what would be sent is no longer what was shown
          OthersRequired       ... and somebody else than who answered: the question waits on for them
        Declined               nothing was sent: a person, a policy or a cap refused it
        ApiError               Ashby refused
          NotFound             ... because there is no such record (or the key may not see it)
          PermissionMissing    ... because the key lacks a scope, or is wrong
          RateLimited          ... because of too many requests; `retry_after` says when to try again
          ServerFailure        ... because it failed itself, or answered with something that is not JSON
          IncompleteList       ... no further page, though there are more records: what was read is not the whole list
          CursorExpired        ... because a cursor or a syncToken no longer works: the list starts again
        OutcomeUnknown         a write was sent and no answer came: look before you try again
        PartlyDone             a task stopped on its way: some of its changes were made, and the message says which
        TransportError         nothing was sent, or it was a read
          CircuitOpen          ... because the last calls all failed: for a while none is sent
        StoreUnavailable       what questions and answers are kept in cannot be used now; no call leaves without it
"""

from __future__ import annotations

from ashby_agent_tools._unseen import escape_unseen

__all__ = [
    "AlreadyAnswered",
    "AnswerRefused",
    "ApiError",
    "ApprovalRequired",
    "AshbyError",
    "BudgetTooSmall",
    "CircuitOpen",
    "ContentChanged",
    "CursorExpired",
    "Declined",
    "EditRefused",
    "ExpiredQuestion",
    "IncompleteList",
    "InvalidArguments",
    "MayNotAnswer",
    "NotFound",
    "OthersRequired",
    "OutcomeUnknown",
    "OwnRequest",
    "PartlyDone",
    "PermissionMissing",
    "RateLimited",
    "ServerFailure",
    "StaleQuestion",
    "StoreUnavailable",
    "ToolError",
    "TransportError",
    "UnknownQuestion",
    "UnknownShortId",
    "UnreadableFile",
    "UsageError",
    "WebhookRefused",
]


_MOST_BYTES = 4_000
_HEAD, _TAIL = 3_200, 700  # of a text that is too long: the end says what to do next


def _fitted(message: str) -> str:
    shown = escape_unseen(message)
    written = shown.encode()
    if len(written) <= _MOST_BYTES:
        return shown
    head, tail = (part.decode(errors="ignore") for part in (written[:_HEAD], written[-_TAIL:]))
    return f"{head} [... {len(shown) - len(head) - len(tail):,} characters left out ...] {tail}"


class AshbyError(Exception):
    """Base of everything this package raises on purpose."""


class UsageError(AshbyError):
    """The developer's mistake: a wrong name, a missing key, an impossible setting."""


class AnswerRefused(UsageError):
    """An answer to a question that does not count. Nothing was recorded; the message is for the person who answered."""


class UnknownQuestion(AnswerRefused):
    """There is no question with this id."""


class AlreadyAnswered(AnswerRefused):
    """The question has its answer: the first one counts. `state`, `by` and `at` (seconds since the epoch) say which."""

    def __init__(self, message: str, *, state: str, by: str = "", at: float | None = None) -> None:
        super().__init__(message)
        self.state, self.by, self.at = state, by, at


class ExpiredQuestion(AnswerRefused):
    """Nobody answered in time; the agent has to make the call again."""


class StaleQuestion(AnswerRefused):
    """What was shown is not what waits any more: it was asked again, or edited, since. `now`: the id of what waits."""

    def __init__(self, message: str, *, now: str = "") -> None:
        super().__init__(message)
        self.now = now


class MayNotAnswer(AnswerRefused):
    """The rules do not let this person answer this question; the message says why."""


class OwnRequest(MayNotAnswer):
    """It is this person's own agent that asks, and the rules let nobody answer for their own."""


class EditRefused(AnswerRefused):
    """The edit is of another operation, can be no call, or is more dangerous than what was shown."""


class WebhookRefused(AshbyError):
    """The body of a webhook delivery that is not an event of Ashby's. Nothing was done with it."""


class ToolError(AshbyError):
    """An outcome a model can act on; `str(error)` is the text to show it.

    At most 4,000 bytes, so never more than 4,000 tokens, and with controls and invisible characters shown as the
    escapes of JSON: what it quotes may come from anybody. Of a longer text the middle is left out.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_fitted(message))


class InvalidArguments(ToolError):
    """The arguments do not fit the operation. Nothing was sent."""


class UnknownShortId(InvalidArguments):
    """A short id such as `cand_412`, or a reference such as `r7`, that this conversation does not know."""


class UnreadableFile(ToolError):
    """A file of which no text can be read: a scan, a picture, locked, broken, or of a type that holds none."""


class BudgetTooSmall(ToolError):
    """Not even the header of a result fits the budget; `needed` is the least number of tokens that would do."""

    def __init__(self, message: str, *, needed: int) -> None:
        super().__init__(message)
        self.needed = needed


class ApprovalRequired(ToolError):
    """A person has to approve exactly this call first; `fingerprint` identifies it. Nothing was sent.

    `question` and `question_id` are for the application, where the question is in the store: what to show to a
    person, and what `Store.answer` takes. Both are None where nobody has been asked. The message, which a model
    reads, names neither.
    """

    question: str | None = None
    question_id: str | None = None

    def __init__(self, message: str, *, fingerprint: str) -> None:
        super().__init__(message)
        self.fingerprint = fingerprint


class ContentChanged(ApprovalRequired):
    """What the call sends that is stored elsewhere (a draft, a posting, an offer) is no longer what was shown.

    Nothing was sent, and the approval is void. Ask the question again: it then shows what would be sent now.
    """


class OthersRequired(ApprovalRequired):
    """Who answered may not answer this question, or one more person has to approve. The question waits on for them.

    Nothing was sent; a yes that counts is recorded. `why` says it in words for who answered.
    """

    def __init__(self, message: str, *, fingerprint: str, why: str = "") -> None:
        super().__init__(message, fingerprint=fingerprint)
        self.why = why


class Declined(ToolError):
    """A person, a policy or a cap refused it. Nothing was sent.

    `done_before`: True where it was refused because the same was sent before in this conversation.
    """

    done_before: bool = False

    def __init__(self, message: str, *, fingerprint: str | None = None) -> None:
        super().__init__(message)
        self.fingerprint = fingerprint


class ApiError(ToolError):
    """Ashby refused.

    `code` is Ashby's own (`candidate_not_found`), or None where it gave none; `request_id` is what Ashby's
    support asks for; `status` is the HTTP status, which is 200 for most of Ashby's refusals; `meta` is
    `errorInfo.meta` as Ashby sent it.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        request_id: str | None = None,
        status: int | None = None,
        meta: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.request_id = request_id
        self.status = status
        self.meta = meta or {}


class NotFound(ApiError):
    """There is no such record, or the key may not see it. Never the same as an empty list."""


class PermissionMissing(ApiError):
    """The key lacks `scope` (Ashby's name, for instance `candidatesWrite`), or is wrong (then `scope` is None)."""

    scope: str | None = None


class RateLimited(ApiError):
    """Too many requests; `retry_after` is in seconds, None where Ashby gave none.

    `scope`: whose limit it was, as X-RateLimit-Scope says; None is the key's own, `integration-partner` that of a
    partner for all its customers together. `status` is None where nothing was sent, because the client's own `Limits`
    leave no room in time.
    """

    retry_after: float | None = None
    scope: str | None = None


class ServerFailure(ApiError):
    """Ashby failed itself (5xx), or answered with something that is not the JSON it documents."""


class IncompleteList(ApiError):
    """A list says that there are more records and gives no way on: what is not in it may exist all the same.

    What was read stays usable: a client gave it page by page, and a session keeps it under `ref`.
    """

    ref: str | None = None


class CursorExpired(ApiError):
    """A cursor or a syncToken that Ashby takes no longer: expired, of another list, or too far behind.

    The list has to be read again from its first page, without either. `code` says which of the six it was, for
    instance `next_cursor_expired`, `sync_token_expired` or `incremental_sync_too_large`.
    """


class OutcomeUnknown(ToolError):
    """A write was sent and no answer came: it may have happened. The message names the read that tells.

    `request_id` is what Ashby's support asks for, where something came back that names it.
    """

    def __init__(self, message: str = "", *, request_id: str | None = None) -> None:
        super().__init__(message)
        self.request_id = request_id


class PartlyDone(ToolError):
    """A task stopped at the first of its changes that failed: the ones before it were made, those after it were not.

    `done`: what was made, in words. `ended_surely`: whether it is known that the change that failed was not made; then
    the same call goes on from there. `__cause__` is the failure. `undo`: the reference that undoes what was made.
    """

    def __init__(
        self, message: str = "", *, done: tuple[str, ...] = (), ended_surely: bool = True, undo: str | None = None
    ) -> None:
        super().__init__(message)
        self.done, self.ended_surely, self.undo = done, ended_surely, undo


class TransportError(ToolError):
    """The service could not be reached. Nothing was sent, or it was a read."""


class CircuitOpen(TransportError):
    """The last calls all failed, so for `retry_after` seconds none is sent. Nothing was sent."""

    def __init__(self, message: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreUnavailable(ToolError):
    """The store cannot be used now: its database is gone, full, locked, or does not answer in time.

    No call leaves unless the store has it. `reason`: what the database said, for a log; the message, which a model
    reads, has none of it once the store is open.
    """

    def __init__(self, message: str = "The store cannot be used now; try again later.", *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason
