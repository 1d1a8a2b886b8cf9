"""Budget: how much room a result may take, in tokens and in characters."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Literal

from ashby_agent_tools._given import must_be_function
from ashby_agent_tools.errors import UsageError

__all__ = ["LEAST_TOKENS", "Budget"]

LEAST_TOKENS = 200
"""What the headers of results take; with less room nothing useful would be shown, after the call was made."""

_LEAST_CHARS = 400
_CHARS_PER_TOKEN = 12
_MOST_CHARS = 48_000


@dataclasses.dataclass(frozen=True, slots=True)
class Budget:
    """The room for one result.

    `tokens`: the most a result's text may take, counted by `tokenizer` and multiplied by `factor`.
    `chars`: the most characters; None means 12 per token, at most 48,000.
    `ceiling`: what no single call may exceed, whoever asks.
    `tokenizer`: `o200k_base`, `cl100k_base`, or any function from text to a count.
    `factor`: for models whose tokenizer is not public, for instance 1.3; an estimate, no guarantee.
    `detail`: `auto` stops after the overview and what matters for the entity where there are several records, and
    uses the room it has for a single one; `full` fills the budget.
    `ids`: `short` shows `cand_412` for a UUID; `uuid` shows the UUID.

    Raises UsageError when `tokens` is above `ceiling`, a number is not positive, or there is no room for a result.
    """

    tokens: int = 4_000
    chars: int | None = None
    ceiling: int = 16_000
    tokenizer: str | Callable[[str], int] = "o200k_base"
    factor: float = 1.0
    detail: Literal["auto", "full"] = "auto"
    ids: Literal["short", "uuid"] = "short"

    def __post_init__(self) -> None:
        numbers = (self.tokens, self.ceiling, self.factor, *(() if self.chars is None else (self.chars,)))
        if wrong := [it for it in numbers if isinstance(it, bool) or not isinstance(it, int | float)]:
            raise UsageError(f"Budget takes numbers, not {wrong[0]!r:.60}: Budget(tokens=4_000).")
        if not isinstance(self.tokenizer, str):
            must_be_function("tokenizer", self.tokenizer, write="give 'o200k_base' or a function from text to a count")
        for name, known in (("detail", ("auto", "full")), ("ids", ("short", "uuid"))):
            if (given := getattr(self, name)) not in known:
                raise UsageError(f"Budget({name}={given!r:.40}): write {known[0]!r} or {known[1]!r}.")
        if self.tokens < 1 or self.ceiling < 1 or (self.chars is not None and self.chars < 1):
            raise UsageError("Budget needs positive numbers of tokens and characters.")
        if self.factor <= 0:
            raise UsageError("Budget.factor must be above 0; use 1.3 for a model whose tokenizer is not public.")
        if self.tokens < LEAST_TOKENS * self.factor:
            raise UsageError(
                f"Budget of {self.tokens:,} tokens is too small for a result: give "
                f"{math.ceil(LEAST_TOKENS * self.factor)} or more."
            )
        if self.chars is not None and self.chars < _LEAST_CHARS:
            raise UsageError(
                f"Budget of {self.chars} characters is too small for a result: give {_LEAST_CHARS} or more."
            )
        if self.tokens > self.ceiling:
            raise UsageError(
                f"Budget of {self.tokens:,} tokens is above the ceiling of {self.ceiling:,}; "
                "lower tokens, or raise ceiling on purpose."
            )

    @property
    def most_chars(self) -> int:
        """The limit in characters that applies."""
        return min(_CHARS_PER_TOKEN * self.tokens, _MOST_CHARS) if self.chars is None else self.chars

    def smaller(self, other: Budget) -> Budget:
        """The budget with the lesser limits of two; everything else is this one's."""
        return dataclasses.replace(
            self,
            tokens=min(self.tokens, other.tokens),
            chars=min(self.most_chars, other.most_chars),
            ceiling=min(self.ceiling, other.ceiling),
        )
