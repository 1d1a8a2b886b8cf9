"""What to say of an operation that does not exist: what does the same, or a near name, and never a more dangerous one.

A name asks for an effect with its verb. Proposed is only what shares its subject and cannot do more than that, at its
worst. Names that models invent have their own answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ashby_agent_tools.operations.base import Operation
from ashby_agent_tools.operations.invented import INVENTED
from ashby_agent_tools.risk import Effect

__all__ = ["VERBS", "hint", "tasks_called_alike"]

_VERBS = {
    Effect.READ: "list get info search find show read fetch view query lookup retrieve count download check filter all",
    Effect.WRITE: """create add new make update edit set change move assign send schedule start post put write submit
        upload invite restore reopen open push modify patch insert note tag advance hire book transfer rename request
        generate copy clone mark promote approve unarchive enable""",
    Effect.DESTRUCTIVE: """delete remove reject archive cancel close anonymize discard decline merge replace clear purge
        withdraw revoke disable deactivate disqualify end stop overwrite drop erase""",
}
VERBS: Mapping[str, Effect] = MappingProxyType({verb: it for it, verbs in _VERBS.items() for verb in verbs.split()})
"""What the verbs in names ask for."""

_ALSO_NOUNS = frozenset({"note", "tag", "schedule", "request", "all", "open"})  # verbs only where the name begins
_EVERYWHERE = frozenset({"candidate", "job"})  # what most tasks are about
_FILLERS = frozenset({"a", "an", "all", "ashby", "by", "for", "id", "of", "single", "the", "to"})
_SAME = {
    "info": "get show read fetch view retrieve",
    "search": "find lookup query filter",
    "update": "edit modify patch",
    "create": "new make insert",
}
_ONE = {word: verb for verb, words in _SAME.items() for word in words.split()}
_CLOSE = 0.75
_MOST = 8  # names in one answer
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def hint(name: str, known: Mapping[str, type[Operation]]) -> str:
    """What follows an unknown name in a message: ` (did you mean ...?)`, a sentence after a full stop, or nothing.

    `known`: the operations that can be had, by the names they have there; no other is named.
    """
    if within := [shown for shown in known if name.endswith((f"_{shown}", f".{shown}", f"/{shown}", f":{shown}"))]:
        return f" (did you mean {max(within, key=len)!r}?)"  # a client's namespace is in front of it
    words = _words(name)
    if answer := _invented(words, known):
        return f". {answer}"
    if not words:
        return ""
    near = max(_near(words, known), default=None, key=lambda it: (it[0], _likeness(name, it[1])))
    if near is not None:
        return f" (did you mean {near[1]!r}?)"
    level = _asked_for(words)
    same = [shown for shown, cls in known.items() if _fits(cls, level) and _words(shown)[:1] == words[:1]]
    listed = ", ".join(list(dict.fromkeys(same))[:_MOST])
    return f". For {words[0]} there are: {listed}" if listed else ""


def tasks_called_alike(name: str, known: Mapping[str, type[Operation]]) -> list[str]:
    """The tasks among `known` that share a distinctive word with a name, and do no more than it asks for."""
    words = _words(name)
    level = _asked_for(words)
    telling = frozenset(words) - _FILLERS - _EVERYWHERE
    return [
        shown
        for shown, cls in known.items()
        if cls.spec.served_by == "task" and _fits(cls, level) and telling & frozenset(_words(shown))
    ]


def _invented(words: tuple[str, ...], known: Mapping[str, type[Operation]]) -> str:
    """The answer to a name that models invent, with the names that things have here."""
    plain = frozenset(words) - _FILLERS
    names: dict[str, str] = {}
    for shown, cls in known.items():
        names.setdefault(cls.spec.endpoint, shown)
    for subject, verbs, answer in INVENTED:
        verb = plain - subject
        if subject <= plain and len(verb) <= 1 and verb <= verbs and (verb or "list" in verbs):
            return _ENDPOINT.sub(lambda it: names.get(it[1], f"{it[1]} (not among the tools here)"), answer)
    return ""


_ENDPOINT = re.compile(r"\{(\w+\.\w+)\}")


def _near(words: tuple[str, ...], known: Mapping[str, type[Operation]]) -> Iterator[tuple[float, str]]:
    level = _asked_for(words)
    for shown, cls in known.items():
        other = _words(shown)
        misspelt = _misspelt(words, other)
        if misspelt or (_fits(cls, level) and _same_subject(words, other)):
            closeness = _likeness(_sorted(words), _sorted(other))
            if misspelt or closeness >= _CLOSE:
                yield closeness + misspelt, shown


def _sorted(words: tuple[str, ...]) -> str:
    return " ".join(sorted(map(_verb, words)))


def _misspelt(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both say the same, letters or order apart; a verb that is one is not a misspelling of another."""
    if sorted(words) == sorted(other) or "".join(words) == "".join(other):
        return True
    if len(words) != len(other):
        return False
    return all(mine == its or (mine not in VERBS and _alike(mine, its)) for mine, its in zip(words, other, strict=True))


def _same_subject(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the one acts on the other's things by a verb of the same kind."""
    verbs = _verbs(words)
    nouns = [word for word in words if word not in verbs and word not in _FILLERS]
    fit = all(any(_alike(noun, word) for word in other) for noun in nouns)
    said = {_verb(word) for word in _verbs(other)}
    both_read = _asked_for(words) is _asked_for(other) is Effect.READ
    return bool(nouns) and fit and ({_verb(verb) for verb in verbs} <= said or both_read)


@functools.lru_cache(maxsize=8192)
def _alike(one: str, other: str) -> bool:
    return one == other or _likeness(one, other) >= _CLOSE


def _likeness(one: str, other: str) -> float:
    import difflib  # noqa: PLC0415  (loaded when a name is misspelt)

    return difflib.SequenceMatcher(None, one, other).ratio()


def _fits(cls: type[Operation], level: Effect) -> bool:
    return cls.spec.worst.effect <= level


def _asked_for(words: tuple[str, ...]) -> Effect:
    """The effect that a name asks for: of several verbs the mildest, and without one a read."""
    return min((VERBS[verb] for verb in _verbs(words)), default=Effect.READ)


def _verbs(words: tuple[str, ...]) -> list[str]:
    return [word for place, word in enumerate(words) if word in VERBS and not (place and word in _ALSO_NOUNS)]


def _verb(word: str) -> str:
    return _ONE.get(word, word)


@functools.lru_cache(maxsize=2048)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in any spelling, in the singular and without `ashby`."""
    found = [word.lower() for word in _WORD.findall(name)]
    return tuple(_singular(word) for word in found if word != "ashby")


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
