"""Session: one conversation. It ties toolset, client, store and approver together, around the one gate.

    call = session.prepare(name, arguments)      # pure: short ids to ids, validate, rate, apply the policy
    if call.needs_approval:
        text = session.question(call)            # words the question and records it as asked
    result = session.execute(call, decision=...)

Every adapter goes through here, so a forgotten hook refuses; it never sends.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from ashby_agent_tools.answers import Question
from ashby_agent_tools.approval.flow import BuildQuestion, Flow, Script, running
from ashby_agent_tools.call import Call, Decision, Verdict, must_be_call
from ashby_agent_tools.call_result import Result, with_text
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.conversation.closing import Closable
from ashby_agent_tools.conversation.options import (
    SessionOptions,
    budgeted,
    must_be_clients,
    must_be_conversation,
    must_be_one_account,
    must_be_options,
    must_be_toolset,
    opened_store,
)
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.conversation.pauses import SessionPauses
from ashby_agent_tools.conversation.ready_reads import ReadyReads
from ashby_agent_tools.conversation.results import SessionResults, with_undo
from ashby_agent_tools.conversation.tracing import CallTracing
from ashby_agent_tools.errors import Declined, ToolError, UsageError
from ashby_agent_tools.operations.arguments import named, taken
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.index import UNDO
from ashby_agent_tools.operations.schema import with_fields
from ashby_agent_tools.operations.secrets import unmasked
from ashby_agent_tools.scripts import adrive, drive
from ashby_agent_tools.time_limits import in_thread
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
    from ashby_agent_tools.conversation.dry_run import DryRun

__all__ = ["Session"]


class Session(SessionPauses, SessionResults, Closable):
    """One conversation: what must not cross conversations lives here.

    `toolset`: what may be called, its policy and budget. `client` and `async_client`: who sends; made from the
    environment when first needed. `conversation`: its id; with account and base URL it is the key in the store.
    `account`: a name for the organization; by default the client's, which is derived from its key.
    `store`: what is remembered, or a database's URL; by default in memory. `approver`: asked by `run` and `arun`.
    `notify`: a function that is called with a `Notice` once a question was recorded, once for each, plain or async; its
    failing stops nothing, and it is waited for 10 seconds at most.
    `caps`: the most calls. `budget`: of the results, in place of the toolset's.
    `dry_run`: writes are prepared, judged and worded, and not sent; reads are. `audit`: a file for one JSON line per
    step, beside the logger `ashby_agent_tools.audit`. `download_dir`: the folder that the tool `ashby_file_download`
    saves into, under names that are free; without it that tool refuses. `asked_by`: whose agent this is, as far as the
    application has authenticated them; by default the client's acting user. `rules`: who may answer its questions, and
    how many have to; they hold for answers given here and for those from outside (inbox, Slack, command line).
    `telemetry`: traces and metrics of its calls, by OpenTelemetry; none by default.

    A session may be used from several threads. Making one sends nothing.
    """

    def __init__(
        self,
        toolset: Toolset,
        client: Client | None = None,
        *,
        async_client: AsyncClient | None = None,
        conversation: str = "default",
        **options: Unpack[SessionOptions],
    ) -> None:
        from ashby_agent_tools.approval.audit import Audit  # noqa: PLC0415
        from ashby_agent_tools.approval.caps import Caps  # noqa: PLC0415
        from ashby_agent_tools.approval.gate import Gate  # noqa: PLC0415
        from ashby_agent_tools.approval.people import ApproverRules  # noqa: PLC0415
        from ashby_agent_tools.conversation.steps import StepRunner  # noqa: PLC0415
        from ashby_agent_tools.conversation.stored_results import ResultStore  # noqa: PLC0415
        from ashby_agent_tools.store.protocol import ConversationKey  # noqa: PLC0415  (all loaded with the first session)

        super().__init__()
        must_be_toolset(toolset)
        must_be_conversation(conversation)
        must_be_clients(client, async_client)
        must_be_options(options)
        must_be_one_account(client, async_client, options.get("account"))
        toolset = budgeted(toolset, options)
        account, store, audit = options.get("account"), options.get("store"), options.get("audit")
        folder = options.get("download_dir")
        self._own_client: Client | None = None
        if client is None and async_client is None:
            client = self._own_client = Client()
        first = client or async_client
        assert first is not None  # noqa: S101  (one of the two exists by now)
        self.toolset, self.conversation, self.approver = toolset, conversation, options.get("approver")
        self.notify, self.batch_approver = options.get("notify"), options.get("batch_approver")
        self.account, self.base_url = account or first.account, first.base_url
        self._store, self._heard = opened_store(store), set[str]()
        # what was shown to somebody with other rows is of another conversation, whatever its name
        filed = f"{conversation} ({first.seen_rows})" if first.seen_rows else conversation
        self._key = ConversationKey(self.account, filed, self.base_url)
        self._outward = Outward(toolset, self._key, client, async_client, None if folder is None else Path(folder))
        asked_by, rules = options.get("asked_by") or first.acting_user or "", options.get("rules") or ApproverRules()
        self._audit = Audit(self._key, first.acting_user, None if audit is None else Path(audit), asked_by)
        self._tracing = CallTracing(options.get("telemetry"))
        caps = options.get("caps", Caps())
        self._gate = Gate(self._store, self._key, caps, self._audit, rules, asked_by, self._tracing.telemetry)
        self.dry_run = options.get("dry_run", False)
        self._dry: DryRun | None = None
        if self.dry_run:
            from ashby_agent_tools.conversation.dry_run import DryRun  # noqa: PLC0415

            self._dry = DryRun(toolset.budget, toolset.hidden)
        self._results = ResultStore(self._store, self._key, toolset)
        prepare = partial(self._prepare, call_id=None)
        self._steps = StepRunner(
            self._outward, self._gate, self._results, self._audit, self._dry, prepare, self._tracing
        )
        self._ready = ReadyReads(toolset, self._store, self._key, self._audit, rows=bool(first.seen_rows))
        self._flow = Flow(self._gate, self._fresh, self.edited, self._steps.deliver)

    # the end

    def close(self) -> None:
        """Close the connections that this session made; clients that were handed in stay open."""
        if self._own_client is not None:
            self._own_client.close()

    async def aclose(self) -> None:
        """As close, awaited: what a session makes itself is a sync client."""
        await in_thread(self.close)

    # prepare

    @overload
    def prepare(self, name: str, arguments: Mapping[str, Json] | str, *, call_id: str | None = None) -> Call: ...

    @overload
    def prepare(self, name: Operation, *, call_id: str | None = None) -> Call: ...

    def prepare(
        self, name: str | Operation, arguments: Mapping[str, Json] | str | None = None, *, call_id: str | None = None
    ) -> Call:
        """Resolve short ids, validate, rate, and apply the policy. Sends nothing.

        Takes the name of a tool with its arguments, or an operation such as `op.JobSearch(title="Engineer")`.
        Raises InvalidArguments, with every fault and what to do, for a model to read.
        """
        return self._prepared(name, arguments, call_id)

    def _prepared(
        self, name: str | Operation, arguments: Mapping[str, Json] | str | None, call_id: str | None = None
    ) -> Call:
        tool, given = named(name, arguments)
        call = self._prepare(tool, given, call_id)
        self._ready.met(tool, call)
        self._audit.note("prepared", call)
        return call

    @overload
    async def aprepare(self, name: str, arguments: Mapping[str, Json] | str, *, call_id: str | None = None) -> Call: ...

    @overload
    async def aprepare(self, name: Operation, *, call_id: str | None = None) -> Call: ...

    async def aprepare(
        self, name: str | Operation, arguments: Mapping[str, Json] | str | None = None, *, call_id: str | None = None
    ) -> Call:
        """As prepare, awaited: short ids are in the store, and a policy of your own may take its time."""
        if ready := self._ready.prepared(name, arguments, call_id):
            return ready
        return await in_thread(partial(self.prepare, *named(name, arguments), call_id=call_id))

    def _prepare(
        self, name: str, arguments: Mapping[str, Json] | str, call_id: str | None, *, toolset: Toolset | None = None
    ) -> Call:
        from ashby_agent_tools.conversation.short_ids import prepared  # noqa: PLC0415  (as in __init__)

        chosen = toolset or self.toolset
        call = prepared(self._store, self._key, chosen, name, arguments, base_url=self.base_url, call_id=call_id)
        self._outward.must_be_within_rows(call)
        if call.endpoint != UNDO:
            return call
        from ashby_agent_tools.conversation.undo import UndoRunner  # noqa: PLC0415  (loaded with the first undo)

        return UndoRunner(self._store, self._key, self.toolset).judged(call)

    def edited(self, call: Call, arguments: Mapping[str, Json], *, call_id: str | None = None) -> Call:
        """The call that a person's edit makes of this one, under `call_id` or the id of this one.

        A secret that the person was not shown, and that comes back as `(not shown)`, keeps its value. Raises
        InvalidArguments as `prepare` does, and where it cannot be told which value it had.
        """
        given = unmasked(type(call.operation), taken(call.tool, arguments), call.arguments)
        return self._prepare(call.tool, with_fields(given, call.fields), call_id or call.call_id)

    # execute

    def execute(self, call: Call, *, decision: Decision | None = None) -> Result:
        """Send a prepared call. One that needs approval and has none is refused, whoever forgot to ask.

        Raises ApprovalRequired (never asked, expired, or edited to something more dangerous), ContentChanged (what it
        would send was changed since it was asked about), Declined (a denial, a policy, a cap, a double), and what
        `Client.execute` raises. What is hidden from results is hidden from the errors' texts, too.
        """
        must_be_call(call)
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(_made(drive(self._settling(call, decision), self._do)))

    async def aexecute(self, call: Call, *, decision: Decision | None = None) -> Result:
        """As execute, awaited. The text is made by then, in a thread; a task that is cancelled leaves no half step."""
        must_be_call(call)
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(_made(await self._asettled(call, decision)))

    def settle(self, call: Call, decision: Decision | None) -> Result | Question:
        """As execute, for who can ask again: gives what has to be asked next, where that is another question.

        Which it is after an edit that cannot be used, or that is more dangerous than what was shown, and where what
        would be sent was changed since it was asked about.
        """
        must_be_call(call)
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(drive(self._settling(call, decision), self._do))

    async def asettle(self, call: Call, decision: Decision | None) -> Result | Question:
        """As settle, awaited."""
        must_be_call(call)
        with self._hiding(), self._tracing.tool(call) as noted:
            return noted(await self._asettled(call, decision))

    async def _asettled(self, call: Call, decision: Decision | None) -> Result | Question:
        script = self._settling(call, decision)
        if self._outward.async_client is None:
            return await in_thread(lambda: with_text(drive(script, self._do)))
        return await adrive(script, self._ado, with_text)

    def _settling(self, call: Call, decision: Decision | None) -> Script[Result | Question]:
        if self._stays_dry(call):
            return self._write_dry(call, (yield BuildQuestion(call)))
        made = yield from self._flow.settle(call, decision)
        if isinstance(made, Question) and made.error is not None:
            self._hide(made.error)
        return made

    # what errors and dry runs say

    @contextlib.contextmanager
    def _hiding(self) -> Iterator[None]:
        """What a ToolError quotes of Ashby's words or a person's loses what the toolset hides."""
        try:
            yield
        except ToolError as error:
            self._hide(error)
            raise

    def _hide(self, error: ToolError) -> None:
        if self.toolset.hidden:
            from ashby_agent_tools.results import without_hidden_text  # noqa: PLC0415  (loaded when needed)

            error.args = (without_hidden_text(str(error), self.toolset.hidden),)

    @property
    def _is_sync(self) -> bool:
        return self._outward.async_client is None

    def _stays_dry(self, call: Call) -> bool:
        return self._dry is not None and not call.operation.spec.reads

    def _write_dry(self, call: Call, built: BuiltQuestion) -> Result:
        assert self._dry is not None  # noqa: S101  (asked just before)
        fresh = self._fresh(call)
        if fresh.verdict is Verdict.REFUSE:
            self._gate.admit(fresh, None, asked=fresh)  # raises: what a policy refuses is refused here too
        self._audit.note("dry_run", fresh)
        return self._dry.write(fresh, built)

    def _fresh(self, call: Call) -> Call:
        undoing = with_undo(self.toolset) if call.endpoint == UNDO else None
        fresh = self._prepare(call.tool, with_fields(call.arguments, call.fields), call.call_id, toolset=undoing)
        if fresh.fingerprint != call.fingerprint:
            raise Declined(
                f"{call.tool}: this call was prepared elsewhere or changed since; prepare it again. Nothing was sent.",
                fingerprint=call.fingerprint,
            )
        return fresh

    # run: prepare, ask, execute

    @overload
    def run(self, name: str, arguments: Mapping[str, Json] | str) -> Result: ...

    @overload
    def run(self, name: Operation | Call) -> Result: ...

    def run(self, name: str | Operation | Call, arguments: Mapping[str, Json] | str | None = None) -> Result:
        """Prepare, ask the approver if need be, and execute. Without an approver, what would be asked is refused.

        Takes a tool's name with its arguments, an operation such as `op.JobSearch(title="Engineer")`, or a call that
        this session prepared. An approval that was given meanwhile through the store counts. An approver that raises,
        answers nonsense, or takes longer than a question lives, is not an approval. Where what would be sent was
        changed after the question, the approver is asked again, at most three times in all.
        """
        with self._tracing.tool() as noted:
            made = drive(self._begun(name, arguments), self._do)
            if isinstance(made, Call):
                made = drive(running(self._gate, made, self._must_ask), self._do)
            return noted(made)

    @overload
    async def arun(self, name: str, arguments: Mapping[str, Json] | str) -> Result: ...

    @overload
    async def arun(self, name: Operation | Call) -> Result: ...

    async def arun(self, name: str | Operation | Call, arguments: Mapping[str, Json] | str | None = None) -> Result:
        """As run, awaited; the approver may be async or plain.

        What may wait or take long is done in threads, and the text is made by then. A small read is done in the event
        loop, once its tool was used in this process: up to the sending, and with a store in memory all of it, but for
        its text: that is made when it is asked for, in one or two milliseconds.
        """
        with self._tracing.tool() as noted:
            if self._is_sync:
                made = await in_thread(lambda: with_text(drive(self._begun(name, arguments), self._do)))
            elif ready := self._ready.prepared(name, arguments):
                made = await self._ready.left(self._leaving(ready), self._ado)
            else:
                made = await adrive(self._begun(name, arguments), self._ado, self._ready.with_text)
            if isinstance(made, Call):
                made = await adrive(running(self._gate, made, self._must_ask), self._ado)
            return noted(made)

    def _begun(self, name: str | Operation | Call, arguments: Mapping[str, Json] | str | None) -> Script[Result | Call]:
        """Prepare a call, and make it at once if it leaves without a question."""
        if isinstance(name, Call):
            if arguments is not None:
                raise UsageError(f"A call of {name.tool} has its arguments already; pass the call alone.")
            call = self._fresh(name)
        else:
            call = self._prepared(name, arguments)
        return (yield from self._leaving(call))

    def _leaving(self, call: Call) -> Script[Result | Call]:
        """Make a prepared call at once if it leaves without a question."""
        self._tracing.about(call)
        if not self._is_free(call):
            return call
        with self._hiding():
            return (yield from self._flow.leave(call, None, shown=call))

    def _is_free(self, call: Call) -> bool:
        """Whether it leaves without a question, and really; it was prepared a moment ago, so that is not done again."""
        return not call.needs_approval and not self._stays_dry(call)


def _made(settled: Result | Question) -> Result:
    """For callers that cannot ask again."""
    if isinstance(settled, Result):
        return settled
    raise settled.error or AssertionError("what is asked again says why")
