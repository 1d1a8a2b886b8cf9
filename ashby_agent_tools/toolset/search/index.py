"""The index: SQLite's full-text search over what operations are called, in memory, one for each toolset.

Two tables: one row for each operation, with weights for name, words, description and parameters; and one row for each
phrase, because a request that is nearly a phrase means that operation, however long the rest of its row is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.schema import description_of
from ashby_agent_tools.toolset.search.requests import Intent, Shape, intent_of, names_in, normalised, shapes_of, wanted
from ashby_agent_tools.toolset.search.vocabulary import vocabulary

__all__ = ["Index", "LazyIndex"]

_WEIGHTS = (3.0, 1.0, 2.0, 1.0, 1.0)  # name, words, first line, rest of the description, parameters
_OTHER_INTENT, _OTHER_WRITE, _SHAPE = 0.5, 0.75, 1.2
_PHRASE = 0.6  # what the nearest phrase counts beside the whole row
_LATER = (1.0, 0.7, 0.5, 0.3)  # what an operation's best phrases count
_CANDIDATES = 60
_PERSON = "candidate"  # what stands for a person in what is searched
_EITHER_WAY = frozenset({"application.changeStage", "job.setStatus", "jobPosting.setStatus", "opening.setArchived",
                         "opening.setOpeningState", "offer.setStatus", "webhook.update"})  # fmt: skip


class Index:
    """Ranks operations for a request in a person's words. Safe to use from several threads."""

    def __init__(self, operations: Iterable[type[Operation]], names: Mapping[str, str]) -> None:
        import sqlite3  # noqa: PLC0415  (loaded with the first search)

        self._lock = threading.Lock()
        self._operations = {operation.spec.endpoint: operation for operation in operations}
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        tokens = "tokenize='porter unicode61 remove_diacritics 2'"
        self._rows.execute(
            f"CREATE VIRTUAL TABLE whole USING fts5(name, words, line, rest, params, endpoint UNINDEXED, {tokens})"
        )
        self._rows.execute(f"CREATE VIRTUAL TABLE phrases USING fts5(phrase, endpoint UNINDEXED, {tokens})")
        for endpoint, operation in self._operations.items():
            self._add(endpoint, operation, names.get(endpoint, operation.spec.tool))

    def _add(self, endpoint: str, operation: type[Operation], shown: str) -> None:
        spec, words = operation.spec, vocabulary().get(endpoint, ())
        line, _, rest = description_of(operation).partition("\n")
        named = [endpoint.replace(".", " "), shown.replace("_", " "), *(a.replace("_", " ") for a in spec.aliases)]
        params = [f"{field.alias or name} {field.description or ''}" for name, field in operation.model_fields.items()]
        row = (
            _text(dict.fromkeys(word for name in named for word in normalised(name))),
            " | ".join(_text(normalised(phrase)) for phrase in words),
            _text(normalised(line)),
            _text([*normalised(rest), *(tag for tag in spec.tags)]),
            " ".join(_text(normalised(param)) for param in params),
            endpoint,
        )
        self._rows.execute("INSERT INTO whole VALUES (?, ?, ?, ?, ?, ?)", row)
        phrases = (*words, endpoint.replace(".", " "), line)
        self._rows.executemany(
            "INSERT INTO phrases VALUES (?, ?)", [(_text(normalised(phrase)), endpoint) for phrase in phrases]
        )

    def ranked(self, request: str, most: int) -> list[str]:
        """The endpoints that fit best, at most so many; none where no word of the request is known."""
        with self._lock:
            return self._ranked(request, most)

    def _ranked(self, request: str, most: int) -> list[str]:
        scores = self._scores(self._terms(request))
        if not scores and "read" in wanted(request):
            scores = self._scores([_PERSON])  # nothing but a name was asked for
        intents, shapes = wanted(request), shapes_of(request)
        judged = {endpoint: score * self._fits(intents, shapes, endpoint) for endpoint, score in scores.items()}
        return sorted(judged, key=lambda endpoint: (-judged[endpoint], endpoint))[:most]

    def _terms(self, request: str) -> list[str]:
        """The words to look for; a name that is in no row is a person."""
        names = {name.lower() for name in names_in(request) if not self._known(name)}
        terms = [_PERSON if term in names else term for term in normalised(request)]
        return [term for at, term in enumerate(terms) if not at or term != terms[at - 1]]

    def _known(self, word: str) -> bool:
        found = self._rows.execute("SELECT 1 FROM whole WHERE whole MATCH ? LIMIT 1", (f'"{word}"',))
        return found.fetchone() is not None

    def _scores(self, terms: list[str]) -> dict[str, float]:
        if not terms:
            return {}
        pairs = (f"{one} {other}" for step in (1, 2) for one, other in zip(terms, terms[step:], strict=False))
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys((*terms, *pairs)))
        whole = self._best(
            "SELECT endpoint, -bm25(whole, ?, ?, ?, ?, ?) AS score FROM whole WHERE whole MATCH ? "
            "ORDER BY score DESC LIMIT ?",
            (*_WEIGHTS, query, _CANDIDATES),
            (1.0,),
        )
        near = self._best(
            "SELECT endpoint, -bm25(phrases) AS score FROM phrases WHERE phrases MATCH ? ORDER BY score DESC LIMIT ?",
            (query, _CANDIDATES * 10),
            _LATER,
        )
        most_whole, most_near = (max(found.values(), default=1.0) or 1.0 for found in (whole, near))
        return {
            endpoint: whole.get(endpoint, 0.0) / most_whole + _PHRASE * near.get(endpoint, 0.0) / most_near
            for endpoint in {**whole, **near}
        }

    def _best(self, statement: str, given: tuple[object, ...], weights: tuple[float, ...]) -> dict[str, float]:
        """The sum of each operation's best rows, the later ones of less weight."""
        rows: dict[str, list[float]] = {}
        for endpoint, score in self._rows.execute(statement, given):
            rows.setdefault(endpoint, []).append(score)
        return {
            endpoint: sum(weight * score for weight, score in zip(weights, scores, strict=False))
            for endpoint, scores in rows.items()
        }

    def _fits(self, intents: frozenset[Intent], shapes: frozenset[Shape], endpoint: str) -> float:
        """What a request wants done against what the operation does."""
        does = intent_of(endpoint, reads=self._operations[endpoint].spec.reads)
        factor = 1.0
        if intents and does not in intents:
            factor = _OTHER_INTENT if "read" in (*intents, does) else _OTHER_WRITE
            if does != "read" and "read" not in intents and endpoint in _EITHER_WAY:
                factor = 1.0
        ends = endpoint.rsplit(".", 1)[-1]
        return factor * (_SHAPE if ends in shapes else 1.0)


def _text(words: Iterable[str]) -> str:
    return " ".join(words)


class LazyIndex:
    """An index that is made when something is first looked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: Index | None = None

    def of(self, operations: Iterable[type[Operation]], names: Mapping[str, str]) -> Index:
        """The index over these operations, which are the same at each call."""
        with self._lock:
            if self._made is None:
                self._made = Index(operations, names)
            return self._made
