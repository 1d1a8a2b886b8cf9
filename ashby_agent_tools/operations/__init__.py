"""Every operation of Ashby's API, one class per endpoint, one module per area; areas are imported when first used.

from ashby_agent_tools import operations as op
op.ApplicationChangeStage(applicationId=..., interviewStageId=...)
"""

from __future__ import annotations

from ashby_agent_tools.operation import Operation
from ashby_agent_tools.operations._index import AREAS, by_name, catalogue, find, module_operations

__all__ = ["by_name", "catalogue", "find"]


def __getattr__(name: str) -> type[Operation]:
    """`op.ApplicationChangeStage`: the class, from the area with the longest matching prefix."""
    for prefix in sorted(AREAS, key=len, reverse=True):
        if name.startswith(prefix[0].upper() + prefix[1:]):
            for cls in module_operations(AREAS[prefix]).values():
                if cls.__name__ == name:
                    return cls
    raise AttributeError(f"module 'ashby_agent_tools.operations' has no operation class {name!r}")


def __dir__() -> list[str]:
    """The class names of the whole catalogue."""
    return sorted([*__all__, *(cls.__name__ for cls in catalogue().values())])
