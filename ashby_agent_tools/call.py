"""Call, Verdict and Decision: one prepared call, and what the policy and a person said of it.

`build` is the whole of preparation: validate, rate, fingerprint. It is pure; nothing is sent and nothing looked up.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Literal, Protocol

from pydantic import ValidationError

from ashby_agent_tools._given import must_be
from ashby_agent_tools._unseen import SURROGATE, is_unseen
from ashby_agent_tools.errors import Declined, InvalidArguments, UsageError
from ashby_agent_tools.operations.arguments import encoded, must_name_a_call, taken, with_objects
from ashby_agent_tools.operations.base import Json, JsonObject, Operation, explained
from ashby_agent_tools.operations.custom import must_be_operation, rated
from ashby_agent_tools.operations.schema import FIELDS, open_objects, takes_fields
from ashby_agent_tools.operations.secrets import HIDDEN, holds_a_mask, masked, takes_secrets
from ashby_agent_tools.risk import Risk

__all__ = ["DEFAULT_BASE_URL", "Call", "Decision", "Verdict", "build", "call_for"]

DEFAULT_BASE_URL = "https://api.ashbyhq.com"
CLAIMED = "claimed: "
_VERSION = 1
_LONGEST_NAME = 200


class Verdict(IntEnum):
    """What a policy says of a call; the strictest of several wins."""

    RUN = 0
    ASK = 1
    REFUSE = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One operation with validated arguments, rated, and fingerprinted. Immutable.

    `tool`: the name it was asked for by. `operation`: the validated arguments. `arguments`: the JSON body, with
    full ids. `risk`: of these arguments. `verdict`: the policy's word. `fingerprint`: SHA-256 over endpoint,
    arguments, account and base URL; two calls that would do the same have the same one. `call_id`: the
    framework's id of this tool call, if it has one. `fields`: which fields the result should show.
    """

    tool: str
    operation: Operation = dataclasses.field(repr=False)  # arguments may hold personal data or a webhook's secret
    arguments: JsonObject = dataclasses.field(repr=False)
    risk: Risk
    verdict: Verdict
    fingerprint: str
    account: str
    base_url: str
    call_id: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def endpoint(self) -> str:
        """Ashby's name of the operation."""
        return self.operation.spec.endpoint

    @property
    def masked(self) -> JsonObject:
        """The arguments as a person, a trace or a log may have them: `(not shown)` stands for every secret."""
        return masked(self.operation)

    @property
    def takes_secrets(self) -> bool:
        """Whether an argument is a secret, or may be made one by an edit: what asks about it has to mask arguments."""
        return takes_secrets(type(self.operation)) or self.masked != self.arguments

    @property
    def needs_approval(self) -> bool:
        """Whether a person has to say yes before it may be sent."""
        return self.verdict is Verdict.ASK

    def to_json(self) -> str:
        """The call as versioned data, to be stored while a question waits. Restore it with `Call.from_json`."""
        return json.dumps(
            {
                "version": _VERSION,
                "account": self.account,
                "base_url": self.base_url,
                "operation": self.endpoint,
                "arguments": self.arguments,
                "fields": list(self.fields),
                "fingerprint": self.fingerprint,
                "call_id": self.call_id,
            },
            ensure_ascii=False,
        )

    @staticmethod
    def from_json(text: str, session: Prepares) -> Call:
        """Prepare a stored call again, with today's validation, rating and policy.

        Raises InvalidArguments when the text is not a stored call, or when what it describes no longer has the
        fingerprint that was stored: it was changed, or belongs to another account or base URL.
        """
        try:
            stored = json.loads(text)
            version, operation, arguments = stored["version"], stored["operation"], dict(stored["arguments"])
            fingerprint, call_id, fields = stored["fingerprint"], stored["call_id"], stored.get("fields") or []
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InvalidArguments("This is not a stored call; ask for the action again.") from error
        if version != _VERSION:
            raise InvalidArguments(
                f"The stored call has version {version!r:.40}, not {_VERSION}; ask for the action again."
            )
        if fields:
            arguments[FIELDS] = fields
        call = session.prepare(operation, arguments, call_id=call_id)
        if call.fingerprint != fingerprint:
            raise InvalidArguments(
                "The stored call was changed, or belongs to another account or base URL; ask for the action again."
            )
        return call


