"""Statements: values of a hidden data class that a text gives under a label, as in "Gender: x"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ashby_agent_tools.operations.entity import OwnWords
from ashby_agent_tools.results.labels import asks_for

__all__ = ["OF_NOBODY", "may_state", "without_stated"]

OF_NOBODY = frozenset(
    (
        "job",
        "jobPosting",
        "jobBoard",
        "jobTemplate",
        "communicationTemplate",
        "sequenceTemplate",
        "customField",
        "feedbackFormDefinition",
        "surveyFormDefinition",
        "referralForm",
        "applicationForm",
        "offerForm",
        "interview",
        "interviewPlan",
        "interviewStage",
        "department",
        "brand",
        "takeHomeAssignment",
        "approvalDefinition",
    )
)  # fmt: skip  (texts of the organization about its work: "an equal opportunity employer: ..." tells nobody's data)
_CHANGED = (
    "chang\\w*|updat\\w*|set|modif\\w*|edited|added|removed|entered|recorded|corrected|switched|answered|selected|cleared|"
    "ge\u00e4nder\\w*|geaender\\w*|gesetzt|aktualisier\\w*|erh\u00f6ht|gesenkt|angepasst|eingetragen|gel\u00f6scht|beantwortet|"
    "cambi\\w*|actualiz\\w*|atualiz\\w*|establec\\w*|a\u00f1ad\\w*|eliminad\\w*|registr\\w*|mis|mise|pass\\w+|renseign\\w*|"
    "alter\\w*|defini\\w*|adicionad\\w*|removid\\w*|preench\\w*|mud\\w+|respond\\w*"
)
_SYMBOL = r"(?P<sign>[:=?\u2192]|[-=]+>)"
_FROM_WORDS = "from|to|as|with|was|is|von|auf|in|zu|mit|de|a|\u00e0|en|con|para|com|em|por|como"
_SHORT = r"\b(?=\w{1,6}\s)"  # where one of the words below may stand, said quickly
_FROM = rf"(?P<from>{_SHORT}(?:{_FROM_WORDS})(?=\s)|[(\"'\u2018\u201c\u201e\u00ab](?<=[\s(].))"
_IS_WORDS = "is|are|was|were|ist|war|lautet|es|est|era|\u00e9|foi"
_IS = rf"(?P<is>{_SHORT}(?:{_IS_WORDS})(?=\s))"
_DASH = r"(?P<dash>\s[-\u2013\u2014]\s)"
_MARK = re.compile(rf"{_SYMBOL}|{_DASH}|{_IS}|{_FROM}", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{_CHANGED})\b", re.IGNORECASE)
_WHOSE_WORDS = "her|his|their|my|our|your|ihr|ihre|sein|seine|mein|meine|su|mi|sa|son|ses|ma|mon|leur|sua|seu|minha|meu"
_WHOSE = re.compile(rf"\b(?:{_WHOSE_WORDS}|\w+['\u2019]s)\b", re.IGNORECASE)
# Quick signs of what those find, for the many texts that hold nothing of the kind: as words, and what words begin with.
_SIGNS = re.compile(  # begins with one set of characters, which is looked for five times as quickly as one of several
    r"[:=?\u2192\-\u2013\u2014](?:(?<=[:=?\u2192])|(?<=-)>|(?<=\s[-\u2013\u2014])(?=\s))"
)
_BORDER = re.compile(r"[\s(]")  # without a sign, a value has a blank or a bracket before it
_ADDRESS = re.compile(r"https?://[^\s?=:>\u2192]*\Z")  # its one sign comes after a label that asks for nothing
_ODD = re.compile(r"[:=?>\u2192\-\u2013\u2014(\"'\u2018\u201c\u201e\u00ab\d]")  # any sign, quote, bracket or digit
_LINKS = frozenset(f"{_FROM_WORDS}|{_IS_WORDS}".split("|"))
_OPENED = re.compile(r"[\s(][(\"'\u2018\u201c\u201e\u00ab]")
_CHANGES = tuple(re.sub(r"\\w[*+]", "", word) for word in _CHANGED.split("|"))
_BEGIN_CHANGES = frozenset(word[:3] for word in _CHANGES)  # none is shorter
_OWNERS = frozenset(_WHOSE_WORDS.split("|"))
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(r"\s[+(]?\d")  # a number with something before it, which may be its label
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"(?<=[.!])\s+(?=\S)|[;|\u2022]\s*")
_NUMBER = {  # right after a label; a year is none
    "pay": re.compile(
        r"(?<![\w.,/-])(?!(?:19|20)\d\d\b(?![.,]\d))\d[\d.,']{0,15}(?:\s?(?:-|\u2013|to|bis)\s?\d[\d.,']{0,15})?(?![\w-])"
    ),
    "contact": re.compile(r"(?<![\w/-])[+(]?\d[\d ()./-]{3,30}\d(?![\w-])"),
    "eeo": re.compile(r"(?<![\w.,/-])\d{1,3}(?![\w.,-])"),
}
_BESIDE = re.compile(r"(?:\S+\s+)?\S+\s+\Z")
_OPENING = "([\"'\u2018\u201c\u201e\u00ab"
_LABEL = 120  # characters before a mark that may be its label
_WORDS = {"sign": 12, "from": 16, "is": 6, "dash": 5}  # of a label, at most
_BLANK = "[hidden]"


def may_state(text: str) -> bool:
    """Whether anything in a text could give a value under a label; quick, for the many cells that give none."""
    odd = _ODD.search(text) is not None  # what most texts lack is looked for once
    if odd and _SIGNS.search(text):
        return not _ADDRESS.match(text)
    if not _BORDER.search(text):  # one word, as a mail address is
        return False
    if odd and _COUNTED.search(text) and (letter := _LETTER.search(text)) and _COUNTED.search(text, letter.start()):
        return True
    words = _WORD.findall(text.casefold())
    if len(words) == 1 or (_LINKS.isdisjoint(words) and not (odd and _OPENED.search(text))):
        return False
    return not _OWNERS.isdisjoint(words) or "'s" in text or "\u2019s" in text or _may_change(words)


def _may_change(words: Iterable[str]) -> bool:
    return any(word[:3] in _BEGIN_CHANGES and word.startswith(_CHANGES) for word in words)


def without_stated(text: str, data_class: str, own: OwnWords = ()) -> str:
    """The text with `[hidden]` after each label of a data class, up to the end of its sentence (an address: its line).

    A label is followed by a sign (`:`, `=`, `?`, an arrow, a dash), by "from" or "to" where something was changed, or
    by "is" where it is somebody's. Where nothing follows on its line, the next line is what it asks for.
    """
    if not may_state(text):
        return text
    out: list[str] = []
    asked = False
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        if asked and body.strip():
            asked = False
            if not _labels(body, data_class, own):
                out.append(_BLANK + line[len(body) :])
                continue
        shown, open_end = _line(_numbered(body, data_class, own), data_class, own)
        asked = asked or open_end
        out.append(shown + line[len(body) :])
    return "".join(out)


def _numbered(line: str, data_class: str, own: OwnWords) -> str:
    """The line without numbers that stand right after one or two words that are a label: "Expected CTC 18"."""

    def shown(found: re.Match[str]) -> str:
        beside = _BESIDE.search(line, max(0, found.start() - _LABEL), found.start())
        return _BLANK if beside and _asks(beside[0], data_class, own) else found[0]

    return _NUMBER[data_class].sub(shown, line) if _DIGIT.search(line) else line


def _asks(label: str, data_class: str, own: OwnWords) -> bool:
    return any(map(str.isalpha, label)) and data_class in asks_for(label, own)


def _labels(line: str, data_class: str, own: OwnWords) -> bool:
    """Whether a line begins with another label, so that it is not an answer to the line before."""
    head, sign, _ = line.partition(":")
    return bool(sign) and len(head.split()) <= _WORDS["dash"] and data_class not in asks_for(head, own)


def _line(line: str, data_class: str, own: OwnWords) -> tuple[str, bool]:
    out, start = "", 0
    for begin, end in _sentences(line):
        if (value := _value(line[begin:end], data_class, own)) is None:
            continue
        value += begin
        if not line[value:].strip():
            return out + line[start:], True
        stop = len(line) if data_class == "contact" else end
        blank = "" if line[value - 1].isspace() or line[value - 1] in _OPENING else " "
        out += line[start:value] + blank + _BLANK + _rest(line[value:stop])
        start = stop
        if stop == len(line):
            break
    return out + line[start:], False


def _rest(value: str) -> str:
    """What ends the sentence after its value."""
    bare = value.rstrip()
    ending = "." if bare.endswith(".") else ""
    return ending + value[len(bare) :]


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for border in _SENTENCE.finditer(line):
        yield start, border.start()
        start = border.end()
    yield start, len(line)


def _value(sentence: str, data_class: str, own: OwnWords) -> int | None:
    """Where the value begins that a sentence gives under a label; None where it gives none."""
    changed: bool | None = None
    start = 0
    for mark in _MARK.finditer(sentence):
        kind = mark.lastgroup or ""
        label = sentence[max(start, mark.start() - _LABEL) : mark.start()]
        if changed is None and kind in ("from", "is"):
            changed = _may_change(_WORD.findall(sentence.casefold())) and _VERB.search(sentence) is not None
        if (
            len(label.split()) <= _WORDS[kind]
            and (kind != "from" or changed)
            and (kind != "is" or changed or _WHOSE.search(label))
            and _asks(label.strip(" \t'\"([{*#>"), data_class, own)
        ):
            return mark.end()
        if kind == "sign":
            start = mark.end()
    return None
