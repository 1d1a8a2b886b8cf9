"""The index: what an operation is called, and what has been learned of how people ask for it, in one ranking.

The learned model knows the catalogue. SQLite's full-text search, with a row for each operation, finds by the words of
a definition too: that is all there is for an operation of the user's own, and a second opinion for the others.
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.schema import description_of
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.toolset.search.features import Reader, words_of
from ashby_agent_tools.toolset.search.model import Model, shipped
from ashby_agent_tools.toolset.search.synonyms import CLASSES
from ashby_agent_tools.toolset.search.vocabulary import vocabulary

__all__ = ["Index"]

_WEIGHTS = (3.0, 1.0, 2.0, 1.0, 1.0)  # name, words, first line, rest of the description, parameters
_WORDS = 0.25  # what the full-text search counts beside the model: it decides between near ones
_CANDIDATES = 60
_PERSON = "candidate"  # what stands for a person in what is searched
_COLUMNS = "name, words, line, rest, params, endpoint UNINDEXED, tokenize='porter unicode61 remove_diacritics 2'"
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CAMEL = re.compile(r"\b[a-z]+[A-Z]\w*")  # the name of a parameter, and no LinkedIn
_SNAKE = re.compile(r"(?<![\w@./-])[A-Za-z]+(?:_[A-Za-z0-9]+)++(?![\w.-]*@)\b")  # a tool's name, or nearly
# Somebody who asks wants to know, and nothing is to be ended by a question; `can you` and `could we` ask for a deed.
_QUESTION = re.compile(
    r"\W*(?:(?:hi|hey|hello|so|and|ok|quick question)\W+)*"
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|does|did|has|have|any|anyone|anybody)\b",
    re.IGNORECASE,
)
_ASKED = {Effect.READ: 1.0, Effect.WRITE: 0.6, Effect.DESTRUCTIVE: 0.3}


class Index:
    """Ranks operations for a request in a person's words. Safe to use from several threads."""

    def __init__(
        self, operations: Iterable[type[Operation]], names: Mapping[str, str], model: Model | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._operations = {operation.spec.endpoint: operation for operation in operations}
        self._model = shipped() if model is None else model
        rows = {
            endpoint: self._row(endpoint, operation, names.get(endpoint, operation.spec.tool))
            for endpoint, operation in self._operations.items()
        }
        learned = set(self._model.endpoints)
        own = words_of(text for endpoint, row in rows.items() if endpoint not in learned for text in row)
        self._reader = Reader(self._model.words() | own)
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._rows.close)  # nobody closes an index, and Python 3.13 warns of open databases
        self._rows.execute(f"CREATE VIRTUAL TABLE whole USING fts5({_COLUMNS})")
        self._rows.executemany("INSERT INTO whole VALUES (?, ?, ?, ?, ?, ?)", [(*r, e) for e, r in rows.items()])

    def ranked(self, request: str, most: int) -> list[str]:
        """The endpoints that fit best, at most so many; none where no word of the request is known."""
        plain = _SNAKE.sub(lambda match: match[0].lower().removeprefix("ashby_").replace("_", " "), request)
        plain = _CAMEL.sub(lambda match: _HUMPS.sub(" ", match[0]).lower(), plain)
        with self._lock:
            return self._ranked(plain, most)

    def _ranked(self, request: str, most: int) -> list[str]:
        likely = self._likely(request)
        worded = self._worded(request)
        learned = set(self._model.endpoints)
        factors = _ASKED if _QUESTION.match(request) else dict.fromkeys(Effect, 1.0)
        judged = {}
        for endpoint, operation in self._operations.items():
            word = worded.get(endpoint, 0.0)
            score = (likely.get(endpoint, 0.0) if endpoint in learned else word) + _WORDS * word
            if score:
                judged[endpoint] = score * factors[operation.spec.risk.effect]
        return sorted(judged, key=lambda endpoint: (-judged[endpoint], endpoint))[:most]

    def _likely(self, request: str) -> dict[str, float]:
        """What the model says of each operation of this toolset, 1 for the likeliest."""
        scores = self._model.scores(self._reader.features(request))
        here = {endpoint: score for endpoint, score in scores.items() if endpoint in self._operations}
        most = max(here.values(), default=0.0)
        return {endpoint: math.exp(score - most) for endpoint, score in here.items()}

    def _worded(self, request: str) -> dict[str, float]:
        """What the full-text search says of each operation that shares a word, 1 for the best."""
        words = [_PERSON if word == "_name" else word for word in self._reader.words(request)]
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(_searched(words)) if not word.startswith("_"))
        if not query:
            return {}
        found = dict(
            self._rows.execute(
                "SELECT endpoint, -bm25(whole, ?, ?, ?, ?, ?) AS score FROM whole WHERE whole MATCH ? "
                "ORDER BY score DESC LIMIT ?",
                (*_WEIGHTS, query, _CANDIDATES),
            )
        )
        most = max(found.values(), default=1.0) or 1.0
        return {endpoint: score / most for endpoint, score in found.items()}

    def _row(self, endpoint: str, operation: type[Operation], shown: str) -> tuple[str, ...]:
        line, _, rest = description_of(operation).partition("\n")
        named = [endpoint, shown, *operation.spec.aliases]
        params = [f"{field.alias or name} {field.description or ''}" for name, field in operation.model_fields.items()]
        words = (
            " ".join(named),
            " | ".join(vocabulary().get(endpoint, ())),
            line,
            " ".join([rest, *operation.spec.tags]),
            " ".join(params),
        )
        return tuple(" ".join(_searched(_HUMPS.sub(" ", text).replace("_", " ").lower().split())) for text in words)


def _searched(words: Iterable[str]) -> list[str]:
    """The words with their classes, as words that the full-text search takes."""
    return [each.replace(":", "").replace("-", "") for word in words for each in (word, *CLASSES.get(word, ()))]
