"""Results that fit: a page of Ashby's answer as a text within a token budget, nothing lost silently.

Here are views, hiding, marking, planning and writing, all pure: a page and a budget in, a text out. What a result is
kept under is in the conversation, the budget itself in `budget`, which fields need care in the entities.
"""

from __future__ import annotations

from ashby_agent_tools.operations.kinds import KIND_OF_KEY, PREFIXES, kind_of, prefix_of
from ashby_agent_tools.operations.short_ids import SHORT_ID, is_uuid
from ashby_agent_tools.results.clean import clean_text
from ashby_agent_tools.results.counting import TokenCounter, counter_for
from ashby_agent_tools.results.fit import fit
from ashby_agent_tools.results.hiding import hidden_title, without_hidden, without_hidden_fields
from ashby_agent_tools.results.masking import without_hidden_text
from ashby_agent_tools.results.page import Fitted, Json, Page
from ashby_agent_tools.results.read import read_on
from ashby_agent_tools.results.write import write_summary

__all__ = [
    "KIND_OF_KEY",
    "PREFIXES",
    "SHORT_ID",
    "Fitted",
    "Json",
    "Page",
    "TokenCounter",
    "clean_text",
    "counter_for",
    "fit",
    "hidden_title",
    "is_uuid",
    "kind_of",
    "prefix_of",
    "read_on",
    "without_hidden",
    "without_hidden_fields",
    "without_hidden_text",
    "write_summary",
]
