"""What a rule is: one function per endpoint that reads and changes an Organization; areas load when first asked.

    @rule("candidate.info", source="[S]")
    def info(org: Organization, ask: Ask[CandidateInfo]) -> Json:
        return present_candidate(org, org.visible_candidate(ask.op.id, ask.key), ask.key)

A rule answers with the JSON of `results`, with a Page, or with a Reply; it raises Refusal to say no. It must check
everything before it changes anything: there is no way back.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import importlib.util
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.index import AREAS
from ashby_agent_tools.simulator.keys import ApiKey
from ashby_agent_tools.simulator.organization import Organization, Refusal

__all__ = ["SEARCH_CAP", "ApiKey", "Ask", "Page", "Refusal", "Reply", "Rule", "find_rule", "rule", "rules"]

SEARCH_CAP = 100  # records that a search answers with at most [S]

O_co = TypeVar("O_co", bound=Operation, covariant=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Ask(Generic[O_co]):
    """One request: `op` validated, `body` as it came, `key` that asked, `storage` the base URL of the file host."""

    op: O_co
    body: JsonObject
    key: ApiKey
    storage: str = ""

    def given(self, name: str) -> bool:
        """Whether the body has this parameter with a value other than null."""
        return self.body.get(name) is not None

    def sent(self, name: str) -> bool:
        """Whether the body has this parameter at all, null included."""
        return name in self.body


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """All rows that fit, in order; the answer is the page of them that limit, cursor and syncToken ask for.

    `present` makes Ashby's shape of a row; only the rows of the page are presented. `sync_kind` is the kind under
    which changes were recorded (`candidate`), None where the endpoint knows no syncToken.
    """

    rows: Sequence[JsonObject]
    present: Callable[[JsonObject], Json] = lambda row: row
    sync_kind: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """Results with further top-level keys; `has_results` false leaves `results` out."""

    results: Json = None
    extra: JsonObject = dataclasses.field(default_factory=dict)
    has_results: bool = True


RuleResult = Json | Page | Reply


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A function with its endpoint, the source of its facts (tags of docs/simulator.md) and what was guessed."""

    endpoint: str
    source: str
    guesses: tuple[str, ...]
    function: Callable[[Organization, Ask[Any]], RuleResult]

    def __call__(self, org: Organization, ask: Ask[Any]) -> RuleResult:
        """Answer one request."""
        return self.function(org, ask)


O = TypeVar("O", bound=Operation)  # noqa: E741


def rule(
    endpoint: str, *, source: str, guesses: tuple[str, ...] = ()
) -> Callable[[Callable[[Organization, Ask[O]], RuleResult]], Rule]:
    """Make a function the rule of an endpoint."""

    def made(function: Callable[[Organization, Ask[O]], RuleResult]) -> Rule:
        return Rule(endpoint, source, guesses, function)

    return made


@functools.cache
def _module_rules(module: str) -> MappingProxyType[str, Rule]:
    name = f"{__name__}.{module}"
    if importlib.util.find_spec(name) is None:
        return MappingProxyType({})
    area = importlib.import_module(name)
    places = (area, *getattr(area, "PARTS", ()))
    found = [value for place in places for value in vars(place).values() if isinstance(value, Rule)]
    return MappingProxyType({item.endpoint: item for item in found})


def find_rule(endpoint: str) -> Rule | None:
    """The rule of an endpoint, None where the simulator has none (partner-served endpoints)."""
    module = AREAS.get(endpoint.split(".", 1)[0])
    return _module_rules(module).get(endpoint) if module else None


def rules() -> dict[str, Rule]:
    """Every rule by endpoint, sorted."""
    return {
        name: item for module in sorted(set(AREAS.values())) for name, item in sorted(_module_rules(module).items())
    }
