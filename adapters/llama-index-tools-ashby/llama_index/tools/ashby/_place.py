"""What the framework knows about the step that runs, beyond its public face."""

from typing import Any

from llama_index.core.workflow import Context


def work_item() -> str:
    """The framework's name of the work that runs: kept over re-runs and storage, one per tool call of an agent.

    Empty with a version of llama-index-workflows that has none.
    """
    return str(getattr(_state(), "work_item_id", None) or "")


def restored(waiter_id: str) -> bool:
    """Whether this wait came out of a stored context, and its question was therefore not put to this run.

    The framework keeps that a stored wait had requirements, but not which, and runs the step once more to learn them.
    """
    waiters = getattr(_state(), "collected_waiters", ())
    return any(
        waiter.waiter_id == waiter_id and waiter.has_requirements and not waiter.requirements for waiter in waiters
    )


def retried(context: Context[Any]) -> bool:
    """Whether the step runs again because it failed, and not because an answer came."""
    retry_info = getattr(context, "retry_info", None)
    return retry_info is not None and retry_info().retry_number > 0


def _state() -> Any:
    try:
        from workflows.runtime.types.results import StepWorkerStateContextVar  # noqa: PLC0415

        return StepWorkerStateContextVar.get().state
    except (ImportError, LookupError):
        return None
