"""Operation and Spec: what an operation of Ashby is. An instance is a validated call; the class is its schema.

A subclass names Ashby's own parameters as fields, in Ashby's camelCase, and states its facts in `spec`. Its
docstring is what a model reads; `risk()` says how dangerous THESE arguments are. To forget the safety annotation
is an error at import: `Spec` has no default for endpoint, scope and risk.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from ashby_agent_tools.errors import InvalidArguments, UsageError
from ashby_agent_tools.operations.problems import explain
from ashby_agent_tools.risk import Effect, Risk

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic._internal._model_construction import ModelMetaclass

    from ashby_agent_tools.operations.entity import Entity
else:
    ModelMetaclass = type(BaseModel)

__all__ = ["Json", "JsonObject", "Operation", "Paging", "Params", "Spec", "copied", "explained", "tool_name"]

Json = Any  # a JSON value; the one place where Any is honest
JsonObject = dict[str, Any]

Paging = Literal["none", "cursor", "sync"]

_NAME_LIMIT = 52
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@functools.lru_cache(maxsize=1024)
def tool_name(endpoint: str) -> str:
    """`application.changeStage` -> `ashby_application_change_stage`; a tool name stays as it is."""
    if endpoint.startswith("ashby_"):
        return endpoint
    return "ashby_" + _WORD.sub("_", endpoint).replace(".", "_").lower()


_SAME_AS_PLAIN = Risk(Effect.READ)


@dataclasses.dataclass(frozen=True, slots=True)
class Spec:
    """The facts about one endpoint that are not parameters.

    `endpoint`: Ashby's name (`application.changeStage`). `scope`: the key permission it needs, in Ashby's spelling;
    None where Ashby documents none. `risk`: the danger of the plainest arguments; `worst`: of the worst ones
    (default: the same). `tags`: areas for `Toolset.tagged`. `entity`: the kind of record it answers with; results
    are shown with that entity's view. `paging`: `none`, `cursor`, or `sync` (cursor and syncToken).
    `served_by`: `ashby`; `partner` for the calls that an assessment partner answers; `builtin` for the built-in
    tools; `task` for the recruiting tasks, which are made of calls. `beta`: marked so by Ashby.
    `aliases`: other tool names that stand for it, accepted as input.
    `also_called`: other endpoint spellings. `look`: the read that tells whether a write landed, for
    `OutcomeUnknown`. `retried`: whether a read may be sent again after a failure (report.generate may not).
    `secrets`: dotted paths of the arguments that nobody but Ashby may read: they are in no question, table, dry run,
    audit line, stored question or representation.

    Raises UsageError when `risk` exceeds `worst`, or the tool name is longer than 52 characters.
    """

    endpoint: str
    _: dataclasses.KW_ONLY
    scope: str | None
    risk: Risk
    worst: Risk = _SAME_AS_PLAIN
    tags: tuple[str, ...] = ()
    entity: Entity | None = None
    paging: Paging = "none"
    served_by: Literal["ashby", "partner", "builtin", "task"] = "ashby"
    beta: bool = False
    aliases: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    look: str | None = None
    retried: bool = True
    secrets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.worst is _SAME_AS_PLAIN:
            object.__setattr__(self, "worst", self.risk)
        if not self.risk <= self.worst:
            raise UsageError(f"{self.endpoint}: the plain risk exceeds the worst one; raise `worst`.")
        if len(self.tool) > _NAME_LIMIT:
            raise UsageError(f"{self.endpoint}: the tool name {self.tool} is longer than {_NAME_LIMIT} characters.")

    @property
    def tool(self) -> str:
        """The tool name that models see."""
        return tool_name(self.endpoint)

    @property
    def reads(self) -> bool:
        """Whether no arguments at all can make it change anything."""
        return self.worst.effect is Effect.READ

    @property
    def lists(self) -> bool:
        """Whether it reads a list of records from Ashby."""
        verb = self.endpoint.rpartition(".")[2]
        return self.reads and self.served_by == "ashby" and verb.startswith(("list", "search"))

    @property
    def shape(self) -> Literal["rows", "record"]:
        """What it answers with, as data: the rows of a list, or one record."""
        return "rows" if self.lists or self.endpoint in ("query", "read.result") else "record"

    @property
    def hints(self) -> dict[str, bool]:
        """The four static hints of the Model Context Protocol, from `worst` alone."""
        return {
            "readOnlyHint": self.worst.effect is Effect.READ,
            "destructiveHint": self.worst.effect is Effect.DESTRUCTIVE,
            "idempotentHint": self.worst.idempotent,
            "openWorldHint": self.worst.notifies or self.worst.exports,
        }


class Params(BaseModel):
    """A group of parameters: an operation, or a nested object inside one. Unknown keys are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, validate_by_name=True, validate_by_alias=True
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_the_default(cls, given: Any) -> Any:
        """Strict modes send null for what a model leaves out: it stands for the default, where there is one."""
        if not isinstance(given, dict) or None not in given.values():
            return given
        defaults = {
            key
            for name, field in cls.model_fields.items()
            if not field.is_required() and field.default is not None
            for key in (name, field.alias)
        }
        return {key: value for key, value in given.items() if value is not None or key not in defaults}


