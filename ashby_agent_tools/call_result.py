"""Result: what Ashby answered to one call, and its text for a model; Reconciled: whether an unanswered write landed."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

from ashby_agent_tools.call import Call
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.structured_output import structured

__all__ = ["Reconciled", "Rendered", "Result", "with_text"]

T = TypeVar("T")


class Rendered(NamedTuple):
    """A result's text for a model, and what it costs."""

    text: str
    tokens: int
    approximate: bool


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What Ashby answered. Immutable; `dataclasses.replace` makes another one.

    `data`: the whole value of Ashby's `results`, untouched. `text`, `tokens`, `approximate`: for a model, within
    the budget, made when first asked for. `next_cursor`, `more`, `sync_token`: Ashby's paging. `request_id`: for
    Ashby's support. `ref`: the name under which the session keeps the whole result; None from a bare Client.
    """

    call: Call
    data: Json = dataclasses.field(repr=False)  # whole: what a toolset hides is in it, too
    next_cursor: str | None = None
    more: bool = False
    sync_token: str | None = None
    request_id: str | None = None
    ref: str | None = None
    render: Callable[[Result], Rendered] | None = dataclasses.field(default=None, repr=False)
    widen: Callable[[Result], Rendered] | None = dataclasses.field(default=None, repr=False)
    undo: str | None = None
    undo_why_not: str = ""
    _rendered: list[Rendered] = dataclasses.field(default_factory=list, init=False, repr=False)

    @property
    def rendered(self) -> Rendered:
        """Text, tokens and whether the count is exact; computed once."""
        if not self._rendered:
            if self.render is None:
                raise UsageError("This result was made without a way to render it.")
            self._rendered.append(self.render(self))
        return self._rendered[0]

    @property
    def text(self) -> str:
        """The result for a model, within the budget."""
        return self.rendered.text

    def structured(self, *, whole: bool = False) -> JsonObject:
        """What `text` says, as the objects that `Tool.output_schema` describes: for clients and for code.

        It holds what a model may read, no more: hidden data are not in it, and what outsiders wrote is marked. `whole`:
        not cut to the budget but to its ceiling, for a program that reads it in the model's place.
        """
        text = self.widen(self).text if whole and self.widen is not None else self.text
        return structured(text, self.call.operation.spec.shape)

    @property
    def tokens(self) -> int:
        """What `text` costs."""
        return self.rendered.tokens

    @property
    def approximate(self) -> bool:
        """Whether `tokens` is a conservative estimate, because the tokenizer's vocabulary could not be loaded."""
        return self.rendered.approximate


def with_text(made: T) -> T:
    """The same, a result with its text made. What hinders that is raised where it is asked for."""
    if isinstance(made, Result):
        with contextlib.suppress(Exception):
            made.rendered  # noqa: B018  (made once)
    return made


@dataclasses.dataclass(frozen=True, slots=True)
class Reconciled:
    """Whether a write landed, and by which record, field and time that is told.

    `landed`: what the call asks for stands in Ashby, and was made, or its record changed, since the call began. Ashby
    does not say by whom: if somebody else did the same since, or changed something else of a record that stood so
    before, it is `landed` too. `not landed`: it does not stand, a minute or more after the call began. A record that
    somebody removed or renamed since is not found. The clock of the store has to agree with Ashby's to a minute.
    """

    state: Literal["landed", "not landed", "cannot be told"]
    evidence: str
