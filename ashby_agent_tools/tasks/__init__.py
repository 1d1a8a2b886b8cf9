"""Recruiting tasks: what a recruiter asks for in one sentence, made of several prepared calls.

A task is an operation like all others, with names where Ashby wants ids, and a script of the calls that it is made of.
Here are the tasks, the finding of records by name, and nothing that sends: a conversation carries the scripts out, asks
its one question about all writes of a task, and lets each of them out through the gate.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeGuard

from ashby_agent_tools._exports import lazy_exports
from ashby_agent_tools.operations.base import Operation, tool_name
from ashby_agent_tools.operations.index import TASKS, UNDO, UNIFIED
from ashby_agent_tools.operations.index import find as operation_named

if TYPE_CHECKING:
    from ashby_agent_tools.tasks.base import Answer, OnePage, Pages, Plan, PlanStep, Rows, Setting, Steps, Task
else:
    __getattr__ = lazy_exports(
        __name__, {"base": ("Answer", "OnePage", "Pages", "Plan", "PlanStep", "Rows", "Setting", "Steps", "Task")}
    )

__all__ = [
    "Answer",
    "OnePage",
    "Pages",
    "Plan",
    "PlanStep",
    "Rows",
    "Setting",
    "Steps",
    "Task",
    "all_tasks",
    "doing",
    "made_of",
    "scopes_of",
    "sends_of",
    "task_named",
]

_MODULES: Mapping[str, str] = MappingProxyType({**TASKS, **UNIFIED, UNDO: UNDO})


def task_named(name: str) -> type[Task] | None:
    """The task of this name, such as `reject` or `ashby_reject`; None where there is none. Loads that one only."""
    endpoint = name if name in _MODULES else _by_tool_name().get(name)
    return None if endpoint is None else _task(endpoint)


def all_tasks() -> Mapping[str, type[Task]]:
    """Every task by its name, in the order in which they are listed."""
    return MappingProxyType({endpoint: _task(endpoint) for endpoint in TASKS})


def made_of(operation: type[Operation]) -> tuple[str, ...]:
    """The endpoints of the calls that a task can make; none for an operation of Ashby's."""
    return (*operation.reads, *operation.tries, *operation.sends) if _is_task(operation) else ()


def sends_of(operation: type[Operation]) -> tuple[str, ...]:
    """The endpoints of the writes that a task can make; none for an operation of Ashby's."""
    return operation.sends if _is_task(operation) else ()


def doing(operation: type[Operation] | None, known: Mapping[str, type[Operation]], most: int = 3) -> list[str]:
    """The tasks among `known` that make such a call and can do no more than it can, the plainest first."""
    if operation is None:
        return []
    endpoint, effect = operation.spec.endpoint, operation.spec.worst.effect
    fitting = [
        (len(made_of(task)), name)
        for name, task in known.items()
        if _is_task(task) and endpoint in made_of(task) and task.spec.worst.effect <= effect
    ]
    return [name for _, name in sorted(fitting)[:most]]


def scopes_of(operation: type[Operation]) -> frozenset[str]:
    """The permissions that a key needs for it: of a task, for all calls that it cannot do without."""
    needed: tuple[type[Operation] | None, ...] = (operation,)
    if _is_task(operation):
        needed = tuple(map(operation_named, (*operation.reads, *operation.sends)))
    return frozenset(cls.spec.scope for cls in needed if cls is not None and cls.spec.scope is not None)


def _is_task(operation: type) -> TypeGuard[type[Task]]:
    from ashby_agent_tools.tasks.base import Task  # noqa: PLC0415  (slow to make, and most programs begin without)

    return issubclass(operation, Task)


@functools.cache
def _by_tool_name() -> Mapping[str, str]:
    return MappingProxyType({tool_name(endpoint): endpoint for endpoint in _MODULES})


@functools.cache
def _task(endpoint: str) -> type[Task]:
    loaded = importlib.import_module(f"ashby_agent_tools.tasks.{_MODULES[endpoint]}")
    for value in vars(loaded).values():
        if isinstance(value, type) and _is_task(value) and "spec" in vars(value) and value.spec.endpoint == endpoint:
            return value
    raise AssertionError(f"{loaded.__name__} holds no task {endpoint}")
