"""What the ranking learns from: for each operation its vocabulary, requests, name and first line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.schema import description_of
from ashby_agent_tools.toolset.search.synonyms import CLASSES
from ashby_agent_tools.toolset.search.vocabulary import said, vocabulary

__all__ = ["digest", "texts"]


def texts(operations: Iterable[type[Operation]]) -> dict[str, tuple[str, ...]]:
    """The texts to learn from, by endpoint."""
    phrases, requests = vocabulary(), said()
    return {
        endpoint: (
            *phrases.get(endpoint, ()),
            *requests.get(endpoint, ()),
            endpoint.replace(".", " "),
            description_of(operation).partition("\n")[0],
        )
        for operation in operations
        for endpoint in [operation.spec.endpoint]
    }


def digest() -> str:
    """Changes when the words or their classes do: a model of another digest is out of date.

    Descriptions are left out: a reworded one teaches little.
    """
    content = json.dumps([sorted(vocabulary().items()), sorted(said().items()), sorted(CLASSES.items())])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:16]
