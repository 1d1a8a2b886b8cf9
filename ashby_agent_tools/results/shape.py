"""Reshaping: records of Ashby's become a frame of named cells, without what repeats or says nothing.

People and records become a name with an id, custom fields stand by their titles, form answers by their questions,
money is one text, lists of objects become lists side by side. What a view calls noise is remembered by name. All
records of a page are reshaped together, path by path: what is true of a path is decided once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from ashby_agent_tools.operations.entity import Entity, View
from ashby_agent_tools.operations.kinds import kind_called, names_record
from ashby_agent_tools.operations.short_ids import are_uuids, is_uuid
from ashby_agent_tools.results import weights
from ashby_agent_tools.results.cells import Cell, Html, Ref, refs_to
from ashby_agent_tools.results.frame import LAST, At, Frame, Notes, Row, pick
from ashby_agent_tools.results.listed import Listed
from ashby_agent_tools.results.masking import Mask
from ashby_agent_tools.results.objects import Objects, Shapes, Used, keys_of, shapes_of
from ashby_agent_tools.results.page import Json
from ashby_agent_tools.results.paths import Paths
from ashby_agent_tools.results.titled import Titled
from ashby_agent_tools.results.values import dig, raw_of
from ashby_agent_tools.results.writers import Writers

__all__ = ["Row", "Shaper"]

_OF_TYPES = frozenset({"entityId", "relatedEntityId"})
_MAILBOXES = (("primaryEmailAddress", "emailAddresses"), ("primaryPhoneNumber", "phoneNumbers"))
_ENDINGS = ("Id", "Ids", "Html")
_HTML = ("Html", ".html")
_LEAVES = {str, int, float, bool, type(None)}


class Shaper:
    """Reshapes the records of one page, and remembers what it left out.

    `left`: paths of noise that were there. `source`: the path in Ashby's record that each name comes from.
    `free`: names of custom fields that hold free text. `lists`: names that come from a list of objects, and its path.
    `single`: one record alone, whose noise is shown where there is room; `noise` has its paths then.
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
        self.paths = Paths(view, entity, hidden, wanted, single=single)
        self.left = self.paths.left
        self.noise = self.paths.noise
        titled = Titled(self.paths)
        self.source, self.free, self.lists = titled.source, titled.free, titled.lists
        self.mask = Mask(hidden, entity)  # takes hidden data out of texts that are in other fields
        self._titled = titled
        self._writers = Writers(entity, self.source, self.paths.decided.limits)
        self._listed = Listed(self.paths, titled, self._leaves, self._values)
        self._objects = Objects(self.paths, titled, self._leaves, self._fields)

    def frame(self, records: Sequence[Json], rows: Sequence[int] | None = None) -> Frame:
        """Records as named cells; `rows`: which rows of the page they are, ascending, by default all of them."""
        out = Frame()
        rows = range(len(records)) if rows is None else rows
        surveys = [n for n, it in enumerate(records) if isinstance(it, dict) and self.paths.hiding.open_survey(it)]
        others = [n for n, it in enumerate(records) if not isinstance(it, dict)]
        if surveys or others:
            apart = {*surveys, *others}
            self._records([n for n in range(len(records)) if n not in apart], rows, records, out)
            self.paths.turn()
            self._records(surveys, rows, records, out)
            self.paths.turn()
            if others:
                there = [rows[n] for n in others]
                self._values("value", there, [records[n] for n in others], lambda n: (there[n],), out)
        else:
            self._records(range(len(records)), rows, records, out)
        self._mailboxes(out)
        self.settle(out)
        self.paths.arrange()
        return out

    def row(self, record: Json) -> Row:
        """One record as named cells."""
        return self.rows([record])[0]

    def rows(self, records: Sequence[Json]) -> list[Row]:
        """Records as named cells, record by record."""
        return list(self.frame(records).rows(len(records)))

    def settle(self, frame: Frame) -> None:
        """Shorten what is longer than such a value may be; the whole is beside it, for outsiders' text."""
        self._writers.shorten(frame)

    @property
    def dropped(self) -> Notes:
        """The data classes that were hidden and were there."""
        return self.paths.hiding.dropped

    def hides(self, path: str) -> bool:
        """Whether a data class that is hidden forbids a path, or what the path is below of."""
        keys = path.split(".")[: weights.KEYS_OF_PATH]
        return any(self.paths.hiding.path(".".join(keys[:count])) for count in range(len(keys), 0, -1))

    def dig(self, record: Json, path: str) -> Cell:
        """What stands at a path in Ashby's record, with ids told apart from text, without what is hidden."""
        hiding = self.paths.hiding
        value = dig(hiding.without_answers(record) if hiding else record, path)
        return raw_of(self._pruned(value, path) if hiding else value, path, self.paths.kind)

    def _pruned(self, value: Json, path: str) -> Json:
        if isinstance(value, list):
            return [self._pruned(item, path) for item in value]
        if not isinstance(value, dict):
            return value
        return {k: self._pruned(v, f"{path}.{k}") for k, v in value.items() if self.paths.keep(f"{path}.{k}")}

    # --- objects ---------------------------------------------------------------------------------------------------

    def _records(self, numbers: Sequence[int], rows: Sequence[int], records: Sequence[Json], out: Frame) -> None:
        if numbers:
            dicts = [it for n in numbers if isinstance(it := records[n], dict)]  # all of them
            there = [rows[n] for n in numbers]
            self._fields("", there, dicts, {}, lambda n: (there[n],), out)

    def _fields(
        self, path: str, rows: Sequence[int], dicts: Sequence[dict[str, Json]], used: Used, at: At, out: Frame,
        shapes: Shapes | None = None,
    ) -> None:  # fmt: skip
        """What stands below a path, key by key, but for what is used up."""
        shapes = shapes_of(dicts) if shapes is None else shapes
        keys, known = keys_of(shapes), self.paths.below(path)
        if "formDefinition" in keys:
            self._forms(path, rows, dicts, used, at, out)
        same, place = len(shapes) == 1, at(0)
        for index, (key, numbers) in enumerate(keys.items()):
            if key in used:
                gone = used[key]
                numbers = [] if gone is None else [n for n in numbers if n not in gone]  # noqa: PLW2901
                if not numbers:
                    continue
            below = known.get(key, "")
            if not below and (path or key):
                self.paths.mark((*at(numbers[0]), _index(dicts[numbers[0]], key)))
                below = self.paths.decide(path, key)
                if not below:
                    continue
            if key.endswith(_ENDINGS) and (key in _OF_TYPES or _beside(key) in keys):
                numbers = self._ended(key, below, numbers, rows, dicts, at, out)  # noqa: PLW2901
                if not numbers:
                    continue
            every = len(numbers) == len(dicts)
            there = rows if every else [rows[n] for n in numbers]
            values = [it[key] for it in dicts] if every else [dicts[n][key] for n in numbers]
            if _LEAVES.issuperset(map(type, values)):
                first = numbers[0]
                within = (*(at(first) if first else place), index if same else _index(dicts[first], key))
                out.put(below, there, self._leaves(below, values), within)
            else:
                self._values(below, there, values, _within(at, dicts, numbers, key, index if same else None), out)

    def _forms(
        self, path: str, rows: Sequence[int], dicts: Sequence[dict[str, Json]], used: Used, at: At, out: Frame
    ) -> None:
        """Answers by their questions, of the records that are filled forms."""
        for number, value in enumerate(dicts):
            if "formDefinition" in value:
                part: Row = {}
                self.paths.mark((*at(number), -1))
                for key in self._titled.form(value, path, part):
                    if (gone := used.setdefault(key, set())) is not None:
                        gone.add(number)
                out.add(part, rows[number], (*at(number), -1))

    def _ended(
        self, key: str, below: str, numbers: Sequence[int], rows: Sequence[int], dicts: Sequence[dict[str, Json]],
        at: At, out: Frame,
    ) -> Sequence[int]:  # fmt: skip
        """Deal with a key that ends in Id, Ids or Html where something beside it says the same; the others are left."""
        beside = _beside(key)
        said = [n for n in numbers if beside is not None and _said(dicts[n], key, beside)]
        if said and not self.paths.asked(below):
            self.paths.mark((*at(said[0]), _index(dicts[said[0]], key)))
            self.paths.leave(below)
            gone = {*said}
            numbers = [n for n in numbers if n not in gone]
        if key not in _OF_TYPES:
            return numbers
        typed = [n for n in numbers if isinstance(item := dicts[n][key], str) and is_uuid(item)]
        for n in typed:
            part: Row = {below: Ref(_kind_beside(dicts[n], key), str(dicts[n][key]))}
            out.add(part, rows[n], (*at(n), _index(dicts[n], key)))
        return [n for n in numbers if n not in {*typed}]

    # --- values ----------------------------------------------------------------------------------------------------

    def _values(
        self, path: str, rows: Sequence[int], values: Sequence[Json], at: At, out: Frame, shapes: Shapes | None = None
    ) -> None:
        """What stands at a path, of whatever types; `shapes`: those of objects, where they are known."""
        kinds = set(map(type, values))
        if dict not in kinds and list not in kinds and kinds <= _LEAVES:
            out.put(path, rows, self._leaves(path, values), at(0))
        elif len(kinds) == 1 and dict in kinds:
            self._objects.dicts(path, rows, values, at, out, shapes)  # type: ignore[arg-type]
        elif len(kinds) == 1 and list in kinds:
            self._listed.lists(path, rows, values, at, out)  # type: ignore[arg-type]
        else:
            for kind in (dict, list, None):
                some = [
                    n
                    for n, it in enumerate(values)
                    if (isinstance(it, kind) if kind else not isinstance(it, dict | list))
                ]
                if not some:
                    continue
                some_rows, some_at = [rows[n] for n in some], pick(at, some)
                if kind is None:
                    leaves = self._leaves(path, [values[n] for n in some])
                    out.put(path, some_rows, leaves, some_at(0))
                elif kind is dict:
                    self._objects.dicts(path, some_rows, [values[n] for n in some], some_at, out)  # type: ignore[misc]
                else:
                    self._listed.lists(path, some_rows, [values[n] for n in some], some_at, out)  # type: ignore[misc]

    def _leaves(self, path: str, values: Sequence[Json]) -> Sequence[Cell]:
        """Texts, numbers and nulls at a path as cells: ids told apart from text."""
        kinds = set(map(type, values))
        if str not in kinds:
            return values  # type: ignore[return-value]
        html = path.endswith(_HTML)
        texts: Sequence[str] = values if len(kinds) == 1 else [it for it in values if isinstance(it, str)]  # type: ignore[assignment]
        if not html and 36 not in map(len, texts):  # noqa: PLR2004
            return values  # type: ignore[return-value]
        kind = self.paths.kind(path)
        named = names_record(path, kind)
        if are_uuids(texts):
            if named and len(texts) == len(values):
                return refs_to(repeat(kind), texts)
            return [Ref(kind, it) if isinstance(it, str) else it for it in values] if named else values  # type: ignore[misc, return-value]

        def leaf(text: str) -> Cell:
            if is_uuid(text):
                return Ref(kind, text) if named else text
            return Html(text) if html else text

        return [leaf(it) if isinstance(it, str) else it for it in values]  # type: ignore[misc]

    def _mailboxes(self, out: Frame) -> None:
        """Leave out a list of addresses whose only one stands beside it."""
        for first, rest in _MAILBOXES:
            alone, held = out.series.get(first), out.series.get(rest)
            if alone is None or held is None or self.paths.asks(rest):
                continue
            known = dict(zip(alone.rows, alone.cells, strict=True))
            kept = [n for n, row in enumerate(held.rows) if (it := known.get(row)) is None or held.cells[n] != [it]]
            if len(kept) == len(held.rows):
                continue
            self.paths.mark((next(row for n, row in enumerate(held.rows) if n not in {*kept}), LAST))
            self.paths.leave(rest)
            del out.series[rest]
            if kept:
                out.put(rest, [held.rows[n] for n in kept], [held.cells[n] for n in kept], held.place)


