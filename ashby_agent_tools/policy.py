"""Policies: from a prepared call to RUN, ASK or REFUSE. A policy is any function `Call -> Verdict`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ashby_agent_tools._limits import within
from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.errors import Declined
from ashby_agent_tools.operation import Operation, tool_name
from ashby_agent_tools.risk import Effect

__all__ = [
    "Policy",
    "allow",
    "by_endpoint",
    "confirm_destructive",
    "confirm_never",
    "confirm_writes",
    "deny",
    "judged",
    "strictest",
]

Policy = Callable[[Call], Verdict]
Condition = Callable[[Operation], bool]
_PATIENCE = 5.0  # seconds that a user's own policy may think


def confirm_destructive(call: Call) -> Verdict:
    """The default: ask for what is destructive, reaches a person outside, or lets data leave Ashby."""
    risk = call.risk
    return Verdict.ASK if risk.effect is Effect.DESTRUCTIVE or not risk.stays_inside else Verdict.RUN


def confirm_writes(call: Call) -> Verdict:
    """Ask for everything that is not a plain read."""
    return Verdict.RUN if call.risk.effect is Effect.READ and call.risk.stays_inside else Verdict.ASK


def confirm_never(call: Call) -> Verdict:  # noqa: ARG001  (a policy takes the call)
    """Run everything. For scripts that a person wrote and checked, never for a model on its own."""
    return Verdict.RUN


_OURS = (confirm_destructive, confirm_writes, confirm_never)


def judged(policy: Policy, call: Call) -> Verdict:
    """The policy's word. Raises Declined for a policy that raises, hangs, or answers with something else."""
    try:
        return Verdict(policy(call) if policy in _OURS else within(_PATIENCE, policy, call))
    except Exception as error:  # a user's own policy may raise anything: without a verdict nothing may be sent
        raise Declined(
            f"{call.tool}: the policy failed ({type(error).__name__}), so the call is refused. Nothing was sent.",
            fingerprint=call.fingerprint,
        ) from error


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A verdict for named operations, and another policy's word for all others. Made by `allow` and `deny`.

    `names`: endpoints (`application.changeStage`), tool names or aliases; a Toolset or a client that is given the rule
    refuses unknown ones and keeps the endpoints behind them, which is what `checked` says.
    """

    names: tuple[str, ...]
    verdict: Verdict
    when: Condition | None
    otherwise: Policy
    checked: bool = False

    def __call__(self, call: Call) -> Verdict:
        """The rule's verdict where name and condition match, else what `otherwise` says."""
        spec = call.operation.spec
        known = {spec.endpoint, spec.tool, *spec.aliases, *spec.also_called}
        mine = any(name in known or tool_name(name) == spec.tool for name in self.names)
        matches = mine and (self.when is None or self.when(call.operation))
        return self.verdict if matches else self.otherwise(call)


def allow(*names: str, when: Condition | None = None, otherwise: Policy = confirm_destructive) -> Policy:
    """Run these operations without asking, where `when(operation)` holds; everything else as `otherwise` says."""
    return Rule(names, Verdict.RUN, when, otherwise)


def deny(*names: str, when: Condition | None = None, otherwise: Policy = confirm_never) -> Policy:
    """Refuse these operations, where `when(operation)` holds; add it: `with_policy(confirm_destructive, deny(...))`."""
    return Rule(names, Verdict.REFUSE, when, otherwise)


@dataclasses.dataclass(frozen=True, slots=True)
class Strictest:
    """Several policies as one: the strictest verdict wins. With none at all, everything is refused."""

    policies: tuple[Policy, ...]

    def __call__(self, call: Call) -> Verdict:
        """The strictest of the verdicts."""
        return max((Verdict(policy(call)) for policy in self.policies), default=Verdict.REFUSE)


def strictest(*policies: Policy) -> Policy:
    """One policy out of several: the strictest verdict wins."""
    return policies[0] if len(policies) == 1 else Strictest(policies)


def by_endpoint(policy: Policy, endpoint_of: Callable[[str], str]) -> Policy:
    """The same policy with every name replaced by its endpoint, so that a rule outlives the name it was made with.

    `endpoint_of` raises for an unknown name: a misspelt `deny` is an error and not an open door.
    """
    if isinstance(policy, Rule):
        names = policy.names if policy.checked else tuple(endpoint_of(name) for name in policy.names)
        otherwise = by_endpoint(policy.otherwise, endpoint_of)
        return dataclasses.replace(policy, names=names, otherwise=otherwise, checked=True)
    if isinstance(policy, Strictest):
        return Strictest(tuple(by_endpoint(part, endpoint_of) for part in policy.policies))
    return policy