class _OperationType(ModelMetaclass):
    """Makes a constructor raise InvalidArguments.

    An `__init__` of ours would do the same and lose the validation context, in which short ids are resolved.
    """

    if not TYPE_CHECKING:  # type checkers read the parameters from the fields

        def __call__(cls, /, **arguments: object) -> Operation:  # noqa: N805  (of a metaclass)
            try:
                return super().__call__(**arguments)
            except ValidationError as error:
                raise InvalidArguments(explained(cls, cls.__name__, error)) from None


class Operation(Params, metaclass=_OperationType):
    """Base of all operations. Subclass it, state `spec`, name the parameters; hand the class to `Toolset.of`.

    Making an instance validates its arguments: InvalidArguments names every fault, and a near name where one is
    misspelt. Ids are full UUIDs there; `Session.prepare` takes short ids, too.
    """

    spec: ClassVar[Spec]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a parameter that would hide `spec` or `risk`."""
        super().__init_subclass__(**kwargs)
        annotations = inspect.get_annotations(cls)
        for name in ("spec", "risk"):
            if name in annotations and "ClassVar" not in str(annotations[name]):
                raise UsageError(f"{cls.__name__}: a parameter cannot be called {name!r}.")

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """The arguments for a representation, without secrets."""
        return ((name, value) for name, value in super().__repr_args__() if name not in self.spec.secrets)

    def risk(self) -> Risk:
        """How dangerous these arguments are; never above `spec.worst`. Pure: it looks nothing up."""
        return self.spec.risk

    def too_late(self, now: datetime) -> str | None:  # noqa: ARG002  (for overriding)
        """Why nobody can mean this call any more at a time; None where it makes sense."""
        return None

    def body(self) -> JsonObject:
        """The JSON that goes over the wire: unset optionals are left out, a required null is sent."""
        return wire(self)

    def as_arguments(self) -> JsonObject:
        """The arguments from which `prepare` makes this call again; the body, unless a marker stands for a null."""
        return self.body()


def explained(operation: type[Operation], name: str, error: ValidationError) -> str:
    """What is wrong with arguments of this operation, in one message for a model; `name`: what it was called by."""
    known = [field.alias or key for key, field in operation.model_fields.items()]
    return explain(name, error, known=known, synced=operation.spec.paging == "sync")


def wire(model: Params) -> JsonObject:
    """A model as Ashby gets it. None is left out if and only if the field has a default."""
    out: JsonObject = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if value is None and not field.is_required():
            continue
        out[field.alias or name] = _wire_value(value)
    return out


def _wire_value(value: object) -> Json:
    if isinstance(value, Params):
        return wire(value)
    if isinstance(value, list | tuple):
        return [_wire_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _wire_value(item) for key, item in value.items()}
    return value


def copied(node: Json) -> Json:
    """A copy of JSON, all the way down; copy.deepcopy takes two to three times as long."""
    if isinstance(node, dict):
        return {key: copied(value) for key, value in node.items()}
    return [copied(item) for item in node] if isinstance(node, list) else node
