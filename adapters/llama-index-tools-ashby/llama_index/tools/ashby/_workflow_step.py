"""What the framework knows about the step that runs, beyond its public face."""

from typing import Any, Literal

from llama_index.core.workflow import Context

Wait = Literal["new", "open", "restored", "answered"]


def work_item() -> str:
    """The framework's name of the work that runs: kept over re-runs and storage, one per tool call of an agent.

    Empty with a version of llama-index-workflows that has none.
    """
    return str(getattr(_state(), "work_item_id", None) or "")


def wait_of(waiter_id: str) -> Wait:
    """How far the wait of this name has come.

    A wait that came out of a stored context has lost what it waits for, until the step ran once more: the framework
    keeps only that there were requirements. Its question was not put to this run.
    """
    for waiter in getattr(_state(), "collected_waiters", ()):
        if waiter.waiter_id == waiter_id:
            if waiter.resolved_event is not None:
                return "answered"
            return "restored" if waiter.has_requirements and not waiter.requirements else "open"
    return "new"


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
