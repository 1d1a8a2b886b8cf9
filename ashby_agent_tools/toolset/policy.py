"""Policies: from a prepared call to RUN, ASK or REFUSE. A policy is any function `Call -> Verdict`.

Whatever is not clearly a verdict refuses: `True`, a number and an `async` policy are no verdicts, and a condition
answers True or False. A `deny` only adds: it takes nothing away from the policy that it is given to.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import TypeGuard

from ashby_agent_tools.call import Call, Verdict
from ashby_agent_tools.errors import Declined, UsageError
from ashby_agent_tools.operations import by_name, find
from ashby_agent_tools.operations.base import Operation, tool_name
from ashby_agent_tools.operations.hints import hint
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.tasks import task_named
from ashby_agent_tools.time_limits import run_with_timeout

__all__ = [
    "Policy",
    "allow",
    "at_once",
    "combined",
    "confirm_destructive",
    "confirm_never",
    "confirm_writes",
    "deny",
    "evaluate",
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


def at_once(policy: Policy) -> bool:
    """Whether the policy is known to answer at once; another one is a user's own, and may think or hang."""
    return any(policy is it for it in _OURS)


def evaluate(policy: Policy, call: Call) -> Verdict:
    """The policy's word. Raises Declined for a policy that raises, hangs, or answers with anything but a Verdict."""
    try:
        return _verdict(policy(call) if at_once(policy) else run_with_timeout(_PATIENCE, policy, call))
    except Exception as error:  # a user's own policy may raise anything: without a verdict nothing may be sent
        raise Declined(
            f"{call.tool}: the policy failed ({type(error).__name__}), so the call is refused. Nothing was sent.",
            fingerprint=call.fingerprint,
        ) from error


def _verdict(answer: object) -> Verdict:
    """The answer, if it is a Verdict. False equals Verdict.RUN, and so do 0 and Effect.READ: none of them counts."""
    if isinstance(answer, Verdict):
        return answer
    if inspect.iscoroutine(answer):
        answer.close()
    raise TypeError(f"a policy has to return a Verdict, not {answer!r:.60}")


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A verdict for named operations, and another policy's word for all others. Made by `allow` and `deny`.

    `names`: endpoints (`application.changeStage`), tool names or aliases; a Toolset or a client that is given the rule
    refuses unknown ones and keeps the endpoints behind them, which is what `checked` says.
    """

    names: tuple[str, ...]
    verdict: Verdict
    when: Condition | None
    otherwise: Policy = confirm_destructive
    checked: bool = False

    def __post_init__(self) -> None:
        if self.when is not None and not callable(self.when):
            raise UsageError(f"when is {self.when!r:.60}; give a function of the operation that returns True or False.")
        if not callable(self.otherwise):
            raise UsageError(f"otherwise is {self.otherwise!r:.60}; give a policy, for instance confirm_destructive.")

    def __call__(self, call: Call) -> Verdict:
        """The rule's verdict where name and condition match, else what `otherwise` says."""
        return self.verdict if self.matches(call) else _verdict(self.otherwise(call))

    def matches(self, call: Call) -> bool:
        """Whether it names this call's operation and its condition holds."""
        spec = call.operation.spec
        known = {_folded(name) for name in (spec.endpoint, *spec.aliases, *spec.also_called)}
        if not any(_folded(name) in known for name in self.names):
            self._must_be_known()
            return False
        holds = True if self.when is None else self.when(call.operation)
        if isinstance(holds, bool):
            return holds
        if inspect.iscoroutine(holds):
            holds.close()
        raise TypeError(f"the condition `when` has to return True or False, not {holds!r:.60}")

    def _must_be_known(self) -> None:
        """A rule inside a policy function was never checked: a misspelt name must not make it an open door."""
        for name in () if self.checked else self.names:
            if task_named(name) is None and find(name) is None:
                raise UsageError(
                    f"The policy names an unknown operation: {name!r}{hint(name, by_name())}. A rule for an operation "
                    "of your own goes to with_policy itself, not into a function."
                )


def allow(
    *names: str | type[Operation], when: Condition | None = None, otherwise: Policy = confirm_destructive
) -> Policy:
    """Run these operations without asking, where `when(operation)` holds; everything else as `otherwise` says."""
    return Rule(_named("allow", names), Verdict.RUN, when, otherwise)


def deny(*names: str | type[Operation], when: Condition | None = None, otherwise: Policy | None = None) -> Policy:
    """Refuse these operations, where `when(operation)` holds. It only adds: all else is judged as without it.

    That is by the policies given together with it or, with none, by the ones in force: the default, unless others
    were chosen. `otherwise` is such a policy: `deny(x, otherwise=p)` is short for p and deny(x) together.
    """
    rule = Rule(_named("deny", names), Verdict.REFUSE, when)
    return rule if otherwise is None else Strictest((otherwise,), (rule,))


def _folded(name: str) -> str:
    """Endpoint and tool name alike, whatever the case: an endpoint that is called by hand is still the one denied."""
    return tool_name(name).replace("_", "").casefold()


def _named(which: str, names: tuple[str | type[Operation], ...]) -> tuple[str, ...]:
    if not names:
        raise UsageError(f"{which}() names no operation, so it would do nothing: {which}('application.changeStage').")
    endpoints = [name.spec.endpoint if isinstance(name, type) else name for name in names]
    for name in endpoints:
        if not isinstance(name, str):
            raise UsageError(f"{which} takes names one by one, not {name!r:.60}.")
    return tuple(endpoints)


@dataclasses.dataclass(frozen=True, slots=True)
class Strictest:
    """Several policies as one: the strictest verdict wins, and a `denies` that matches refuses.

    With no policy at all, everything is refused.
    """

    policies: tuple[Policy, ...]
    denies: tuple[Rule, ...] = ()

    def __call__(self, call: Call) -> Verdict:
        """The strictest of the verdicts."""
        said = [_verdict(policy(call)) for policy in self.policies]
        denied = [rule.verdict for rule in self.denies if rule.matches(call)]
        return max((*said, *denied), default=Verdict.REFUSE) if said else Verdict.REFUSE


def strictest(*policies: Policy) -> Policy:
    """One policy out of several whole ones: the strictest verdict wins."""
    return policies[0] if len(policies) == 1 else Strictest(policies)


def combined(policies: tuple[Policy, ...], current: Policy, endpoint_of: Callable[[str], str]) -> Policy:
    """What is in force once `policies` are given where `current` was: they take its place, its denies stay.

    Denies alone are added to what `current` says. Every name is replaced by its endpoint, so that a rule outlives the
    name it was made with; `endpoint_of` raises for an unknown one. Raises UsageError for what is not a policy.
    """
    if not policies:
        raise UsageError("Name at least one policy, for instance confirm_destructive.")
    before = _whole(_by_endpoint(current, endpoint_of))
    given = [_parts(_by_endpoint(policy, endpoint_of)) for policy in policies]
    chosen = tuple(policy for part in given for policy in part.policies) or before.policies
    denies = (*before.denies, *(rule for part in given for rule in part.denies))
    return Strictest(chosen, denies) if denies else strictest(*chosen)


def _parts(policy: Policy) -> Strictest:
    """Policies and denies apart; a deny by itself is not a policy."""
    return Strictest((), (policy,)) if _denies(policy) else _whole(policy)


def _whole(policy: Policy) -> Strictest:
    """Policies and denies apart, through all levels; a deny that stands where a policy does stands on its default."""
    if _denies(policy):
        return Strictest((policy.otherwise,), (policy,))
    if not isinstance(policy, Strictest) or not policy.policies:
        return Strictest((policy,))
    parts = [_whole(part) for part in policy.policies]
    return Strictest(
        tuple(one for part in parts for one in part.policies),
        (*policy.denies, *(rule for part in parts for rule in part.denies)),
    )


def _denies(policy: Policy) -> TypeGuard[Rule]:
    return isinstance(policy, Rule) and policy.verdict is Verdict.REFUSE


def _by_endpoint(policy: Policy, endpoint_of: Callable[[str], str]) -> Policy:
    if isinstance(policy, Rule):
        names = policy.names if policy.checked else tuple(endpoint_of(name) for name in policy.names)
        otherwise = _by_endpoint(policy.otherwise, endpoint_of)
        return dataclasses.replace(policy, names=names, otherwise=otherwise, checked=True)
    if isinstance(policy, Strictest):
        parts = tuple(_by_endpoint(part, endpoint_of) for part in policy.policies)
        rules = tuple(_by_endpoint(rule, endpoint_of) for rule in policy.denies)
        return Strictest(parts, tuple(rule for rule in rules if isinstance(rule, Rule)))
    _must_be_a_policy(policy)
    return policy


def _must_be_a_policy(given: object) -> None:
    if not callable(given) or isinstance(given, type):
        raise UsageError(f"{given!r:.60} is not a policy: that is a function from a Call to a Verdict.")
    if inspect.iscoroutinefunction(given) or inspect.iscoroutinefunction(type(given).__call__):
        raise UsageError(f"{given!r:.60} is async; a policy is a plain function, because it looks nothing up.")
