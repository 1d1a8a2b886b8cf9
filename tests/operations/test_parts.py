"""What an operation consists of beside its class: a new one is told each part that it lacks, and where that goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from valid_arguments import OURS, PARTNER_SERVED

from ashby_agent_tools.approval.prompts import prompt_for
from ashby_agent_tools.client.rows.tables import RULES
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import tool_name
from ashby_agent_tools.simulator.rules import rules
from ashby_agent_tools.tasks import all_tasks
from ashby_agent_tools.toolset.search.model import shipped
from ashby_agent_tools.toolset.search.vocabulary import vocabulary

ALL = set(catalogue())
SERVED = ALL - {*PARTNER_SERVED, *OURS}
TASKS = set(all_tasks())
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
FEWEST_PHRASES = 10


def asked_about():
    """The writes of which a person is asked in words that were written for them."""
    return {name for name in SERVED if prompt_for(catalogue()[name].model_construct()) is not None}


PARTS = {
    "a rule of the simulator, in simulator/rules/<area>.py": (SERVED, lambda: set(rules())),
    "a rule for clients that are limited to rows, in client/rows/tables/<group>.py": (ALL, lambda: set(RULES)),
    f"{FEWEST_PHRASES} phrases of recruiters, in toolset/search/words/<group>.py": (
        ALL | TASKS,
        lambda: {name for name, phrases in vocabulary().items() if len({*phrases}) >= FEWEST_PHRASES},
    ),
    "its place in the trained search: make search": (ALL | TASKS, lambda: set(shipped().endpoints)),
    "its sentence in approval/prompts/_one_sentence.py, or an ApprovalPrompt in approval/prompts/<area>.py": (
        {name for name in SERVED if not catalogue()[name].spec.reads},
        asked_about,
    ),
    "a snapshot: UPDATE_SNAPSHOTS=1 pytest tests/project/test_snapshots.py": (
        ALL,
        lambda: {name for name in ALL if (SNAPSHOTS / f"{tool_name(name)}.json").is_file()},
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_every_operation_has_each_part(part):
    """`found` may also have what is no operation, but not of the first three: a rule of nothing is a leftover."""
    wanted, found = PARTS[part][0], PARTS[part][1]()
    lacking = sorted(wanted - found)
    assert not lacking, f"{', '.join(lacking)} {'lacks' if len(lacking) == 1 else 'lack'} {part}"
    left = sorted(found - wanted) if "rule" in part or "phrases" in part else []
    assert not left, f"no operation is called {', '.join(left)}: delete {part}"
