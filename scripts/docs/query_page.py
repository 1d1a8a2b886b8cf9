"""The page docs/query.md: what ashby_query takes, how lists are joined, and answers of the demo company."""

from __future__ import annotations

import json
from typing import Any

from ashby_agent_tools import MemoryStore, Session, Toolset
from ashby_agent_tools.simulator import Simulator

__all__ = ["query_page"]

EXAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "Which sources give us people who pass the onsite?",
        {
            "from": ["ashby_application_list", "ashby_application_list_history"],
            "where": {"applicationHistory.title": "Offer"},
            "group_by": "source",
            "count_distinct": "id",
            "max_calls": 300,
        },
    ),
    (
        "Applications per department?",
        {
            "from": ["ashby_application_list", "ashby_job_list", "ashby_department_list"],
            "group_by": "job.department.name",
        },
    ),
    (
        "Two active applications without a scorecard, oldest first?",
        {
            "from": ["ashby_application_list", "ashby_application_feedback_list"],
            "where": {"status": "Active", "applicationFeedback": {"empty": True}},
            "fields": ["candidate", "job", "createdAt"],
            "order_by": "createdAt",
            "ascending": True,
            "top": 2,
        },
    ),
)

MEANS = {
    "from": "list tools, and references of earlier results; the first is what is counted",
    "arguments": "arguments of the first list, as its own tool takes them",
    "where": "which rows count, as in `ashby_read_result`",
    "group_by": "fields to count by",
    "period": "how times in `group_by` are put together",
    "count_distinct": "a field of which each value counts once",
    "sum": "a field to add up, per currency",
    "avg": "a field to average, per currency",
    "min": "a field of which the smallest value is shown",
    "max": "a field of which the largest value is shown",
    "order_by": "a field or number to sort by",
    "ascending": "the smallest first",
    "top": "how many rows are shown",
    "on": "the key to join by, where several fit",
    "max_calls": "how many calls to Ashby it may take, 500 at most",
    "fields": "shows rows with these fields, not numbers",
}
"""What people read of each parameter: models are told less, for a few tokens."""

HEAD = """\
<!-- Made by scripts/docs/pages.py (`make docs`); do not edit. -->
# Queries: ashby_query

`ashby_query` is a built-in tool that goes with every selection that has a list. One call of the model reads whole
lists and kept results, joins, filters, groups, counts and sums. It makes at most `max_calls` calls to Ashby (20 unless
it says more, 500 at most), and says in `read` what it read. What was read is kept under a reference, so that the next
question fetches nothing.

From code it is a tool like any other, and `ashby-agent-tools call ashby_query ...` takes it, too:

```python
from ashby_agent_tools import Client, Session, Toolset

with Client() as ashby:
    answer = Session(Toolset.preset("reporting"), ashby).run(
        "ashby_query", {{"from": ["ashby_application_list"], "group_by": ["status"]}}
    )
    print(answer.text)
```

## What it takes


- **`from`**: names of list tools, and refs of earlier results. The first one is what is counted. Lists of one kind
  are put together. `arguments` narrow the first list: `jobId`, `status`, `createdAfter`.
- **Joins** go by the ids that records hold of each other: an application's job, a scorecard's application, an offer
  and a scorecard of one application. What is joined is under the key that named it (`job.title`,
  `creditedToUser.email`), or under its kind (`applicationFeedback.submittedAt`). A record to which nothing belongs
  stays. Where several ids fit, the error asks for `on`.
- A list that needs an id, such as an application's history, is read once for each record that can still count by
  `where`. If that takes more calls than are left, nothing of it is read, and the error says how many it would take.
- **`where`** is that of `ashby_read_result`: a value, a list of values, or `contains`, `min`, `max`, `not`,
  `empty`.
- **`group_by`** takes one field or several; times are grouped by `period`. `sum`, `avg`, `min`, `max` work per
  currency.
- With `fields` and no number asked for, rows are shown in place of counts.

What a toolset hides can be neither shown, filtered, grouped nor sorted by, in no list of a join. Only lists of the
selection are read, as the policy lets them. Where not all was read, the answer says `not_whole`.

| parameter | type | meaning |
| --- | --- | --- |
{parameters}
`benchmarks/query.py` asks 12 questions in this way, and by reading the pages.
"""


def query_page() -> str:
    """What it takes, and examples with their answers."""
    parts = [HEAD.format(parameters="".join(_parameters()))]
    simulator = Simulator(seed=7)
    with simulator.client() as client:
        for question, asked in EXAMPLES:
            session = Session(Toolset.all(), client, store=MemoryStore(first_short_id=100))
            result = session.run("ashby_query", asked)
            shown = json.dumps(asked, indent=1).replace("\n ", "\n  ")
            parts.append(f"\n## {question}\n\n```json\n{shown}\n```\n\nThe answer, {result.tokens} tokens:\n\n")
            parts.append(f"```json\n{result.text.strip()}\n```\n")
    return "".join(parts)


def _parameters() -> list[str]:
    schema = Toolset.all()["ashby_query"].schema
    rows = []
    for name, field in schema["properties"].items():
        kind = (
            "list of string" if field["type"] == "array" else " or ".join(map(str, field.get("enum", [field["type"]])))
        )
        default = f", default {field['default']}" if "default" in field else ""
        optional = "" if name in schema["required"] else " (optional)"
        rows.append(f"| `{name}`{optional} | {kind}{default} | {MEANS.get(name, field.get('description', ''))} |\n")
    return rows