class Prepares(Protocol):
    """Anything that prepares calls: a Session, or a Toolset."""

    def prepare(self, name: str, arguments: Mapping[str, Json] | str, /, *, call_id: str | None = None) -> Call:
        """Validate, rate, and apply the policy; nothing is sent."""
        ...


@dataclasses.dataclass(frozen=True, eq=False)
class Decision:
    """A person's answer to one question. Make it with `approve`, `deny` or `edit`; it counts once.

    `by`: who answered, as an application knows it. `claimed=True` marks a name that only a client gives and nobody
    checked: it is recorded as "claimed: NAME". `call`: the call that was asked about; the answer counts for no other.
    Without it, the answer belongs to the first call that it is passed with. `dropped`: another name that a client gave
    although a server knows who it is: noted in the audit, and nothing else.
    """

    kind: Literal["approve", "deny", "edit"]
    by: str
    message: str = ""
    arguments: Mapping[str, Json] | None = dataclasses.field(default=None, repr=False)  # may hold a secret
    fingerprint: str | None = None
    dropped: str = ""
    _once: threading.Lock = dataclasses.field(default_factory=threading.Lock, init=False, repr=False)
    _bound: dict[str, str] = dataclasses.field(default_factory=dict, init=False, repr=False)
    _process: int = dataclasses.field(default_factory=os.getpid, init=False, repr=False)

    def __post_init__(self) -> None:
        by: object = self.by
        if not isinstance(by, str) or not by.strip():
            raise UsageError("A decision names who made it: Decision.approve(by='name').")
        message: object = self.message
        if not isinstance(message, str):
            raise UsageError(f"The message of a decision is a string, not {message!r:.60}.")
        for name, text in (
            ("by", by),
            ("message", message),
            ("dropped", str(self.dropped)),
        ):  # half of a character can be neither kept nor shown
            object.__setattr__(self, name, SURROGATE.sub("\ufffd", text))
        if self.fingerprint is not None:
            self._bound["to"] = self.fingerprint
        fits = isinstance(self.arguments, Mapping) if self.kind == "edit" else self.arguments is None
        if self.kind not in ("approve", "deny", "edit") or not fits:
            raise UsageError("Make a decision with Decision.approve, deny or edit; only an edit has arguments.")

    def spend(self) -> bool:
        """Use the answer up: True for the first caller only, across threads; never in a process forked since."""
        return os.getpid() == self._process and self._once.acquire(blocking=False)

    def must_be_about(self, call: Call) -> None:
        """Raise Declined where it was made for another call, or was passed with another one before."""
        if self._bound.setdefault("to", call.fingerprint) != call.fingerprint:
            raise Declined(
                f"{call.tool}: this decision is about another call. Nothing was sent.", fingerprint=call.fingerprint
            )

    @classmethod
    def approve(cls, *, by: str, claimed: bool = False, call: Call | None = None) -> Decision:
        """Yes to exactly the call that was asked."""
        return cls("approve", recorded(by, claimed=claimed), fingerprint=_of(call))

    @classmethod
    def deny(cls, message: str = "", *, by: str, claimed: bool = False, call: Call | None = None) -> Decision:
        """No; `message` is shown to the model."""
        return cls("deny", recorded(by, claimed=claimed), message, fingerprint=_of(call))

    @classmethod
    def edit(
        cls, arguments: Mapping[str, Json], *, by: str, claimed: bool = False, call: Call | None = None
    ) -> Decision:
        """Yes to the same operation with these arguments, if they are no more dangerous than what was shown."""
        return cls("edit", recorded(by, claimed=claimed), arguments=arguments, fingerprint=_of(call))


def _of(call: Call | None) -> str | None:
    if call is None:
        return None
    must_be_call(call)
    return call.fingerprint


def must_be_call(call: object) -> None:
    """Raise UsageError for what is no prepared call."""
    must_be("call", call, Call, write="give what Session.prepare gave")


