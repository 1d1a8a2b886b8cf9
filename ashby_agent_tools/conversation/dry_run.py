"""Dry run: a write is prepared, judged and put in words, and not sent; what builds on it later says so."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

from ashby_agent_tools.approval.caps import touched_by
from ashby_agent_tools.approval.prompts.lookups import BuiltQuestion
from ashby_agent_tools.budget import Budget
from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Rendered, Result
from ashby_agent_tools.errors import BudgetTooSmall
from ashby_agent_tools.locks import Lock
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.secrets import masked

__all__ = ["DryRun"]


@dataclasses.dataclass(slots=True)
class DryRun:
    """The writes that a conversation would have made, oldest first. `hidden`: data classes no text may show."""

    budget: Budget
    hidden: frozenset[str] = frozenset()
    _written: list[Call] = dataclasses.field(default_factory=list)
    _lock: Lock = dataclasses.field(default_factory=Lock)

    def write(self, call: Call, built: BuiltQuestion) -> Result:
        """The result of a write that was not sent: the request, the question, what it builds on.

        The data are whole, for the application; the text loses what is hidden from a model.
        """
        with self._lock:
            builds_on = self._before(call)
            self._written.append(call)
        shown: dict[str, Json] = {
            "dry_run": "Nothing was sent.",
            **_asked_for(call, masked(call.operation)),
            "would": built.question,
            "needs_approval": call.needs_approval,
            **({"builds_on_dry_run_of": builds_on} if builds_on else {}),
        }
        for_model = shown if not self.hidden else shown | self._without_hidden(call, built)
        return Result(call=call, data=shown, render=lambda _: self._render(for_model))

    def _without_hidden(self, call: Call, built: BuiltQuestion) -> dict[str, Json]:
        from ashby_agent_tools.results import without_hidden  # noqa: PLC0415  (loaded when the first text is read)

        entity = call.operation.spec.entity
        arguments = masked(call.operation)
        body: Json = without_hidden(arguments, entity, self.hidden)
        if built.for_model is None and body == arguments:  # a custom field's title says it, not the arguments
            body = "[hidden]"
        would = built.for_model
        if would is None:
            would = f"[hidden: it holds data of a class that is hidden here ({', '.join(sorted(self.hidden))})]"
        return {**_asked_for(call, body), "would": would}

    def read(self, result: Result) -> Result:
        """A read's result; it says so when the records were written in this dry run before, since nothing was."""
        builds_on = self._before(result.call)
        show = result.render
        if builds_on and show is not None:
            names = ", ".join(builds_on)
            note = f"(Dry run: {names} concerned the same records and was not sent, so this shows them unchanged.)\n"
            noted: Callable[[Result], Rendered] = lambda it: _with_note(note, show(it), self.budget)  # noqa: E731
            return dataclasses.replace(result, render=noted, widen=None)
        return result

    def _before(self, call: Call) -> list[str]:
        """The endpoints of earlier dry-run writes to the same records."""
        mine = set(touched_by(call.arguments))
        return list(dict.fromkeys(it.endpoint for it in self._written if mine & set(touched_by(it.arguments))))

    def _render(self, shown: dict[str, Json]) -> Rendered:
        return _counted(json.dumps(shown, ensure_ascii=False, separators=(",", ":")), self.budget)


def _asked_for(call: Call, body: Json) -> dict[str, Json]:
    """The request that would be made; of a task, whose requests the question lists, what it was asked to do."""
    if call.operation.spec.served_by == "task":
        return {"task": {"name": call.tool, "arguments": body}}
    return {"request": {"method": "POST", "path": f"/{call.endpoint}", "body": body}}


def _with_note(note: str, rendered: Rendered, budget: Budget) -> Rendered:
    try:
        return _counted(note + rendered.text, budget)
    except BudgetTooSmall:
        return rendered  # the budget is full; the write itself said already that nothing was sent


def _counted(text: str, budget: Budget) -> Rendered:
    from ashby_agent_tools.results import counter_for  # noqa: PLC0415  (loaded when the first text is read)

    counter = counter_for(budget.tokenizer, budget.factor)
    tokens = counter.count(text)
    if tokens > budget.tokens or len(text) > budget.most_chars:
        raise BudgetTooSmall(f"The text takes {tokens} tokens, the budget is {budget.tokens}.", needed=tokens)
    return Rendered(text, tokens, approximate=not counter.exact)
