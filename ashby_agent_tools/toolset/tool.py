"""Tool: one operation as a framework shows it to a model, and what such definitions cost."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping

from ashby_agent_tools.budget import Budget
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations import schema
from ashby_agent_tools.operations.arguments import taken
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.secrets import masked_as_given
from ashby_agent_tools.risk import Risk

__all__ = ["Tool", "cost_of"]


@dataclasses.dataclass(frozen=True, slots=True)
class Tool:
    """One operation as a framework shows it to a model.

    `name`, `description`, `schema` (a JSON schema, yours to change) and the four `hints` of the Model Context
    Protocol. `operation` is the class behind it. Of the tool that calls others by name, `worst` is the worst danger of
    them all, and `named` gives the operation behind a name.
    """

    name: str
    operation: type[Operation]
    worst: Risk | None = None
    named: Callable[[str], type[Operation] | None] | None = dataclasses.field(default=None, repr=False, compare=False)

    @property
    def title(self) -> str:
        """What a person reads in place of the name: `Application: change stage`."""
        spec = self.operation.spec
        said = spec.endpoint if spec.served_by == "builtin" else ": ".join(spec.endpoint.rsplit(".", 1))
        words = re.sub(r"[._]|(?<=[a-z])(?=[A-Z])", " ", said).lower()
        return words[:1].upper() + words[1:]

    @property
    def description(self) -> str:
        """What the tool does, at most 1,024 characters."""
        return schema.description_of(self.operation)

    @property
    def long_description(self) -> str:
        """What the tool does, and words that people ask for it with, at most 1,024 characters.

        For definitions that are deferred: they cost no token until a provider's search has found them, and it finds
        them by such words.
        """
        from ashby_agent_tools.toolset.search.vocabulary import described_at_length  # noqa: PLC0415  (words are long)

        return described_at_length(self.operation)

    @property
    def schema(self) -> JsonObject:
        """The JSON schema of the arguments."""
        return schema.schema_of(self.operation)

    @property
    def output_schema(self) -> JsonObject:
        """The JSON schema of `Result.structured()` for this tool; yours to change."""
        from ashby_agent_tools.results.output_schema import schema_for  # noqa: PLC0415  (nothing else needs it at import)

        return schema_for(self.operation.spec.shape, self.operation.spec.entity)

    @property
    def hints(self) -> dict[str, bool]:
        """readOnlyHint, destructiveHint, idempotentHint, openWorldHint."""
        spec = self.operation.spec
        return spec.hints if self.worst is None else dataclasses.replace(spec, worst=self.worst).hints

    @property
    def direct_only(self) -> bool:
        """Whether a model has to call it itself: what can change something is not for a program to call."""
        return not self.hints["readOnlyHint"]

    def programmatic(self, provider: str) -> JsonObject:
        """What a provider's definition of this tool takes besides, so that programs of a model may call it if it reads.

        `openai` takes `allowed_callers` and `output_schema`, `anthropic` takes `allowed_callers`. Raises UsageError for
        a provider that has no such programs.
        """
        from ashby_agent_tools.operations.providers import PROVIDERS  # noqa: PLC0415  (loaded when first asked for)

        rules = next((rules for name, rules in PROVIDERS.items() if name == provider), None)
        if rules is None or rules.program is None:
            known = ", ".join(name for name, it in PROVIDERS.items() if it.program)
            raise UsageError(f"{provider!r:.60} has no programs that call tools; those that do are {known}.")
        if self.direct_only:
            return {"allowed_callers": ["direct"]}
        output = {"output_schema": self.output_schema} if provider == "openai" else {}
        return {"allowed_callers": ["direct", rules.program], **output}

    def masked(self, arguments: Mapping[str, Json] | str) -> JsonObject:
        """Arguments as a model gave them, or their JSON, with `(not shown)` for every secret: for traces and logs.

        They need not be valid. Raises InvalidArguments for what is nested too deeply, or otherwise no object of JSON.
        """
        given = taken(self.name, arguments)
        if self.named is None:
            return masked_as_given(self.operation, given)
        inner = taken(self.name, given.get("arguments") or {})
        operation = self.named(str(given.get("name"))) or self.operation
        return masked_as_given(self.operation, {**given, "arguments": masked_as_given(operation, inner)})


def cost_of(tools: Iterable[Tool], budget: Budget) -> int:
    """What the definitions cost in OpenAI's form, counted as `budget` counts."""
    from ashby_agent_tools.results import counter_for  # noqa: PLC0415  (loaded when something is counted)

    counter = counter_for(budget.tokenizer, budget.factor)
    definitions = (
        {"type": "function", "function": {"name": it.name, "description": it.description, "parameters": it.schema}}
        for it in tools
    )
    return sum(counter.count(json.dumps(definition, separators=(",", ":"))) for definition in definitions)
