"""Reshaping: a record of Ashby's becomes a flat row of named cells, without what repeats or says nothing.

People and records become a name with an id, custom fields stand by their titles, form answers by their questions,
money is one text, lists of objects become lists side by side. What a view calls noise is remembered by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ashby_agent_tools.entity import Entity
from ashby_agent_tools.handles import UNKNOWN, is_uuid, kind_called, kind_of, names_record
from ashby_agent_tools.results.cells import Cell, Html, Ref
from ashby_agent_tools.results.forms import FIELDS_OF, LEFT_OF, answer_of, is_form, lines_of, questions_of
from ashby_agent_tools.results.hiding import Hiding
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.values import label_of, money_of, raw_of
from ashby_agent_tools.results.views import View

__all__ = ["Row", "Shaper"]

Row: TypeAlias = "dict[str, Cell]"
_MOST_ROLES = 6
_OF_TYPES = frozenset({"entityId", "relatedEntityId"})
_MAILBOX = frozenset({"value", "type", "isPrimary"})


class Shaper:
    """Reshapes the records of one page, and remembers what it left out.

    `left`: paths of noise that were there. `source`: the path in Ashby's record that each name comes from.
    `free`: names of custom fields that hold free text. `lists`: names that come from a list of objects, and its path.
    `dropped`: data classes that were hidden and were there. `single`: one record alone, whose noise is shown where
    there is room; `noise` has its paths then.
    """

    def __init__(
        self,
        view: View,
        entity: Entity | None,
        hidden: frozenset[str],
        *,
        wanted: tuple[str, ...] = (),
        single: bool = False,
    ) -> None:
        self.kind = entity.name if entity else UNKNOWN
        self.left: dict[str, None] = {}
        self.source: dict[str, str] = {}
        self.free: set[str] = set()
        self.lists: dict[str, str] = {}
        self._noise = frozenset(view.repeats if single else view.noise)
        self.noise = frozenset(view.noise) if single else frozenset()
        self._wanted = tuple(name.casefold() for name in wanted)
        self._hiding = Hiding(entity, hidden)
        self._open_survey = False
        self._keeps: dict[str, bool] = {}
        self._paths: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, str] = {}
        self._named: set[str] = set()
        self._roles: dict[str, None] = {}

    def row(self, record: Json) -> Row:
        """One record as named cells."""
        out: Row = {}
        if not isinstance(record, dict):
            self._walk(record, "value", out)
            return out
        if self._hiding.open_survey(record):
            self._survey(record, out)
        else:
            self._dict(record, "", out)
        for first, rest in (("primaryEmailAddress", "emailAddresses"), ("primaryPhoneNumber", "phoneNumbers")):
            if out.get(first) is not None and out.get(rest) == [out[first]] and not self._asks(rest):
                del out[rest]
                self.left[rest] = None
        return out

    def _survey(self, record: dict[str, Json], out: Row) -> None:
        """A survey whose answers may be shown; what is known of other records' paths stays as it was."""
        before = (self._keeps, self._paths)
        self._open_survey, self._keeps, self._paths = True, {}, {}
        self._dict(record, "", out)
        self._open_survey, (self._keeps, self._paths) = False, before

    @property
    def dropped(self) -> dict[str, None]:
        """The data classes that were hidden and were there."""
        return self._hiding.dropped

    def hides(self, path: str) -> bool:
        """Whether a data class that is hidden forbids a path."""
        return not self._keep(path)

    def raw(self, value: Json, path: str) -> Cell:
        """A value as it is, with ids told apart from text, without what is hidden below it."""
        return raw_of(self._pruned(value, path) if self._hiding else value, path, self._kind)

    def _pruned(self, value: Json, path: str) -> Json:
        if isinstance(value, list):
            return [self._pruned(item, path) for item in value]
        if not isinstance(value, dict):
            return value
        return {k: self._pruned(v, f"{path}.{k}") for k, v in value.items() if self._keep(f"{path}.{k}")}

    def _keep(self, path: str) -> bool:
        found = self._keeps.get(path)
        if found is None:
            found = self._keeps[path] = self._decide(path)
        return found

    def _decide(self, path: str) -> bool:
        if self._hiding.path(path, open_survey=self._open_survey):
            return False
        if path in self._noise and not self._asks(path):
            self.left[path] = None
            return False
        return True

    def _walk(self, value: Json, path: str, out: Row) -> None:
        if isinstance(value, dict):
            self._dict(value, path, out)
        elif isinstance(value, list):
            self._list(value, path, out)
        else:
            out[path] = self._leaf(value, path)

    def _leaf(self, value: Json, path: str) -> Cell:
        if isinstance(value, str):
            if len(value) == 36 and is_uuid(value):  # noqa: PLR2004
                kind = self._kind(path)
                return Ref(kind, value) if names_record(path, kind) else value
            if path.endswith(("Html", ".html")):
                return Html(value)
            return value
        return value  # type: ignore[return-value]

    def _dict(self, value: dict[str, Json], path: str, out: Row) -> None:
        if path and (self._special(value, path, out) or self._definition(value, path, out)):
            return
        used: set[str] = set()
        if path and isinstance(value.get("id"), str) and is_uuid(str(value["id"])):
            label, used = label_of(value)
            used.add("id")
            mail = value.get("email") if self._keep(f"{path}.email") else None
            kind = self._kind(path)
            if kind == UNKNOWN and isinstance(value.get("type"), str):
                kind = kind_called(str(value["type"]))
            if label or kind != UNKNOWN or self._keep(f"{path}.id"):
                out[path] = Ref(kind, str(value["id"]), label, None, mail if isinstance(mail, str) else None)
        if "formDefinition" in value:
            used |= self._form(value, path, out)
        self._fields(value, path, used, out)

    def _fields(self, value: dict[str, Json], path: str, used: set[str], out: Row) -> None:
        paths = self._paths.setdefault(path, {})
        for key, item in value.items():
            if key in used:
                continue
            below = paths.get(key)
            if below is None:
                below = f"{path}.{key}" if path else key
                below = paths[key] = below if self._keep(below) else ""
            if not below and (path or key):
                continue
            if _said(value, key, item) and not self._asked(below):
                self.left[below] = None
                continue
            if key.endswith("Html") and value.get(key[:-4] + "Plain") and not self._asked(below):
                self.left[below] = None
            elif isinstance(item, dict):
                self._dict(item, below, out)
            elif isinstance(item, list):
                self._list(item, below, out)
            elif isinstance(item, str) and key in _OF_TYPES and is_uuid(item):
                out[below] = Ref(_kind_beside(value, key), item)
            else:
                out[below] = self._leaf(item, below)

    def _asks(self, name: str) -> bool:
        """Whether a field, or something below it, was asked for, however it was spelt."""
        name = name.casefold()
        return any(field in ("*", name) or field.startswith(name + ".") for field in self._wanted)

    def _asked(self, path: str) -> bool:
        return "*" in self._wanted or path.casefold() in self._wanted

    def _kind(self, path: str) -> str:
        found = self._kinds.get(path)
        if found is None:
            sequence = path.startswith("stages") and self.kind in {"sequence", "sequenceTemplate"}
            found = self._kinds[path] = "sequenceStage" if sequence else kind_of(path, self.kind)
        return found

    def _leave(self, path: str, keys: Iterable[str]) -> None:
        """Remember, once per path, that small keys below it are not shown."""
        if path not in self._named:
            self._named.add(path)
            self.left.update(dict.fromkeys(f"{path}.{key}" for key in keys))

    def _special(self, value: dict[str, Json], path: str, out: Row) -> bool:
        """Small objects that are one value: an address, a sum of money, a link."""
        if not value:
            out[path] = None
            return True
        if len(value) <= len(_MAILBOX) and "value" in value and value.keys() <= _MAILBOX:
            out[path] = (
                self._leaf(value["value"], path)
                if not isinstance(value["value"], dict | list)
                else raw_of(value["value"])
            )
            self._leave(path, (key for key in value if key != "value"))
            return True
        if "currencyCode" in value and (money := money_of(value)) is not None:
            out[path] = money
            return True
        if value.keys() == {"type", "url"}:
            out[path] = raw_of(value["url"])
            self._leave(path, ("type",))
            return True
        if "userId" in value and "firstName" in value and isinstance(value["userId"], str):
            label, _ = label_of(value)
            mail = value.get("email") if self._keep(f"{path}.email") else None
            role = value.get("role")
            out[path] = Ref(
                "user", value["userId"], label, role if isinstance(role, str) else None, str(mail) if mail else None
            )
            if mail:
                out[f"{path}.email"] = str(mail)
            return True
        return False

    def _list(self, value: list[Json], path: str, out: Row) -> None:
        if not value:
            out[path] = None
        elif all(isinstance(item, dict) and "title" in item and "value" in item for item in value):
            self._custom_fields(value, path, out)
        elif all(isinstance(item, dict) and "userId" in item and "role" in item for item in value):
            self._team(value, path, out)
        elif any(isinstance(item, dict) for item in value):
            parts: list[Row] = []
            for item in value:
                part: Row = {}
                self._walk(item, path, part)
                parts.append(part)
            for name in dict.fromkeys(name for part in parts for name in part):
                out[name] = [part.get(name) for part in parts]
                self.lists[name] = path
        else:
            out[path] = [self._leaf(item, path) if not isinstance(item, list) else raw_of(item) for item in value]

    def _team(self, value: list[Json], path: str, out: Row) -> None:
        """People by their roles, a column per role; roles beyond the first few share one column."""
        mails: list[Cell] = []
        for item in value:
            part: Row = {}
            self._walk(item, path, part)
            ref = part.get(path)
            if not isinstance(ref, Ref):
                out.update(part)
                continue
            if ref.mail:
                mails.append(ref.mail)
            name = path
            if ref.role and (ref.role in self._roles or len(self._roles) < _MOST_ROLES):
                self._roles[ref.role] = None
                name, ref = f"{path}.{ref.role}", ref._replace(role=None)
                self.source[name] = path
            held = out.get(name)
            if held is None:
                out[name] = ref
            else:
                out[name] = [*held, ref] if isinstance(held, list) else [held, ref]
        if mails:
            out[f"{path}.email"] = mails

    def _custom_fields(self, value: list[Json], path: str, out: Row) -> None:
        for item in value:
            if not isinstance(item, dict):
                continue
            title = str(item["title"])
            if self._hiding.title(title, item["value"]):
                continue
            name = f"{path}.{title}"
            while name in out:
                name += "'"
            label, raw = item.get("valueLabel"), item["value"]
            self.source[name] = path
            if isinstance(label, str | list) and label:
                out[name] = raw_of(label)
            elif isinstance(raw, dict):
                out[name] = money_of(raw) or raw_of(raw)
            else:
                out[name] = raw_of(raw)
                if isinstance(raw, str) and not is_uuid(raw):
                    self.free.add(name)
        self._leave(path, ("id", "isPrivate"))

    def _definition(self, value: dict[str, Json], path: str, out: Row) -> bool:
        """A form's definition as a list of its fields: what an answer to each of them needs."""
        if not is_form(value):
            return False
        lines, sources = lines_of(value, path)
        start = f"{path}.{FIELDS_OF}"
        for key, source in sources.items():
            name, cells = f"{start}.{key}", [line.get(key) for line in lines]
            if key.startswith("section.") and len(set(map(repr, cells))) == 1:  # said once
                name, cells = source, cells[:1]
            else:
                self.lists[name] = start
            out[name], self.source[name] = cells, source
        self._leave(f"{start}.field", LEFT_OF)
        return True

    def _form(self, value: dict[str, Json], path: str, out: Row) -> set[str]:
        """Answers by their questions; the form's own definition is left out where answers stand."""
        values = value.get("submittedValues")
        if not isinstance(values, dict):
            return set()
        start = f"{path}." if path else ""
        if not self._keep(f"{start}submittedValues"):
            return {"submittedValues", "formDefinition"}
        questions = questions_of(value["formDefinition"])
        for key, answer in values.items():
            title, labels = questions.get(key, (key, {}))
            if self._hiding.title(title, answer):
                continue
            name = f"{start}answers.{title}"
            while name in out:
                name += "'"
            self.source[name] = f"{start}submittedValues.{key}"
            out[name] = answer_of(answer, labels)
        if self._asked(f"{start}formDefinition"):
            return {"submittedValues"}
        self.left[f"{start}formDefinition"] = None
        return {"submittedValues", "formDefinition"}


def _kind_beside(value: dict[str, Json], key: str) -> str:
    """The kind that the type beside an id says; what is approved of an offer is a version of it.

    Source: the reference of approval.list, "the id of the approval entity (e.g. the id of the offer version)".
    """
    kind = kind_called(str(value.get(key.removesuffix("Id") + "Type")))
    return "offerVersion" if (key, kind) == ("entityId", "offer") else kind


def _said(value: dict[str, Json], key: str, item: Json) -> bool:
    """Whether an id only repeats the id of the object beside it: `jobId` beside `job`."""
    if not key.endswith(("Id", "Ids")):
        return False
    beside = value.get(key.removesuffix("Id"))
    if isinstance(beside, dict):
        return beside.get("id") == item
    return key == "interviewerUserIds" and bool(value.get("interviewers"))
