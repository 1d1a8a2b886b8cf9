"""What one conversation was shown: whole results, kept for reading on; `result_texts` has their texts."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from ashby_agent_tools.call import Call
from ashby_agent_tools.call_result import Result
from ashby_agent_tools.client.envelope import scrubbed
from ashby_agent_tools.client.paging import Cursor, rows
from ashby_agent_tools.conversation.result_texts import ResultRenderer, of_undoing, undoing_of
from ashby_agent_tools.errors import Declined, IncompleteList, InvalidArguments, StoreUnavailable, UnknownShortId
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.builtin import FindTools, ReadResult
from ashby_agent_tools.operations.schema import FIELDS, with_fields
from ashby_agent_tools.operations.secrets import secrets_in, texts_in, unmasked, withheld_secrets
from ashby_agent_tools.store.protocol import ConversationKey, Store, StoredResult
from ashby_agent_tools.toolset.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.results import Page

_PAGE = 100  # records of a page at most (facts of the lists: limit)
_MOST_PAGES = 20
_LOOK_BACK = 40  # results about a record that are searched for it


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
    """Keeps the results of one conversation, whole but for secrets, and reads on in them."""

    store: Store
    key: ConversationKey
    toolset: Toolset

    @property
    def renderer(self) -> ResultRenderer:
        """What makes their texts."""
        return ResultRenderer(self.store, self.key, self.toolset)

    def keep(self, result: Result) -> Result:
        """Keep the result under a reference, whole but for secrets, and give it a way to be rendered."""
        call = result.call
        page = {
            "data": without_secrets(result),
            "next_cursor": result.next_cursor,
            "more": result.more,
            "sync_token": result.sync_token,
            **({} if (undo := of_undoing(result)) is None else {"undo": undo}),
        }
        arguments = dict(with_fields(call.masked, call.fields))
        kept, ref = StoredResult(call.tool, call.endpoint, json.dumps(arguments), json.dumps(page)), None
        with contextlib.suppress(StoreUnavailable):  # the call is made, and what came of it must be told
            ref = self.store.save_result(self.key, kept)
        return dataclasses.replace(result, ref=ref, render=self.renderer.text, widen=self.renderer.wide_text)

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
            **undoing_of(page),
            render=self.renderer.text,
            widen=self.renderer.wide_text,
        )

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
        rendered = self.renderer.read_on(asked, kept.endpoint, page, beside)
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


def kept_as(ref: str, records: int, broken: IncompleteList) -> IncompleteList:
    """The same failure, with the way to what was read; whoever counts it knows then that it is a part."""
    error = IncompleteList(
        f"{broken} {ref} holds the {records} records that were read: ashby_read_result(ref='{ref}') without all_pages "
        "reads on in them. Do not present them as the whole list.",
        request_id=broken.request_id,
    )
    error.ref = ref
    return error