def _kind_beside(value: dict[str, Json], key: str) -> str:
    """The kind that the type beside an id says; what is approved of an offer is a version of it.

    Source: the reference of approval.list, "the id of the approval entity (e.g. the id of the offer version)".
    """
    kind = kind_called(str(value.get(key.removesuffix("Id") + "Type")))
    return "offerVersion" if (key, kind) == ("entityId", "offer") else kind


def _beside(key: str) -> str | None:
    """The key of what may say the same: `job` beside `jobId`."""
    if key.endswith("Html"):
        return key.removesuffix("Html") + "Plain"
    if key.endswith("Ids"):
        return "interviewers" if key == "interviewerUserIds" else None
    return key.removesuffix("Id")


def _said(value: dict[str, Json], key: str, beside: str) -> bool:
    """Whether something only repeats what stands beside it, as an id repeats the id of an object."""
    other = value.get(beside)
    if key.endswith("Id"):
        return isinstance(other, dict) and other.get("id") == value[key]
    return bool(other) and not isinstance(value[key], dict)


def _within(at: At, dicts: Sequence[dict[str, Json]], numbers: Sequence[int], key: str, index: int | None) -> At:
    """Where the values of a key stand; `index`: which of the keys it is, where it is the same in all objects."""
    if index is not None:
        return lambda n: (*at(numbers[n]), index)
    return lambda n: (*at(numbers[n]), _index(dicts[numbers[n]], key))


def _index(value: dict[str, Json], key: str) -> int:
    """Which of the keys of an object one is."""
    return list(value).index(key)
