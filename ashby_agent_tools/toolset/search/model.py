"""The learned part of the ranking: how much each feature of a request speaks for each operation.

A linear model: `scripts/search_model.py` trains it and writes `model.bin`, its weights in whole numbers. It knows the
catalogue only; an operation that it does not know is found by the words of its own definition.
"""

from __future__ import annotations

import base64
import functools
import importlib.resources
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Model", "packed", "shipped", "unpacked"]

_RARITY = 16  # a feature's rarity is stored in sixteenths


class Model:
    """Weights by feature. Made from what `packed` wrote."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.endpoints: tuple[str, ...] = tuple(content["endpoints"])
        self.inputs: str = content["inputs"]
        self._scale: float = content["scale"]
        self._start: list[int] = content["start"]
        self._rows: dict[str, tuple[float, bytes]] = {}
        numbers, at = base64.b85decode(content["numbers"]), 0
        for name in content["features"].split("\n"):
            rarity, pairs = numbers[at], numbers[at + 1]
            self._rows[name] = (rarity / _RARITY, numbers[at + 2 : at + 2 + 2 * pairs])
            at += 2 + 2 * pairs

    def words(self) -> frozenset[str]:
        """The words that the training saw."""
        return frozenset(name.removeprefix("word ") for name in self._rows if name.startswith("word "))

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """The logarithm of how likely each endpoint is, up to a constant; empty where no feature is known."""
        known = [(weight, *self._rows[name]) for name, weight in features.items() if name in self._rows]
        length = math.sqrt(sum((weight * rarity) ** 2 for weight, rarity, _ in known))
        if not length:
            return {}
        totals = [float(weight) for weight in self._start]
        for weight, rarity, pairs in known:
            share = weight * rarity / length
            for at in range(0, len(pairs), 2):
                totals[pairs[at]] += share * (pairs[at + 1] - 128)
        return {endpoint: total * self._scale for endpoint, total in zip(self.endpoints, totals, strict=True)}


def packed(
    endpoints: Sequence[str],
    start: Sequence[float],
    features: Mapping[str, tuple[float, Sequence[float]]],
    *,
    inputs: str,
    least: int,
) -> bytes:
    """A file for `Model`: by feature its rarity and its weight for each endpoint; small weights are left out.

    `least` is the smallest weight that is kept, in steps of which there are 127 to the largest one.
    """
    scale = max(abs(weight) for _, weights in features.values() for weight in weights) / 127
    names, numbers = [], bytearray()
    for name, (rarity, weights) in features.items():
        steps = [(at, round(weight / scale)) for at, weight in enumerate(weights)]
        pairs = [(at, step + 128) for at, step in steps if abs(step) >= least]
        if pairs or name.startswith("word "):
            names.append(name)
            numbers += bytes([min(255, round(rarity * _RARITY)), len(pairs)])
            numbers += bytes(number for pair in pairs for number in pair)
    content = {
        "endpoints": list(endpoints),
        "inputs": inputs,
        "scale": scale,
        "start": [round(weight / scale) for weight in start],
        "features": "\n".join(names),
        "numbers": base64.b85encode(bytes(numbers)).decode("ascii"),
    }
    return zlib.compress(json.dumps(content).encode("utf-8"), 9)


def unpacked(file: bytes) -> dict[str, Any]:
    """The content of what `packed` made."""
    content: dict[str, Any] = json.loads(zlib.decompress(file))
    return content


@functools.cache
def shipped() -> Model:
    """The model of the package."""
    file = importlib.resources.files(__package__).joinpath("model.bin")
    return Model(unpacked(file.read_bytes()))
