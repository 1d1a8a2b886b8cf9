"""What one conversation was shown: whole results kept for reading on, their texts, and short ids."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from ashby_agent_tools.call import Call, Rendered, Result
from ashby_agent_tools.client.envelope import scrubbed
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.conversation.short_ids import unknown_ids, with_full_ids
from ashby_agent_tools.errors import Declined, IncompleteList, InvalidArguments, StoreUnavailable, UnknownShortId
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.builtin import FindTools, ReadResult, ReadResume
from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.kinds import prefix_of
from ashby_agent_tools.operations.schema import FIELDS, with_fields
from ashby_agent_tools.operations.secrets import secrets_in, texts_in, unmasked, withheld_secrets
from ashby_agent_tools.store.protocol import ConversationKey, Store, StoredResult
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.results import Fitted, Page

_PAGE = 100  # records of a page at most (facts of the lists: limit)
_MOST_PAGES = 20
_NO = "not possible: "
_LOOK_BACK = 40  # results about a record that are searched for a record as it was before a write


def without_secrets(result: Result) -> Json:
    """The data of a result, with `(not shown)` for the call's secrets and those that no model is shown of a record."""
    operation = type(result.call.operation)
    secrets = (*secrets_in(operation, result.call.arguments), *withheld_secrets(operation, result.data))
    return scrubbed(result.data, [text for secret in secrets for text in texts_in(secret)])


class Pages:
    """All pages of a list, one after another, up to a bound; the session fetches what `operation` says next."""

    def __init__(self, cursor: Cursor | None) -> None:
        self._cursor = cursor
        self.records: list[Json] = []
        self.count = 0
        self.broken: IncompleteList | None = None

    @property
    def operation(self) -> Operation | None:
        """The next page to fetch; None after the last one, and at the bound."""
        return None if self._cursor is None or self.count >= _MOST_PAGES else self._cursor.operation

    @property
    def whole(self) -> bool:
        """Whether no page is missing."""
        return self._cursor is None or (self._cursor.operation is None and self.broken is None)

    def take(self, result: Result) -> None:
        """Add a page that was fetched; where it names no way on, that is told once what was read is kept."""
        assert self._cursor is not None  # noqa: S101  (there was an operation)
        self.records += rows(self._cursor.fresh(result))
        self.count += 1
        try:
            self._cursor.move(result)
        except IncompleteList as error:
            self.broken = error


