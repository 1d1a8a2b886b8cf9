"""Whatever a signed body holds, a receiver answers 200 or 400 and nothing else, and its text stays within the budget.

ASHBY_EVENT_CASES: how many random bodies (40 by default).
"""

from __future__ import annotations

import json
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from ashby_agent_tools import Budget, webhooks
from ashby_agent_tools.results import counter_for
from ashby_agent_tools.simulator.webhooks import signature
from ashby_agent_tools.webhooks import kinds

CASES = int(os.environ.get("ASHBY_EVENT_CASES", "40"))
SECRET = "a secret of sixteen or more"
TEXT = st.text(st.characters(codec=None), max_size=60)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
KEYS = sorted({part.key for kind in kinds.KINDS.values() for part in kinds.parts_of(kind).values()})
EVENT = st.fixed_dictionaries(
    {"action": st.sampled_from(sorted(kinds.KINDS)) | TEXT | LEAF},
    optional={"data": st.dictionaries(st.sampled_from(KEYS) | TEXT, JSON, max_size=4) | JSON, "webhookActionId": LEAF},
)
BODY = EVENT.map(lambda event: json.dumps(event).encode()) | JSON.map(lambda it: json.dumps(it).encode()) | st.binary()


@settings(max_examples=CASES, deadline=None, derandomize=True, database=None)
@given(body=BODY, tokens=st.sampled_from([200, 300, 700, 2_000]))
def test_any_body_is_an_event_with_a_text_or_is_refused(body, tokens):
    with webhooks.Receiver(SECRET).take(body, signature(SECRET, body)) as delivery:
        pass
    assert delivery.status in (200, 400)
    assert (delivery.event is None) == (delivery.outcome != "event")
    if delivery.event is None:
        return
    budget = Budget(tokens=tokens)
    text = webhooks.to_agent(delivery.event, budget=budget)
    assert counter_for(budget.tokenizer).count(text) <= tokens
    text.encode()  # no half of a character is left
    first, _, rest = text.partition("\n")
    assert first.startswith("Ashby reports ")
    assert rest.split("\n")[0] in ("", *(f"{key}:" for key in (*KEYS, "data"))) or rest.startswith("Left out")
