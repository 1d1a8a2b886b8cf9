"""Lazy exports: what a package offers and not every program uses is imported when it is first asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping

__all__ = ["lazy_exports"]


def lazy_exports(package: str, modules: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """The `__getattr__` of a package (PEP 562): the names that each of its modules has, or the module itself.

    Type checkers see none of it: they get the same names by imports under TYPE_CHECKING.
    """
    places = {name: module for module, names in modules.items() for name in names}

    def load(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = importlib.import_module(f"{package}.{places[name]}")
        found = module if places[name] == name else getattr(module, name)
        setattr(sys.modules[package], name, found)
        return found

    return load
