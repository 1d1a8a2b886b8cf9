"""What one conversation was shown: whole results kept for reading on, their texts, and short names for ids."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ashby_agent_tools.approval.store import Kept, Room, Store
from ashby_agent_tools.call import Call, Rendered, Result
from ashby_agent_tools.errors import UnknownHandle
from ashby_agent_tools.handles import PREFIXES, UNKNOWN
from ashby_agent_tools.helpers import ReadResult, ReadResume
from ashby_agent_tools.operation import Json
from ashby_agent_tools.toolset import Toolset

if TYPE_CHECKING:
    from ashby_agent_tools.results import Fitted, Page


@dataclasses.dataclass(frozen=True, slots=True)
class Shelf:
    """Keeps and shows the results of one room, with the toolset's budget, views and hidden data classes."""

    store: Store
    room: Room
    toolset: Toolset

    def keep(self, result: Result) -> Result:
        """Keep the whole result under a reference, and give it a way to be rendered."""
        page = {
            "data": result.data,
            "next_cursor": result.next_cursor,
            "more": result.more,
            "sync_token": result.sync_token,
        }
        call = result.call
        result.ref = self.store.keep(
            self.room, Kept(call.tool, call.endpoint, json.dumps(call.arguments), json.dumps(page))
        )
        result.render = self._render
        return result

    def data(self, ref: str) -> Json:
        """The whole of a kept result, as Ashby sent it."""
        return self._page(ref)[1].data

    def read(self, call: Call) -> Result:
        """Read on in a kept result: what the tool ashby_read_result does."""
        asked = call.operation
        assert isinstance(asked, ReadResult)  # noqa: S101  (the session hands over nothing else)
        kept, page = self._page(asked.ref)
        result = Result(call=call, data=page.data, next_cursor=page.next_cursor, more=page.more, ref=asked.ref)
        result.render = lambda _: self._read_on(asked, kept.endpoint, page)
        return result

    def _page(self, ref: str) -> tuple[Kept, Page]:
        from ashby_agent_tools.results import Page  # noqa: PLC0415  (loaded when the first text is read)

        kept = self.store.kept(self.room, ref)
        if kept is None:
            raise UnknownHandle(f"{ref} is not kept in this conversation, or no longer; make the call again.")
        return kept, Page(**json.loads(kept.payload))

    def _read_on(self, asked: ReadResult, endpoint: str, page: Page) -> Rendered:
        from ashby_agent_tools.results import read_on  # noqa: PLC0415  (loaded when the first text is read)

        given = {
            name: value
            for name in type(asked).model_fields
            if name != "ref" and (value := getattr(asked, name)) is not None
        }
        source = self.toolset[endpoint].operation
        fitted = read_on(
            page,
            tool=ReadResult.spec.tool,
            ref=asked.ref,
            budget=self.toolset.budget,
            entity=source.spec.entity,
            hidden=self.toolset.hidden,
            short=self._namer,
            **given,
        )
        return _rendered(fitted)

    def _render(self, result: Result) -> Rendered:
        from ashby_agent_tools.results import Page, fit, write_summary  # noqa: PLC0415  (as above)

        call = result.call
        page = Page(data=result.data, next_cursor=result.next_cursor, more=result.more, sync_token=result.sync_token)
        spec, asked = call.operation.spec, call.operation
        if isinstance(asked, ReadResume) and asked.text_offset:
            later = ReadResult(ref=result.ref or "", fields=["text"], text_offset=asked.text_offset)
            return self._read_on(later, call.endpoint, page)
        show = partial(fit, fields=call.fields) if spec.reads else partial(write_summary, sent=call.arguments)
        fitted = show(
            page,
            tool=call.tool,
            budget=self.toolset.budget,
            entity=spec.entity,
            hidden=self.toolset.hidden,
            short=self._namer,
            ref=result.ref,
        )
        return _rendered(fitted)

    @property
    def _namer(self) -> Callable[[str, str], str] | None:
        return self._short if self.toolset.budget.ids == "handles" else None

    def _short(self, kind: str, uuid: str) -> str:
        return self.store.handle(self.room, PREFIXES.get(kind, UNKNOWN), kind, uuid)


def _rendered(fitted: Fitted) -> Rendered:
    return Rendered(fitted.text, fitted.tokens, fitted.approximate)
