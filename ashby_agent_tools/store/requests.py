"""Questions in a store's database: recorded before they are asked, answered by one person or several, and listed."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Mapping, Sequence

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import UnknownQuestion
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.base import BaseStore
from ashby_agent_tools.store.database import Connection, Row, Value
from ashby_agent_tools.store.given_answers import must_be_answerable, with_answer
from ashby_agent_tools.store.guards import since_of
from ashby_agent_tools.store.protocol import OPEN as WAITING
from ashby_agent_tools.store.protocol import (
    ApprovalRequest,
    BatchLine,
    ConversationKey,
    GivenAnswer,
    Guard,
    LineAnswer,
    RequestFacts,
    State,
    WriteRecord,
    edit_text,
    pending_call,
    still_asked,
)
from ashby_agent_tools.store.tables import OPEN

__all__ = ["ASKED", "RequestRows", "account_start", "of_account"]

ASKED = (
    "SELECT id, conversation, call_id, attempt, fingerprint, operation, question, stored, state, asked_at, "
    "expires_at, decided_by, decided_at, message, outcome, content, card, batch, line, asked_by, needed, answers, "
    "effect, outreach, reversible, tags, jobs, edited, approvers FROM ashby_asked "
)
_COLUMNS = (
    "id", "conversation", "call_id", "attempt", "fingerprint", "operation", "question", "stored", "state", "asked_at",
    "expires_at", "content", "card", "effect", "outreach", "account", "asked_by", "needed", "reversible", "tags",
    "jobs", "approvers",
)  # fmt: skip
_INSERT = f"INSERT INTO ashby_asked ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"


class RequestRows(BaseStore):
    """What was asked and what was answered."""

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
        """Record a question before it leaves. The same call under the same call id is recorded once.

        A call without a call id goes by its fingerprint, and may be asked again once its last question is settled. So
        may any call when what its question showed has changed.
        """
        self._purge_if_due()
        with self._writing(key.text) as db:
            return self._ask(db, key, BatchLine(0, call, question, content, card, facts), guard)

    def _ask(self, db: Connection, key: ConversationKey, line: BatchLine, guard: Guard | None) -> ApprovalRequest:
        """The question about a call: the one that stands, or a new one, within a transaction."""
        call = line.call
        call_id = call.call_id or call.fingerprint
        before = self._under(db, key, call_id)
        same = [asked for asked in before if asked.fingerprint == call.fingerprint]
        if same and still_asked(call, same[-1]):
            return same[-1]
        if guard is not None:
            guard((*self._sent(db, key, since_of(guard)), *self._open(db, key, call.fingerprint)))
        self._insert(db, key, line, len(before) + 1)
        return self._under(db, key, call_id)[-1]

    def _insert(self, db: Connection, key: ConversationKey, line: BatchLine, attempt: int) -> None:
        now, call, facts = self._clock(), line.call, line.facts or RequestFacts()
        db.insert(
            _INSERT,
            id=uuid.uuid4().hex[:12],
            conversation=key.text,
            call_id=call.call_id or call.fingerprint,
            attempt=attempt,
            fingerprint=call.fingerprint,
            operation=call.endpoint,
            question=self._cipher.seal(line.question),
            stored=self._cipher.seal(pending_call(call, key, now, now + self._expires)),
            state="pending",
            asked_at=now,
            expires_at=now + self._expires,
            content=line.content,
            card=self._cipher.seal(line.card),
            effect=int(call.risk.effect),
            outreach=int(not call.risk.stays_inside),
            account=key.account,
            asked_by=facts.asked_by,
            needed=facts.needed,
            reversible=int(call.risk.reversible),
            tags=json.dumps(call.operation.spec.tags),
            jobs=json.dumps(facts.jobs),
            approvers=json.dumps(facts.approvers),
        )

    def requests_for(self, key: ConversationKey, call_id: str) -> tuple[ApprovalRequest, ...]:
        """Every question under this call id, oldest first."""
        with self._reading() as db:
            return tuple(self._under(db, key, call_id))

    def request(self, identity: str) -> ApprovalRequest:
        """The question with this id. Raises UnknownQuestion where there is none."""
        with self._reading() as db:
            return self._one(db, identity)

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
        """Record an answer from outside the conversation; the first one wins, and a later one raises AlreadyAnswered.

        `arguments`: an approval of the call with these in place of what was shown, without secrets. `needed`: how many
        different people have to approve; what was recorded with the question counts if it is more. Until then it stays
        pending, and one denial ends it. `seen`: what the answering person was shown (`ApprovalRequest.seen`).
        Raises UnknownQuestion, ExpiredQuestion, and StaleQuestion where something else waits than was seen.
        """
        said = LineAnswer(approved, message, arguments, needed, seen)
        with self._writing(self.request(identity).key.text) as db:
            return self._answer(db, identity, said, by, groups)

    def _answer(
        self, db: Connection, identity: str, said: LineAnswer, by: str, groups: Sequence[str]
    ) -> ApprovalRequest:
        asked = self._one(db, identity)
        latest = self._under(db, asked.key, asked.call_id)[-1] if asked.state == "changed" else asked
        must_be_answerable(asked, latest, by, said)
        edited = asked.edited if said.arguments is None else edit_text(said.arguments)
        given = GivenAnswer(by, self._clock(), said.approved, said.message, edited, tuple(groups))
        answered = with_answer(asked, given, said.needed)
        self._write_down(db, answered)
        return answered

    def _write_down(self, db: Connection, asked: ApprovalRequest, *, only: str = "") -> bool:
        """Write down what became of a question with its newest answer; whether it was there, and as `only` says."""
        seal = self._cipher.seal
        changed = db.change(
            "UPDATE ashby_asked SET state = :state, decided_by = :by, decided_at = :at, message = :message, "
            f"answers = :answers, edited = :edited, needed = :needed WHERE id = :id{only and f' AND {only}'}",
            state=asked.state,
            by=asked.decided_by,
            at=asked.decided_at,
            message=seal(asked.message),
            answers=seal(json.dumps([dataclasses.astuple(it) for it in asked.answers], ensure_ascii=False)),
            edited=seal(asked.edited),
            needed=asked.needed,
            id=asked.id,
        )
        return changed == 1

    def requests(self, account: str | None = None) -> tuple[ApprovalRequest, ...]:
        """Every question, newest first."""
        where, values = ("", {}) if account is None else of_account(account)
        with self._reading() as db:
            rows = db.rows(f"{ASKED}{where and f'WHERE {where} '}ORDER BY asked_at DESC, number DESC", **values)
            return tuple(map(self._asked, rows))

    # rows

    def _under(self, db: Connection, key: ConversationKey, call_id: str) -> list[ApprovalRequest]:
        where = "WHERE conversation = :conversation AND call_id = :call_id ORDER BY attempt"
        values: dict[str, Value] = {"conversation": key.text, "call_id": call_id}
        return [self._asked(row) for row in db.rows(ASKED + where, **values)]

    def _one(self, db: Connection, identity: str) -> ApprovalRequest:
        found = db.rows(ASKED + "WHERE id = :id", id=identity)
        if not found:
            raise UnknownQuestion(
                f"There is no question {identity!r:.80}; `ashby-agent-tools approvals list` shows them."
            )
        return self._asked(found[0])

    def _asked(self, row: Row) -> ApprovalRequest:
        identity, conversation, *facts, answers, effect, outreach, reversible, tags, jobs, edited, approvers = row
        asked, opened = ApprovalRequest(identity, ConversationKey.parse(conversation), *facts), self._cipher.open
        return dataclasses.replace(
            asked,
            state=self._state(asked),
            question=opened(asked.question),
            stored=opened(asked.stored),
            message=opened(asked.message),
            card=opened(asked.card),
            answers=tuple(_given(*it) for it in json.loads(opened(answers) or "[]")),
            effect=Effect(effect),
            outreach=bool(outreach),
            reversible=bool(reversible),
            tags=tuple(json.loads(tags or "[]")),
            jobs=tuple(json.loads(jobs or "[]")),
            edited=opened(edited),
            approvers=tuple(tuple(names) for names in json.loads(approvers or "[]")),
        )

    def _state(self, asked: ApprovalRequest) -> State:
        """A used approval without a known outcome is `unknown`: the process may have died before or after."""
        open_still = asked.state in ("pending", "approved")
        if open_still and self._expiry.over(asked.id, asked.asked_at, asked.expires_at):
            return "expired"
        return "unknown" if asked.state == "used" and asked.outcome in (None, "unknown") else asked.state

    def _open(self, db: Connection, key: ConversationKey, but: str) -> tuple[WriteRecord, ...]:
        now = self._clock()
        rows = db.rows(
            "SELECT max(operation), fingerprint, max(effect), max(outreach) FROM ashby_asked "
            f"WHERE conversation = :conversation AND fingerprint <> :but AND {OPEN} AND expires_at > :now "
            "GROUP BY fingerprint",
            conversation=key.text, but=but, now=now,
        )  # fmt: skip
        return tuple(
            WriteRecord(0, operation, fingerprint, Effect(effect), bool(outreach), (), WAITING, "", now)
            for operation, fingerprint, effect, outreach in rows
        )

    def _sent(self, db: Connection, key: ConversationKey, since: float | None = None) -> tuple[WriteRecord, ...]:
        """What was sent, oldest first: after a time only, where one is given, however much a conversation has."""
        where, values = ("", {}) if since is None else (" AND at > :since", {"since": since})
        rows = db.rows(
            "SELECT number, endpoint, fingerprint, effect, outreach, touched, ref, outcome, summary, at, undoes, "
            f"part_of FROM ashby_sent WHERE conversation = :conversation{where} ORDER BY number",
            conversation=key.text, **values,
        )  # fmt: skip
        return tuple(
            WriteRecord(
                number, endpoint, fingerprint, Effect(effect), bool(outreach), tuple(json.loads(touched)), outcome,
                summary, at, None if ref is None else f"u{ref}", undoes, part_of,
            )
            for number, endpoint, fingerprint, effect, outreach, touched, ref, outcome, summary, at, undoes, part_of
            in rows
        )  # fmt: skip


def account_start(account: str) -> str:
    """How the text of every conversation of an account begins, and of no other account's."""
    return f"{json.dumps([account])[:-1]},"


def of_account(account: str) -> tuple[str, dict[str, Value]]:
    """The condition for the questions of one account; older tables have it in the conversation only."""
    start = account_start(account)
    older = f"(account = '' AND substr(conversation, 1, {len(start)}) = :start)"
    return f"(account = :account OR {older})", {"account": account, "start": start}


def _given(by: str, at: float, approved: bool, message: str, edited: str, groups: list[str]) -> GivenAnswer:  # noqa: FBT001
    return GivenAnswer(by, at, approved, message, edited, tuple(groups))
