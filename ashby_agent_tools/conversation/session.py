"""Session: one conversation. It ties toolset, client, store and approver together, around the one gate.

    call = session.prepare(name, arguments)      # pure: short ids to ids, validate, rate, apply the policy
    if call.needs_approval:
        text = session.question(call)            # words the question and records it as asked
    result = session.execute(call, decision=...)

Every adapter goes through here, so a forgotten hook refuses; it never sends.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from ashby_agent_tools.approval.approvers import Approver, AsyncApprover, adecide, decide
from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.call import Call, Decision, Result, Verdict, must_be_about
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.conversation.options import (
    SessionOptions,
    budgeted,
    must_be_clients,
    must_be_conversation,
    must_be_options,
    must_be_toolset,
)
from ashby_agent_tools.conversation.outward import Outward
from ashby_agent_tools.errors import ApprovalRequired, ContentChanged, Declined, NotFound, ToolError, UsageError
from ashby_agent_tools.operations.arguments import named
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.schema import with_fields
from ashby_agent_tools.store.protocol import ConversationKey
from ashby_agent_tools.store.sqlite import MemoryStore
from ashby_agent_tools.time_limits import in_thread, to_its_end
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.approval.gate import Ticket
    from ashby_agent_tools.approval.prompts.lookups import Worded
    from ashby_agent_tools.conversation.dry_run import DryRun

__all__ = ["Session"]

_MOST_ASKED = 3
_A_MOMENT, _MOST_AHEAD = 10.0, 32  # seconds between `check` and `question`; calls between them at once


class Session:
    """One conversation: what must not cross conversations lives here.

    `toolset`: what may be called, its policy and budget. `client` and `async_client`: who sends; made from the
    environment when first needed. `conversation`: its id; with account and base URL it is the key in the store.
    `account`: a name for the organization; by default the client's, which is derived from its key.
    `store`: what is remembered; by default in memory. `approver`: asked by `run` and `arun`. `caps`: the most calls.
    `budget`: of the results, in place of the toolset's.
    `dry_run`: writes are prepared, judged and worded, and not sent; reads are. `audit`: a file for one JSON line per
    step, beside the logger `ashby_agent_tools.audit`. `download_dir`: the folder that the tool `ashby_file_download`
    saves into, under names that are free; without it that tool refuses.

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
        from ashby_agent_tools.approval.gate import Gate  # noqa: PLC0415
        from ashby_agent_tools.conversation.stored_results import ResultStore  # noqa: PLC0415  (these four are loaded with the first session)

        must_be_toolset(toolset)
        must_be_conversation(conversation)
        must_be_clients(client, async_client)
        must_be_options(options)
        toolset = budgeted(toolset, options)
        account, store, audit = options.get("account"), options.get("store"), options.get("audit")
        folder = options.get("download_dir")
        if client is None and async_client is None:
            client = Client()
        first = client or async_client
        assert first is not None  # noqa: S101  (one of the two exists by now)
        self.toolset, self.conversation, self.approver = toolset, conversation, options.get("approver")
        self.account, self.base_url = account or first.account, first.base_url
        for other in (client, async_client):
            if other and (account or other.account, other.base_url) != (self.account, self.base_url):
                raise UsageError(
                    "client and async_client are of different accounts: give both the same key and base URL, or name "
                    "what they share with account=..."
                )
        self._store = MemoryStore() if store is None else store
        self._key = ConversationKey(self.account, conversation, self.base_url)
        self._outward = Outward(toolset, self._key, client, async_client, None if folder is None else Path(folder))
        self._audit = Audit(self._key, first.acting_user, None if audit is None else Path(audit))
        self._gate = Gate(self._store, self._key, options.get("caps", Caps()), self._audit)
        self.dry_run = options.get("dry_run", False)
        self._dry: DryRun | None = None
        if self.dry_run:
            from ashby_agent_tools.conversation.dry_run import DryRun  # noqa: PLC0415

            self._dry = DryRun(toolset.budget, toolset.hidden)
        self._results = ResultStore(self._store, self._key, toolset)
        self._ahead: dict[str, tuple[float, Worded]] = {}

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
        call = self._prepare(*named(name, arguments), call_id)
        self._audit.note("prepared", call)
        return call

    @overload
    async def aprepare(self, name: str, arguments: Mapping[str, Json] | str, *, call_id: str | None = None) -> Call: ...

    @overload
    async def aprepare(self, name: Operation, *, call_id: str | None = None) -> Call: ...

    async def aprepare(
        self, name: str | Operation, arguments: Mapping[str, Json] | str | None = None, *, call_id: str | None = None
    ) -> Call:
        """As prepare, awaited: short ids stand in the store, and a policy of your own may take its time."""
        return await in_thread(partial(self.prepare, *named(name, arguments), call_id=call_id))

    def _prepare(self, name: str, arguments: Mapping[str, Json] | str, call_id: str | None) -> Call:
        from ashby_agent_tools.conversation.short_ids import prepared  # noqa: PLC0415  (as in __init__)

        return prepared(self._store, self._key, self.toolset, name, arguments, base_url=self.base_url, call_id=call_id)

    def edited(self, call: Call, arguments: Mapping[str, Json], *, call_id: str | None = None) -> Call:
        """The call that a person's edit makes of this one, under `call_id` or the id of this one.

        A secret that the person was not shown, and that comes back as `(not shown)`, keeps its value. Raises
        InvalidArguments as `prepare` does, and where it cannot be told which value it had.
        """
        from ashby_agent_tools.operations.arguments import taken  # noqa: PLC0415  (as in __init__)
        from ashby_agent_tools.operations.secrets import unmasked  # noqa: PLC0415

        given = unmasked(type(call.operation), taken(call.tool, arguments), call.arguments)
        return self._prepare(call.tool, with_fields(given, call.fields), call_id or call.call_id)

    # ask

    def check(self, call: Call) -> None:
        """Raise what `question` would raise, so that nobody is asked in vain; what was looked up is kept for it.

        For an adapter whose framework has to be told of a pause before the question is worded. A call that was asked
        already passes. A session with an async client only looks nothing up here: use `acheck`.
        """
        if self._words(call) is None and self._outward.client is not None:
            self._keep_ahead(call, self._worded(call))

    async def acheck(self, call: Call) -> None:
        """As check, awaited."""
        if self._outward.async_client is None:
            await in_thread(self.check, call)
        elif await in_thread(self._words, call) is None:
            self._keep_ahead(call, await self._aworded(call))

    def question(self, call: Call) -> str:
        """Word the question and record it as asked; the same call under the same call id keeps its words.

        Raises Declined for a call that a cap or a double will refuse, and NotFound for one about a record that does
        not exist, so that nobody is asked in vain.
        """
        return self._words(call) or self._ask(call, self._looked_up(call) or self._worded(call))

    async def aquestion(self, call: Call) -> str:
        """As question, awaited."""
        if self._outward.async_client is None:
            return await in_thread(self.question, call)
        if words := await in_thread(self._words, call):
            return words
        return await to_its_end(self._ask, call, self._looked_up(call) or await self._aworded(call))

    def _words(self, call: Call) -> str | None:
        """The words of a question that was asked already."""
        self._gate.check(call)
        return self._gate.words(call)

    def _keep_ahead(self, call: Call, worded: Worded) -> None:
        if len(self._ahead) >= _MOST_AHEAD:
            self._ahead.clear()
        self._ahead[call.fingerprint] = (time.monotonic(), worded)

    def _looked_up(self, call: Call) -> Worded | None:
        """What `check` looked up a moment ago."""
        when, worded = self._ahead.pop(call.fingerprint, (0.0, None))
        return worded if time.monotonic() - when < _A_MOMENT else None

    def _ask(self, call: Call, worded: Worded) -> str:
        return self._gate.ask(call, worded.question, content=worded.content).question

    def asked(self, call: Call) -> tuple[str, ...]:
        """The fingerprints of the questions asked under this call's id, oldest first.

        A framework that runs a tool again after each answer gives its answers in this order: the answer number n
        belongs to the question number n, and to no other call.
        """
        return tuple(asked.fingerprint for asked in self._gate.asked(call))

    def answer(self, call: Call, decision: Decision) -> None:
        """Record a yes or no to the question about exactly this call, for an `execute` without a decision later.

        For a framework that takes the answer in one step and makes the call in another. An edit is another call: ask
        about it, and answer that. The first answer counts. Raises ApprovalRequired where this was never asked.
        """
        fresh = self._fresh(call)
        must_be_about(decision, fresh)
        self._gate.answer(fresh, decision)

    def answered(self, call: Call) -> bool:
        """Whether the newest question about exactly this call has its answer, be it a no or a yes used since."""
        return self._gate.settled(call)

    def waits(self, call_id: str) -> bool:
        """Whether a question under this call id is still open, or was answered and not acted upon."""
        return self._gate.waits(call_id)

    def shown(self, call: Call) -> str:
        """The fingerprint that an answer to the newest question about this call has to name.

        It is the call's own, unless the call sends something that stands elsewhere: then it covers that too, so that
        an answer to a question whose text was changed since is no answer to the one that followed it.
        """
        return self._gate.shown(call)

    def _worded(self, call: Call) -> Worded:
        from ashby_agent_tools.approval.prompts.lookups import worded  # noqa: PLC0415  (loaded when something is asked)

        try:
            return worded(call, self._outward.read, recall=self._results.told, hidden=self._hidden_from_text)
        except NotFound:
            self._audit.note("refused", call, error="NotFound")
            raise

    async def _aworded(self, call: Call) -> Worded:
        from ashby_agent_tools.approval.prompts.lookups import aworded  # noqa: PLC0415  (loaded when something is asked)

        try:
            return await aworded(call, self._outward.aread, recall=self._results.told, hidden=self._hidden_from_text)
        except NotFound:
            await to_its_end(self._audit.note, "refused", call, error="NotFound")
            raise

    # execute

    def execute(self, call: Call, *, decision: Decision | None = None) -> Result:
        """Send a prepared call. One that needs a yes and has none is refused, whoever forgot to ask.

        Raises ApprovalRequired (never asked, expired, or edited to something more dangerous), ContentChanged (what it
        would send was changed since it was asked about), Declined (a no, a policy, a cap, a double), and what
        `Client.execute` raises. What is hidden from results is hidden from the errors' texts, too.
        """
        with self._hiding():
            return self._execute(call, decision)

    def _execute(self, call: Call, decision: Decision | None) -> Result:
        if self._stays_dry(call):
            return self._write_dry(call, self._worded(call))
        return self._leave(self._admitted(*self._judged(call, decision), decision))

    def _leave(self, ticket: Ticket) -> Result:
        """Send what was admitted, and keep what came."""
        if _searches(ticket.call):
            return self._results.found(ticket.call)
        if not _reads_on(ticket.call):
            return self._show(self._gate.sent(ticket, partial(self._outward.send, ticket.call)))
        pages = self._results.pages(ticket.call)
        while (operation := pages.operation) is not None:
            pages.take(self._outward.sync._send(self._outward.part(operation, ticket.call)))
        return self._results.read(ticket.call, pages)

    def _admitted(self, fresh: Call, leaving: Call, decision: Decision | None) -> Ticket:
        content = self._sent_now(leaving) if self._was_answered(fresh, leaving, decision) else None
        return self._gate.admit(leaving, decision, asked=fresh, content=content)

    def _was_answered(self, fresh: Call, leaving: Call, decision: Decision | None) -> bool:
        """Whether a yes is there, so that what it was shown of things elsewhere has to be read again."""
        return (fresh.needs_approval or leaving.needs_approval) and self._gate.answered(fresh, decision)

    async def aexecute(self, call: Call, *, decision: Decision | None = None) -> Result:
        """As execute, awaited. The text is made by then, in a thread; a task that is cancelled leaves no half step."""
        if self._outward.async_client is None:
            return await in_thread(self._executed, call, decision)
        with self._hiding():
            if self._stays_dry(call):
                return await in_thread(self._write_dry, call, await self._aworded(call))
            return await self._aleave(partial(self._judged, call, decision), decision)

    def _executed(self, call: Call, decision: Decision | None) -> Result:
        return self._told(self.execute(call, decision=decision))

    async def _aleave(self, judge: Callable[[], tuple[Call, Call]], decision: Decision | None) -> Result:
        """Judge and admit in one step in a thread, send, and keep what came in another one."""
        return await self._asend_out(await self._aadmitted(judge, decision))

    async def _asend_out(self, ticket: Ticket) -> Result:
        assert self._outward.async_client is not None  # noqa: S101  (whoever comes here looked)
        if _searches(ticket.call):
            return await to_its_end(self._results.found, ticket.call)
        if not _reads_on(ticket.call):
            return await self._asent(ticket, self._outward.asend(ticket.call, self._outward.async_client))
        pages = await in_thread(self._results.pages, ticket.call)
        while (operation := pages.operation) is not None:
            part = await in_thread(self._outward.part, operation, ticket.call)
            await in_thread(pages.take, await self._outward.async_client._send(part))
        return await to_its_end(self._results.read, ticket.call, pages)

    async def _aadmitted(self, judge: Callable[[], tuple[Call, Call]], decision: Decision | None) -> Ticket:
        """A ticket; one that was given to a task that is cancelled meanwhile is taken back."""
        tickets: list[Ticket] = []

        def admit(fresh: Call, leaving: Call, content: str | None) -> None:
            tickets.append(self._gate.admit(leaving, decision, asked=fresh, content=content))
            self._note_leaving(tickets[0])

        def begin() -> tuple[Call, Call]:
            fresh, leaving = judge()
            if not self._was_answered(fresh, leaving, decision):
                admit(fresh, leaving, None)
            return fresh, leaving

        async with self._taking_back(tickets):
            fresh, leaving = await to_its_end(begin)
            if not tickets:
                await to_its_end(admit, fresh, leaving, await self._asent_now(leaving))
        return tickets[0]

    def _note_leaving(self, ticket: Ticket) -> None:
        if not (_reads_on(ticket.call) or _searches(ticket.call)):
            self._gate.leaving(ticket)

    @contextlib.asynccontextmanager
    async def _taking_back(self, tickets: list[Ticket]) -> AsyncIterator[None]:
        """Withdraw the tickets where the task is cancelled before their calls leave."""
        try:
            yield
        except BaseException:
            for ticket in tickets:
                await to_its_end(self._gate.withdraw, ticket)
            raise

    async def _asent(self, ticket: Ticket, sending: Awaitable[Result]) -> Result:
        try:
            result = await sending
        except BaseException as error:
            await to_its_end(self._gate.settle, ticket, error)
            raise

        def kept() -> Result:
            self._gate.settle(ticket, result)
            return self._told(self._show(result))

        return await to_its_end(kept)

    @staticmethod
    def _told(result: Result) -> Result:
        """The result with its text made. What hinders that is raised where the text is asked for: the call is made."""
        with contextlib.suppress(Exception):
            result.rendered  # noqa: B018  (made once)
        return result

    @contextlib.contextmanager
    def _hiding(self) -> Iterator[None]:
        """What a ToolError quotes of Ashby's words or a person's loses what the toolset hides."""
        try:
            yield
        except ToolError as error:
            if self.toolset.hidden:
                from ashby_agent_tools.results import without_hidden_text  # noqa: PLC0415  (loaded when needed)

                error.args = (without_hidden_text(str(error), self.toolset.hidden),)
            raise

    @property
    def _hidden_from_text(self) -> frozenset[str]:
        """What a question must lose before a model reads it, which it does in a dry run only."""
        return self.toolset.hidden if self._dry is not None else frozenset()

    def _show(self, result: Result) -> Result:
        kept = self._results.keep(result)
        return kept if self._dry is None else self._dry.read(kept)

    def _stays_dry(self, call: Call) -> bool:
        return self._dry is not None and not call.operation.spec.reads

    def _write_dry(self, call: Call, worded: Worded) -> Result:
        assert self._dry is not None  # noqa: S101  (asked just before)
        fresh = self._fresh(call)
        if fresh.verdict is Verdict.REFUSE:
            self._gate.admit(fresh, None, asked=fresh)  # raises: what a policy refuses is refused here too
        self._audit.note("dry_run", fresh)
        return self._dry.write(fresh, worded)

    def _sent_now(self, call: Call) -> str:
        """What stands elsewhere belongs to what was shown: it is read again right before the call leaves."""
        from ashby_agent_tools.approval.prompts.lookups import sent_now  # noqa: PLC0415  (loaded when something is asked)

        return sent_now(call, self._outward.read)

    async def _asent_now(self, call: Call) -> str:
        from ashby_agent_tools.approval.prompts.lookups import asent_now  # noqa: PLC0415  (loaded when something is asked)

        return await asent_now(call, self._outward.aread)

    def _judged(self, call: Call, decision: Decision | None) -> tuple[Call, Call]:
        """The call that was asked about, and the one that would leave: another one after a person's edit.

        Both are prepared afresh, so that neither a stale verdict nor a forged one counts.
        """
        fresh = self._fresh(call)
        must_be_about(decision, fresh)
        if decision is not None and decision.kind == "deny":
            self._gate.refuse(fresh, decision)
        if decision is None or decision.kind == "approve":
            return fresh, fresh
        edited = self.edited(call, decision.arguments or {})
        if not edited.risk <= fresh.risk and edited.verdict is not Verdict.REFUSE:
            raise ApprovalRequired(
                f"{call.tool}: the edit is more dangerous than what was shown; ask about the edited call. Nothing "
                "was sent.",
                fingerprint=edited.fingerprint,
            )
        return fresh, edited

    def _fresh(self, call: Call) -> Call:
        fresh = self._prepare(call.tool, with_fields(call.arguments, call.fields), call.call_id)
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
    def run(self, name: Operation) -> Result: ...

    def run(self, name: str | Operation, arguments: Mapping[str, Json] | str | None = None) -> Result:
        """Prepare, ask the approver if need be, and execute. Without an approver, what would be asked is refused.

        Takes a tool's name with its arguments, or an operation such as `op.JobSearch(title="Engineer")`.
        A yes that was given meanwhile through the store counts. An approver that raises, answers nonsense, or takes
        longer than a question lives, is no yes. Where what would be sent was changed after the question, the approver
        is asked again, at most three times in all.
        """
        call = self.prepare(*named(name, arguments))
        if self._is_free(call):
            return self._freely(call)
        for attempt in range(_MOST_ASKED):
            decision = None
            try:
                if not self._needs_nobody(call):
                    approver, question = self._approver(call), self.question(call)
                    try:
                        decision = decide(approver, call, question, seconds=self._gate.seconds_left(call))
                    except (ApprovalRequired, Declined) as error:
                        self._gate.give_up(call, error)
                        raise
                return self.execute(call, decision=decision)
            except ContentChanged:
                call = self._as_answered(call, decision)
                if attempt == _MOST_ASKED - 1:
                    raise
        raise AssertionError("a call ends with a result or an error")

    @overload
    async def arun(self, name: str, arguments: Mapping[str, Json] | str) -> Result: ...

    @overload
    async def arun(self, name: Operation) -> Result: ...

    async def arun(self, name: str | Operation, arguments: Mapping[str, Json] | str | None = None) -> Result:
        """As run, awaited; the approver may be async or plain. The text is made by then, as by `aexecute`."""
        call = await self._arun_freely(*named(name, arguments))
        if isinstance(call, Result):
            return call
        for attempt in range(_MOST_ASKED):
            decision = None
            try:
                if not await in_thread(self._needs_nobody, call):
                    decision = await self._adecided(call)
                return await self.aexecute(call, decision=decision)
            except ContentChanged:
                call = await in_thread(self._as_answered, call, decision)
                if attempt == _MOST_ASKED - 1:
                    raise
        raise AssertionError("a call ends with a result or an error")

    def _is_free(self, call: Call) -> bool:
        """Whether it leaves without a question, and really."""
        return not call.needs_approval and not self._stays_dry(call)

    def _freely(self, call: Call) -> Result:
        """Send what was prepared and judged a moment ago."""
        with self._hiding():
            return self._leave(self._admitted(call, call, None))

    async def _arun_freely(self, name: str, arguments: Mapping[str, Json] | str) -> Result | Call:
        """Prepare a call, and make it if it leaves without a question; as few steps in threads as there can be."""
        if self._outward.async_client is None:
            return await in_thread(self._run_freely, name, arguments)
        tickets: list[Ticket] = []

        def begin() -> Call:
            call = self.prepare(name, arguments)
            if self._is_free(call):
                with self._hiding():
                    tickets.append(self._admitted(call, call, None))
                    self._note_leaving(tickets[0])
            return call

        async with self._taking_back(tickets):
            call = await to_its_end(begin)
        if not tickets:
            return call
        with self._hiding():
            return await self._asend_out(tickets[0])

    def _run_freely(self, name: str, arguments: Mapping[str, Json] | str) -> Result | Call:
        call = self.prepare(name, arguments)
        return self._told(self._freely(call)) if self._is_free(call) else call

    async def _adecided(self, call: Call) -> Decision:
        approver, question = self._approver(call), await self.aquestion(call)
        seconds = await in_thread(self._gate.seconds_left, call)
        try:
            return await adecide(approver, call, question, seconds=seconds)
        except (ApprovalRequired, Declined) as error:
            await to_its_end(self._gate.give_up, call, error)
            raise

    def _as_answered(self, call: Call, decision: Decision | None) -> Call:
        """The call, or what a person made of it."""
        return call if decision is None or decision.kind != "edit" else self.edited(call, decision.arguments or {})

    def _needs_nobody(self, call: Call) -> bool:
        """Whether nobody has to be asked now: the policy lets it run, nothing is sent, or the yes is there already."""
        return not call.needs_approval or self._stays_dry(call) or self._gate.approved(call)

    def _approver(self, call: Call) -> Approver | AsyncApprover:
        if self.approver is None:
            raise Declined(
                f"{call.tool} needs a person's approval, and this application has no approver, so it is "
                "refused. Nothing was sent.",
                fingerprint=call.fingerprint,
            )
        return self.approver

    # results

    def data(self, ref: str) -> Json:
        """The whole of a result this conversation keeps, as Ashby sent it: for the application, not for a model.

        Raises UnknownShortId when the reference is another conversation's, or older than results are kept.
        """
        return self._results.data(ref)

    def remember(self, name: str, made: Result | ToolError) -> None:
        """Keep what a call came to under a name of the framework's, for a framework that runs its tasks again."""
        ref, refusal = (made.ref, "") if isinstance(made, Result) else (None, str(made))
        if ref or refusal:
            self._store.save_outcome(self._key, name, ref, refusal)

    def remembered(self, name: str) -> Result | None:
        """What the call of this name gave, so that it is neither made nor asked about twice; None where it was not.

        Raises Declined where it was refused, and where its result is no longer kept.
        """
        made = self._store.load_outcome(self._key, name)
        if made is None:
            return None
        ref, refusal = made
        if ref is None:
            raise Declined(refusal)
        return self._results.again(ref, lambda tool, arguments: self._prepare(tool, arguments, None))


def _reads_on(call: Call) -> bool:
    """Whether the call reads on in a kept result."""
    if call.operation.spec.served_by != "builtin":
        return False
    from ashby_agent_tools.operations.builtin import ReadResult  # noqa: PLC0415  (loaded when a built-in tool is called)

    return isinstance(call.operation, ReadResult)


def _searches(call: Call) -> bool:
    """Whether the call looks for operations."""
    return call.operation.spec.served_by == "builtin" and call.endpoint == "find.tools"
