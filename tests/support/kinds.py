"""Kinds of danger, found by what stands in the catalogue: names, ids, lists, entities and descriptions of parameters.

No list of today's operations: a new operation is of a kind as soon as it has such a parameter. `unasked(kind, ...)`
gives the calls of an operation that are of the kind and run without a question under the default policy.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_origin

from valid_arguments import SIMULATED, World, build, cases, of_annotation

from ashby_agent_tools import Call, Operation, Toolset
from ashby_agent_tools.errors import ToolError
from ashby_agent_tools.operations.base import Params
from ashby_agent_tools.operations.params import IdOf

Json = Any
Arguments = dict[str, Any]
EURO = {"value": 72_000, "currencyCode": "EUR"}

_AUTHOR = re.compile(r"from|userId|interviewerUserId|partnerId|creditedTo\w*|author\w*|submittedBy\w*|\w*OnBehalf\w*")
_ANSWERS = re.compile(r"fieldSubmissions|submittedValues|\w*[aA]nswers?|(\w*_)?result")
_NAMED = re.compile(r"in (the|a|an) [\w' ]+ name\b|\bas (the|a) partner\b|credited to")
_MONEY = re.compile(r"compensation|salary|currency|money|bonus|credited|\bpay\b|\bfees?\b", re.IGNORECASE)
_PUBLIC = re.compile(r"external|job board|public|posting|careers page|candidates see", re.IGNORECASE)
_SHOWN_THINGS = {"jobPosting", "department", "location"}  # job boards show postings, grouped by the other two
_NEW = re.compile(r"\w+\.(create|submit|start)$")  # what it gives lists of does not exist before


@dataclasses.dataclass(frozen=True)
class Part:
    """A parameter, at any depth. `path`: names from the operation down; `kinds`: whose ids it takes."""

    path: tuple[str, ...]
    kinds: frozenset[str]
    forms: frozenset[object]
    description: str

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def top(self) -> str:
        return self.path[0]

    @property
    def many(self) -> bool:
        """Whether it takes a list, a map, or any value at all."""
        return bool(self.forms & {list, dict, Any})

    @property
    def anything(self) -> bool:
        """Whether its form depends on a field's type, so that it may be a list or an amount."""
        return Any in self.forms or {list, dict, str} <= self.forms


def _nodes(annotation: Json, metadata: Iterable[object] = ()) -> Iterator[tuple[Json, list[object]]]:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        yield from _nodes(inner, [*more, *(it for one in more for it in getattr(one, "metadata", ())), *metadata])
        return
    yield annotation, list(metadata)
    for argument in get_args(annotation):
        yield from _nodes(argument)


def parts(model: type[Params], above: tuple[str, ...] = ()) -> Iterator[Part]:
    """Every parameter of an operation, groups and lists of groups taken apart."""
    for name, field in model.model_fields.items():
        path = (*above, field.alias or name)
        nodes = [*_nodes(field.annotation, field.metadata)]
        kinds = frozenset(it.kind for _, metadata in nodes for it in metadata if isinstance(it, IdOf))
        forms = frozenset(get_origin(node) or node for node, _ in nodes)
        texts = [field.description or "", *(str(getattr(it, "description", "")) for _, every in nodes for it in every)]
        yield Part(path, kinds, frozenset(form for form in forms if _hashable(form)), " ".join(texts))
        for node, _ in nodes:
            if isinstance(node, type) and issubclass(node, Params):
                yield from parts(node, path)


def _hashable(form: object) -> bool:
    return getattr(type(form), "__hash__", None) is not None


# ---- the kinds: which parameters make a call one of them ("" stands for the operation itself)


def in_anothers_name(operation: type[Operation]) -> Iterator[Part | None]:
    """It says something as somebody else: who said it is a parameter, or answers are, or the description says so."""
    if _NAMED.search(operation.__doc__ or ""):
        yield None
    for part in parts(operation):
        if _AUTHOR.fullmatch(part.name) or _ANSWERS.fullmatch(part.name) or _NAMED.search(part.description):
            yield part


def gives_access(operation: type[Operation]) -> Iterator[Part | None]:
    """It puts a user onto another record, or opens something confidential."""
    every = [*parts(operation)]
    others = {kind for part in every for kind in part.kinds} - {"user", "customField", "source"}
    for part in every:
        named = ("user" in part.kinds or "of an Ashby user" in part.description) and not part.name.startswith(
            "credited"
        )
        if (named and others) or part.name == "confidential":
            yield part


