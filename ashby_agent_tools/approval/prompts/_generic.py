"""The form for operations without their own question: what the operation does, and each argument by name."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Collection, Iterable
from functools import partial
from types import MappingProxyType
from typing import Any

from ashby_agent_tools.approval.prompts._common_records import filled, labelled, read
from ashby_agent_tools.approval.prompts._id_lookups import LISTS, name_of
from ashby_agent_tools.approval.prompts._phrases import (
    clean,
    in_words,
    listing,
    moment,
    quoted,
    shown,
)
from ashby_agent_tools.approval.prompts._prompt import ApprovalPrompt, Lookups, Reads, Row, Statement, known_id, objects
from ashby_agent_tools.approval.record_reads import OBJECTS, READS
from ashby_agent_tools.operations.base import Json, JsonObject, Operation
from ashby_agent_tools.operations.secrets import HIDDEN, masked

__all__ = ["WITHOUT_EFFECT", "argument_name", "argument_reads", "argument_rows", "completed", "generic"]

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,60}\Z")
_LONGEST = 300
_MOST_READS, _MOST_ROWS = 6, 60
_PAIR = frozenset(("fieldId", "fieldValue"))
Path = tuple[str | int, ...]
"""Where an argument stands: keys, and places in lists of several, counted from 1."""

WITHOUT_EFFECT = MappingProxyType(
    {
        "excludeFormDefinition": "it only makes the answer shorter",
        "includeUnpublishedJobPostings": "it only lets the call find a posting that is not published",
    }
)
"""Arguments that a question leaves out, and why: they change nothing but the answer."""

_TITLES = MappingProxyType(
    {
        "allowSubmissionForUnpublishedJobPosting": "allowed for an unpublished posting",
        "alternateEmailAddresses": "further email addresses",
        "contentLength": "size in bytes",
        "contentType": "type of file",
        "createdAt": "created",
        "creditedToUserId": "credited to",
        "dailyLimit": "most a day",
        "defaultInterviewPlanId": "interview plan",
        "emailProviderEmailId": "id at the email provider",
        "endsAt": "ends",
        "externalName": "name on job boards",
        "extraData": "further data",
        "fieldType": "kind of field",
        "fileUploadContext": "meant for",
        "githubUrl": "GitHub",
        "interviewerPoolTrainingPathStageId": "stage of the training",
        "isBackfill": "replaces somebody",
        "isDateOnlyField": "a day without a time",
        "isExposableToCandidate": "may be shown to candidates",
        "isPrivate": "private",
        "linkedInUrl": "LinkedIn",
        "messageIdHeader": "message id",
        "messageUrl": "link to the email",
        "objectType": "kind of record",
        "parentId": "part of",
        "parentLocationId": "part of",
        "requiresTraining": "training required",
        "resumeHandle": "uploaded file",
        "fileHandle": "uploaded file",
        "selectableValues": "options",
        "sentAt": "sent",
        "startsAt": "starts",
        "targetHireDate": "hired by",
        "targetStartDate": "starts",
        "timestamp": "as of",
        "userId": "colleague",
        "websiteUrl": "website",
        "weeklyLimit": "most a week",
        "workplaceType": "workplace",
    }
)
"""What people call arguments whose names do not say it in words."""


def generic(operation: Operation) -> ApprovalPrompt[Operation]:
    """Questions about any operation, a user's own included. For a plain read nothing is looked up."""
    looks = not operation.spec.reads and operation.spec.served_by == "ashby"
    return (
        ApprovalPrompt(type(operation), _say, needs=argument_reads) if looks else ApprovalPrompt(type(operation), _say)
    )


def argument_name(key: str) -> str:
    """The words under which what an argument means is looked up."""
    return f"the {_CAPITAL.sub(' ', key.removesuffix('Id')).lower() if _PLAIN_KEY.match(key) else _words(key)}"


def _words(key: str) -> str:
    """`customFieldId` as `custom field`; a key that is not a plain word is data like any other."""
    if not _PLAIN_KEY.match(key):
        return quoted(key, most=40)
    return _TITLES.get(key) or _CAPITAL.sub(" ", key.removesuffix("Id").replace("_", " ")).lower()


def _say(operation: Operation, seen: Lookups) -> Statement:
    rows = argument_rows(operation, seen)
    head, _, further = _what(operation).partition(". ")
    return Statement(
        f"{operation.spec.endpoint}: {head}{'.' if further else ''}", more=further, rows=tuple(rows), moot=filled(rows)
    )


def argument_rows(operation: Operation, seen: Lookups, *, shows: Collection[str] = ()) -> list[Row]:
    """One line per argument that `shows` does not name: names for ids, and no secrets.

    The value now stands before it where the record that the call changes was read and tells it.
    """
    before = _changed_record(operation, seen)
    rows: list[Row] = []
    for path, value in _units(masked(operation, operation.body())):
        keys = [key for key in path if isinstance(key, str)]
        if _named_by(shows, keys):
            continue
        if value is HIDDEN:  # the mask itself, and no text that reads like it
            rows.append((_label(path), None, HIDDEN))
        elif keys[-1] == "fieldValue" and isinstance(value, dict) and value.keys() == _PAIR:
            rows.append(_own_field(value["fieldId"], value["fieldValue"], _field_key(keys), before, seen))
        else:
            rows.append((_label(path), *_value(keys[-1], value, seen, before if len(path) == 1 else {})))
    left = len(rows) - _MOST_ROWS
    return rows if left <= 0 else [*rows[:_MOST_ROWS], ("further values", None, f"{left:,}, not shown here")]


