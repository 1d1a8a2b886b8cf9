"""The records of a store: questions and their answers, calls that were sent, kept results; and how they are written."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal

from ashby_agent_tools.call import DEFAULT_BASE_URL, Call
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.secrets import masked
from ashby_agent_tools.risk import Effect

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
    "StoredResult",
    "WriteRecord",
    "edit_text",
    "iso_time",
    "pending_call",
    "still_asked",
]

OPEN = "open"
"""The outcome of what waits for an answer, or for being sent after an approval."""

UNCOUNTED = "the approval does not count: "
"""How the reason begins why nothing is admitted on an approval that the rules do not accept."""

State = Literal["pending", "approved", "denied", "expired", "changed", "used", "unknown"]


@dataclasses.dataclass(frozen=True, slots=True)
class ConversationKey:
    """One conversation of one account at one base URL."""

    account: str
    conversation: str
    base_url: str = DEFAULT_BASE_URL

    @property
    def text(self) -> str:
        """All three in one text, which no other conversation has: what a store files everything under."""
        return _text_of(self.account, self.base_url, self.conversation)

    @classmethod
    def parse(cls, text: str) -> ConversationKey:
        """The key of such a text."""
        account, base_url, conversation = json.loads(text)
        return cls(account, conversation, base_url)


@functools.lru_cache(maxsize=1_000)  # a call of a conversation asks for it ten times
def _text_of(account: str, base_url: str, conversation: str) -> str:
    return json.dumps([account, base_url.rstrip("/"), conversation])


@dataclasses.dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What one person said to a question, and when, in seconds since the epoch.

    `edited`: the arguments that were approved, where they are not those that were asked about, as `edit_text` has them.
    `groups`: those that the door knew the person to be in.
    """

    by: str
    at: float
    approved: bool
    message: str = ""
    edited: str = ""
    groups: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is recorded with a question for those who answer it, beside what its call says; see ApprovalRequest."""

    asked_by: str = ""
    needed: int = 1
    jobs: tuple[str, ...] = ()
    approvers: tuple[tuple[str, ...], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """One question that was put to a person, and what became of it.

    `state`: pending; approved or denied; expired; changed (what it showed was changed in Ashby before it was sent, so
    its approval is void); used (claimed, and sent or about to be); unknown (claimed, and the process died or the
    connection broke before an outcome was seen). `attempt` counts the questions under one call id, from 1. Times are
    seconds since the epoch. `stored` is the call as `Call.to_json` wrote it, without secrets. `content` is the digest
    of what the call sends that is stored elsewhere in Ashby, as it was shown; empty where there is no such thing.
    `card` is the question as data, in JSON, for a page that lays it out; empty where there is only the text.

    `batch`: questions with the same one are asked as one, to be shown together, in the order of `line`, from 1; empty
    for a question that stands alone. Each is answered, expires and is used by itself: its batch decides nothing. Where
    a line is asked again because what it showed has changed, the newest with its number is the one that counts
    (`Store.batch_requests` gives these). Numbers may be missing: a line that was refused is not asked about.

    For who answers: `asked_by` is whose agent asks, "" where nobody said so. `needed` different people have to approve;
    `answers` are those that were given, also while it is pending. `effect`, `outreach` (it reaches a person outside, or
    data leave Ashby), `reversible`, `tags` of the operation and `jobs` (ids of the jobs it is about, as far as known)
    are the facts that rules go by, as they were when it was asked. `edited`: the arguments that were approved in place
    of those of `stored`, as JSON without secrets; empty without an edit. `approvers`: whom the grant that asks names
    as those who alone may answer, and whom each that it narrows names: names, and `group:NAME`; empty for no such.
    """

    id: str
    key: ConversationKey
    call_id: str
    attempt: int
    fingerprint: str
    operation: str
    question: str
    stored: str
    state: State
    asked_at: float
    expires_at: float
    decided_by: str | None = None
    decided_at: float | None = None
    message: str = ""
    outcome: str | None = None
    content: str = ""
    card: str = ""
    batch: str = ""
    line: int = 0
    asked_by: str = ""
    needed: int = 1
    answers: tuple[GivenAnswer, ...] = ()
    effect: Effect = Effect.DESTRUCTIVE
    outreach: bool = True
    reversible: bool = False
    tags: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    edited: str = ""
    approvers: tuple[tuple[str, ...], ...] = ()

    @property
    def approvals(self) -> tuple[GivenAnswer, ...]:
        """The approvals that count: of the arguments in force, not of those that were edited since."""
        return tuple(it for it in self.answers if it.approved and it.edited == self.edited)

    @property
    def edit(self) -> dict[str, Json] | None:
        """The arguments that were approved in place of what was asked; None without an edit."""
        return json.loads(self.edited) if self.edited else None

    @property
    def seen(self) -> str:
        """What a page or a message that shows this question hands back with the answer, so that a stale one shows."""
        shown = json.dumps([self.id, self.attempt, self.fingerprint, self.content, self.edited])
        return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclasses.dataclass(frozen=True, slots=True)
class BatchLine:
    """One line of a batch before it is asked about: its number in the batch, its call, and what is shown of it."""

    line: int
    call: Call
    question: str
    content: str = ""
    card: str = ""
    facts: RequestFacts | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class LineAnswer:
    """What a person says to one line of a batch. `message`: why not, for a model to read; the rest: `Store.answer`."""

    approved: bool
    message: str = ""
    arguments: Mapping[str, Json] | None = None
    needed: int = 1
    seen: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of answering lines of a batch: `recorded` now, and `late`, which had an answer or had run out before.

    Each as it stands now: `state`, `decided_by` and `decided_at` of a late one tell who was first.
    """

    recorded: tuple[ApprovalRequest, ...]
    late: tuple[ApprovalRequest, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RequestPage:
    """Some questions, newest first. `next`: what `before` has to be for the ones after them; None at the end."""

    requests: tuple[ApprovalRequest, ...]
    next: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Admission:
    """Whether a call may leave now: the number under which it was recorded, or else why not.

    `asked`: the question whose yes was used, or the newest one that was found. `ref`: its reference in the journal,
    where something was noted there.
    """

    number: int | None
    why_not: str = ""
    asked: ApprovalRequest | None = None
    ref: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class JournalNote:
    """What is noted of a call together with its claim, so that it can be undone.

    `payload`: the state before and the way back, as JSON; empty where there is none. `undoes`: the reference of the
    write that this one undoes. `part_of`: that of the task or batch that it belongs to.
    """

    payload: str = ""
    undoes: str | None = None
    part_of: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write of the journal. `ref`: its short name, such as `u412`. `outcome`: as of `WriteRecord`.

    `payload` is what `JournalNote` held, or what the call's end put in its place; empty where nothing was noted, or
    once it is no longer kept.
    """

    ref: str
    key: ConversationKey
    number: int
    endpoint: str
    fingerprint: str
    outcome: str | None
    at: float
    payload: str
    undoes: str | None = None
    part_of: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class WriteRecord:
    """One write that left, or was about to. `outcome`: None while nothing is known, else done, failed, unknown.

    `at`: when, in seconds since the epoch. A question that is open stands here too, with the outcome `OPEN` and the
    time of looking: it would be sent now at the earliest. `ref`, `undoes`, `part_of`: of its entry in the journal.
    """

    id: int
    endpoint: str
    fingerprint: str
    effect: Effect
    outreach: bool
    touched: tuple[str, ...]
    outcome: str | None
    summary: str
    at: float
    ref: str | None = None
    undoes: str | None = None
    part_of: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class StoredResult:
    """A whole result that is kept for reading on: its JSON, the tool and the call that made it.

    `payload` is empty once the result expired or was pushed out; the call is still known, so that it can be named.
    """

    tool: str
    endpoint: str
    arguments: str
    payload: str


def pending_call(call: Call, key: ConversationKey, asked_at: float, expires_at: float) -> str:
    """A call that waits for an answer, as versioned data: what `Call.to_json` has, the conversation and the times.

    Secrets are left out: nothing is sent from here, the call is made again by who knows them.
    """
    told = {"arguments": masked(call.operation), "conversation": key.conversation}
    times = {"asked_at": iso_time(asked_at), "expires_at": iso_time(expires_at)}
    return json.dumps({**json.loads(call.to_json()), **told, **times}, ensure_ascii=False)


def edit_text(arguments: Mapping[str, Json]) -> str:
    """The arguments of an edit as they are kept and compared."""
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True)


def still_asked(call: Call, latest: ApprovalRequest) -> bool:
    """Whether the latest question about this very call still stands, so that it is not asked again."""
    if latest.state == "changed":
        return False
    return call.call_id is not None or latest.state in ("pending", "approved")


def iso_time(seconds: float) -> str:
    """Seconds since the epoch as `2026-03-14T15:09:26Z`."""
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


Guard = Callable[["tuple[WriteRecord, ...]"], str | None]
"""Looks at what this conversation sent before and what is open; gives the reason to refuse one more call, or None.

One with an attribute `since`, a time, needs to see only what was sent after it; a store may show it more.
"""

LineGuard = Callable[[Call, "tuple[WriteRecord, ...]"], None]
"""A guard that is told which line of a batch it looks at; earlier lines stand among what is open. It raises."""

Counts = Callable[[ApprovalRequest], str]
"""Looks at a question with its approvals; gives why one does not count, or an empty text."""
