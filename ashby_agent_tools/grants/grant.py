"""Grant: what the bearer of a token may do, as one frozen value. It never holds a token or a key."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import secrets
from datetime import UTC, datetime
from operator import or_
from typing import Literal, Self

from ashby_agent_tools.approval.caps import Caps
from ashby_agent_tools.approval.people import ApproverRules, MayRule
from ashby_agent_tools.client.rows import Rows
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.index import near
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.toolset.policy import Policy, confirm_destructive, confirm_writes
from ashby_agent_tools.toolset.toolset import Toolset

__all__ = ["METHODS", "POLICIES", "Grant", "Method", "hash_of", "new_token"]

Method = Literal["read", "write"]
METHODS: tuple[Method, ...] = ("read", "write")
POLICIES = {"confirm_destructive": confirm_destructive, "confirm_writes": confirm_writes}
"""Policies that can be named where no function can be written: in a file, on the command line."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PREFIX = "ashby_grant_"  # so that a scanner for secrets finds a token that was published


def new_token() -> str:
    """A random token, 256 bits. Show it once: only its hash is kept."""
    return _PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """The SHA-256 of a token, as grants keep it; enough for a random token, which nobody can guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@dataclasses.dataclass(frozen=True, slots=True)
class Grant:
    """What one bearer may do: with which account, which tools, for whom, with whose approval, until when.

    `name`: unique; letters, digits and ``. _ @ + -``, an email address for instance. `account`: the name of an account
    that the server knows, or where its key is: `env:NAME`, `file:PATH`, `keyring:NAME`; never the key. `token_hash`:
    the SHA-256 of the bearer's token; None where an identity provider says who it is.

    Which tools: `preset`, `tags` and `include` add up, and where none is given it is the recruiter's, or with `search`
    everything; `methods` keeps what reads, what writes, or both; `exclude` always wins; with `search` they are found
    rather than listed. `acting_user`: the Ashby user on whose behalf all is sent. `rows`: the jobs and departments that
    can be seen; None for all. `hide`, `show`: data classes, as `Toolset.hiding` and `showing` have them. `budget`:
    tokens of one result. `policies`: beside the default, so that they only add questions and refusals: functions, or
    the names of `POLICIES`. `caps`: the most calls of a conversation. `approvers`: who alone may answer its questions:
    names, and `group:NAME` for a group of the server's rules; None for whoever these let.

    `expires`: with its time zone; None for never. `narrows`: the grant that it was made from, and ends with. `purpose`,
    `created_by`: for people who look later. Raises UsageError for what cannot be used, naming it.
    """

    name: str
    account: str = ""
    token_hash: str | None = dataclasses.field(default=None, repr=False)
    preset: str | None = None
    tags: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()
    search: bool = False
    acting_user: str | None = None
    rows: Rows | None = None
    hide: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    budget: int | None = None
    policies: tuple[str | Policy, ...] = ()
    caps: Caps | None = None
    approvers: tuple[str, ...] | None = None
    expires: datetime | None = None
    revoked: bool = False
    narrows: str | None = None
    purpose: str = ""
    created_by: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise UsageError(f"name is {self.name!r:.60}; give letters, digits and . _ @ + -, at most 100.")
        if self.token_hash is not None and not _HASH.fullmatch(self.token_hash):
            raise UsageError("token_hash is not a SHA-256 in 64 hexadecimal digits: hash_of(token) makes it.")
        if wrong := [it for it in self.methods if it not in METHODS]:
            raise UsageError(f"methods has {wrong[0]!r:.60}; there are {' and '.join(METHODS)}.")
        if self.acting_user is not None and not is_uuid(self.acting_user):
            raise UsageError(f"acting_user is {self.acting_user!r:.60}; give the id of an Ashby user.")
        if self.expires is not None and self.expires.tzinfo is None:
            raise UsageError(f"expires is {self.expires}, without a time zone; write 2026-12-31T18:00:00Z.")
        for policy in self.policies:
            if isinstance(policy, str) and policy not in POLICIES:
                raise UsageError(
                    f"policies has {policy!r:.60}{near(policy, POLICIES)}; there are {', '.join(POLICIES)}."
                )
        if self.approvers is not None and not self.approvers:
            raise UsageError("approvers is empty, so nobody could answer; leave it out, or name somebody.")

    def is_valid(self, now: float) -> bool:
        """Whether it counts at this time, in seconds since the epoch: neither revoked nor expired."""
        return not self.revoked and (self.expires is None or now < self.expires.timestamp())

    @property
    def state(self) -> str:
        """`valid`, `revoked` or `expired`, by this machine's clock."""
        if self.revoked:
            return "revoked"
        return "valid" if self.is_valid(datetime.now(UTC).timestamp()) else "expired"

    @property
    def toolset(self) -> Toolset:
        """The tools that it names, under its policies and with its budget. Raises UsageError for an unknown name."""
        return _toolset(dataclasses.replace(self, token_hash=None))

    @property
    def chooses(self) -> bool:
        """Whether it names tools itself."""
        return self.preset is not None or bool(self.tags or self.include)

    def approver_rules(self, rules: ApproverRules | None = None) -> ApproverRules | None:
        """Who may answer its questions: those whom these rules let, and of them only its approvers."""
        if self.approvers is None:
            return rules
        base = rules or ApproverRules(claimed=False)
        return dataclasses.replace(base, only=(*base.only, MayRule.naming(self.approvers)))

    def with_new_token(self) -> tuple[Self, str]:
        """The same grant under a new token, and the token: the old one counts no more once this is kept."""
        token = new_token()
        return dataclasses.replace(self, token_hash=hash_of(token)), token


@functools.lru_cache(maxsize=1_000)
def _toolset(grant: Grant) -> Toolset:
    """Made once for each: a toolset remembers how its tools are searched."""
    toolset = _named(grant)
    if grant.methods and set(grant.methods) != set(METHODS):
        toolset = toolset.read_only() if grant.methods == ("read",) else toolset.writes_only()
    if grant.exclude:
        toolset = toolset.without(*grant.exclude)
    if grant.rows is not None:
        toolset = toolset.without(*grant.rows.refused())
    if not len(toolset):
        raise UsageError("These choices leave no tool.")
    toolset = toolset.hiding(*grant.hide).showing(*grant.show)
    if grant.budget is not None:
        toolset = toolset.with_budget(grant.budget)
    if grant.policies:
        named = [POLICIES[it] if isinstance(it, str) else it for it in grant.policies]
        toolset = toolset.with_policy(confirm_destructive, *named)
    return toolset.searchable() if grant.search else toolset


def _named(grant: Grant) -> Toolset:
    """What preset, tags and include name together."""
    parts = []
    if grant.tags:
        parts.append(Toolset.all().tagged(*grant.tags))
    if grant.include:
        parts.append(Toolset.of(*grant.include))
    if grant.preset is not None:
        parts.append(Toolset.preset(grant.preset))
    if not parts:
        parts = [Toolset.all(), Toolset.tasks()] if grant.search else [Toolset.preset("recruiter")]
    return functools.reduce(or_, parts)
