"""Row limits: a client that sees the applications and candidates of some jobs only (`client.limited_to(Rows(...))`).

What lives here: the value `Rows`, a rule for every operation (`tables/`), how a record's job is found and remembered
(`lookups`, `records`, `facts`), and the script of one limited call. Nothing here sends: a client carries its scripts
out. What may be called at all is the toolset's matter, who says yes the gate's.
"""

from ashby_agent_tools.client.rows.values import Rows

__all__ = ["Rows"]
