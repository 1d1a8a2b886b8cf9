"""Who may answer which question, and how many have to: rules that an application reads from a TOML file.

    own_agents = false                     # nobody answers for an agent that asks for them

    [groups]
    recruiters = ["ada@example.com", "robin@example.com"]
    leads = ["grace@example.com"]

    [[may]]                                # who may answer what; a question that no [[may]] fits, nobody may answer
    groups = ["recruiters"]
    effect = ["write"]
    outreach = false

    [[may]]
    groups = ["leads"]

    [[needs]]                              # what more than one person has to approve
    people = 2
    reversible = false
    effect = ["destructive"]

Without a [[may]], everybody may answer whom the door has authenticated.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ashby_agent_tools._given import must_be
from ashby_agent_tools.call import CLAIMED
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.person_names import alike, is_claimed, normal_name
from ashby_agent_tools.store.protocol import ApprovalRequest

__all__ = ["ApproverRules", "Conditions", "MayRule", "NeedsRule", "Person", "as_edited"]

GROUP = "group:"


_NOBODY = ("", "nobody", "langgraph", "llama-index", "openai-agents", "an mcp client")
"""What is recorded where a framework says of nobody that they answered."""


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Who answers, as a door has authenticated them: a name, and the groups that the door knows them to be in.

    A name that nobody checked begins with "claimed: ", as `Decision.by` has it.
    """

    name: str
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        must_be("name", self.name, str, write="write Person('ada@example.com')")
        must_be("groups", self.groups, frozenset, set, write="write frozenset({'leads'})")

    @property
    def claimed(self) -> bool:
        """Whether nobody has checked the name, or it is none."""
        return is_claimed(self.name) or normal_name(self.name) in _NOBODY


@dataclasses.dataclass(frozen=True, slots=True)
class Conditions:
    """Which questions a rule is about; None is any. `endpoints` are patterns such as `offer.*`."""

    effect: frozenset[Effect] | None = None
    outreach: bool | None = None
    reversible: bool | None = None
    tags: frozenset[str] | None = None
    endpoints: tuple[str, ...] | None = None
    jobs: frozenset[str] | None = None

    def surely(self, request: ApprovalRequest) -> bool:
        """Whether they hold for all that the question is about: what is not known of it does not hold."""
        return self._hold(request) and (self.jobs is None or (bool(request.jobs) and self.jobs >= set(request.jobs)))

    def perhaps(self, request: ApprovalRequest) -> bool:
        """Whether they may hold for a part of what the question is about."""
        return self._hold(request) and (self.jobs is None or not request.jobs or bool(self.jobs & set(request.jobs)))

    def _hold(self, request: ApprovalRequest) -> bool:
        return (
            (self.effect is None or request.effect in self.effect)
            and self.outreach in (None, request.outreach)
            and self.reversible in (None, request.reversible)
            and (self.tags is None or bool(self.tags & set(request.tags)))
            and (self.endpoints is None or any(fnmatch.fnmatchcase(request.operation, it) for it in self.endpoints))
        )


@dataclasses.dataclass(frozen=True, slots=True)
class MayRule:
    """These people and groups may answer these questions; without either, everybody who is authenticated."""

    people: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    about: Conditions = Conditions()

    def __post_init__(self) -> None:
        for name in ("people", "groups"):  # of a string, each part would be a name
            must_be(name, getattr(self, name), frozenset, set, type(None), write="write frozenset({'ada@example.com'})")

    @classmethod
    def naming(cls, names: Iterable[str]) -> MayRule:
        """The rule that lets these answer every question: names of people, and `group:NAME` for a group."""
        given = frozenset(names)
        groups = frozenset(it for it in given if it.startswith(GROUP))
        people = frozenset(normal_name(it) for it in given - groups)
        return cls(people, frozenset(it.removeprefix(GROUP) for it in groups))

    @property
    def named(self) -> tuple[str, ...]:
        """Whom it names, as `naming` takes them."""
        return (*sorted(self.people or ()), *sorted(f"{GROUP}{it}" for it in self.groups or ()))

    def names(self, person: Person) -> bool:
        """Whether the rule is about this person."""
        if self.people is None and self.groups is None:
            return True
        return normal_name(person.name) in (self.people or ()) or bool((self.groups or frozenset()) & person.groups)


@dataclasses.dataclass(frozen=True, slots=True)
class NeedsRule:
    """These questions need the approval of so many different people."""

    people: int
    about: Conditions = Conditions()


