"""The public names as a type checker sees them: checked by mypy --strict, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_type

from ashby_agent_tools import (
    READ,
    AsyncClient,
    Call,
    Client,
    Conversations,
    Decision,
    Json,
    MemoryStore,
    Operation,
    Policy,
    Question,
    Result,
    Risk,
    Session,
    ShownQuestion,
    Spec,
    SqliteStore,
    Store,
    Tool,
    Toolset,
    Verdict,
    allow,
    ask_later,
    confirm_writes,
    deny,
    errors,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.operations.params import CandidateId, ListOf, UserId
from ashby_agent_tools.store import ApprovalRequest, ConversationKey, WriteRecord
from ashby_agent_tools.testing import StoreContract, StoreOptions


class RemindInterviewers(Operation):
    """Remind interviewers of a candidate whose scorecards are missing."""

    spec = Spec("reminder.send", scope=None, risk=READ)

    candidateId: CandidateId
    userIds: ListOf[UserId]

    def risk(self) -> Risk:
        return READ


def an_operation_of_your_own() -> None:
    made = RemindInterviewers(candidateId="0", userIds=["1"])
    assert_type(made.candidateId, str)
    assert_type(made.userIds, list[str])
    assert_type(made.risk(), Risk)
    RemindInterviewers(candidateId="0", userId=["1"])  # type: ignore[call-arg]
    RemindInterviewers(candidateId=0, userIds=["1"])  # type: ignore[arg-type]
    op.JobSearch(titel="Engineer")  # type: ignore[call-arg]


def a_toolset() -> None:
    toolset = Toolset.of("job.search", op.JobList, RemindInterviewers)
    assert_type(toolset.tools, tuple[Tool, ...])
    assert_type(list(toolset), list[Tool])
    assert_type(toolset["job.search"].operation, type[Operation])
    policy: Policy = allow("candidate.createNote")
    assert_type(toolset.with_policy(confirm_writes, policy, deny("offer.create")), Toolset)


async def a_session(client: Client, later: AsyncClient, store: Store) -> None:
    session = Session(Toolset.all(), client, async_client=later, store=store, approver=ask_later)
    assert_type(session.run("job.search", {"title": "Engineer"}), Result)
    assert_type(session.run(op.JobSearch(title="Engineer")), Result)
    assert_type(await session.arun(op.JobSearch(title="Engineer")), Result)
    call = session.prepare(op.JobSearch(title="Engineer"), call_id="c1")
    assert_type(call, Call)
    assert_type(call.verdict, Verdict)
    assert_type(session.run(call), Result)
    assert_type(session.execute(call, decision=Decision.approve(by="ada@example.com")).data, Any)
    assert_type(session.settle(call, None), Result | Question)
    assert_type(session.start("job.search", {"title": "Engineer"}), Result | Question)
    assert_type(session.ask(Question(call)), ShownQuestion)
    assert_type(session.collect(call), Result)
    assert_type(session.answer(call, Decision.approve(by="ada@example.com")), Call | Question)
    session.run("job.search")  # type: ignore[call-overload]
    session.run(op.JobSearch(title="Engineer"), {})  # type: ignore[call-overload]


async def what_is_closed(client: Client, later: AsyncClient) -> None:
    with Session(Toolset.all(), client) as session, Conversations(Toolset.all(), client) as conversations:
        assert_type(session, Session)
        assert_type(conversations.session("ada"), Session)
    async with later as same, Conversations(Toolset.all(), client, async_client=later) as conversations:
        assert_type(same, AsyncClient)
        await conversations.aclose()
    with SqliteStore("store.db") as store:
        assert_type(store, SqliteStore)
    await later.close()  # type: ignore[attr-defined]


def a_result(result: Result) -> None:
    assert_type(result.text, str)
    data: Json = result.data
    result.data = data  # type: ignore[misc]


def stores(key: ConversationKey) -> None:
    store: Store = SqliteStore("store.db")
    store = MemoryStore()
    assert_type(store.requests(), tuple[ApprovalRequest, ...])
    assert_type(store.writes(key), tuple[WriteRecord, ...])

    class TestMine(StoreContract):
        def make(self, folder: Path, options: StoreOptions) -> Store:
            return SqliteStore(folder / "store.db", clock=options.clock)


def a_question_that_waits(error: errors.ApprovalRequired) -> None:
    assert_type(error.question, str | None)
    assert_type(error.question_id, str | None)
