"""The scripts of docs/ as modules: they are scripts, and docs/ is no package."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent.parent / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _script("generate")
inserts = _script("inserts")
pages = _script("pages")
pictures = _script("pictures")
