"""Dangers that several operations share: naming who may earn by a hire, and giving somebody access."""

from __future__ import annotations

from ashby_agent_tools.risk import DESTRUCTIVE, READ, Risk

__all__ = ["SEEN", "claims"]

SEEN = "what the user has seen by then stays seen, if the access is taken away again"

_SOURCE = "an agency's fee or a referral bonus can depend on the source"
_CREDIT = "an agency's fee or a referral bonus can depend on who is credited"


def claims(*, source: object = None, credited: object = None) -> Risk:
    """The danger of naming a source or a credited user; that of a read where neither is given."""
    reasons = [why for given, why in ((source, _SOURCE), (credited, _CREDIT)) if given is not None]
    return DESTRUCTIVE.repeatable().because(*reasons) if reasons else READ
