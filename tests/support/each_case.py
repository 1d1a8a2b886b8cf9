"""Many small cases as one test, where pytest's own work for a test costs more than a case."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["each"]


def each(names: str, cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize(names, cases)`, but one test: it runs every case, and then tells all that failed.

    The cases share their fixtures, so a case must not leave in one what another would notice.
    """
    together = list(cases)
    wanted = [name.strip() for name in names.split(",")]

    def of_each(test: Callable[..., None]) -> Callable[..., None]:
        def all_cases(**fixtures: Any) -> None:
            assert together, "there are no cases"
            failed = []
            for case in together:
                values = (case,) if len(wanted) == 1 else case
                try:
                    test(**dict(zip(wanted, values, strict=True)), **fixtures)
                except Exception as error:  # noqa: BLE001  (it is told below, with the others)
                    error.add_note(f"the case: {names} = {case!r}")
                    failed.append(error)
            if failed:
                raise ExceptionGroup(f"{test.__name__}: {len(failed)} of {len(together)} cases", failed)

        own = inspect.signature(test)
        kept = [it for name, it in own.parameters.items() if name not in wanted]
        assert not inspect.iscoroutinefunction(test), "it would never be awaited"
        all_cases.__dict__.update(test.__dict__)  # its marks
        all_cases.__name__, all_cases.__doc__, all_cases.__module__ = test.__name__, test.__doc__, test.__module__
        all_cases.__signature__ = own.replace(parameters=kept)  # type: ignore[attr-defined]
        return all_cases

    return of_each
