"""What a call sends or publishes that is stored elsewhere in Ashby: a draft's emails, a posting, an offer's version.

It belongs to what a person was shown. The question shows it, the store keeps its digest, and it is read again before
the call leaves: a difference makes the approval void. One module per kind; what holds nothing is not listed here, and a
test holds the reason for each. The words of the questions are in `prompts/`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.approval.content._content import Content
from ashby_agent_tools.approval.prompts import Lookups
from ashby_agent_tools.approval.prompts._prompt import Reads
from ashby_agent_tools.operations.base import Json, Operation

__all__ = ["Content", "carries", "digest", "further_reads", "reads", "shows"]

_MODULES = MappingProxyType(
    {
        "application.changeStage": "mails",
        "applicationForm.submit": "forms",
        "approvalDefinition.update": "offers",
        "candidate.pushToHris": "exports",
        "department.restore": "places",
        "interviewSchedule.cancel": "interviews",
        "interviewSchedule.create": "interviews",
        "interviewSchedule.update": "interviews",
        "jobPosting.setStatus": "postings",
        "jobPosting.update": "postings",
        "jobPosting.updateCompensation": "postings",
        "location.restore": "places",
        "offer.approve": "offers",
        "offer.setStatus": "offers",
        "offer.startApprovalProcess": "offers",
        "sequence.add": "mails",
        "sequence.start": "mails",
        "surveyRequest.create": "forms",
        "surveySubmission.create": "forms",
        "webhook.update": "exports",
    }
)


def carries(operation: Operation) -> bool:
    """Whether these arguments send something that is stored elsewhere."""
    return bool(reads(operation))


def reads(operation: Operation) -> Reads:
    """The reads that show what would be sent, by the words a person knows them under."""
    content = _content_of(operation)
    return {} if content is None else content.needs(operation)


def further_reads(operation: Operation, answers: Mapping[str, Json]) -> Reads:
    """Further reads of it that only the answers of the first ones make possible."""
    content = _content_of(operation)
    return content.more(operation, Lookups(answers)) if content and carries(operation) else {}


def digest(operation: Operation, answers: Mapping[str, Json]) -> str:
    """SHA-256 of what would be sent by now; empty where nothing is stored elsewhere.

    What could not be read counts as unread, so that text that can be read later differs from it.
    """
    content = _content_of(operation)
    if content is None or not carries(operation):
        return ""
    seen = Lookups(answers)
    wanted = [*content.needs(operation), *content.more(operation, seen)]
    unread = [name for name in wanted if not seen.found(name)]
    canonical = json.dumps([content.of(operation, seen), unread], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shows(operation: Operation, answers: Mapping[str, Json]) -> str:
    """What would be sent, as lines of a question: every line is marked. Empty where nothing is stored elsewhere."""
    content = _content_of(operation)
    if content is None or not carries(operation):
        return ""
    seen = Lookups(answers)
    unread = [name for name in content.needs(operation) if not seen.found(name)]
    told = content.show(operation, seen)
    warning = f"- not shown: {content.what} could not be read, so check it in Ashby before you answer"
    return "\n".join(part for part in (told.strip("\n"), warning if unread else "") if part)


def _content_of(operation: Operation) -> Content[Any] | None:
    """What an operation sends from elsewhere; a user's class that only shares an endpoint's name sends nothing."""
    module = _MODULES.get(operation.spec.endpoint)
    found = None if module is None else _contents_in(module).get(operation.spec.endpoint)
    return found if found is not None and isinstance(operation, found.operation) else None


@functools.cache
def _contents_in(module: str) -> Mapping[str, Content[Any]]:
    loaded = importlib.import_module(f"ashby_agent_tools.approval.content.{module}")
    return MappingProxyType({content.operation.spec.endpoint: content for content in loaded.CONTENTS})
