"""One resource with its client, sync or async: pages, all records, one record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from ashby_agent_tools.ats.joins import Tables
from ashby_agent_tools.ats.models import Resource
from ashby_agent_tools.ats.readers import ResourceReader, must_be_new
from ashby_agent_tools.ats.resources import MOST, Page
from ashby_agent_tools.client.clients import AsyncClient, Client
from ashby_agent_tools.unified.driver import adrive, drive

__all__ = ["AsyncUnifiedResource", "UnifiedResource"]

ModelT = TypeVar("ModelT", bound=Resource)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class UnifiedResource(ResourceReader[ModelT]):
    """One resource, read with a Client."""

    def __init__(self, name: str, tables: Tables, client: Client) -> None:
        super().__init__(name, tables)
        self._client = client

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int = 50,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        remote: Mapping[str, Any] = _NOTHING,
        raw: bool = True,
        **filters: Any,
    ) -> Page[ModelT]:
        """One page, without the fields in `exclude`, and in `included` the whole records that `include` names.

        `remote`: further parameters of Ashby's own list, by Ashby's names. Raises UsageError for filters, includes,
        fields, parameters and cursors that are not this list's.
        """
        script = self.page(
            filters, cursor=cursor, limit=limit, include=include, exclude=exclude, remote=remote, raw=raw
        )
        return drive(script, self._client)

    def all(
        self,
        *,
        include: tuple[str, ...] = (),
        remote: Mapping[str, Any] = _NOTHING,
        raw: bool = True,
        **filters: Any,
    ) -> Iterator[ModelT]:
        """Every record, page after page. Raises IncompleteList where Ashby gives no way on."""
        cursor: str | None = None
        sent: set[str] = set()
        while True:
            script = self.page(filters, cursor=cursor, limit=MOST, include=include, remote=remote, raw=raw, back=False)
            page = drive(script, self._client)
            yield from page.result
            if (cursor := page.next_cursor) is None:
                return
            must_be_new(self.kind.name, cursor, sent)

    def get(self, identity: str, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> ModelT:
        """One record. Where Ashby has no endpoint for one, the list is read until it is found; `filters` narrow it.

        Raises NotFound as Ashby does, and UsageError where the list has it not.
        """
        return drive(self.one(identity, include, filters, raw=raw), self._client)


class AsyncUnifiedResource(ResourceReader[ModelT]):
    """One resource, read with an AsyncClient."""

    def __init__(self, name: str, tables: Tables, client: AsyncClient) -> None:
        super().__init__(name, tables)
        self._client = client

    async def list(
        self,
        *,
        cursor: str | None = None,
        limit: int = 50,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        remote: Mapping[str, Any] = _NOTHING,
        raw: bool = True,
        **filters: Any,
    ) -> Page[ModelT]:
        """As UnifiedResource.list, awaited; what a page needs beside it is read side by side."""
        script = self.page(
            filters, cursor=cursor, limit=limit, include=include, exclude=exclude, remote=remote, raw=raw
        )
        return await adrive(script, self._client)

    async def all(
        self,
        *,
        include: tuple[str, ...] = (),
        remote: Mapping[str, Any] = _NOTHING,
        raw: bool = True,
        **filters: Any,
    ) -> AsyncIterator[ModelT]:
        """As UnifiedResource.all, awaited."""
        cursor: str | None = None
        sent: set[str] = set()
        while True:
            script = self.page(filters, cursor=cursor, limit=MOST, include=include, remote=remote, raw=raw, back=False)
            page = await adrive(script, self._client)
            for record in page.result:
                yield record
            if (cursor := page.next_cursor) is None:
                return
            must_be_new(self.kind.name, cursor, sent)

    async def get(self, identity: str, *, include: tuple[str, ...] = (), raw: bool = True, **filters: Any) -> ModelT:
        """As UnifiedResource.get, awaited."""
        return await adrive(self.one(identity, include, filters, raw=raw), self._client)