def must_be_about(decision: object, call: Call) -> None:
    """Raise UsageError for what is not a Decision, Declined for one about another call; None is not an answer yet."""
    if isinstance(decision, Decision):
        decision.must_be_about(call)
    elif decision is not None:
        raise UsageError(f"{decision!r:.60} is not a Decision: use Decision.approve(by=...), deny or edit.")


def because(message: str) -> str:
    """What follows "a person declined" in a sentence of ours: the person's words, without a full stop of their own."""
    words = message.strip().removesuffix(".")
    return f": {words}" if words else ""


def recorded(by: str, *, claimed: bool) -> str:
    """A name as it is recorded: one that nobody checked is marked, on one line and at most 200 characters."""
    if not claimed or not isinstance(by, str):
        return by
    plain = " ".join("".join(" " if is_unseen(letter) else letter for letter in by).split())
    return f"{CLAIMED}{plain[:_LONGEST_NAME] or 'no name'}"


def build(
    operation: type[Operation],
    arguments: Mapping[str, Json] | str,
    *,
    tool: str,
    account: str,
    base_url: str,
    call_id: str | None = None,
    resolve: Callable[[str, str], str] | None = None,
) -> Call:
    """Validate, rate and fingerprint; the verdict is still RUN. Raises InvalidArguments with every fault named."""
    given = taken(tool, arguments)
    must_name_a_call(tool, call_id)
    if paths := open_objects(operation):
        given = taken(tool, with_objects(given, paths))
    fields = _take_fields(operation, tool, given)
    try:
        instance = operation.model_validate(given, context={"resolve": resolve})
    except ValidationError as error:
        raise InvalidArguments(explained(operation, tool, error)) from None
    return dataclasses.replace(
        call_for(instance, account=account, base_url=base_url), tool=tool, call_id=call_id, fields=fields
    )


def call_for(instance: Operation, *, account: str, base_url: str) -> Call:
    """The call of an operation that is already validated; the verdict is still RUN.

    Raises InvalidArguments for a body that cannot be written as JSON, and for a mask in place of a secret.
    """
    must_be_operation(instance)
    cls = rated(type(instance))
    if cls is not type(instance):
        instance = cls.model_construct(**dict(instance))  # the same values, of the class that is rated rightly
    arguments = instance.as_arguments()
    encoded(instance.spec.tool, instance.body())
    if holds_a_mask(cls, arguments):
        raise InvalidArguments(
            f"{instance.spec.tool}: {HIDDEN} stands for a secret that is not shown; write the secret. Nothing was sent."
        )
    return Call(
        tool=instance.spec.tool,
        operation=instance,
        arguments=arguments,
        risk=_rate(instance),
        verdict=Verdict.RUN,
        fingerprint=fingerprint(instance.spec.endpoint, arguments, account, base_url),
        account=account,
        base_url=base_url,
    )


def fingerprint(endpoint: str, body: JsonObject, account: str, base_url: str) -> str:
    """SHA-256 over version, endpoint, canonical arguments, account and base URL. There is no clock in it."""
    covered = [_VERSION, endpoint, body, account, base_url.rstrip("/")]
    return hashlib.sha256(encoded(endpoint, covered, canonical=True)).hexdigest()


def _take_fields(operation: type[Operation], tool: str, given: dict[str, Json]) -> tuple[str, ...]:
    if not takes_fields(operation):
        return ()
    fields = given.pop(FIELDS, None)
    if fields is None:
        return ()
    names = [fields] if isinstance(fields, str) else fields
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise InvalidArguments(f"{tool}: fields must be a list of field names.")
    return tuple(names)


def _rate(instance: Operation) -> Risk:
    """This call's danger. What cannot be rated is refused; a rating above the declared worst is a defect."""
    try:
        risk = instance.risk()
    except Exception as error:  # a user's own risk() may raise anything: without a rating nothing may be sent
        raise Declined(
            f"{instance.spec.tool}: the risk of this call could not be determined, so it is refused."
        ) from error
    if not risk <= instance.spec.worst:
        raise UsageError(
            f"{instance.spec.tool}: risk() exceeds spec.worst; raise `worst` in {type(instance).__name__}."
        )
    return risk
