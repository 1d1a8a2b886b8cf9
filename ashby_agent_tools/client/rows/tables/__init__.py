"""A rule for each operation: what a limited client does with it, and why. What has no rule here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ashby_agent_tools.client.rows.tables import candidates, jobs, organization
from ashby_agent_tools.client.rows.tables._rule import CheckedRule, OpenRule, RefusedRule, Rule

__all__ = ["REFUSED", "RULES", "CheckedRule", "OpenRule", "RefusedRule", "Rule", "rule_for"]

RULES: Mapping[str, Rule] = MappingProxyType({**candidates.RULES, **jobs.RULES, **organization.RULES})
REFUSED: Mapping[str, str] = MappingProxyType(
    {endpoint: rule.why for endpoint, rule in sorted(RULES.items()) if isinstance(rule, RefusedRule)}
)
_NONE = RefusedRule("no rule says which of its records are inside")


def rule_for(endpoint: str) -> Rule:
    """The rule for an endpoint; one that is not in the catalogue, or newer than this table, is refused."""
    return RULES.get(endpoint, _NONE)
