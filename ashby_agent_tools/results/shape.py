"""Reshaping: a record of Ashby's becomes a flat row of named cells, without what repeats or says nothing.

People and records become a name with an id, custom fields stand by their titles, form answers by their questions,
money is one text, lists of objects become lists side by side. What a view calls noise is remembered by name.
"""

from __future__ import annotations

from ashby_agent_tools.operations.entity import Entity, View
from ashby_agent_tools.operations.kinds import UNKNOWN, kind_called, names_record
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Html, Ref
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.titled import Row, Titled
from ashby_agent_tools.results.values import dig, label_of, money_of, raw_of
from ashby_agent_tools.results.writers import Writers

__all__ = ["Row", "Shaper"]

_OF_TYPES = frozenset({"entityId", "relatedEntityId"})
_MAILBOX = frozenset({"value", "type", "isPrimary"})
_MAILBOXES = (("primaryEmailAddress", "emailAddresses"), ("primaryPhoneNumber", "phoneNumbers"))
_LINK = frozenset({"type", "url"})
_ID = frozenset({"id"})
_NOTHING: frozenset[str] = frozenset()
_ENDINGS = ("Id", "Ids", "Html")


class Shaper:
    """Reshapes the records of one page, and remembers what it left out.

    `left`: paths of noise that were there. `source`: the path in Ashby's record that each name comes from.
    `free`: names of custom fields that hold free text. `lists`: names that come from a list of objects, and its path.
    `single`: one record alone, whose noise is shown where there is room; `noise` has its paths then. `skip`: keys of a
    record that are passed over from now on, since no text of this page shows them.
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
        self._paths = Paths(view, entity, hidden, wanted, single=single)
        self.left = self._paths.left
        self.noise = self._paths.noise
        self._titled = Titled(self._paths)
        self.source = self._titled.source
        self.free = self._titled.free
        self.lists = self._titled.lists
        self.skip = _NOTHING
        self.mask = Mask(hidden, entity)  # takes hidden data out of texts that are in other fields
        self._writers = Writers(entity, self.source)
        self._known: dict[tuple[str, str, bool], tuple[Json, Row]] = {}
        self._roles: dict[str, None] = {}

    def row(self, record: Json) -> Row:
        """One record as named cells."""
        out: Row = {}
        if not isinstance(record, dict):
            self._walk(record, "value", out)
            self.settle(out)
            return out
        survey = self._paths.hiding.open_survey(record)
        if survey:
            self._paths.turn()
        used = self.skip
        if "formDefinition" in record:
            used = used | self._titled.form(record, "", out)
        self._fields(record, "", used, out)
        if survey:
            self._paths.turn()
        for first, rest in _MAILBOXES:
            if out.get(first) is not None and out.get(rest) == [out[first]] and not self._paths.asks(rest):
                del out[rest]
                self.left[rest] = None
        self.settle(out)
        return out

    def settle(self, row: Row) -> None:
        """Shorten what is longer than such a value may be; the whole is beside it, for outsiders' text."""
        self._writers.shorten(row)

    @property
    def dropped(self) -> dict[str, None]:
        """The data classes that were hidden and were there."""
        return self._paths.hiding.dropped

    def hides(self, path: str) -> bool:
        """Whether a data class that is hidden forbids a path."""
        return self._paths.hiding.path(path, open_survey=self._paths.surveying)

    def dig(self, record: Json, path: str) -> Cell:
        """What stands at a path in Ashby's record, with ids told apart from text, without what is hidden."""
        value = dig(self._paths.hiding.without_answers(record) if self._paths.hiding else record, path)
        return raw_of(self._pruned(value, path) if self._paths.hiding else value, path, self._paths.kind)

    def _pruned(self, value: Json, path: str) -> Json:
        if isinstance(value, list):
            return [self._pruned(item, path) for item in value]
        if not isinstance(value, dict):
            return value
        return {k: self._pruned(v, f"{path}.{k}") for k, v in value.items() if self._paths.keep(f"{path}.{k}")}

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
                kind = self._paths.kind(path)
                return Ref(kind, value) if names_record(path, kind) else value
            if path.endswith(("Html", ".html")):
                return Html(value)
            return value
        return value  # type: ignore[return-value]

    def _dict(self, value: dict[str, Json], path: str, out: Row) -> None:
        if path and self._special(value, path, out):
            return
        if path and "sections" in value and self._titled.definition(value, path, out):
            return
        identity = value.get("id") if path else None
        if isinstance(identity, str) and len(identity) == 36 and is_uuid(identity):  # noqa: PLR2004
            self._again(value, identity, path, out)
        else:
            used = self._titled.form(value, path, out) if "formDefinition" in value else _NOTHING
            self._fields(value, path, used, out)

    def _again(self, value: dict[str, Json], identity: str, path: str, out: Row) -> None:
        """A record inside another one; stages, jobs and people repeat within a page, and are reshaped once."""
        key = (path, identity, self._paths.surveying)
        known = self._known.get(key)
        if known is None or known[0] != value:
            part: Row = {}
            used = self._record(value, identity, path, part)
            if "formDefinition" in value:
                used = used | self._titled.form(value, path, part)
            self._fields(value, path, used, part)
            known = self._known[key] = (value, part)
        out.update(known[1])

    def _record(self, value: dict[str, Json], identity: str, path: str, out: Row) -> frozenset[str]:
        """A record inside another one: its name with its id; the keys that this says come back."""
        label, used = label_of(value)
        mail = value.get("email")
        if mail is not None and not self._paths.keep(f"{path}.email"):
            mail = None
        kind = self._paths.kind(path)
        if kind == UNKNOWN and isinstance(value.get("type"), str):
            kind = kind_called(str(value["type"]))
        if label or kind != UNKNOWN or self._paths.keep(f"{path}.id"):
            out[path] = Ref(kind, identity, label, None, mail if isinstance(mail, str) else None)
        return used | _ID

    def _fields(self, value: dict[str, Json], path: str, used: frozenset[str], out: Row) -> None:
        known = self._paths.below(path)
        for key, item in value.items():
            if key in used:
                continue
            below = known.get(key)
            if below is None:
                below = known[key] = self._paths.decide(path, key)
            if not below and (path or key):
                continue
            if key.endswith(_ENDINGS) and self._ended(value, key, item, below, out):
                continue
            if isinstance(item, str):
                out[below] = item if len(item) != 36 and not key.endswith("html") else self._leaf(item, below)  # noqa: PLR2004
            elif isinstance(item, dict):
                self._dict(item, below, out)
            elif isinstance(item, list):
                self._list(item, below, out)
            else:
                out[below] = item

    def _ended(self, value: dict[str, Json], key: str, item: Json, below: str, out: Row) -> bool:
        """Whether a key that ends in Id, Ids or Html was dealt with: left out beside what says the same, or shown."""
        if key.endswith("Html"):
            if value.get(key[:-4] + "Plain") and not self._paths.asked(below):
                self.left[below] = None
                return True
            if isinstance(item, str):
                out[below] = self._leaf(item, below)
                return True
            return False
        if _said(value, key, item) and not self._paths.asked(below):
            self.left[below] = None
            return True
        if key in _OF_TYPES and isinstance(item, str) and is_uuid(item):
            out[below] = Ref(_kind_beside(value, key), item)
            return True
        return False

    def _special(self, value: dict[str, Json], path: str, out: Row) -> bool:
        """Small objects that are one value: an address, a sum of money, a link."""
        if not value:
            out[path] = None
        elif "value" in value and len(value) <= len(_MAILBOX) and value.keys() <= _MAILBOX:
            inner = value["value"]
            out[path] = raw_of(inner) if isinstance(inner, dict | list) else self._leaf(inner, path)
            self._paths.leave(path, (key for key in value if key != "value"))
        elif "currencyCode" in value and (money := money_of(value)) is not None:
            out[path] = money
        elif len(value) == 2 and value.keys() == _LINK:  # noqa: PLR2004
            out[path] = raw_of(value["url"])
            self._paths.leave(path, ("type",))
        elif "userId" in value and "firstName" in value and isinstance(value["userId"], str):
            self._member(value, value["userId"], path, out)
        else:
            return False
        return True

    def _member(self, value: dict[str, Json], user: str, path: str, out: Row) -> None:
        label, _ = label_of(value)
        mail = value.get("email") if self._paths.keep(f"{path}.email") else None
        role = value.get("role")
        out[path] = Ref("user", user, label, role if isinstance(role, str) else None, str(mail) if mail else None)
        if mail:
            out[f"{path}.email"] = str(mail)

    def _list(self, value: list[Json], path: str, out: Row) -> None:
        kinds = set(map(type, value))
        if not value:
            out[path] = None
        elif not any(issubclass(kind, dict) for kind in kinds):
            out[path] = [self._leaf(item, path) if not isinstance(item, list) else raw_of(item) for item in value]
        elif all(isinstance(item, dict) and "title" in item and "value" in item for item in value):
            self._titled.custom_fields(value, path, out)
        elif all(isinstance(item, dict) and "userId" in item and "role" in item for item in value):
            self._team(value, path, out)
        else:
            parts: list[Row] = []
            for item in value:
                if self._paths.hiding.labelled(item, path.rsplit(".", 1)[-1]):
                    continue
                part: Row = {}
                self._walk(item, path, part)
                parts.append(part)
            for name in dict.fromkeys(name for part in parts for name in part):
                out[name] = [part.get(name) for part in parts]
                self.lists[name] = path

    def _team(self, value: list[Json], path: str, out: Row) -> None:
        """People by their roles, a column per role; the team of a job is in many records and is reshaped once."""
        key = (path, repr([item.get("userId") for item in value if isinstance(item, dict)]), False)
        known = self._known.get(key)
        if known is None or known[0] != value:
            part: Row = {}
            self._by_role(value, path, part)
            known = self._known[key] = (value, part)
        out.update(known[1])

    def _by_role(self, value: list[Json], path: str, out: Row) -> None:
        """Roles beyond the first few share one column."""
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
            if ref.role and (ref.role in self._roles or len(self._roles) < weights.ROLES):
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


def _kind_beside(value: dict[str, Json], key: str) -> str:
    """The kind that the type beside an id says; what is approved of an offer is a version of it.

    Source: the reference of approval.list, "the id of the approval entity (e.g. the id of the offer version)".
    """
    kind = kind_called(str(value.get(key.removesuffix("Id") + "Type")))
    return "offerVersion" if (key, kind) == ("entityId", "offer") else kind


def _said(value: dict[str, Json], key: str, item: Json) -> bool:
    """Whether an id only repeats the id of the object beside it: `jobId` beside `job`."""
    beside = value.get(key.removesuffix("Id"))
    if isinstance(beside, dict):
        return beside.get("id") == item
    return key == "interviewerUserIds" and bool(value.get("interviewers"))