def about_money(operation: type[Operation]) -> Iterator[Part | None]:
    """It names a source, a credited user or an amount, or it is about an offer."""
    entity = operation.spec.entity
    found = [
        part
        for part in parts(operation)
        if "source" in part.kinds or _MONEY.search(part.name) or _MONEY.search(part.description) or part.anything
    ]
    yield from found
    if (entity is not None and entity.name.startswith("offer")) or (
        not found and _MONEY.search(operation.__doc__ or "")
    ):
        yield None


def public(operation: type[Operation]) -> Iterator[Part | None]:
    """It changes what job boards show or group by, or says of a parameter that outsiders see it.

    A new department or location holds no job yet, so no posting stands under it.
    """
    every = [*parts(operation)]
    yield from (part for part in every if _PUBLIC.search(part.name) or _PUBLIC.search(part.description))
    entity = operation.spec.entity
    if entity is None or entity.name not in _SHOWN_THINGS:
        return
    if entity.name == "jobPosting" or not _NEW.match(operation.spec.endpoint):
        changed = [part for part in every if len(part.path) == 1 and part.name != f"{entity.name}Id"]
        yield from changed or [None]


def list_replaced(operation: type[Operation]) -> Iterator[Part | None]:
    """It gives a record that is there a list or a map, which takes the place of the old one."""
    if not _NEW.match(operation.spec.endpoint):
        yield from (part for part in parts(operation) if part.many)


KINDS: Mapping[str, Callable[[type[Operation]], Iterator[Part | None]]] = MappingProxyType(
    {
        "permanent in another's name": in_anothers_name,
        "gives access": gives_access,
        "money": about_money,
        "public": public,
        "whole list replaced": list_replaced,
    }
)
_VALUES: Mapping[str, tuple[Json, ...]] = MappingProxyType({"money": (EURO,), "whole list replaced": (["One"], [])})


# ---- calls of a kind


def calls_with(operation: type[Operation], part: Part | None, values: tuple[Json, ...], world: World) -> list[Call]:
    """Valid calls, otherwise as plain as can be, with the parameter set to each value that it takes."""
    plain = _bases(operation, world)
    if part is None:
        return _prepared(operation, plain)
    field = next(f for n, f in operation.model_fields.items() if (f.alias or n) == part.top)
    whole = of_annotation(world, part.top, field.annotation, field.metadata, full=True)
    special = [_put(whole, part.path[1:], value) for value in values]
    calls = _prepared(operation, [base | {part.top: value} for value in special for base in plain])
    if not calls or not part.anything:
        calls += _prepared(operation, [base | {part.top: whole} for base in plain])
        calls += _prepared(operation, [base for base in plain if part.top in base])
    return calls


def _bases(operation: type[Operation], world: World) -> list[Arguments]:
    endpoint = operation.spec.endpoint
    given = cases(world.reset(), endpoint) if endpoint in SIMULATED else []
    made = [build(world, operation), *given]
    return [arguments for arguments in made if _prepared(operation, [arguments])] or made


def _prepared(operation: type[Operation], several: Iterable[Arguments]) -> list[Call]:
    toolset, found = Toolset.of(operation), []
    for arguments in several:
        try:
            found.append(toolset.prepare(operation.spec.endpoint, arguments))
        except ToolError:  # a rule across parameters; whoever finds no valid call at all says so
            continue
    return found


def _put(value: Json, path: tuple[str, ...], leaf: Json) -> Json:
    if not path:
        return leaf
    if isinstance(value, list):
        return [_put(item, path, leaf) for item in value]
    return value | {path[0]: _put(value.get(path[0]), path[1:], leaf)} if isinstance(value, dict) else leaf


def unasked(kind: str, operation: type[Operation], world: World) -> set[str]:
    """The parameters ("" for none) that make a call of this kind and yet let it run without a question."""
    found = set()
    for part in dict.fromkeys(KINDS[kind](operation)):
        calls = calls_with(operation, part, _VALUES.get(kind, ()), world)
        where = "" if part is None else ".".join(part.path)
        assert calls, f"{operation.spec.endpoint}: no valid call with {where}; give one in tests/support/valid_cases.py"
        if kind == "permanent in another's name":
            calls = [call for call in calls if not call.risk.reversible]
        if any(not call.needs_approval for call in calls):
            found.add(where)
    return found
