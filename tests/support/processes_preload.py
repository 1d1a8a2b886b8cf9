"""What the processes of `processes` have imported before they start."""

from __future__ import annotations

import rich.console
import rich.table
import rich.text
import sqlalchemy.dialects.postgresql.psycopg
import tenacity

import ashby_agent_tools.approval.prompts.lookups
import ashby_agent_tools.cli.app
import ashby_agent_tools.results
from ashby_agent_tools.approval.prompts import generic
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results import counter_for

__all__ = ["ashby_agent_tools", "generic", "rich", "sqlalchemy", "tenacity"]

catalogue()
counter_for("o200k_base", 1.0).count("The vocabulary is read once.")
