"""A test of a contract that fails says which values it compared, in whichever file of the room it stands."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from ashby_agent_tools import testing


@pytest.mark.parametrize("name", [it.name for it in pkgutil.iter_modules(testing.__path__) if it.name != "plugin"])
def test_pytest_rewrites_the_assertions_of_each_module(name):
    module = importlib.import_module(f"{testing.__name__}.{name}")
    assert isinstance(module.__loader__, AssertionRewritingHook)
