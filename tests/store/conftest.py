"""What the tests of stores share: an address on each database."""

from __future__ import annotations

import postgres
import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres.NEEDED)])
def url(request, tmp_path):
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgres.schema() as address:
        yield address


@pytest.fixture
def opened(url):
    """Opens stores over that database, and closes them afterwards."""
    from ashby_agent_tools import SqlStore

    stores = []

    def open_store(**options):
        stores.append(SqlStore(url, **options))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()
