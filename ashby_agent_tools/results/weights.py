"""The planner's weights: how much a reader gains from a column, and which shares of the room go where, with reasons.

They hold for any kind of record; what comes first in one kind says its view.
"""

from __future__ import annotations

# --- which columns come first ----------------------------------------------------------------------------------------

WORTH = (0.1, 0.5, 4.0, 9.0, 100.0)
"""A tier's worth: noise, other, matters, overview, asked for. An overview column is worth about two that matter, so
that a cheap one may come before a dear one of the same tier; a column that only exists comes last."""

WORTH_OF_PLACE = (0.0, 0.0, 0.2, 0.3, 0.0)
"""What each place within the tier takes off."""

PLACES = 12
"""The places that count: what a view names later than this is equally little wanted."""

OF_CELL = 0.5
"""Tokens of a row beside a value; keeps the cheapest column from winning by cheapness alone."""

MARKED_TABLE = 14.0
"""Tokens of the head of a table of its own for outsiders' text."""

MARKED_ROW = 6.0
"""Tokens of the id that stands once more in each row of that table."""

FILLED_POWER = 0.5
"""A column's worth grows with this power of the share of rows that have a value: half empty is still seven tenths."""

# --- how a column is weighed -----------------------------------------------------------------------------------------

SAMPLE = 24
"""Rows by which a column is weighed before it is chosen; what is chosen is counted exactly."""

SHAPED_AT_ONCE = 250
"""A longer page is reshaped by a sample and then row by row: no text shows so many rows whole."""

SHAPED_SAMPLE = 120
"""Rows of a long page that stand for all when columns are described; a column that fewer than 1 % have may lack."""

LONG = 160
"""Characters from which a text is long: long texts share the room that the table leaves."""

LEGEND_SHARE = 1.5
"""How often, on average, a name has to appear before it stands once beside the table."""

LEGEND_ROWS = 3
"""So few rows need no names beside the table."""

LEGEND_ENTRY = 8
"""Tokens of an entry beside the table without its name: quotes, the short id, a comma."""

CHARS_OF_NAME = 4
"""Characters of a name per token."""

ROLES = 6
"""Roles of a hiring team with their own column; further ones share one."""

# --- cells ----------------------------------------------------------------------------------------------------------

CELL = 160
"""Characters of a cell in a table before it is cut."""

CELL_ALONE = 400
"""Characters of a cell in a record that stands alone."""

CELLS_SHORTER = (40, 8)
"""The cells' lengths where not even the first row fits: one long row must not block all others."""

HEAD = 120
"""Characters of a column's name before it is cut."""

# --- how the room is used --------------------------------------------------------------------------------------------

CAREFUL = (0.97, 0.9)
"""Shares of what is left that further columns may take by their estimate; the second is tried when the first fails."""

SURELY_TOO_LARGE = 1.25
"""A page whose estimate is above this share of the room is not laid out whole; estimates err by less."""

LIKELY_WHOLE = 0.85
"""A page whose estimate is below this share is laid out only once, to be shown, and counted then."""

CHARS_OF_SURE_TOKEN = 1.5
"""Characters of a token at least, in records that stand alone; in other scripts it is less, and the text is counted."""

FIELD_ALONE = 12
"""Tokens of a field's name and marks in a record that stands alone, at most."""

HEADER_ALONE = 600
"""Characters of a header beside the names of left-out fields, if nothing unusual stands in it."""

GOOD_FILL = 0.006
"""The share of the room that may stay empty before one more row is tried."""

REPAIRS = 6
"""How often a text that turned out too long is planned again with less room before only its header is shown."""

MOST_CHARS_OF_TOKEN = 8
"""JSON has three characters a token, prose five: what is longer than this cannot fit and is not laid out."""

CHARS_OF_FOREIGN_TOKEN = 12
"""The same for a tokenizer of the caller's, about which nothing is known."""

KEYS_OF_PATH = 200
"""Keys of a path that are looked at; no answer that is read at all is so deep."""

# --- the header ------------------------------------------------------------------------------------------------------

NAMES_OF_HEADER = 0.22
"""Characters per token of the budget that the names of left-out fields may take; further ones are counted."""

NAMES_AT_LEAST = 40
"""Characters that those names have even in the smallest budget."""

NOISE_OF_NAMES = 6
"""One part of those is for names that hardly anybody asks for."""

COMPACT_ABOVE = 0.35
"""A header that takes more of the room than this is written in numbers alone."""

# --- long texts and details ------------------------------------------------------------------------------------------

LEAST_OF_TEXT = 9
"""Tokens of a long text that are worth their own cell; with less room the column is left out."""

CHARS_OF_TEXT = 3.5
"""Characters of a long text per token, before it is counted."""

MARK_OF_CUT = 16
"""Characters of what stands for the rest of a cut text, at most."""

ROUNDS_OF_TEXT = 5
"""How often the texts' common length is adjusted; each round lays the table out once."""

ROUNDS_OF_LISTS = 10
"""How often the length of the lists of a single record is halved or not; then it is right to some fifty characters."""

TOPPED_UP = 6
"""The first texts that are still cut get the last few tokens; more of them would not show."""

LEAST_OF_DETAIL = 12
"""Tokens that a line with further fields of one record needs at least."""

SYNC_TOKEN_AT_MOST = 600
"""Characters of a sync token that the header shows; of a list of many jobs it is longer, and for programs alone."""

CURSOR_AT_MOST = 1_500
"""Characters of a cursor that the header shows, where `all_pages` reads the rest without it."""
