"""Short ids in the answers to a form: resolved where the form's field takes a record's id, and nowhere else.

Which fields a form has is read from the results that this conversation keeps: offer.start, referralForm.info,
surveyFormDefinition.info, customField.list and so on. A field for text is never looked at.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.kinds import UNKNOWN, kind_of_field
from ashby_agent_tools.operations.short_ids import SHORT_ID, is_uuid
from ashby_agent_tools.store.protocol import ConversationKey, Store

__all__ = ["Answers"]

_OWNERS = ("offerFormId", "offerId", "id", "surveyFormDefinitionId", "formDefinitionId", "jobPostingId", "fieldId")
_LISTS = {"fieldSubmissions": ("path", "value"), "values": ("fieldId", "fieldValue")}
_MOST_RESULTS = 10
_MOST_NAMED = 12

Resolve = Callable[[str, str], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, or a custom field: `path` names it in an answer, `options` are the values to choose from."""

    path: str
    id: str
    title: str
    type: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def takes_ids(self) -> bool:
        """Whether a short id can stand for a value: a UUID, or an option."""
        return self.type == "UUID" or bool(self.options)


class Answers:
    """The answers among the arguments of one call, with UUIDs for the short ids that their form allows.

    `resolve`: from kind and short id to the UUID; it raises ValueError with a message for a model.
    """

    def __init__(self, store: Store, key: ConversationKey, arguments: Mapping[str, Json], resolve: Resolve) -> None:
        self._store, self._key, self._given, self._resolve = store, key, arguments, resolve
        self.verbatim: set[str] = set()
        """Where an option stands that only looks like a short id."""

    def filled(self) -> dict[str, Json]:
        """The arguments with ids; raises ValueError for a short id that does not fit its field."""
        return {key: self._filled(key, value, key) for key, value in self._given.items()}

    def _filled(self, key: str, value: Json, where: str) -> Json:
        if key == "submittedValues" and isinstance(value, dict):
            return self._submitted(value, where)
        if key == "fieldValue":
            return self._value(self._field(str(self._given.get("fieldId"))), "", value, where)
        if key in _LISTS and isinstance(value, list):
            return [self._pair(item, *_LISTS[key], f"{where}.{n}") for n, item in enumerate(value)]
        if isinstance(value, dict):
            return {name: self._filled(name, item, f"{where}.{name}") for name, item in value.items()}
        return value

    def _submitted(self, values: dict[str, Json], where: str) -> dict[str, Json]:
        out: dict[str, Json] = {}
        for key, value in values.items():
            path = self._path(key, f"{where}.{key}")
            if path in out:
                raise ValueError(f"{where} answers the field {path} twice")
            out[path] = self._value(self._field(path), path, value, f"{where}.{path}")
        return out

    def _pair(self, item: Json, name: str, answer: str, where: str) -> Json:
        if not isinstance(item, dict) or not isinstance(item.get(name), str):
            return item
        path = self._path(item[name], f"{where}.{name}")
        return {**item, name: path, answer: self._value(self._field(path), path, item.get(answer), f"{where}.{answer}")}

    # fields

    @cached_property
    def _fields(self) -> dict[str, Field]:
        """The fields of the forms that the call is about, by path and by id, as this conversation last read them."""
        found: dict[str, Field] = {}
        owners = {str(value) for key in _OWNERS if is_uuid(str(value := self._given.get(key)))}
        owners |= {str(item.get("fieldId")) for item in self._given.get("values") or () if isinstance(item, dict)}
        for owner in sorted(owners):
            for _, kept in self._store.results_containing(self._key, owner, most=_MOST_RESULTS):
                fields = [field for record in _of(json.loads(kept.payload)["data"], owner) for field in _fields(record)]
                found |= {field.id: field for field in fields} | {field.path: field for field in fields}
                if fields:
                    break
        return found

    def _field(self, path: str) -> Field | None:
        return self._fields.get(path)

    def _path(self, text: str, where: str) -> str:
        """The path of the field that a text names: a path as it is, or the short id of a custom field."""
        if text in self._fields or not self._known(text):
            return text
        uuid = self._asked("customField", text, where)
        field = self._field(uuid)
        if field is None and self._fields:
            raise ValueError(f"{where}: {text} is not a field of this form; its fields are {self._named()}")
        return field.path if field else uuid

    def _named(self) -> str:
        fields = list({field.path: field for field in self._fields.values()}.values())
        return ", ".join(f"{field.title} ({field.path})" for field in fields[:_MOST_NAMED])

    # values

    def _value(self, field: Field | None, path: str, value: Json, where: str) -> Json:
        if isinstance(value, list):
            return [self._value(field, path, item, f"{where}.{n}") for n, item in enumerate(value)]
        if isinstance(value, dict) and "value" in value and value.keys() <= {"title", "value"}:
            return {**value, "value": self._value(field, path, value["value"], f"{where}.value")}
        if not isinstance(value, str) or not SHORT_ID.fullmatch(value.strip()):
            return value
        if field is not None and value in dict(field.options):
            self.verbatim.add(where)
            return value
        return self._record(field, path, value, where)

    def _record(self, field: Field | None, path: str, value: str, where: str) -> str:
        """The id behind a short id, where the field takes ids; else the text as it is."""
        kind = kind_of_field(field.path if field else path)
        if field is None:  # nobody read the form here; a path of Ashby's own still says what it takes
            return value if kind == UNKNOWN else self._asked(kind, value, where)
        if not field.takes_ids:
            return value
        uuid = self._asked("any" if kind == UNKNOWN else kind, value, where)
        if field.options and uuid not in dict(field.options):
            shown = ", ".join(label for _, label in field.options[:_MOST_NAMED])
            raise ValueError(f"{where}: {value} is not an option of {field.title}; the options are {shown}")
        return uuid

    def _known(self, text: str) -> bool:
        return SHORT_ID.fullmatch(text) is not None and self._store.resolve(self._key, text) is not None

    def _asked(self, kind: str, short_id: str, where: str) -> str:
        try:
            return self._resolve(kind, short_id.strip())
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None


def _of(data: Json, owner: str) -> Iterator[dict[str, Json]]:
    """The records of a result that have this id."""
    for record in data if isinstance(data, list) else [data]:
        if isinstance(record, dict) and record.get("id") == owner:
            yield record


def _fields(record: dict[str, Json]) -> Iterator[Field]:
    """The fields that a record defines: itself, if it is a custom field, or those of the forms in it."""
    if isinstance(record.get("fieldType"), str):
        yield _made({**record, "type": record["fieldType"], "path": record["id"]})
    for value in record.values():
        for form in value if isinstance(value, list) else [value]:
            sections = form.get("sections") if isinstance(form, dict) else None
            for section in sections if isinstance(sections, list) else ():
                for entry in section.get("fields") or () if isinstance(section, dict) else ():
                    if isinstance(entry, dict) and isinstance(entry.get("field"), dict):
                        yield _made(entry["field"])


def _made(field: dict[str, Json]) -> Field:
    options = [item for item in field.get("selectableValues") or () if isinstance(item, dict)]
    return Field(
        path=str(field.get("path")),
        id=str(field.get("id")),
        title=str(field.get("title") or field.get("path")),
        type=str(field.get("type")),
        options=tuple((str(item.get("value")), str(item.get("label") or item.get("value"))) for item in options),
    )
