"""What a store remembers for a conversation: questions asked and used, calls sent, short ids, whole results.

One protocol serves all of it, so that a conversation can go on in another process. A
`ConversationKey` names one conversation of one account at one base URL; nothing crosses from one to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ashby_agent_tools.call import Call
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.store.records import (
    OPEN,
    UNCOUNTED,
    Admission,
    ApprovalRequest,
    BatchAnswer,
    BatchLine,
    ConversationKey,
    Counts,
    GivenAnswer,
    Guard,
    JournalEntry,
    JournalNote,
    LineAnswer,
    LineGuard,
    RequestFacts,
    RequestPage,
    State,
    StoredResult,
    WriteRecord,
    edit_text,
    iso_time,
    pending_call,
    still_asked,
)

__all__ = [
    "OPEN",
    "UNCOUNTED",
    "Admission",
    "ApprovalRequest",
    "BatchAnswer",
    "BatchLine",
    "ConversationKey",
    "Counts",
    "GivenAnswer",
    "Guard",
    "JournalEntry",
    "JournalNote",
    "LineAnswer",
    "LineGuard",
    "RequestFacts",
    "RequestPage",
    "State",
    "Store",
    "StoredResult",
    "WriteRecord",
    "edit_text",
    "iso_time",
    "pending_call",
    "still_asked",
]


class Store(Protocol):
    """Memory of conversations: `SqlStore`, or `MemoryStore` and `SqliteStore`; all methods are thread-safe."""

    def now(self) -> float:
        """The store's clock, in seconds since the epoch; questions expire by it."""
        ...

    def add_request(
        self,
        key: ConversationKey,
        call: Call,
        question: str,
        *,
        content: str = "",
        card: str = "",
        guard: Guard | None = None,
        facts: RequestFacts | None = None,
    ) -> ApprovalRequest:
        """Record a question before it leaves, its card, and the digest of what it shows of things stored elsewhere.

        The same call under the same call id is recorded once, unless what it showed has changed. A new question is
        shown to `guard` in the same transaction, with what was sent and what is open beside it; what that raises
        leaves nothing recorded.
        """
        ...

    def add_batch(
        self, key: ConversationKey, lines: Sequence[BatchLine], *, guard: LineGuard | None = None
    ) -> tuple[ApprovalRequest, ...]:
        """Record the questions of a batch before it leaves, all or none, in one transaction; in the order of `lines`.

        Each line is what `add_request` records, beside the batch's id and the line's number. So the same batch again
        is recorded once, and of a batch of which one line has changed only this one is asked again, under the same id
        and number. A question that waits alone, or in another batch, is moved here; one that has its answer stays
        where it is. A new question is shown to `guard`, which sees the lines before it as open.
        """
        ...

    def batch_requests(self, batch: str) -> tuple[ApprovalRequest, ...]:
        """The newest question of each line of a batch, in the order of the lines; none for an unknown batch."""
        ...

    def answer_batch(self, answers: Mapping[str, LineAnswer], *, by: str, groups: Sequence[str] = ()) -> BatchAnswer:
        """Record answers to questions of one conversation, by the ids of the questions, in one transaction.

        All of a batch, some, or one by one: each line gets the first answer that it is given, as by `answer`, and what
        is not named waits on. Raises UsageError, with nothing recorded, for an unknown id, and for questions of several
        conversations.
        """
        ...

    def requests_for(self, key: ConversationKey, call_id: str) -> tuple[ApprovalRequest, ...]:
        """Every question under this call id, oldest first."""
        ...

    def request(self, identity: str) -> ApprovalRequest:
        """The question with this id. Raises UnknownQuestion where there is none."""
        ...

    def answer(
        self,
        identity: str,
        *,
        approved: bool,
        by: str,
        message: str = "",
        arguments: Mapping[str, Json] | None = None,
        needed: int = 1,
        seen: str | None = None,
        groups: Sequence[str] = (),
    ) -> ApprovalRequest:
        """Record an approval or a denial from outside the conversation; the first answer wins.

        `arguments`: an approval of the call with these in place of what was shown. `needed`: how many different people
        have to approve; more counts if it was recorded with the question. Until then it stays pending; one denial ends
        it. `seen`: what the answering person was shown (`ApprovalRequest.seen`). `groups`: those that the person is in,
        as far as the door knows. Raises UnknownQuestion, AlreadyAnswered, ExpiredQuestion or StaleQuestion. Rules are
        asked above this, in `ashby_agent_tools.approval.answering`.
        """
        ...

    def admit(
        self,
        key: ConversationKey,
        call: Call,
        *,
        asked: Call | None,
        by: str | None,
        touched: tuple[str, ...],
        guard: Guard,
        content: str | None = "",
        edited: str = "",
        counts: Counts | None = None,
        journal: JournalNote | None = None,
    ) -> Admission:
        """Let a call out, in one transaction: use up its approval if it needs one, ask `guard`, and record it.

        `asked`: the call whose question was answered (`call` itself, or what it was before a person edited it);
        None if it needs no approval. `by`: who says yes now; None if it was said before. `content`: the digest of what
        would be sent now that is stored elsewhere; None if it was not read, "" if there is no such thing. If it is not
        what the question showed, the question becomes `changed`. `edited`: the arguments of `call` where a person
        edited them, as `edit_text` has them; an approval that was given before counts for exactly what it approved.
        `counts` looks at the question with its approvals, in the same step, and gives why they do not count.
        Without a won yes, or when the guard objects, nothing else is recorded and the approval is not used; where more
        people have to approve, the yes of `by` is recorded, and the reason is "waits for another person". `journal`:
        recorded with the call, under a reference that no other write of this store ever gets.
        """
        ...

    def finish(self, number: int, outcome: str, summary: str = "", *, journal: str | None = None) -> None:
        """Record what came of an admitted call: done, failed (nothing happened), or unknown.

        `journal`: in the same step, what takes the place of the payload that was noted with the claim.
        """
        ...

    def journal(self, account: str | None = None) -> tuple[JournalEntry, ...]:
        """Every write that something was noted of, newest first."""
        ...

    def journal_entry(self, key: ConversationKey, ref: str) -> JournalEntry | None:
        """The entry of this reference; None where this conversation has none."""
        ...

    def deny(self, key: ConversationKey, call: Call, *, by: str, message: str = "") -> None:
        """Record a denial that was given inside the conversation, so that the question cannot be used later."""
        ...

    def requests(self, account: str | None = None) -> tuple[ApprovalRequest, ...]:
        """Every question, newest first."""
        ...

    def requests_page(
        self,
        account: str | None = None,
        *,
        states: Sequence[State] = (),
        text: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> RequestPage:
        """A page of questions, newest first, of one account or of all, in these states or in any.

        `text`: words that all stand in the question, its operation, or whose agent asks. `before`: `next` of the page
        before. It takes as long with 10,000 questions as with ten; a search looks at 2,000 questions for each page, and
        goes on with `next` where it found fewer than `limit`.
        """
        ...

    def writes(self, key: ConversationKey) -> tuple[WriteRecord, ...]:
        """Every recorded write of a conversation, oldest first."""
        ...

    def open_writes(self, key: ConversationKey, *, but: str) -> tuple[WriteRecord, ...]:
        """What waits for an answer or for being sent, each call once, without the one of the fingerprint `but`."""
        ...

    def short_id(self, key: ConversationKey, prefix: str, kind: str, uuid: str) -> str:
        """The short id of a record in this conversation, made when first asked for; never reused."""
        ...

    def add_short_ids(self, key: ConversationKey, records: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
        """The short ids of several records, (prefix, kind, UUID) each, in their order; in one step."""
        ...

    def resolve(self, key: ConversationKey, short_id: str) -> tuple[str, str] | None:
        """Kind and UUID behind a short id; None where this conversation does not know it."""
        ...

    def short_ids(self, key: ConversationKey, kind: str | None = None) -> tuple[tuple[str, str, str], ...]:
        """All (short id, kind, UUID) of a conversation, of one kind or of all."""
        ...

    def add_titles(self, key: ConversationKey, titles: Mapping[tuple[str, str], str]) -> None:
        """Note what a text of this conversation called records, by kind and UUID; it counts for later results only."""
        ...

    def titles(self, key: ConversationKey, ref: str) -> dict[tuple[str, str], str]:
        """What this conversation had been shown of records, by kind and UUID, when a result was kept."""
        ...

    def save_result(self, key: ConversationKey, kept: StoredResult) -> str:
        """Keep a whole result; gives its reference, `r1` and so on."""
        ...

    def load_result(self, key: ConversationKey, ref: str) -> StoredResult | None:
        """A kept result, its payload empty once it expired or was pushed out; None where there is no such result."""
        ...

    def results_containing(self, key: ConversationKey, text: str, *, most: int) -> tuple[tuple[str, StoredResult], ...]:
        """The results kept for a conversation whose payload contains a text, with their references, newest first."""
        ...

    def save_outcome(self, key: ConversationKey, name: str, ref: str | None, refusal: str) -> None:
        """Note what the call of this name came to: a kept result, or the text of a refusal; the first one stays."""
        ...

    def load_outcome(self, key: ConversationKey, name: str) -> tuple[str | None, str] | None:
        """What the call of this name came to: the reference of its result, or a refusal; None where it is not known."""
        ...
