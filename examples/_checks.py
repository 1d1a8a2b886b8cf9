"""A provider of background checks, made up and on this machine: it takes orders, and has results after a while."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

RESULTS = ("Clear", "Needs review")


@dataclasses.dataclass(frozen=True, slots=True)
class CheckResult:
    """What the provider found. `reference`: what was given with the order."""

    reference: str
    status: str
    report: str


@dataclasses.dataclass(frozen=True, slots=True)
class CheckProvider:
    """What a provider's own client does, as far as it is needed here."""

    orders: dict[str, str] = dataclasses.field(default_factory=dict)

    def order(self, reference: str, name: str, email: str) -> None:
        """Begin a check: the provider writes to the person. The same reference again changes nothing."""
        self.orders.setdefault(reference, f"{name} <{email}>")

    def results(self) -> Iterator[CheckResult]:
        """What is finished; a provider may also send it to an address of yours."""
        for number, reference in enumerate(self.orders):
            report = f"https://checks.example.com/reports/{number + 1}"
            yield CheckResult(reference, RESULTS[number % len(RESULTS)], report)
