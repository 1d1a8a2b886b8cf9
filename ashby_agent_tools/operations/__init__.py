"""Every operation of Ashby's API, one class per endpoint, one module per area; areas are imported when first used.

from ashby_agent_tools import operations as op
op.ApplicationChangeStage(applicationId=..., interviewStageId=...)
"""

from __future__ import annotations

from pathlib import Path

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.hints import hint
from ashby_agent_tools.operations.index import by_name, catalogue, class_named, find

__all__ = ["by_name", "catalogue", "find"]


def __getattr__(name: str) -> type[Operation]:
    """`op.ApplicationChangeStage`: the class, looked for once."""
    cls = class_named(name)
    if cls is not None:
        return cls
    # `from ashby_agent_tools.operations import index` asks here first: a hint would load every area
    here = Path(__file__).parent
    is_module = name.startswith("_") or (here / f"{name}.py").is_file() or (here / name / "__init__.py").is_file()
    said = "" if is_module else hint(name, {it.__name__: it for it in catalogue().values()})
    raise AttributeError(f"module 'ashby_agent_tools.operations' has no operation class {name!r}{said}")


def __dir__() -> list[str]:
    """The class names of the whole catalogue."""
    return sorted([*__all__, *(cls.__name__ for cls in catalogue().values())])