@dataclasses.dataclass(frozen=True, slots=True)
class ApproverRules:
    """Who may answer what. The default is that of an application without rules: whoever can answer may, and one does.

    `may`: a question may be answered by those whom a rule about it names; without any rule, by everybody. `needs`: of
    the rules about a question the highest number counts. `own_agents`: whether one may answer for an agent that asks
    in one's own name; where not, a question of which nobody knows who asks is answered by nobody. `claimed`: whether
    a name may answer that nobody checked. `groups`: who is in which, beside what a door says. `only`: each of these
    has to name who answers, beside all that; they come from a grant. Names are compared without regard to case, to
    spaces around them and to forms of the same letter.
    """

    may: tuple[MayRule, ...] = ()
    needs: tuple[NeedsRule, ...] = ()
    own_agents: bool = True
    claimed: bool = True
    groups: tuple[tuple[str, frozenset[str]], ...] = ()
    only: tuple[MayRule, ...] = ()

    def __post_init__(self) -> None:
        for name, kind in (("may", MayRule), ("needs", NeedsRule), ("only", MayRule)):
            rules: object = getattr(self, name)
            must_be(name, rules, tuple, list, write=f"write ({kind.__name__}(...),) or read a file with from_toml")
            for rule in rules if isinstance(rules, tuple | list) else ():
                must_be(f"a rule of {name}", rule, kind, write=f"write {kind.__name__}(...)")
        for name in ("own_agents", "claimed"):
            must_be(name, getattr(self, name), bool, write="write True or False")

    @classmethod
    def from_toml(cls, path: str | Path) -> ApproverRules:
        """The rules of a file. Raises UsageError, which names the line, the key, and the right key it comes nearest to.

        In a file a name that nobody checked may not answer, unless it says `claimed = true`.
        """
        from ashby_agent_tools.approval.rule_files import read_rules  # noqa: PLC0415  (loaded where rules are read)

        return read_rules(Path(path))

    def person(self, name: str, groups: frozenset[str] = frozenset()) -> Person:
        """A person of this name, in the groups that the door knows and those of the rules."""
        plain = normal_name(name)
        return Person(name, groups | {group for group, names in self.groups if plain in names})

    def objection(self, person: Person, request: ApprovalRequest) -> str:
        """Why this person may not answer this question; empty where they may."""
        person = self.person(person.name, person.groups)
        if person.claimed and not self.claimed:
            return f"nobody has checked that this is {person.name.removeprefix(CLAIMED)}"
        if self.is_own(person, request):
            return f"it is {person.name}'s own agent that asks, and somebody else has to answer"
        if not self.own_agents and not request.asked_by:
            return "it is not known whose agent asks (asked_by), and nobody may answer for their own"
        only = self.only or tuple(map(MayRule.naming, request.approvers))  # the grant's own, as it is by now, count
        if not all(rule.names(person) and rule.about.surely(request) for rule in only):
            return f"{person.name} is not among the approvers whom this grant names"
        if self.may and not any(rule.names(person) and rule.about.surely(request) for rule in self.may):
            return f"no rule lets {person.name} answer for {_about(request)}"
        return ""

    def is_own(self, person: Person, request: ApprovalRequest) -> bool:
        """Whether this person may not answer because it is their own agent that asks."""
        return not self.own_agents and bool(request.asked_by) and alike(person.name) == alike(request.asked_by)

    def needed(self, request: ApprovalRequest) -> int:
        """How many different people have to approve it."""
        return max([request.needed, *(rule.people for rule in self.needs if rule.about.perhaps(request))])


def as_edited(request: ApprovalRequest, arguments: Mapping[str, Json]) -> ApprovalRequest:
    """The question as rules look at it with other arguments: which jobs it is about is not known if these name others.

    So who may answer for one job does not, by an edit, for another.
    """
    before = set(_ids(json.loads(request.stored)["arguments"]))
    return request if before >= set(_ids(arguments)) else dataclasses.replace(request, jobs=())


def _ids(node: Json) -> Iterator[str]:
    if isinstance(node, str):
        if is_uuid(node):
            yield node.lower()
    elif isinstance(node, Mapping | list):
        for item in node.values() if isinstance(node, Mapping) else node:
            yield from _ids(item)


def _about(request: ApprovalRequest) -> str:
    reach = ", which reaches people outside" if request.outreach else ""
    return f"{request.operation} ({request.effect}{reach})"
