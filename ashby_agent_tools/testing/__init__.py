"""For the tests of adapters and applications: public, and kept stable like the rest.

Here are the behaviour suites for adapters and stores, the pytest plugin and cassettes. What only this repository's own
tests share is in `tests/support/`.
"""

from __future__ import annotations

import pkgutil

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)))

from ashby_agent_tools.testing.cassettes import cassette_settings  # noqa: E402
from ashby_agent_tools.testing.contract import AdapterContract  # noqa: E402
from ashby_agent_tools.testing.driver import AdapterDriver, AdapterSetting, Outcome, Pending, ShownTool  # noqa: E402
from ashby_agent_tools.testing.stores import StoreContract, StoreOptions  # noqa: E402

__all__ = [
    "AdapterContract",
    "AdapterDriver",
    "AdapterSetting",
    "Outcome",
    "Pending",
    "ShownTool",
    "StoreContract",
    "StoreOptions",
    "cassette_settings",
]
