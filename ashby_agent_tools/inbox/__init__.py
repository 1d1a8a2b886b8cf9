"""The inbox: pages on which people answer what waits in a store; `ashby-agent-tools inbox` serves them (extra `inbox`).

Here are the pages, who may see them and how a form becomes an answer. What an answer is worth is decided in
`approval`, and nothing here sends a call: the agent does, once it has its yes.
"""

from __future__ import annotations

from ashby_agent_tools.inbox.app import inbox_app

__all__ = ["inbox_app"]
