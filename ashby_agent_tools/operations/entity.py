"""Entity and View: one kind of record in Ashby, which of its fields need care, and how it is shown."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from typing import Literal, Self, TypeAlias

__all__ = ["DATA_CLASSES", "OFF_BY_DEFAULT", "DataClass", "Entity", "Hidden", "OwnWords", "View", "view_of"]

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
class View:
    """How one kind of record is shown; names are Ashby's own, dotted from the record's top.

    `overview`: the columns of every row, in order, after the id. `matters`: what `detail="auto"` adds while there is
    room, the worthiest first. `noise`: left out unless asked for by name. A name stands for everything below it.
    `texts`: long texts, the worthiest first; they share the room that is left. `minutes`: times whose time of day
    matters even in a table; all others are days there. `by_name`: references whose name says enough where room is
    short; their ids come when asked for.

    A single record shows its noise too, where there is room, but for `repeats`: what says a thing again at length, and
    signed handles and addresses of machines that hardly anybody needs.
    """

    overview: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    by_name: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record in Ashby.

    Paths are dotted, from the record's top; a list is passed through (`emailAddresses.value` is the value of
    each address). A path names a field and everything below it.

    `name`: singular, in Ashby's own camelCase (`interviewStage`). `prefix`: of its short ids (`stage_7`).
    `titled`: the organization names such records itself, so results may give the title beside a short id; candidates
    are named by outsiders.
    `untrusted`: fields that hold text written by people outside: resumes, form answers, emails, file names, links.
    `contact`, `pay`, `eeo`: fields that hold contact data, pay, equal-opportunity data; `Toolset.hiding` drops them.
    `withheld`: fields that the application keeps from the model: signed addresses and their forms, secrets.
    `stated`: short texts of tasks that this package words, or titles that colleagues gave.
    `others`: fields that none of these names, so that `fields` has all.
    `view`: how results show it; heuristics do where it is empty.
    """

    name: str
    prefix: str = "id"
    titled: bool = False
    untrusted: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    pay: tuple[str, ...] = ()
    eeo: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    view: View = View()

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that Ashby documents for such a record; a given one may have fewer, or newer ones."""
        paths = [self.untrusted, self.contact, self.pay, self.eeo, self.withheld, self.stated, self.others]
        paths += [getattr(self.view, field.name) for field in dataclasses.fields(View)]
        return frozenset({"id", *(path.partition(".")[0] for path in itertools.chain(*paths))})

    def paths(self, data_class: DataClass) -> tuple[str, ...]:
        """The paths of one data class."""
        return {"contact": self.contact, "pay": self.pay, "eeo": self.eeo}[data_class]


def view_of(entity: Entity | None) -> View:
    """The view of a kind of record; an empty one, so heuristics, for no kind and for one without a view."""
    return entity.view if entity else View()