@dataclasses.dataclass(frozen=True, slots=True)
class ResultStore:
    """Keeps and shows the results of one conversation, with the toolset's budget, views and hidden data classes."""

    store: Store
    key: ConversationKey
    toolset: Toolset

    def keep(self, result: Result) -> Result:
        """Keep the result under a reference, whole but for secrets, and give it a way to be rendered."""
        call = result.call
        page = {
            "data": without_secrets(result),
            "next_cursor": result.next_cursor,
            "more": result.more,
            "sync_token": result.sync_token,
            **({} if (undo := _of_undoing(result)) is None else {"undo": undo}),
        }
        arguments = dict(with_fields(call.masked, call.fields))
        kept, ref = StoredResult(call.tool, call.endpoint, json.dumps(arguments), json.dumps(page)), None
        with contextlib.suppress(StoreUnavailable):  # the call is made, and what came of it must be told
            ref = self.store.save_result(self.key, kept)
        return dataclasses.replace(result, ref=ref, render=self._render, widen=self._widened)

    def _widened(self, result: Result) -> Rendered:
        """As much as the budget's ceiling lets through, for what no model reads by itself."""
        budget = self.toolset.budget
        wide = dataclasses.replace(budget, tokens=budget.ceiling, chars=None, detail="full")
        return dataclasses.replace(self, toolset=self.toolset.with_budget(wide))._render(result)  # noqa: SLF001  (its own class)

    def keep_records(self, tool: str, endpoint: str, arguments: str, records: list[Json], *, more: bool) -> str:
        """Keep the records of several pages of a list as one result; gives its reference."""
        payload = {"data": records, "next_cursor": None, "more": more, "sync_token": None}
        return self.store.save_result(self.key, StoredResult(tool, endpoint, arguments, json.dumps(payload)))

    def data(self, ref: str) -> Json:
        """The whole of a kept result, as Ashby sent it; `(not shown)` stands for secrets."""
        return self.kept_page(ref)[1].data

    def again(self, ref: str, prepare: Callable[[str, JsonObject], Call], about: Call | None) -> Result:
        """A kept result as it was given first. Raises Declined if it is no longer kept: the call was made.

        `about`: the call that came again; the secrets that are not kept are in it.
        """
        try:
            kept, page = self.kept_page(ref)
            given = json.loads(kept.arguments)
            call = prepare(
                kept.tool, given if about is None else unmasked(type(about.operation), given, about.arguments)
            )
        except InvalidArguments as error:
            raise Declined(f"This call was made before and is not repeated. {error}") from error
        return Result(
            call=call,
            data=page.data,
            next_cursor=page.next_cursor,
            more=page.more,
            sync_token=page.sync_token,
            ref=ref,
            **_undoing_of(page),
            render=self._render,
            widen=self._widened,
        )

    def named(self, kind: str, uuid: str) -> str:
        """What stands for an id in a text of this conversation."""
        return uuid if self.namer is None else self.namer(kind, uuid)

    def told(self, identity: str) -> Json:
        """The newest record with this id that this conversation was told of, or None: for what no read finds by it."""
        for _, kept in self.store.results_containing(self.key, identity, most=_LOOK_BACK):
            found = json.loads(kept.payload)["data"]
            for record in found if isinstance(found, list) else [found]:
                if isinstance(record, dict) and record.get("id") == identity:
                    return record
        return None

    def pages(self, call: Call) -> Pages:
        """The pages to fetch before reading on: none, or all of the list that a kept result is a page of."""
        asked = call.operation
        assert isinstance(asked, ReadResult)  # noqa: S101  (the session passes nothing else)
        if not asked.all_pages:
            return Pages(None)
        kept = self._kept(asked.ref)
        operation = self.toolset[kept.endpoint].operation
        if "cursor" not in operation.model_fields:
            return Pages(None)
        if not operation.spec.lists:
            raise InvalidArguments(
                f"{asked.ref} is a page of {kept.tool}, which is read page by page: call it again with the cursor of "
                "the header; all_pages is for single lists of Ashby."
            )
        given = {k: v for k, v in json.loads(kept.arguments).items() if k not in ("cursor", FIELDS)}
        if "limit" in operation.model_fields:
            given["limit"] = _PAGE
        return Pages(Cursor(operation.model_validate(given)))

    def read(self, call: Call, pages: Pages) -> Result:
        """Read on in a kept result: what the tool ashby_read_result does. A condition that cannot be raises here.

        Pages that were fetched for it are kept as one result of their own, so that the next question fetches nothing.
        Raises IncompleteList, which names that result, where the list says that it goes on and not where.
        """
        asked = call.operation
        assert isinstance(asked, ReadResult)  # noqa: S101  (as above)
        beside: tuple[tuple[str, Json], ...] = ()
        if pages.count:
            first = self._kept(asked.ref)
            ref = self.keep_records(first.tool, first.endpoint, first.arguments, pages.records, more=not pages.whole)
            if pages.broken is not None:
                raise kept_as(ref, len(pages.records), pages.broken)
            asked = asked.model_copy(update={"ref": ref})
            beside = (("all_pages", "whole" if pages.whole else f"no: the first {pages.count} only; narrow the call"),)
        elif asked.all_pages:
            beside = (("all_pages", "whole"),)
        kept, page = self.kept_page(asked.ref)
        rendered = self._read_on(asked, kept.endpoint, page, beside)
        return Result(
            call=call, data=page.data, next_cursor=page.next_cursor, more=page.more, ref=asked.ref,
            render=lambda _: rendered,
        )  # fmt: skip

    def found(self, call: Call) -> Result:
        """What the tool ashby_find_tools answers with: nothing of Ashby's, so it is not kept."""
        from ashby_agent_tools.toolset.search.answer import found, written  # noqa: PLC0415  (loaded with the first search)

        asked = call.operation
        assert isinstance(asked, FindTools)  # noqa: S101  (the session passes nothing else)
        entries = found(self.toolset, asked.query)
        rendered = written(self.toolset, entries)
        return Result(call=call, data=entries, render=lambda _: rendered)

    def _kept(self, ref: str) -> StoredResult:
        kept = self.store.load_result(self.key, ref)
        if kept is None:
            raise UnknownShortId(f"{ref} is not a result of this conversation; make the call whose result you want.")
        return kept

    def kept_page(self, ref: str) -> tuple[StoredResult, Page]:
        """A kept result and its page. Raises UnknownShortId if there is none, or it is no longer kept."""
        from ashby_agent_tools.results import Page  # noqa: PLC0415  (loaded when the first text is read)

        kept = self._kept(ref)
        if not kept.payload:
            raise UnknownShortId(self._gone(ref, kept))
        return kept, Page(**json.loads(kept.payload))

    def _gone(self, ref: str, kept: StoredResult) -> str:
        """Which call brings back a result that is no longer kept; a write is not suggested a second time."""
        call = f"{kept.tool} with {kept.arguments}"
        if self._reads(kept.endpoint):
            return f"{ref} is no longer kept; repeat this call to get it: {call}."
        return (
            f"{ref} is no longer kept; it was the result of a write ({call}): do not repeat the write; "
            "read the record instead."
        )

    def _reads(self, endpoint: str) -> bool:
        try:
            return self.toolset[endpoint].operation.spec.reads
        except InvalidArguments:  # a toolset that was narrowed since
            return False

    def _read_on(
        self, asked: ReadResult, endpoint: str, page: Page, beside: tuple[tuple[str, Json], ...] = ()
    ) -> Rendered:
        from ashby_agent_tools.results import read_on  # noqa: PLC0415  (loaded when the first text is read)

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

    def _render(self, result: Result) -> Rendered:
        try:
            return self.rendered(result)
        except StoreUnavailable:  # the call is made: its ids are shown, where no short ones can be had
            budget = dataclasses.replace(self.toolset.budget, ids="uuid")
            return dataclasses.replace(self, toolset=self.toolset.with_budget(budget)).rendered(result)

    def rendered(self, result: Result) -> Rendered:
        """The text of a result, with the short ids and titles that the store has."""
        from ashby_agent_tools.results import Page, fit, write_summary  # noqa: PLC0415  (as above)

        call = result.call
        page = Page(
            data=result.data,
            next_cursor=result.next_cursor,
            more=result.more,
            sync_token=result.sync_token,
            undo=_of_undoing(result),
        )
        spec, asked = call.operation.spec, call.operation
        if isinstance(asked, ReadResume) and asked.text_offset:
            later = ReadResult(ref=result.ref or "", fields=["text"], text_offset=asked.text_offset)
            return self._read_on(later, call.endpoint, page)
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


def _of_undoing(result: Result) -> str | None:
    """What the text of a write says of undoing it; nothing where its arguments have no way back."""
    return result.undo or (f"{_NO}{result.undo_why_not}" if result.undo_why_not else None)


def _undoing_of(page: Page) -> dict[str, str]:
    """The same, as a result has it."""
    if page.undo is None:
        return {}
    no = page.undo.startswith(_NO)
    return {"undo_why_not": page.undo.removeprefix(_NO)} if no else {"undo": page.undo}


def kept_as(ref: str, records: int, broken: IncompleteList) -> IncompleteList:
    """The same failure, with the way to what was read; whoever counts it knows then that it is a part."""
    error = IncompleteList(
        f"{broken} {ref} holds the {records} records that were read: ashby_read_result(ref='{ref}') without all_pages "
        "reads on in them. Do not present them as the whole list.",
        request_id=broken.request_id,
    )
    error.ref = ref
    return error
