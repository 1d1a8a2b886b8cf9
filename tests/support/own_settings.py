"""Tests have a folder for settings: none of them reads or makes the default store of whoever runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

__all__ = ["own_settings"]


@pytest.fixture(autouse=True, scope="session")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The default store is in a folder of this run, as long as no test sets another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield
