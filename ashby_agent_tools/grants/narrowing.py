"""Narrowing: a grant within another one. What it leaves open is the other's; what goes beyond it is refused by name."""

from __future__ import annotations

import dataclasses
from typing import Any, NoReturn, TypeVar

from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants.grant import METHODS, Grant
from ashby_agent_tools.operations.index import UNDO
from ashby_agent_tools.tasks import made_of

__all__ = ["limited", "within"]

T = TypeVar("T")
_MOST_NAMED = 5


def within(grant: Grant, outer: Grant) -> Grant:
    """The grant as it counts within the one that it narrows.

    `exclude`, `hide` and `policies` of both hold; what this one leaves open, the tools too, is as in the other. Raises
    UsageError for whatever this one names beyond the other, with both values: nothing widens.
    """
    if not grant.chooses:
        searched = grant.search or outer.search
        grant = dataclasses.replace(grant, preset=outer.preset, tags=outer.tags, include=outer.include, search=searched)
    return _checked(grant, outer)


def limited(grant: Grant, ceiling: Grant) -> Grant:
    """As `within`, for a ceiling: one that names no tools allows all, and a grant that names none keeps its own."""
    return _checked(grant, ceiling if ceiling.chooses else dataclasses.replace(ceiling, preset="everything"))


def _checked(grant: Grant, outer: Grant) -> Grant:
    merged = dataclasses.replace(
        grant,
        account=_same(grant, outer, "account"),
        acting_user=_same(grant, outer, "acting_user"),
        methods=_methods(grant, outer),
        exclude=_added(outer.exclude, grant.exclude),
        hide=_added(outer.hide, grant.hide),
        show=_shown(grant, outer),
        policies=_added(outer.policies, grant.policies),
        budget=_budget(grant, outer),
        caps=_caps(grant, outer),
        rows=_rows(grant, outer),
        approvers=_approvers(grant, outer),
        expires=_expiry(grant, outer),
    )
    _must_have_no_other_tools(merged, outer)
    return merged


def _must_have_no_other_tools(grant: Grant, outer: Grant) -> None:
    """A task is none where all calls that it is made of are the other's; nor is undoing, where its calls are."""
    allowed, wanted = outer.toolset, grant.toolset
    known = frozenset((*allowed.endpoints, UNDO))
    new = [tool.operation for tool in wanted.operations if tool.operation.spec.endpoint not in known]
    beyond = [it.spec.endpoint for it in new if not (made_of(it) and known.issuperset(made_of(it)))]
    if beyond:
        more = len(beyond) - _MOST_NAMED
        named = ", ".join(beyond[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        _widens(grant, outer, "tools", f"it names {named}, not among those of {outer.name}")
    if others := sorted(wanted.inverses - allowed.inverses - known):
        _widens(grant, outer, "tools", f"undoing would call {others[0]}, which {outer.name} may not")


def _same(grant: Grant, outer: Grant, field: str) -> Any:
    given, limit = getattr(grant, field), getattr(outer, field)
    if given and limit and given != limit:
        _widens(grant, outer, field, f"{given!r} is another one than {limit!r}")
    return given or limit


def _added(outer: tuple[T, ...], own: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*outer, *own)))


def _methods(grant: Grant, outer: Grant) -> Any:
    allowed = outer.methods or METHODS
    if beyond := [it for it in grant.methods if it not in allowed]:
        _widens(grant, outer, "methods", f"{beyond[0]!r} is not among {', '.join(allowed)}")
    return grant.methods or outer.methods


def _shown(grant: Grant, outer: Grant) -> tuple[str, ...]:
    if beyond := [it for it in grant.show if it not in outer.show]:
        _widens(grant, outer, "show", f"{beyond[0]!r} is not shown to {outer.name}")
    return grant.show


def _budget(grant: Grant, outer: Grant) -> int | None:
    if grant.budget is not None and outer.budget is not None and grant.budget > outer.budget:
        _widens(grant, outer, "budget", f"{grant.budget} tokens are more than {outer.budget}")
    return outer.budget if grant.budget is None else grant.budget


def _caps(grant: Grant, outer: Grant) -> Caps | None:
    own, limit = grant.caps, outer.caps
    if own is None or limit is None:
        return own or limit
    for name in ("writes", "destructive", "outreach"):
        if getattr(own, name) > getattr(limit, name):
            _widens(grant, outer, f"caps.{name}", f"{getattr(own, name)} are more than {getattr(limit, name)}")
    if own.window < limit.window:
        _widens(
            grant, outer, "caps.window", f"so many within {own.window:g} seconds are more than within {limit.window:g}"
        )
    return own


def _rows(grant: Grant, outer: Grant) -> Any:
    own, limit = grant.rows, outer.rows
    if own is None or limit is None:
        return own or limit
    for name in ("jobs", "departments"):
        if beyond := sorted(getattr(own, name) - getattr(limit, name)):
            _widens(grant, outer, f"rows.{name}", f"{beyond[0]} is not among those of {outer.name}")
    return own


def _approvers(grant: Grant, outer: Grant) -> tuple[str, ...] | None:
    own, limit = grant.approvers, outer.approvers
    if own is None or limit is None:
        return limit if own is None else own
    if beyond := [it for it in own if it not in limit]:
        _widens(grant, outer, "approvers", f"{beyond[0]!r} may not answer for {outer.name}")
    return own


def _expiry(grant: Grant, outer: Grant) -> Any:
    if grant.expires is not None and outer.expires is not None and grant.expires > outer.expires:
        _widens(grant, outer, "expires", f"{grant.expires.isoformat()} is later than {outer.expires.isoformat()}")
    return grant.expires or outer.expires


def _widens(grant: Grant, outer: Grant, field: str, why: str) -> NoReturn:
    raise UsageError(f"The grant {grant.name} would widen {outer.name}: {field}: {why}. A grant only narrows.")
