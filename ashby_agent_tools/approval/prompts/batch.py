"""The question about several calls at once: what they share stands once, every line has its name and what differs.

Pure, and made of the sentence and the card of each call. Nothing is left out: what a line does not show is what its
group shares, word for word, but for the marks (`[name]`) whose values stand on the line.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ashby_agent_tools.operations.base import Json, JsonObject

__all__ = ["BatchPart", "BatchText", "batch_text"]

_FEW = 4
"""So many calls of one kind are grouped; fewer stand in full, one after another."""
_SHARED = 2 / 3
"""The share of a group's lines that have to agree, so that what they agree on stands once, and the others differ."""
_WHAT, _ALSO, _MISSING, _WHY, _UNDO, _JOB = "what", "also", "could not look up", "why you are asked", "undo", "job"
_MANY = (_ALSO, _MISSING, _WHY)  # a line may have several of these
_MARKS = re.compile(r"[\[\]]")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


@dataclasses.dataclass(frozen=True, slots=True)
class BatchPart:
    """One call of several: its number, the kind of call, its own question, and the card of that."""

    number: int
    kind: str
    sentence: str
    card: JsonObject


@dataclasses.dataclass(frozen=True, slots=True)
class BatchText:
    """The text about several calls, and by number what has to be looked at on a line: where it is unlike the rest."""

    text: str
    warnings: dict[int, tuple[str, ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class _Fact:
    """Something a card says. `alike`: the text by which lines are compared, with marks for each line's own names."""

    label: str
    alike: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        return self.label, self.alike

    @property
    def told(self) -> str:
        return self.text if self.label == _WHAT else f"{self.label}: {self.text}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Line:
    number: int
    title: str
    name: str
    facts: tuple[_Fact, ...]
    marks: dict[str, str]


def batch_text(parts: Sequence[BatchPart]) -> BatchText:
    """The text about several calls: group by group, in the order in which a first one of each kind comes."""
    kinds: dict[str, list[BatchPart]] = {}
    for part in parts:
        kinds.setdefault(part.kind, []).append(part)
    warnings = _namesakes([_line(part) for part in parts])
    texts = []
    for group in kinds.values():
        if len(group) < _FEW:
            texts += [f"{part.number}. {part.sentence}" for part in group]
            for part in group:
                warnings.setdefault(part.number, []).extend(_missing_in(part))
        else:
            texts.append(_grouped([_line(part) for part in group], warnings))
    return BatchText(
        "\n".join(texts), {number: tuple(dict.fromkeys(said)) for number, said in warnings.items() if said}
    )


def _missing_in(part: BatchPart) -> Iterator[str]:
    for fact in _line(part).facts:
        if fact.label == _MISSING:
            yield fact.told


def _namesakes(lines: Sequence[_Line]) -> dict[int, list[str]]:
    """Lines whose person has the name of another line's, or is the same."""
    found: dict[int, list[str]] = {}
    by_name: dict[str, list[_Line]] = {}
    for line in lines:
        if line.name:
            by_name.setdefault(line.name.casefold(), []).append(line)
    for group in by_name.values():
        for line in group:
            others = [other for other in group if other is not line]
            for word, same in (("person", True), ("name", False)):
                numbers = ", ".join(str(other.number) for other in others if (other.title == line.title) is same)
                if numbers:
                    found.setdefault(line.number, []).append(f"the same {word} as in line {numbers}")
    return found


# what a card says


def _line(part: BatchPart) -> _Line:
    card = part.card
    if not card or card.get("parts"):
        return _Line(part.number, "", "", (_Fact(_WHAT, part.sentence, part.sentence),), {})
    about = {str(it["name"]): str(it["value"]) for it in _objects(card["about"])}
    person, job = about.get("person", ""), about.get("job", "")
    name, _, rest = person.partition(" (")
    now = {str(row["name"]): str(row["from"]) for row in _objects(card["rows"]) if row["from"]}
    marks = {"name": name, "address": rest.removesuffix(")"), _JOB: job, **now}
    facts = tuple(_Fact(label, _marked(text, marks, label), text) for label, text in _told(card, job))
    return _Line(part.number, person, name, facts, {mark: value for mark, value in marks.items() if value})


def _told(card: JsonObject, job: str) -> Iterator[tuple[str, str]]:
    yield _WHAT, str(card["headline"])
    if job:
        yield _JOB, job
    for sentence in _SENTENCES.split(str(card["more"])):
        if sentence:
            yield _ALSO, sentence
    for row in _objects(card["rows"]):
        to = str(row["to"]) if row["from"] is None else f"{row['from']} -> {row['to']}"
        yield str(row["name"]) or _ALSO, "\n    > ".join([to, *map(str, _texts(row["lines"]))])
    if card["undo"]:
        yield _UNDO, str(card["undo"])
    for label, key in ((_MISSING, "missing"), (_WHY, "reasons")):
        for text in _texts(card[key]):
            yield label, text


def _marked(text: str, marks: dict[str, str], label: str) -> str:
    """The text with marks in place of what is this line's own; in a row, whose value it is, only names of people."""
    if _MARKS.search(text):
        return text
    for mark, value in marks.items():
        if value and (label == _WHAT or mark in ("name", "address")):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"[{mark}]", text)
    return text.replace("[name] ([address])", "[name]")


# a group


def _grouped(lines: Sequence[_Line], warnings: dict[int, list[str]]) -> str:
    """What the lines share, then those that differ from it, then the others."""
    shared = _shared_by(lines)
    labels = {label for label, _ in shared}
    have = Counter(label for line in lines for label in {fact.label for fact in line.facts})
    usual = {label for label, count in have.items() if count > _SHARED * len(lines) and label not in labels}
    unlike: list[str] = []
    alike: list[str] = []
    for line in lines:
        own = [fact for fact in line.facts if fact.key not in shared]
        odd = [fact.told for fact in own if fact.label not in usual] + list(_without(line, shared))
        warnings.setdefault(line.number, []).extend(odd)
        told = "; ".join(filter(None, [line.title, *(fact.told for fact in own), *_without(line, shared)]))
        (unlike if odd else alike).append(f"{line.number}. {told or line.facts[0].told}")
    return "\n".join(
        [
            *_header(lines, shared),
            *(["These differ from what is said above:", *unlike] if unlike else []),
            *(["As said above:" if unlike else "Lines:", *alike] if alike else []),
        ]
    )


def _shared_by(lines: Sequence[_Line]) -> dict[tuple[str, str], _Fact]:
    """What more than two thirds of the lines say, in the order in which it is said."""
    counts = Counter(key for line in lines for key in {fact.key for fact in line.facts})
    facts = {fact.key: fact for line in lines for fact in line.facts}
    order = sorted(facts, key=lambda key: min(_place(line, key) for line in lines))
    return {key: facts[key] for key in order if counts[key] > _SHARED * len(lines)}


def _place(line: _Line, key: tuple[str, str]) -> int:
    return next((at for at, fact in enumerate(line.facts) if fact.key == key), len(line.facts))


def _header(lines: Sequence[_Line], shared: dict[tuple[str, str], _Fact]) -> Iterator[str]:
    """What the group shares: the values that all lines have in place of their marks."""
    same = {mark: value for mark, value in lines[0].marks.items() if all(it.marks.get(mark) == value for it in lines)}
    head = next((alike for label, alike in shared if label == _WHAT), "")
    back = next((alike for label, alike in shared if label == _UNDO), "")
    yield f"{len(lines)} calls: {_filled(f'{head} {back}'.strip(), same) or 'each as its line says.'}"
    for label, alike in shared:
        if label not in (_WHAT, _UNDO) and not (label == _JOB and _JOB in same):
            yield f"- {label}: {_filled(alike, same)}"


def _filled(text: str, same: dict[str, str]) -> str:
    for mark, value in same.items():
        text = text.replace(f"[{mark}]", value)
    return text


def _without(line: _Line, shared: dict[tuple[str, str], _Fact]) -> Iterator[str]:
    """What the group shares and this line does not say, and says nothing else in its place."""
    mine = {fact.key for fact in line.facts}
    instead = {fact.label for fact in line.facts if fact.label not in _MANY}
    for label, alike in shared:
        if (label, alike) not in mine and label not in instead:
            yield f"not here: {alike if label in _MANY else label}"


def _objects(value: Json) -> list[JsonObject]:
    return [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []


def _texts(value: Json) -> list[str]:
    return [str(it) for it in value] if isinstance(value, list) else []
