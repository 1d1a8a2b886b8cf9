"""Sequences and their templates as Ashby shows them."""

from __future__ import annotations

from ashby_agent_tools.operations.base import JsonObject

__all__ = ["DRAFT", "present_sequence", "present_template"]

DRAFT = "NotStarted"
_SHOWN = ("id", "candidateId", "applicationId", "sequenceTemplateId", "status", "createdAt")
_TEMPLATE = ("id", "title", "isArchived", "unsubscribeLinkActive", "updatedAt")


def present_sequence(row: JsonObject) -> JsonObject:
    """A sequence with its stages."""
    shown: JsonObject = {name: row[name] for name in _SHOWN}
    shown["stages"] = [_present_stage(stage, draft=row["status"] == DRAFT) for stage in row["stages"]]
    return shown


def _present_stage(stage: JsonObject, *, draft: bool) -> JsonObject:
    """Subject and text are shown only while the sequence is a draft. [D]"""
    shown: JsonObject = {
        "id": stage["id"],
        "type": stage["type"],
        "from": stage["from"],
        "sendAfter": stage["sendAfter"],
    }
    if draft and stage["type"] == "Email":
        shown |= {"subject": stage["subject"], "bodyHtml": stage["bodyHtml"]}
    return shown


def present_template(row: JsonObject) -> JsonObject:
    """A template with its stages, without their texts."""
    shown: JsonObject = {name: row[name] for name in _TEMPLATE}
    shown["stages"] = [{name: stage[name] for name in ("id", "type", "sendAfter")} for stage in row["stages"]]
    return shown