def argument_reads(operation: Operation, *, shows: Collection[str] = ()) -> Reads:
    """The reads that tell what the ids mean among the arguments that `shows` does not name."""
    found: dict[str, Operation] = {}
    for path, value in _units(operation.body()):
        keys = [key for key in path if isinstance(key, str)]
        if _named_by(shows, keys):
            continue
        if keys[-1] == "fieldValue" and isinstance(value, dict) and value.keys() == _PAIR:
            found |= _read_of(operation, _field_key(keys), value["fieldId"])
        else:
            found |= _read_of(operation, keys[-1], value)
    return dict(list(found.items())[:_MOST_READS])


def _read_of(operation: Operation, key: str, value: Json) -> Reads:
    kind = OBJECTS.get(str(getattr(operation, "objectType", "")), "") if key == "objectId" else key
    if kind in READS and known_id(value):
        endpoint, parameter = READS[kind]
        return read(argument_name(key), endpoint, **{parameter: value})
    if kind in LISTS and (known_id(value) or isinstance(value, list)):
        endpoint, arguments = LISTS[kind]
        return read(argument_name(key), endpoint, **arguments)
    return {}


def _field_key(keys: list[str]) -> str:
    """The custom field of one value is read by itself, those of a list of values with all others."""
    return "fieldId" if len(keys) == 1 else "values"


def _named_by(shows: Collection[str], keys: list[str]) -> bool:
    """Whether an argument, or a group that it is in, is among these."""
    return any(".".join(keys[:length]) in shows for length in range(1, len(keys) + 1)) or keys[0] in WITHOUT_EFFECT


def _units(value: Json, path: Path = ()) -> Iterable[tuple[Path, Json]]:
    """What gets its own line: each value that is not a group, each custom field with its id, and each amount."""
    if isinstance(value, dict) and (not path or (value and not in_words(value))):  # a body is not a value itself
        if value.keys() >= _PAIR:
            yield (*path, "fieldValue"), {key: value[key] for key in _PAIR}
        for key, item in value.items():
            if not (key in _PAIR and value.keys() >= _PAIR):
                yield from _units(item, (*path, key))
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, item in enumerate(value, 1):
            yield from _units(item, (*path, number) if len(value) > 1 else path)
    else:
        yield path, value


def _label(path: tuple[str | int, ...]) -> str:
    """`interviewEvents`, 2, `extraData` as `interview events 2, extra data`."""
    text = ""
    for part in path:
        text += f" {part}" if isinstance(part, int) else f"{', ' if text else ''}{_words(part)}"
    return text


def _changed_record(operation: Operation, seen: Lookups) -> JsonObject:
    """The record that the call changes, where it was read: a `project.update` changes the one of its `projectId`."""
    area = operation.spec.endpoint.split(".", 1)[0]
    for key in ("objectId", f"{area}Id"):
        record = seen.record(argument_name(key)) if known_id(operation.body().get(key)) else {}
        if record:
            latest = record.get("latestVersion")
            return {**latest, **record} if isinstance(latest, dict) else record
    return {}


def _own_field(field: Json, value: Json, key: str, before: JsonObject, seen: Lookups) -> Row:
    """A custom field by its title: what the record that the call changes has in it, and what it will have."""
    name = argument_name(key)
    definition = seen.record(name) or seen.row(name, known_id(field))
    now = next((one.get("value") for one in objects(before.get("customFields")) if one.get("id") == field), None)
    known = labelled(definition, now) if before else None
    return _one(field, key, seen), known, labelled(definition, value)


def completed(wording: ApprovalPrompt[Any]) -> ApprovalPrompt[Any]:
    """The wording with a line for every argument that it does not name in `shows`, so that none is sent unseen."""

    def needs(operation: Operation) -> Reads:
        own = wording.needs(operation)
        others = argument_reads(operation, shows=wording.shows)
        return {**own, **{name: found for name, found in others.items() if name not in own}}

    def say(operation: Operation, seen: Lookups) -> Statement:
        said = wording.say(operation, seen)
        return dataclasses.replace(said, rows=(*said.rows, *argument_rows(operation, seen, shows=wording.shows)))

    return dataclasses.replace(wording, needs=needs, say=say)


def _what(operation: Operation) -> str:
    """The first paragraph of the operation's own description."""
    told = clean(inspect.cleandoc(type(operation).__doc__ or "").split("\n\n")[0])
    return told[:_LONGEST] if told else "an operation without a description."


def _value(key: str, value: Json, seen: Lookups, before: JsonObject) -> tuple[str | None, str]:
    """The value now where it is known and another one, and the value then."""
    if known_id(value):
        return None, _one(value, key, seen)
    if isinstance(value, list) and value and all(known_id(one) for one in value):
        return None, listing([_one(one, key, seen) for one in value])
    if value is None and key.endswith("Limit"):
        return None, "no limit"
    timed = _is_time(key) and isinstance(value, str | int | float)
    wording = moment if timed else partial(shown, most=_LONGEST)
    then = wording(value)
    now = before.get(key)
    changed = now is not None and not isinstance(now, dict | list) and now != value and not known_id(now)
    return wording(now) if changed else None, then


def _is_time(key: str) -> bool:
    return key.endswith(("At", "Date")) or key == "timestamp"


def _one(identity: Json, key: str, seen: Lookups) -> str:
    """The name behind an id, from the read of it or from a list; else the id."""
    return name_of(seen, argument_name(key), key, identity) or known_id(identity) or quoted(identity)
