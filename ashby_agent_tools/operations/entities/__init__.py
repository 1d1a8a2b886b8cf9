"""One Entity per kind of record in Ashby's API: its short ids' prefix, the fields that need care, and how it is shown.

Read from the response schemas. Marked as written by outsiders is what a candidate, a referrer, an email, a partner or a
parser of their files puts there, and notes, because people paste such text into them. A candidate's name is not marked:
every overview needs it, and `results/writers.py` says how long it may be, and who writes everything else. Custom
fields of candidates and applications are marked because application forms fill them;
results mark only those that are free text. Colleagues' email addresses are contact data too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.entities.applications import *  # noqa: F403  (each one by its name)
from ashby_agent_tools.operations.entities.candidates import *  # noqa: F403  (each one by its name)
from ashby_agent_tools.operations.entities.interviews import *  # noqa: F403  (each one by its name)
from ashby_agent_tools.operations.entities.jobs import *  # noqa: F403  (each one by its name)
from ashby_agent_tools.operations.entities.organization import *  # noqa: F403  (each one by its name)
from ashby_agent_tools.operations.entity import Entity

BY_NAME: Mapping[str, Entity] = MappingProxyType(
    {value.name: value for value in list(globals().values()) if isinstance(value, Entity)}
)
