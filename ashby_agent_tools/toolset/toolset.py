"""Toolset: an immutable, narrowing selection of operations with a policy and a budget; and the presets.

Every method but `with_policy`, `with_budget` and `showing` returns a narrower copy; only `a | b` adds. The order of
narrowing never matters, and nothing that was excluded comes back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.call import DEFAULT_BASE_URL, Call, Verdict, build
from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.operations import catalogue, find
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.custom import custom_operations, must_have_names_of_their_own, rated
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.tasks import all_tasks, made_of, scopes_of, sends_of
from ashby_agent_tools.toolset.instructions import instructions
from ashby_agent_tools.toolset.operation_names import OperationNames, builtin_named, with_optional
from ashby_agent_tools.toolset.permissions import KeyInfo, spelled
from ashby_agent_tools.toolset.policy import (
    Policy,
    combined,
    confirm_destructive,
    evaluate,
    strictest,
)
from ashby_agent_tools.toolset.presets import LARGE, PRESETS, known_as, too_many_for
from ashby_agent_tools.toolset.search.calling import CALL, opened, search_tools
from ashby_agent_tools.toolset.search.lazy_index import LazyIndex
from ashby_agent_tools.toolset.tool import Tool, cost_of

if TYPE_CHECKING:
    from ashby_agent_tools.operations.entity import DataClass, Hidden, OwnWords

__all__ = ["Toolset"]

Given = TypeVar("Given", bound=Mapping[str, Json] | str)


@dataclasses.dataclass(frozen=True, slots=True)
class Toolset:
    """A selection of operations, the policy that judges their calls, and the budget of their results.

    Make one with `preset`, `all` or `of`; narrow it with the methods. Iterating gives `Tool`s in the catalogue's
    order. Unknown names raise UsageError with a near match. `hides`, `shows`: what `hiding` and `showing` named.
    `searched`: whether a model finds the operations by searching, as `searchable` says.
    """

    endpoints: tuple[str, ...]
    policy: Policy = confirm_destructive
    budget: Budget = dataclasses.field(default_factory=Budget)
    hides: frozenset[DataClass] = frozenset()
    shows: frozenset[DataClass] = frozenset()
    patterns: OwnWords = ()
    shown_as: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    custom: Mapping[str, type[Operation]] = dataclasses.field(default_factory=dict, repr=False)
    searched: bool = False
    _inverses: frozenset[str] | None = dataclasses.field(default=None, repr=False)
    _index: LazyIndex = dataclasses.field(default_factory=LazyIndex, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        policy: object = self.policy
        if not callable(policy) or isinstance(policy, type):
            raise UsageError(
                f"{self.policy!r:.60} is not a policy: write confirm_destructive, or a function from a Call."
            )
        if not isinstance(self.budget, Budget):
            raise UsageError(f"{self.budget!r:.60} is not a budget: write Budget(tokens=4_000), or a number of tokens.")

    @classmethod
    def preset(cls, name: str = "recruiter") -> Toolset:
        """A ready selection of tasks and operations, at most 20 tools.

        recruiter, hiring_manager, sourcing, scheduling, offers, reporting, admin; operations: a recruiter's work by
        single operations; reading: all tasks and operations that read, found by searching; everything: the catalogue.
        """
        called = known_as(str(name))
        if called == "everything":
            return cls.all()
        if called == "reading":
            return (cls.tasks() | cls.all()).read_only().searchable()
        if called not in PRESETS:
            known = [*PRESETS, *LARGE]
            raise UsageError(f"Unknown preset {name!r:.60}{near(str(name), known)}. Presets: {', '.join(known)}.")
        return cls(PRESETS[called])

    @classmethod
    def all(cls) -> Toolset:
        """The whole catalogue. More than most models take: OpenAI allows 128 tools."""
        return cls(tuple(catalogue()))

    @classmethod
    def tasks(cls) -> Toolset:
        """The recruiting tasks: each does with names, in one call, what takes several operations."""
        return cls(tuple(all_tasks()))

    @classmethod
    def of(cls, *names: str | type[Operation]) -> Toolset:
        """Exactly these: endpoints, tool names, aliases, or Operation classes, your own included.

        `public.jobBoard`, which reads public job boards, is in no other selection: `toolset | Toolset.of(...)` adds it.
        """
        names = tuple(map(with_optional, names))
        custom = custom_operations(item for item in names if isinstance(item, type))
        toolset = cls((), custom=custom)
        return dataclasses.replace(
            toolset, endpoints=tuple(dict.fromkeys(toolset._names.endpoint_of(item) for item in names))
        )

    def only(self, *names: str | type[Operation]) -> Toolset:
        """Those of this selection that are named."""
        kept = {self._names.endpoint_of(name) for name in names}
        return self._keep(lambda operation: operation.spec.endpoint in kept)

    def without(self, *names: str | type[Operation]) -> Toolset:
        """This selection less the named ones, and less the tasks that make such calls."""
        gone = {self._names.endpoint_of(name) for name in names}
        return self._keep(lambda operation: gone.isdisjoint((operation.spec.endpoint, *made_of(operation))))

    def tagged(self, *tags: str) -> Toolset:
        """Those with at least one of these tags."""
        known = {tag for operation in catalogue().values() for tag in operation.spec.tags}
        for tag in tags:
            if tag not in known:
                raise UsageError(f"Unknown tag {tag!r}{near(tag, known)}. Tags: {', '.join(sorted(known))}.")
        return self._keep(lambda operation: bool(set(tags) & set(operation.spec.tags)))

    def read_only(self) -> Toolset:
        """Those that change nothing, whatever the arguments."""
        return self.at_most(Effect.READ)

    def writes_only(self) -> Toolset:
        """Those that can change something."""
        return self._keep(lambda operation: operation.spec.worst.effect > Effect.READ)

    def at_most(self, effect: Effect | str) -> Toolset:
        """Those whose worst effect is no higher than `effect` (`Effect.WRITE` or "write")."""
        try:
            highest = Effect(effect)  # type: ignore[arg-type]  # its _missing_ takes the words too
        except ValueError:
            raise UsageError(f"Unknown effect {effect!r}: use read, write or destructive.") from None
        return self._keep(lambda operation: operation.spec.worst.effect <= highest)

    def scoped_to(self, scopes: Iterable[str]) -> Toolset:
        """Those that a key with these scopes may call; both spellings are taken (`jobsRead`, `jobs:read`).

        A task is kept if the scopes cover all reads that it needs and all changes that it can make.
        """
        if isinstance(scopes, str):
            raise UsageError("scoped_to takes a list of scopes, for instance ['candidatesRead'].")
        held = {spelled(scope) for scope in scopes}
        return self._keep(lambda operation: scopes_of(operation) <= held)

    def allowed_by(self, key: KeyInfo) -> Toolset:
        """Those that this key (`client.key_info()`) may call; all, where its permissions cannot be asked for."""
        return self if key.scopes is None else self.scoped_to(key.scopes)

    @property
    def hidden(self) -> Hidden:
        """The data classes that no result shows: what `hiding` named, and eeo unless `showing` named it."""
        from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT, Hidden  # noqa: PLC0415  (nothing else needs it at import)

        return Hidden(self.hides | (OFF_BY_DEFAULT - self.shows), self.patterns)

    def hiding(self, *data_classes: str, patterns: Mapping[str, Iterable[str]] = MappingProxyType({})) -> Toolset:
        """The same operations; their results lose these data classes: pay, eeo, contact. SECURITY.md says by what.

        `patterns`: your own words for labels, by class: `{"pay": ["cachet", "tarif*", "level of reward"]}`. They are
        phrases and no regular expressions; `*` at the beginning or end of a word stands for any letters. One phrase
        can also be written as a flag has it: `"pay=level of reward"`.
        """
        from ashby_agent_tools.toolset.custom_labels import own_words, with_flags  # noqa: PLC0415  (as above)

        classes, words = with_flags(data_classes, patterns)
        named = _classes_called(classes)
        own = (*self.patterns, *own_words(words))
        return dataclasses.replace(self, hides=self.hides | named, patterns=tuple(dict.fromkeys(own)))

    def showing(self, *data_classes: str) -> Toolset:
        """The same operations; their results show a data class that is off by default: eeo, equal-opportunity data.

        Whatever `hiding` names stays hidden, before or after. Raises UsageError for a class that is on by default.
        """
        from ashby_agent_tools.operations.entity import OFF_BY_DEFAULT  # noqa: PLC0415  (as above)

        named = _classes_called(data_classes)
        if on := named - OFF_BY_DEFAULT:
            raise UsageError(f"{min(on)} is shown unless it is hidden; showing takes {', '.join(OFF_BY_DEFAULT)}.")
        return dataclasses.replace(self, shows=self.shows | named)

    def renamed(self, names: str | Mapping[str, str]) -> Toolset:
        """The same operations under other tool names: "list_all" for the long historical ones, or a mapping."""
        if not isinstance(names, Mapping):
            if names != "list_all":
                raise UsageError(f'renamed takes "list_all" or a mapping, not {names!r}.')
            mapping = {op.spec.endpoint: op.spec.aliases[0] for op in self._classes() if op.spec.aliases}
        else:
            mapping = {self._names.endpoint_of(name): shown for name, shown in names.items()}
        shown = {**self.shown_as, **mapping}
        must_have_names_of_their_own(self.custom, shown)
        return dataclasses.replace(self, shown_as=MappingProxyType(shown))

    def searchable(self) -> Toolset:
        """The same operations, found by searching: only ashby_find_tools and ashby_call are listed for a model.

        Iterating gives these two; `operations` gives what can be found. A call is judged, asked about, recorded and
        answered as the operation that it names.
        """
        return dataclasses.replace(self, searched=True)

    def find(self, request: str, *, most: int = 5) -> list[Tool]:
        """The operations that fit a request in a recruiter's words, the best first; empty where none does."""
        found = self._index.of(self._classes(), self.shown_as).ranked(request, most)
        return [self[endpoint] for endpoint in found]

    def deferred(
        self, provider: str, *, search: str | None = None, ready: Iterable[str] = (), strict: bool = True
    ) -> list[JsonObject]:
        """The `tools` of a request in which the provider's own search finds the operations, as plain dicts.

        `provider`: "anthropic" (Messages) or "openai" (Responses). `search`: for anthropic "bm25" (default) or "regex";
        for openai "hosted" (default), or "client", where the application answers searches. `ready`: names of operations
        that are loaded at once; the built-in tools always are. `strict`: where a schema allows it. A deferred
        definition has the longer description. Calls come back by the tools' names and pass the same gate.
        Raises UsageError for another provider or search, InvalidArguments for a name that is not in this selection.
        """
        from ashby_agent_tools.toolset.deferred_tools import deferred  # noqa: PLC0415  (few programs leave searching to others)

        return deferred(self, provider, search, ready, strict=strict)

    def loaded(self, request: str, *, strict: bool = True) -> list[JsonObject]:
        """The `tools` of a `tool_search_output`, for a search that OpenAI leaves to the application.

        In namespaces; empty where nothing fits.
        """
        from ashby_agent_tools.toolset.deferred_tools import namespaces  # noqa: PLC0415  (as above)

        return namespaces(self.find(request), strict=strict)

    def with_policy(self, *policies: Policy) -> Toolset:
        """The same operations under other policies; of several, the strictest verdict wins.

        They take the place of the policy, but a `deny` only adds: alone it leaves the policy as it is, and it stays
        whatever is given later. `with_policy(confirm_never)` is what takes the default away.
        """
        return dataclasses.replace(self, policy=combined(policies, self.policy, self._names.endpoint_of))

    def with_budget(self, budget: Budget | int) -> Toolset:
        """The same operations with another budget; a number is tokens."""
        chosen = dataclasses.replace(self.budget, tokens=budget) if isinstance(budget, int) else budget
        return dataclasses.replace(self, budget=chosen)

    def __or__(self, other: Toolset) -> Toolset:
        """Both selections; the stricter verdict, the smaller budget, and whatever either hides stays hidden."""
        given: object = other
        if not isinstance(given, Toolset):
            raise UsageError(
                f"{given!r:.60} is not a toolset: write toolset | Toolset.of('candidate.info'), for instance."
            )
        policies = (self.policy,) if self.policy is other.policy else (self.policy, other.policy)
        custom = custom_operations((*self.custom.values(), *other.custom.values()))
        shown = {**self.shown_as, **other.shown_as}
        must_have_names_of_their_own(custom, shown)
        return Toolset(
            endpoints=tuple(dict.fromkeys((*self.endpoints, *other.endpoints))),
            policy=strictest(*policies),
            budget=self.budget.smaller(other.budget),
            hides=self.hides | other.hides,
            shows=self.shows & other.shows,
            patterns=tuple(dict.fromkeys((*self.patterns, *other.patterns))),
            shown_as=MappingProxyType(shown),
            custom=custom,
            searched=self.searched and other.searched,
            _inverses=None if self._inverses is None is other._inverses else self.inverses | other.inverses,
        )

    @property
    def inverses(self) -> frozenset[str]:
        """The endpoints by which `ashby_undo` may undo what this selection writes, without what was left out."""
        if self._inverses is not None:
            return self._inverses
        written = (sent for cls in self._classes() for sent in (cls.spec.endpoint, *sends_of(cls)))
        specs = [cls.spec for endpoint in written if (cls := find(endpoint)) is not None]
        named = {risk.inverse for spec in specs for risk in (spec.risk, spec.worst)}
        by_arguments = {
            spec.endpoint for spec in specs if not spec.reads
        }  # one that only some arguments have is its own
        return frozenset(filter(None, named)) | by_arguments

    @property
    def operations(self) -> list[Tool]:
        """The operations of this selection, listed for a model or found by searching."""
        names = self._names
        return [Tool(names.shown(cls), cls) for cls in self._classes()]

    @property
    def tools(self) -> tuple[Tool, ...]:
        """Everything a model is offered: the operations of this selection, then the built-in tools."""
        return (*self, *self.builtin)

    @property
    def builtin(self) -> tuple[Tool, ...]:
        """The built-in tools that go with this selection: reading on in a result; a query, where there are lists.

        Reading a resume goes with its candidates. It cannot be freed of contact data, pay and the like, so a toolset
        narrowed by `hiding` has no such tool.
        """
        from ashby_agent_tools.operations.builtin import BUILTIN, Query, ReadResume  # noqa: PLC0415  (nothing else needs them at import)

        with_resume = not self.hides and {"candidate.info", "file.info", "candidateDossier"} & set(self.endpoints)
        with_lists = any(cls.spec.lists for cls in self._classes())
        fit = {ReadResume: with_resume, Query: with_lists}
        return tuple(Tool(cls.spec.tool, cls) for cls in BUILTIN.values() if fit.get(cls, True))

    def __len__(self) -> int:
        return len(self._search_tools() if self.searched else self.endpoints)

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._search_tools() if self.searched else self.operations)

    def __contains__(self, name: object) -> bool:
        operation = self._names.lookup(name) if isinstance(name, str) else name
        return isinstance(operation, type) and any(rated(operation) is cls for cls in self._classes())

    def __getitem__(self, name: str) -> Tool:
        """The tool of this name; raises InvalidArguments with a near match, for a model to read."""
        if not isinstance(name, str):
            raise InvalidArguments(f"The name of a tool is a string, not {type(name).__name__}. Nothing was sent.")
        if self.searched and (tool := next((it for it in self._search_tools() if it.name == name), None)):
            return tool
        builtin = builtin_named(name)
        if builtin is not None and builtin in (tool.operation for tool in self.builtin):
            return Tool(builtin.spec.tool, builtin)
        operation = self._names.lookup(name) or builtin
        if operation is None or operation.spec.endpoint not in self.endpoints:
            known = {tool.name: tool.operation for tool in (*self.operations, *self.builtin)}
            exists = operation is not None
            raise InvalidArguments(self._names.unknown(name, known, exists=exists, searched=self.searched))
        return Tool(self._names.shown(operation), operation)

    def prepare(
        self,
        name: str,
        arguments: Mapping[str, Json] | str,
        *,
        account: str = "default",
        base_url: str = DEFAULT_BASE_URL,
        call_id: str | None = None,
        resolve: Callable[[type[Operation], str, str], str] | None = None,
    ) -> Call:
        """Validate, rate, and apply the policy. Pure: nothing is sent; ids must be full unless `resolve` is given.

        Raises InvalidArguments for an unknown tool or arguments that do not fit, naming every fault.
        """
        name, arguments = self.opened(name, arguments)
        tool = self[name]
        resolver = None if resolve is None else lambda kind, text: resolve(tool.operation, kind, text)
        call = build(
            tool.operation,
            arguments,
            tool=tool.name,
            account=account,
            base_url=base_url,
            call_id=call_id,
            resolve=resolver,
        )
        return dataclasses.replace(call, verdict=self._judge(call))

    def opened(self, name: str, arguments: Given) -> tuple[str, Given | Mapping[str, Json]]:
        """What a call by ashby_call names: the operation's tool and its arguments. Every other call as it is."""
        return opened(name, arguments) if self.searched and name == CALL else (name, arguments)

    def instructions(self) -> str:
        """What a model must know about these tools, at most 250 tokens, for a system prompt."""
        return instructions(
            writes=any(cls.spec.worst.effect > Effect.READ for cls in self._classes()),
            ids=self.budget.ids,
            searched=self.searched,
            queries=any(cls.spec.lists for cls in self._classes()),
        )

    def cost(self) -> int:
        """What the definitions of all tools cost a model, in tokens, in OpenAI's form.

        Counted with the budget's tokenizer; on the safe side where its vocabulary cannot be had.
        """
        return cost_of(self.tools, self.budget)

    @property
    def too_many_for(self) -> dict[str, int]:
        """The clients that take fewer tools than these from all servers together, each with the most that it takes."""
        return too_many_for(len(self.tools))

    @property
    def _names(self) -> OperationNames:
        return OperationNames(self.shown_as, self.custom)

    def _judge(self, call: Call) -> Verdict:
        """The policy's word; a policy that raises, or answers with something else, refuses."""
        return evaluate(self.policy, call)

    def _keep(self, wanted: Callable[[type[Operation]], bool]) -> Toolset:
        kept = tuple(cls.spec.endpoint for cls in self._classes() if wanted(cls))
        found = ((endpoint, find(endpoint)) for endpoint in self.inverses)
        inverses = frozenset(endpoint for endpoint, cls in found if cls is not None and wanted(cls))
        return dataclasses.replace(self, endpoints=kept, _inverses=inverses)

    def _classes(self) -> list[type[Operation]]:
        found = map(self._names.lookup, self.endpoints)
        return [operation for operation in found if operation is not None]

    def _search_tools(self) -> list[Tool]:
        return search_tools(self._classes(), lambda name: self[name].operation if name in self else None)


def _classes_called(names: Iterable[str]) -> frozenset[DataClass]:
    """The data classes of these names; raises UsageError for another word."""
    from ashby_agent_tools.operations.entity import DATA_CLASSES  # noqa: PLC0415  (nothing else needs it at import)

    if unknown := [name for name in names if name not in DATA_CLASSES]:
        raise UsageError(f"Unknown data class {unknown[0]!r}; there are {', '.join(DATA_CLASSES)}.")
    return frozenset(names)  # type: ignore[arg-type]
