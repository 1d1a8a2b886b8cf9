"""The organization: the key in use, API versions, brands, the audit log."""

from __future__ import annotations

from ashby_agent_tools.operation import Operation, Spec
from ashby_agent_tools.operations import _entities as entities
from ashby_agent_tools.risk import READ


class ApiKeyInfo(Operation):
    """Show the API key in use: its title and scopes."""

    spec = Spec("apiKey.info", scope="apiKeysRead", risk=READ, tags=("settings",), entity=entities.API_KEY)
