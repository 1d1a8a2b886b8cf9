"""The texts of results in one conversation: the toolset's budget and views, short ids, titles, a write's changes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from ashby_agent_tools.call_result import Rendered, Result
from ashby_agent_tools.conversation.short_ids import unknown_ids, with_full_ids
from ashby_agent_tools.errors import InvalidArguments, StoreUnavailable
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.builtin import ReadResult, ReadResume
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.kinds import prefix_of
from ashby_agent_tools.store.protocol import ConversationKey, Store
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.results import Fitted, Page

__all__ = ["ResultRenderer", "ShortNames", "of_undoing", "undoing_of"]

_NO = "not possible: "
_LOOK_BACK = 40  # results about a record that are searched for it as it was before a write


@dataclasses.dataclass(frozen=True, slots=True)
class ResultRenderer:
    """Shows the results of one conversation, with the toolset's budget, views and hidden data classes."""

    store: Store
    key: ConversationKey
    toolset: Toolset

    def text(self, result: Result) -> Rendered:
        """As `rendered`, and with whole ids where the store is not there to give short ones."""
        try:
            return self.rendered(result)
        except StoreUnavailable:  # the call is made: its ids are shown, where no short ones can be had
            budget = dataclasses.replace(self.toolset.budget, ids="uuid")
            return dataclasses.replace(self, toolset=self.toolset.with_budget(budget)).rendered(result)

    def wide_text(self, result: Result) -> Rendered:
        """As much as the budget's ceiling lets through, for what no model reads by itself."""
        budget = self.toolset.budget
        wide = dataclasses.replace(budget, tokens=budget.ceiling, chars=None, detail="full")
        return dataclasses.replace(self, toolset=self.toolset.with_budget(wide)).text(result)

    def rendered(self, result: Result) -> Rendered:
        """The text of a result, with the short ids and titles that the store has."""
        from ashby_agent_tools.results import Page, fit, write_summary  # noqa: PLC0415  (loaded with the first text)

        call = result.call
        page = Page(
            data=result.data,
            next_cursor=result.next_cursor,
            more=result.more,
            sync_token=result.sync_token,
            undo=of_undoing(result),
        )
        spec, asked = call.operation.spec, call.operation
        if isinstance(asked, ReadResume) and asked.text_offset:
            later = ReadResult(ref=result.ref or "", fields=["text"], text_offset=asked.text_offset)
            return self.read_on(later, call.endpoint, page)
        if spec.reads or call.fields or spec.served_by == "task":
            show = partial(fit, fields=call.fields)
        else:
            show = partial(write_summary, sent=call.arguments, before=self._before(result))
        fitted = show(
            page,
            tool=call.tool,
            budget=self.toolset.budget,
            entity=spec.entity,
            hidden=self.toolset.hidden,
            short=self.namer,
            ref=result.ref,
            titles=self.store.titles(self.key, result.ref) if self.namer and result.ref else {},
        )
        return self.shown(fitted)

    def read_on(
        self, asked: ReadResult, endpoint: str, page: Page, beside: tuple[tuple[str, Json], ...] = ()
    ) -> Rendered:
        """A part of a kept result, or what is asked of its records."""
        from ashby_agent_tools.results import read_on  # noqa: PLC0415  (as above)

        given = {
            name: value
            for name in type(asked).model_fields
            if name not in ("ref", "all_pages") and (value := getattr(asked, name)) is not None
        }
        if asked.where:
            given["where"] = with_full_ids(self.store, self.key, asked.where)
            beside = (*beside, *unknown_ids(self.store, self.key, asked.where))
        source = self.toolset[endpoint].operation
        fitted = read_on(
            page,
            tool=ReadResult.spec.tool,
            ref=asked.ref,
            budget=self.toolset.budget,
            entity=source.spec.entity,
            hidden=self.toolset.hidden,
            short=self.namer,
            beside=beside,
            titles=self.store.titles(self.key, asked.ref) if self.namer else {},
            **given,
        )
        return self.shown(fitted)

    def named(self, kind: str, uuid: str) -> str:
        """What stands for an id in a text of this conversation."""
        return uuid if self.namer is None else self.namer(kind, uuid)

    def shown(self, fitted: Fitted) -> Rendered:
        """A text that is about to be shown: the titles in it are beside short ids in texts of later results.

        Only of results that are kept from now on: a text of one that is kept already says the same whenever it is made.
        """
        if self.namer and fitted.titles:
            self.store.add_titles(self.key, fitted.titles)
        return Rendered(fitted.text, fitted.tokens, fitted.approximate)

    def _before(self, result: Result) -> Json:
        """The record that a write answered with as this conversation last saw it, if that is still kept."""
        data, entity = result.data, result.call.operation.spec.entity
        identity = data.get("id") if isinstance(data, dict) else None
        if entity is None or not isinstance(identity, str):
            return None
        try:
            found_in = self.store.results_containing(self.key, identity, most=_LOOK_BACK)
        except StoreUnavailable:
            return None
        for ref, kept in found_in:
            if ref == result.ref or not self._holds(kept.endpoint, entity):
                continue
            found = json.loads(kept.payload)["data"]
            for record in found if isinstance(found, list) else [found]:
                if isinstance(record, dict) and record.get("id") == identity:
                    return cast("Json", record)
        return None

    def _holds(self, endpoint: str, entity: Entity) -> bool:
        try:
            held = self.toolset[endpoint].operation.spec.entity
        except InvalidArguments:  # a toolset that was narrowed since
            return False
        return held is not None and held.name == entity.name

    @property
    def namer(self) -> ShortNames | None:
        """What names ids in texts; None where they are shown as they are."""
        return ShortNames(self.store, self.key) if self.toolset.budget.ids == "short" else None


@dataclasses.dataclass(frozen=True, slots=True)
class ShortNames:
    """Names ids in the texts of a conversation."""

    store: Store
    key: ConversationKey

    def __call__(self, kind: str, uuid: str) -> str:
        """The name of one id."""
        return self.store.short_id(self.key, prefix_of(kind), kind, uuid)

    def many(self, records: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The names of several, in one step of the store."""
        return self.store.add_short_ids(self.key, [(prefix_of(kind), kind, uuid) for kind, uuid in records])


def of_undoing(result: Result) -> str | None:
    """What the text of a write says of undoing it; nothing where its arguments have no way back."""
    return result.undo or (f"{_NO}{result.undo_why_not}" if result.undo_why_not else None)


def undoing_of(page: Page) -> dict[str, str]:
    """The same, as a result has it."""
    if page.undo is None:
        return {}
    no = page.undo.startswith(_NO)
    return {"undo_why_not": page.undo.removeprefix(_NO)} if no else {"undo": page.undo}
