"""Proposals: a note in place of a change, for who may not or would rather not decide."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject
from ashby_agent_tools.operations.candidate_records import CandidateCreateNote
from ashby_agent_tools.tasks.base import PlanStep
from ashby_agent_tools.tasks.records import name_of

__all__ = ["PROPOSES", "proposal"]

PROPOSES = CandidateCreateNote.spec.risk
"""The danger of a proposal: a note, and nothing else."""


def proposal(application: JsonObject, says: str, why: str | None = None) -> PlanStep:
    """A note on the application's candidate that proposes what `says` says; nothing else is changed."""
    text = f"Proposal, not carried out: {says}." + (f"\n\n{why}" if why else "")
    person = application["candidate"]
    note = CandidateCreateNote(candidateId=person["id"], note=text)
    return PlanStep(note, f"note on {name_of(person)} that proposes: {says}")
