"""Blocking: in an async test, whatever would block the event loop on an async path of ours raises."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from blockbuster import BlockBuster

import ashby_agent_tools

__all__ = ["watching"]

_WAITS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_OTHERS = ("simulator", "testing")  # of the core: what an application does not run in its loop


def watching(*packages: ModuleType) -> pytest.Fixture:
    """A fixture for every test of a file or folder: nothing blocks inside a coroutine of the core or these packages.

    A test that calls a sync door in its event loop blocks it knowingly, and no coroutine of ours is at work then.
    """
    core = ashby_agent_tools.__path__[0]
    ours = tuple(f"{path}/" for path in (core, *(package.__path__[0] for package in packages)))
    others = tuple(f"{core}/{name}" for name in _OTHERS)

    @pytest.fixture(autouse=True)
    def no_blocking() -> Iterator[None]:
        buster = BlockBuster()
        for function in buster.functions.values():
            function.can_block_predicate = _outside(ours, others, function.can_block_predicate)
        buster.activate()
        try:
            yield
        finally:
            buster.deactivate()

    return no_blocking


def _outside(ours: tuple[str, ...], others: tuple[str, ...], allowed: Callable[..., bool]) -> Callable[..., bool]:
    def outside(*args: object, **kwargs: object) -> bool:
        frame = sys._getframe(2)
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(others) or Path(name).name == "testing.py":
                return True
            if frame.f_code.co_flags & _WAITS and name.startswith(ours):
                return allowed(*args, **kwargs)
            frame = frame.f_back
        return True

    return outside
