"""Short ids to ids, within one conversation: typed, never guessed, and never looked for in free text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from ashby_agent_tools.call import Call
from ashby_agent_tools.conversation.form_answers import Answers
from ashby_agent_tools.errors import InvalidArguments, UnknownShortId
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.kinds import PREFIXES, UNKNOWN
from ashby_agent_tools.operations.schema import with_fields
from ashby_agent_tools.operations.short_ids import SHORT_ID, is_uuid
from ashby_agent_tools.store.protocol import ConversationKey, Store
from ashby_agent_tools.toolset.toolset import Toolset

_IN_TEXT = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{1,40}_[0-9]{1,40}(?![A-Za-z0-9_])")
_PREFIX = re.compile(r"[0-9a-f]{6,8}(-[0-9a-f-]*)?")


class _Unknown(ValueError):
    """A short id that this conversation was not told."""


def prepared(
    store: Store, key: ConversationKey, toolset: Toolset, name: str, arguments: Mapping[str, Json] | str, *,
    base_url: str, call_id: str | None,
) -> Call:  # fmt: skip
    """A call with UUIDs for the short ids in it. Pure.

    Raises InvalidArguments, for a model to read; UnknownShortId where this conversation was not told a short id.
    Where an argument is an id, the operation says so. Where the answer to a form is one, the form says so, whose own
    id has to be known first; with such answers the call is prepared a second time.
    """
    name, arguments = toolset.opened(name, arguments)
    prepare = partial(toolset.prepare, name, account=key.account, base_url=base_url, call_id=call_id)
    unknown: list[str] = []
    try:
        call = prepare(arguments, resolve=_noting(unknown, partial(_resolved, store, key, toolset)))
        if call.operation.spec.served_by == "builtin":
            return call
        answers = Answers(store, key, call.arguments, _noting(unknown, partial(_known, store, key, toolset)))
        filled = _filled(call, answers)
    except InvalidArguments as error:
        raise (UnknownShortId(str(error)) if unknown else error) from None
    if filled != call.arguments:
        call = prepare(with_fields(filled, call.fields))
    _refuse_in_text(store, key, call, answers.verbatim)
    return call


def _noting(unknown: list[str], resolver: Callable[..., str]) -> Callable[..., str]:
    """The same resolver; short ids that this conversation was not told are put into `unknown`."""

    def resolve(*given: Any) -> str:
        try:
            return resolver(*given)
        except _Unknown as error:
            unknown.append(str(error))
            raise

    return resolve


def _filled(call: Call, answers: Answers) -> dict[str, Json]:
    try:
        return answers.filled()
    except ValueError as error:
        raise InvalidArguments(f"{call.tool}: {error}. Nothing was sent.") from None


def _resolved(
    store: Store, key: ConversationKey, toolset: Toolset, operation: type[Operation], kind: str, text: str
) -> str:
    """The UUID behind what a model wrote for an id of `kind`. Raises ValueError with a message for the model."""
    if SHORT_ID.fullmatch(text):
        return _known(store, key, toolset, kind, text)
    if not is_uuid(text) and operation.spec.reads and _PREFIX.fullmatch(text.lower()):
        return _completed(store, key, kind, text.lower())
    return text


def _known(store: Store, key: ConversationKey, toolset: Toolset, kind: str, short_id: str) -> str:
    found = store.resolve(key, short_id)
    if found is None:
        names = [name for name, _, _ in store.short_ids(key, None if kind == "any" else kind)]
        import difflib  # noqa: PLC0415  (loaded when a name is misspelt)

        near = difflib.get_close_matches(short_id, names, n=3, cutoff=0.5)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise _Unknown(f"{short_id} is not known in this conversation.{hint} {_how_to_list(toolset, kind)}")
    its_kind, uuid = found
    if its_kind not in (kind, UNKNOWN) and kind != "any":
        raise ValueError(f"{short_id} is the id of {_a(its_kind)}, but the id of {_a(kind)} is expected here")
    return uuid


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' and not kind.startswith('user') else 'a'} {kind}"


def _how_to_list(toolset: Toolset, kind: str) -> str:
    tools = [
        tool.name
        for tool in toolset.operations
        if (entity := tool.operation.spec.entity) is not None
        and entity.name == kind
        and tool.operation.spec.endpoint.endswith((".list", ".search"))
    ]
    if not tools:
        return f"Read a result that names the {kind} for its short id"
    return f"{' or '.join(tools)} shows the short id of each {kind}"


def _completed(store: Store, key: ConversationKey, kind: str, start: str) -> str:
    """A unique beginning of a UUID that this conversation has seen; for reads only."""
    seen = {uuid for _, _, uuid in store.short_ids(key, None if kind == "any" else kind) if uuid.startswith(start)}
    if len(seen) > 1:
        raise ValueError(f"{start} matches {len(seen)} ids; give the short id or the full id")
    return seen.pop() if seen else start


def _refuse_in_text(store: Store, key: ConversationKey, call: Call, verbatim: Collection[str]) -> None:
    """Ids are resolved by now, so a short id still in the arguments is in free text, where nobody knows it.

    `verbatim`: where a form's option stands that only looks like a short id.
    """
    for path, text in _texts(call.arguments, ""):
        if path in verbatim:
            continue
        for match in _IN_TEXT.finditer(text):
            if store.resolve(key, match.group().lower()) is not None:
                raise InvalidArguments(
                    f"{call.tool}: {path} contains {match.group()}, a short id only this conversation knows; "
                    "write the person's or thing's name. Nothing was sent."
                )


def _texts(node: Json, path: str) -> list[tuple[str, str]]:
    if isinstance(node, str):
        return [(path, node)]
    if isinstance(node, dict):
        below = [(f"{path}.{key}".lstrip("."), key, value) for key, value in node.items()]
        return [found for where, key, value in below for found in ((where, key), *_texts(value, where))]
    if isinstance(node, list):
        return [found for number, item in enumerate(node) for found in _texts(item, f"{path}.{number}")]
    return []


def with_full_ids(store: Store, key: ConversationKey, check: Json) -> Json:
    """A condition with the ids behind short ids: it is compared with records here and goes nowhere else."""
    if isinstance(check, str) and SHORT_ID.fullmatch(check) and (known := store.resolve(key, check)):
        return known[1]
    if isinstance(check, list):
        return [with_full_ids(store, key, item) for item in check]
    return {name: with_full_ids(store, key, it) for name, it in check.items()} if isinstance(check, dict) else check


def unknown_ids(store: Store, key: ConversationKey, check: Json) -> tuple[tuple[str, Json], ...]:
    """What a header says of short ids in a condition that this conversation was not told: nothing is found by them."""
    found = [it for _, it in _texts(check, "") if (match := SHORT_ID.fullmatch(it)) and match[1] in PREFIXES.values()]
    unknown = [it for it in dict.fromkeys(found) if store.resolve(key, it) is None]
    return (("not_known_here", unknown),) if unknown else ()
