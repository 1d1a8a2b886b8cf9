"""The one text of a batch: what an answer covers, the lines that are asked about, and those that are not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ashby_agent_tools.batch import Line, numbered
from ashby_agent_tools.store.protocol import ApprovalRequest

if TYPE_CHECKING:
    from ashby_agent_tools.approval.prompts.batch import BatchText

__all__ = ["text_of", "told_of"]


def told_of(asked: Mapping[int, ApprovalRequest]) -> BatchText:
    """The lines that are asked about, by their numbers, as one text; from what the store has of each question."""
    from ashby_agent_tools.approval.prompts.batch import BatchPart, batch_text  # noqa: PLC0415  (loaded with a batch)

    return batch_text(
        [
            BatchPart(number, it.operation, it.question, json.loads(it.card) if it.card else {})
            for number, it in asked.items()
        ]
    )


def text_of(lines: Sequence[Line], told: str) -> str:
    """The one text: what an answer covers, the lines that are asked about, and those that are not."""
    asks = [line for line in lines if line.asks]
    if len(lines) == len(asks) == 1:
        return asks[0].sentence
    covers = (
        f"{len(asks)} calls are asked about together. Each line can be answered by itself; a yes covers exactly the "
        "lines that it names. What cannot be undone is sent last; one that fails stops the rest."
    )
    return "\n".join([covers, told, *_not_asked(lines)])


def _not_asked(lines: Sequence[Line]) -> Iterator[str]:
    free = [line.number for line in lines if not line.asks and line.refusal is None]
    if free:
        yield f"Not asked about, because the policy lets it run: {numbered(free)}."
    refused: dict[str, list[int]] = {}
    for line in lines:
        if line.refusal is not None:
            refused.setdefault(str(line.refusal), []).append(line.number)
    for why, numbers in refused.items():
        yield f"Refused whatever is answered, {numbered(numbers)}: {why}"
