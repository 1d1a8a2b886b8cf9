"""The planner's weights: how much a reader gains from a column, and which shares of the room go where, with reasons.

They order columns of any kind of record; nothing here is about one kind. What comes first in one kind says its view.
"""

from __future__ import annotations

__all__ = [
    "CHARS_OF_TEXT",
    "COMPACT_ABOVE",
    "GOOD_FILL",
    "LEAST_OF_TEXT",
    "MARKED_ROW",
    "MARKED_TABLE",
    "MOST_CHARS_OF_TOKEN",
    "NAMES_OF_HEADER",
    "NOISE_OF_NAMES",
    "OF_CELL",
    "SAMPLE",
    "WORTH",
    "WORTH_OF_PLACE",
]

# A tier's worth, from noise to what was asked for, and what each place within the tier takes off. What was asked for
# comes before all else; an overview column is worth about two that matter, so that a cheap one may come before a dear
# one of the same tier, and a column that only exists comes last.
WORTH = (0.1, 0.5, 4.0, 9.0, 100.0)
WORTH_OF_PLACE = (0.0, 0.0, 0.2, 0.3, 0.0)

OF_CELL = 0.5  # tokens of a row beside a value; keeps the cheapest from winning by cheapness alone
MARKED_TABLE, MARKED_ROW = 14.0, 6.0  # tokens of a table of its own for outsiders' text: its head, and each row's id
SAMPLE = 24  # rows by which a column is weighed before it is chosen; what is chosen is counted exactly

NAMES_OF_HEADER = 0.22  # characters per token of the budget that the names of left-out fields may take
NOISE_OF_NAMES = 6  # one part of those is for names that hardly anybody asks for
COMPACT_ABOVE = 0.35  # a header that takes more of the room than this is written in numbers alone

GOOD_FILL = 0.006  # the share of the room that may stay empty before one more row is tried
MOST_CHARS_OF_TOKEN = 8  # JSON has three characters a token, prose five: what is longer than this cannot fit
LEAST_OF_TEXT = 9  # tokens of a long text that are worth a cell of their own
CHARS_OF_TEXT = 3.5  # characters of a long text per token, before it is counted
