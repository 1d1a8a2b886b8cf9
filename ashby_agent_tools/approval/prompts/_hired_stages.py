"""Hires: what it means for an application to move to a stage that counts as a hire."""

from __future__ import annotations

from ashby_agent_tools.approval.prompts._common_records import thing_of
from ashby_agent_tools.approval.prompts._prompt import Lookups
from ashby_agent_tools.operations.reasons import STAGE_HIRES

__all__ = ["TARGET", "hire_reasons", "hire_told", "moot_acts", "target_of"]

TARGET = "the target stage"
_IS_HIRE = "this is a hire: it fills an opening, which moving back may not free, and Ashby can refuse it"


def target_of(seen: Lookups, identity: str) -> str:
    """The target stage, with a mark where another one of its plan is called so; or `the stage <id>`."""
    known = thing_of(seen, identity, name=TARGET, area="interviewStage")
    return known if seen.at(TARGET, "title") else f"the stage {known}"


def moot_acts(seen: Lookups) -> set[str]:
    """Whether the target stage counts as a hire is known once it was looked up."""
    return {STAGE_HIRES} if seen.at(TARGET, "type") is not None else set()


def hire_reasons(seen: Lookups) -> tuple[str, ...]:
    """Why a hire is asked about."""
    return (_IS_HIRE,) if seen.at(TARGET, "type") == "Hired" else ()


def hire_told(seen: Lookups) -> str:
    """What a hire means, where the target stage is one."""
    if seen.at(TARGET, "type") != "Hired":
        return ""
    return (
        "HR systems and colleagues may act on the hire. Ashby may refuse it: while an offer waits for "
        "approval, without a free opening, or if another application uses the opening."
    )
