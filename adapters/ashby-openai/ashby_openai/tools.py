"""AshbyTools: a selection of Ashby's operations for the OpenAI APIs, in one conversation."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import uuid
from collections.abc import Callable
from typing import Literal, Unpack

from ashby_agent_tools import (
    AdapterToolkit,
    AsyncClient,
    Call,
    Client,
    Conversations,
    Decision,
    Json,
    Session,
    SessionOptions,
    Tool,
    Toolset,
)
from ashby_agent_tools.errors import ToolError, UsageError
from ashby_agent_tools.operations.schema import PROVIDERS, for_provider, not_strict
from ashby_agent_tools.scripts import arun, run
from ashby_openai._batches import text_about, to_ask
from ashby_openai._call_ledger import CallLedger, Responses
from ashby_openai._names import recognized
from ashby_openai._paused_calls import PausedCalls
from ashby_openai._reading import FunctionCall, RequestedCalls, read, searches
from ashby_openai._steps import CallState, Work, begin, decide
from ashby_openai.turn import Turn, read_stored, restored

__all__ = ["AshbyTools"]


class AshbyTools(AdapterToolkit):
    """Ashby's operations as tools of the OpenAI APIs. One object is one conversation.

    What is offered: `toolset`, which may be the name of a preset, or else a `preset`.
    Who sends: `client` and `async_client`, or clients made from
    `api_key` and `base_url` (by default ASHBY_API_KEY and ASHBY_BASE_URL). `store`: what the conversation remembers;
    with `SqliteStore(path)` short ids, questions and answers survive the process. `approver`: asked in place of
    leaving a call pending. `conversation`: its id, to go on with one in another process; by default a new one.
    `notify`, `account`, `caps`, `dry_run`, `audit`, `download_dir`: as for a `Session`.

    Raises UsageError for an unknown preset, and where there is no key.
    """

    def __init__(
        self,
        toolset: Toolset | str | None = None,
        *,
        preset: str = "recruiter",
        api_key: str | None = None,
        base_url: str | None = None,
        client: Client | None = None,
        async_client: AsyncClient | None = None,
        conversation: str | None = None,
        **options: Unpack[SessionOptions],
    ) -> None:
        given: object = conversation
        if given is not None and not isinstance(given, str):
            raise UsageError(f"conversation is of type {type(given).__name__}; give its id as a string.")
        name = preset if toolset is None else toolset
        self.toolset = Toolset.preset(name) if isinstance(name, str) else name
        self._conversations = Conversations(
            self.toolset,
            client,
            async_client=async_client,
            api_key=api_key,
            base_url=base_url,
            **options,
        )
        self._conversation = conversation
        self._lock = threading.Lock()
        self._ledger, self._responses = CallLedger(), Responses()
        self.paused = PausedCalls()

    # what a model is told

    def responses(
        self,
        *,
        strict: bool | Literal["only"] = True,
        builtin: bool = True,
        programmatic: bool = False,
        search: Literal["hosted", "client"] | None = None,
    ) -> list[dict[str, Json]]:
        """The definitions for the Responses API.

        `strict`: where a schema allows it, what may be left out is nullable and everything is required; where it
        does not (values of any type), and with False everywhere, "strict" is false. With "only", tools that cannot be
        strict are left out, as the SDK's `parse` wants it. `builtin`: with the built-in tools, such as reading on.
        `programmatic`: a model may write programs that call the tools which read, and get objects of their
        `output_schema`; what can change something it calls itself, so that a person is asked.
        `search`: the model is shown the built-in tools and finds the others by OpenAI's tool search, "hosted" by
        OpenAI, or "client": then `found` answers its searches. Their number is not limited then.
        Raises UsageError for a selection that the API refuses, for instance of more than 128 tools.
        """
        if search is not None:
            if strict == "only" or not builtin or programmatic:
                raise UsageError("With search, strict is True or False, with the built-in tools and not programmatic.")
            return self.toolset.deferred("openai", search=search, strict=strict)
        functions = [{"type": "function", **it} for it in self._definitions(strict=strict, builtin=builtin)]
        if not programmatic:
            return functions
        tools = {tool.name: tool for tool in self.offered}
        callable_ones = [{**it, **tools[it["name"]].programmatic("openai")} for it in functions]
        return [{"type": "programmatic_tool_calling"}, *callable_ones]

    def found(self, response: object, *, strict: bool = True) -> list[dict[str, Json]]:
        """The answers to a model's searches for tools, for the next request; see `responses(search="client")`.

        Empty where it did not search, or where OpenAI answered. A search that says nothing finds nothing. The ids are
        among the `others` of a turn. Raises UsageError for what is no Response and no list of output items.
        """
        return [
            {
                "type": "tool_search_output",
                "execution": "client",
                "call_id": search.call_id,
                "status": "completed",
                "tools": self.toolset.loaded(search.query, strict=strict),
            }
            for search in searches(response)
        ]

    def chat(self, *, strict: bool | Literal["only"] = True, builtin: bool = True) -> list[dict[str, Json]]:
        """The definitions for Chat Completions; otherwise as `responses`."""
        return [{"type": "function", "function": it} for it in self._definitions(strict=strict, builtin=builtin)]

    def _definitions(self, *, strict: bool | Literal["only"], builtin: bool) -> list[dict[str, Json]]:
        if strict not in (True, False, "only"):
            raise UsageError(f'strict is True, False or "only", not {strict!r:.60}.')
        rules, offered = PROVIDERS["openai"], self.offered if builtin else list(self.toolset)
        if strict == "only":
            offered = [tool for tool in offered if not_strict(tool.schema) is None]
        if rules.tools is not None and len(offered) > rules.tools:
            raise UsageError(f"These are {len(offered)} tools, and OpenAI takes {rules.tools}: narrow the Toolset.")
        definitions = []
        for tool in offered:
            parameters, closed = parameters_of(tool, strict=bool(strict))
            if objections := rules.objections(tool.name, tool.description, parameters):
                raise UsageError(f"OpenAI would refuse a tool. {'; '.join(objections)}.")
            definitions.append(
                {"name": tool.name, "description": tool.description, "parameters": parameters, "strict": closed}
            )
        return definitions

    # turns

    def run(self, response: object) -> Turn:
        """Make the calls of a response that need nobody's yes, each once; the others wait in `pending`.

        Takes a Response, a ChatCompletion, one of its messages, or a list of output items, as SDK objects or dicts.
        A call is a response and a place in it, whatever the ids: a response that is run again repeats nothing, and
        another response's call is another call. What has no id of its own is known again as the same object, or while
        one of its calls waits.
        What fails is an output that says so. Calls to other tools are left to the application, in `others`; a name in
        another case, or with the namespace of a chat template (`functions.`), is ours where it means one tool only.
        Of several calls that need a yes, the store has the questions as one batch, and `question` has one text.
        """
        turn = self._turn(response)
        if calls := self._to_ask(turn):
            with contextlib.suppress(ToolError):  # what hinders that is said where each call is made
                self.session.batch(calls)
        return self.worded(turn, tuple(self._work(step, _start) for step in turn.steps))

    async def arun(self, response: object) -> Turn:
        """As run, awaited; calls are made one after the other, in the model's order."""
        turn = await asyncio.to_thread(self._turn, response)
        if calls := await asyncio.to_thread(self._to_ask, turn):
            with contextlib.suppress(ToolError):  # as in run
                await self.session.abatch(calls)
        steps = tuple([await self._awork(step, _start) for step in turn.steps])
        return await asyncio.to_thread(self.worded, turn, steps)

    def restore(self, text: str) -> Turn:
        """A stored turn, in this or another process; this object goes on with the turn's conversation.

        Waiting calls are prepared again. Raises UsageError for a text that is not a turn, is another account's, or
        belongs to another conversation than this object's; InvalidArguments where a stored call was changed.
        """
        stored = read_stored(text)
        with self._lock:
            if not self._conversation:
                self._conversation = stored["conversation"]
        session = self.session
        if stored["conversation"] != session.conversation:
            raise UsageError("This turn belongs to another conversation; make an AshbyTools for each conversation.")
        if stored["account"] != session.account:
            raise UsageError(f"This turn belongs to the account {stored['account']!r}, not {session.account!r}.")
        turn = restored(stored, self, session)
        turn = self.worded(turn, turn.steps)
        self._responses.learn(turn.key, [step.label for step in turn.steps])
        for step in turn.steps:
            self._ledger.learn(step)
        return turn

    def settle(self, step: CallState, decision: Decision | None) -> CallState:
        """Settle one call of a turn; `Turn.resume` is the door to this."""
        return step if step.call is None else self._work(step, _answer(step, decision))

    async def asettle(self, step: CallState, decision: Decision | None) -> CallState:
        """As settle, awaited."""
        return step if step.call is None else await self._awork(step, _answer(step, decision))

    def worded(self, turn: Turn, steps: tuple[CallState, ...]) -> Turn:
        """The turn after these steps, with the one text about all that waits."""
        return dataclasses.replace(turn, steps=steps, together=text_about(self.session, steps))

    def _to_ask(self, turn: Turn) -> list[Call]:
        """The new calls of a turn that are to be asked about as one."""
        return to_ask(self.session, [step for step in turn.steps if self._ledger.newest(step.key) is None])

    def _turn(self, response: object) -> Turn:
        heard = read(response)
        ours = {tool.name for tool in self.offered}
        calls = [dataclasses.replace(it, name=recognized(it.name, ours)) for it in heard.calls]
        mine = [it for it in calls if not it.name or it.name in ours or it.name.startswith("ashby_")]
        others = (*(it.call_id or "" for it in calls if it not in mine), *heard.others)
        heard = RequestedCalls(heard.api, heard.id, tuple(mine))
        known = self._responses.known(response, heard, lambda key: self._finished(key, mine))
        steps = (
            CallState(asked, f"{known.key}/{place}", label)
            for place, (asked, label) in enumerate(zip(mine, known.labels, strict=True))
        )
        return Turn(self, heard.api, known.key, tuple(steps), others)

    def _finished(self, key: str, calls: list[FunctionCall]) -> bool:
        """Whether the response of this key was run, and nothing of it waits, as far as memory and store know."""
        places = [(f"{key}/{place}", asked) for place, asked in enumerate(calls)]
        if any(self._ledger.newest(place) for place, _ in places):
            return all(self._ledger.settled(place) for place, _ in places)
        return any(self._was_asked(place, asked) for place, asked in places) and not any(
            self.session.waits(place) for place, _ in places
        )

    def _was_asked(self, key: str, asked: FunctionCall) -> bool:
        try:
            return bool(self.session.asked(self.session.prepare(asked.name, asked.arguments, call_id=key)))
        except ToolError:  # what cannot be prepared is not asked about
            return False

    def _work(self, step: CallState, how: How) -> CallState:
        while (other := self._ledger.enter(step.key)) is not None:
            other.result()
        done: CallState | None = None
        try:
            work = how(self.session, self._ledger.newest(step.key), step)
            done = work if isinstance(work, CallState) else run(work)
        finally:
            self._ledger.leave(step.key, done)
        return done

    async def _awork(self, step: CallState, how: How) -> CallState:
        while (other := self._ledger.enter(step.key)) is not None:
            await asyncio.wrap_future(other)
        done: CallState | None = None
        try:
            session = await asyncio.to_thread(lambda: self.session)
            work = how(session, self._ledger.newest(step.key), step)
            done = work if isinstance(work, CallState) else await arun(work)
        finally:
            self._ledger.leave(step.key, done)
        return done

    # the conversation

    @property
    def session(self) -> Session:
        """The conversation that the calls are made in."""
        with self._lock:
            if not self._conversation:
                self._conversation = uuid.uuid4().hex
        return self._conversations.session(self._conversation)


def parameters_of(tool: Tool, *, strict: bool) -> tuple[dict[str, Json], bool]:
    """The parameters of a tool in OpenAI's dialect, and whether they are strict: where they are wanted and can be."""
    if strict:
        with contextlib.suppress(UsageError):  # what strict mode cannot say
            return for_provider("openai", tool.schema, strict=True), True
    return for_provider("openai", tool.schema), False


How = Callable[[Session, CallState | None, CallState], Work | CallState]


def _start(session: Session, newest: CallState | None, step: CallState) -> Work | CallState:
    """Begin a call, or go on with what became of it."""
    if newest is None:
        return begin(session, step)
    return newest if newest.call is None else decide(session, newest, None)


def _answer(shown: CallState, decision: Decision | None) -> How:
    """Answer the question that was shown; one that was settled or asked again meanwhile is left as it is."""

    def how(session: Session, newest: CallState | None, step: CallState) -> Work | CallState:
        newest = newest or step
        if newest.call is None or newest.attempt != shown.attempt:
            return newest
        return decide(session, newest, decision)

    return how
