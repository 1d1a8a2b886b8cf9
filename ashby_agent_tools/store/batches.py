"""Batches in a store's database: questions that are asked as one and answered line by line, in one transaction each."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from functools import partial

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import AnswerRefused, UnknownQuestion, UsageError
from ashby_agent_tools.store.approvals import Approvals
from ashby_agent_tools.store.database import Connection
from ashby_agent_tools.store.guards import RecentGuard, since_of
from ashby_agent_tools.store.protocol import (
    ApprovalRequest,
    BatchAnswer,
    BatchLine,
    ConversationKey,
    LineAnswer,
    LineGuard,
)
from ashby_agent_tools.store.requests import ASKED

__all__ = ["Batches"]


class Batches(Approvals):
    """Approvals, several at once."""

    def add_batch(
        self, key: ConversationKey, lines: Sequence[BatchLine], *, guard: LineGuard | None = None
    ) -> tuple[ApprovalRequest, ...]:
        """Record the questions of a batch before it leaves, all or none, in the order of `lines`."""
        self._purge_if_due()
        with self._writing(key.text) as db:
            asked = [self._ask(db, key, line, guard and _of_line(guard, line.call)) for line in lines]
            batch = self._batch_of(db, asked, lines) or uuid.uuid4().hex[:12]
            return tuple(self._placed(db, it, batch, line.line) for it, line in zip(asked, lines, strict=True))

    def _batch_of(self, db: Connection, asked: Sequence[ApprovalRequest], lines: Sequence[BatchLine]) -> str:
        """The batch that these lines are already; empty where they are not, or not all of it."""
        names = {it.batch for it in asked if it.batch}
        if len(names) != 1:
            return ""
        places = {(line.line, line.call.fingerprint) for line in lines}
        batch = names.pop()
        return batch if all((it.line, it.fingerprint) in places for it in self._lines(db, batch)) else ""

    def _placed(self, db: Connection, asked: ApprovalRequest, batch: str, line: int) -> ApprovalRequest:
        """The question at its place in a batch; one that has its answer stays where it was answered."""
        if asked.state != "pending" or (asked.batch, asked.line) == (batch, line):
            return asked
        db.change(
            "UPDATE ashby_asked SET batch = :batch, line = :line WHERE id = :id", batch=batch, line=line, id=asked.id
        )
        return dataclasses.replace(asked, batch=batch, line=line)

    def batch_requests(self, batch: str) -> tuple[ApprovalRequest, ...]:
        """The newest question of each line of a batch, in the order of the lines."""
        with self._reading() as db:
            return self._lines(db, batch)

    def _lines(self, db: Connection, batch: str) -> tuple[ApprovalRequest, ...]:
        where = "WHERE batch = :batch AND batch <> '' ORDER BY line, number"
        return tuple({row.line: row for row in map(self._asked, db.rows(ASKED + where, batch=batch))}.values())

    def answer_batch(self, answers: Mapping[str, LineAnswer], *, by: str, groups: Sequence[str] = ()) -> BatchAnswer:
        """Record answers to questions of one conversation, by their ids, in one transaction."""
        recorded: list[ApprovalRequest] = []
        late: list[ApprovalRequest] = []
        if not answers:
            return BatchAnswer((), ())
        with self._writing(self._conversation_of(tuple(answers))) as db:
            for identity, said in answers.items():
                try:
                    recorded.append(self._answer(db, identity, said, by, groups))
                except AnswerRefused:
                    late.append(self._one(db, identity))
        return BatchAnswer(tuple(recorded), tuple(late))

    def _conversation_of(self, identities: Sequence[str]) -> str:
        """The conversation that all these questions belong to."""
        found: dict[str, str] = {}
        with self._reading() as db:
            for identity in identities:
                for (conversation,) in db.rows("SELECT conversation FROM ashby_asked WHERE id = :id", id=identity):
                    found[identity] = conversation
        if unknown := [identity for identity in identities if identity not in found]:
            raise UnknownQuestion(f"There is no question {unknown[0]!r}. Nothing was answered.")
        if len(set(found.values())) > 1:
            raise UsageError("These questions belong to several conversations. Nothing was answered.")
        return found[identities[0]]


def _of_line(guard: LineGuard, call: Call) -> RecentGuard:
    """The guard of a batch as that of one line."""
    return RecentGuard(partial(guard, call), since_of(guard))
