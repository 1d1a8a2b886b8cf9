"""Reading the rules of who may answer from a TOML file: what is wrong is told with its line and the nearest key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from ashby_agent_tools.approval.people import ApproverRules, Conditions, MayRule, NeedsRule
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.operations.index import catalogue, near
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.store.person_names import normal_name
from ashby_agent_tools.toml_lines import line_of

__all__ = ["read_rules"]

_TOP = ("own_agents", "claimed", "groups", "may", "needs")
_ABOUT = ("effect", "outreach", "reversible", "tags", "endpoints", "jobs")
_EFFECTS = ("write", "destructive")
_MOST_PEOPLE = 9


def read_rules(path: Path) -> ApproverRules:
    """The rules in a file. Raises UsageError for a file that cannot be read or understood, with what to write."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The rules {path} cannot be read ({type(error).__name__}).") from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}.") from error
    return _File(path, text).rules(given)


class _File:
    """One file of rules; every complaint names the line of the key that it is about."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._groups: frozenset[str] = frozenset()

    def rules(self, given: Mapping[str, Any]) -> ApproverRules:
        self._known(given, _TOP, "")
        groups = given.get("groups", {})
        if not isinstance(groups, dict):
            self._fault("", "groups", 'must be a table: [groups], then recruiters = ["ada@example.com"]')
        self._groups = frozenset(groups)
        named = tuple((name, self._names("groups", name, people)) for name, people in groups.items())
        may = tuple(self._may(f"may[{n}]", it) for n, it in enumerate(self._tables(given, "may"), 1))
        needs = tuple(self._needs(f"needs[{n}]", it) for n, it in enumerate(self._tables(given, "needs"), 1))
        own, claimed = (self._yes_no("", name, given) for name in ("own_agents", "claimed"))
        return ApproverRules(may, needs, own is not False, claimed is True, named)

    def _tables(self, given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        tables = given.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(it, dict) for it in tables):
            self._fault("", name, f"must be a list of tables: write [[{name}]] above each")
        return tables

    def _may(self, where: str, given: dict[str, Any]) -> MayRule:
        self._known(given, ("people", "groups", *_ABOUT), where)
        people = self._names(where, "people", given["people"]) if "people" in given else None
        groups = frozenset(self._texts(where, "groups", given["groups"])) if "groups" in given else None
        return MayRule(people, groups, self._about(where, given))

    def _needs(self, where: str, given: dict[str, Any]) -> NeedsRule:
        self._known(given, ("people", *_ABOUT), where)
        people = given.get("people")
        if isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= _MOST_PEOPLE:
            self._fault(
                where, "people", f"must be the number of people who have to approve, 1 to {_MOST_PEOPLE}: people = 2"
            )
        return NeedsRule(people, self._about(where, given))

    def _about(self, where: str, given: dict[str, Any]) -> Conditions:
        def texts(name: str, check: Callable[[str, str, str], None] | None = None) -> list[str] | None:
            if name not in given:
                return None
            found = self._texts(where, name, given[name])
            if check is not None:
                for text in found:
                    check(where, name, text)
            return found

        effects = texts("effect", self._must_be_effect)
        tags, jobs = texts("tags", self._must_be_tag), texts("jobs")
        endpoints = texts("endpoints", self._must_be_endpoint)
        return Conditions(
            effect=None if effects is None else frozenset(Effect[it.upper()] for it in effects),
            outreach=self._yes_no(where, "outreach", given),
            reversible=self._yes_no(where, "reversible", given),
            tags=None if tags is None else frozenset(tags),
            endpoints=None if endpoints is None else tuple(endpoints),
            jobs=None if jobs is None else frozenset(jobs),
        )

    # values

    def _texts(self, where: str, name: str, given: object) -> list[str]:
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not texts or not all(isinstance(it, str) and it.strip() for it in texts):
            self._fault(where, name, f'must be a list with at least one string: {name} = ["..."]')
        return texts

    def _names(self, where: str, name: str, given: object) -> frozenset[str]:
        return frozenset(map(normal_name, self._texts(where, name, given)))

    def _yes_no(self, where: str, name: str, given: Mapping[str, Any]) -> bool | None:
        value = given.get(name)
        if value is not None and not isinstance(value, bool):
            self._fault(where, name, "must be true or false")
        return value

    def _must_be_effect(self, where: str, name: str, text: str) -> None:
        if text not in _EFFECTS:
            self._fault(where, name, f"has {text!r}{near(text, _EFFECTS)}; an effect is one of {', '.join(_EFFECTS)}")

    def _must_be_tag(self, where: str, name: str, text: str) -> None:
        known = {tag for operation in catalogue().values() for tag in operation.spec.tags}
        if text not in known and (hint := near(text, known)):  # else one of the application's own operations
            self._fault(where, name, f"has {text!r}, which is not a tag{hint}")

    def _must_be_endpoint(self, where: str, name: str, text: str) -> None:
        known = {*catalogue(), *(f"{endpoint.partition('.')[0]}.*" for endpoint in catalogue())}
        if "*" in text.removesuffix(".*") or text in known:
            return
        if hint := near(text, known):
            self._fault(where, name, f"has {text!r}, which is not an operation{hint}")

    # complaints

    def _known(self, given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for name in given:
            if name not in known:
                self._fault(where, name, f"is not known here{near(name, known)}; known are {', '.join(known)}")

    def _fault(self, where: str, name: str, said: str) -> NoReturn:
        table, _, number = where.removesuffix("]").partition("[")
        place: list[str | int] = [table, int(number) - 1] if number else [table] if table else []
        line = line_of(self._text, [*place, name])
        raise UsageError(f"{self._path}{f', line {line}' if line else ''}: {where}{'.' if where else ''}{name} {said}.")
