"""Entity: one kind of record in Ashby, and which of its fields need care."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Literal, Self, TypeAlias

__all__ = ["DATA_CLASSES", "OFF_BY_DEFAULT", "DataClass", "Entity", "Hidden", "OwnWords"]

DataClass = Literal["contact", "pay", "eeo"]
DATA_CLASSES: tuple[DataClass, ...] = ("contact", "pay", "eeo")
OFF_BY_DEFAULT: frozenset[DataClass] = frozenset({"eeo"})  # no toolset shows it unless told to by name
OwnWords: TypeAlias = "tuple[tuple[DataClass, tuple[str, ...]], ...]"


class Hidden(frozenset[DataClass]):
    """The data classes that are not shown. `own`: an organization's own words for labels, by class."""

    own: OwnWords

    def __new__(cls, data_classes: Iterable[DataClass] = (), own: OwnWords = ()) -> Self:
        """A set as any other, with the words beside it."""
        made = super().__new__(cls, data_classes)
        made.own = own
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record, as results show it.

    Paths are dotted, from the record's top; a list is passed through (`emailAddresses.value` is the value of
    each address). A path names a field and everything below it.

    `name`: singular, in Ashby's own camelCase (`interviewStage`).
    `untrusted`: fields that hold text written by people outside: resumes, form answers, emails, file names, links.
    `contact`, `pay`, `eeo`: fields that hold contact data, pay, equal-opportunity data; `Toolset.hiding` drops them.
    `withheld`: fields that the application keeps from the model: signed addresses and their forms, secrets.
    `stated`: short texts of tasks that this package words, or titles that colleagues gave.
    """

    name: str
    untrusted: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    pay: tuple[str, ...] = ()
    eeo: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()

    def paths(self, data_class: DataClass) -> tuple[str, ...]:
        """The paths of one data class."""
        return {"contact": self.contact, "pay": self.pay, "eeo": self.eeo}[data_class]
