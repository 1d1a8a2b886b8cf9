"""The envelope of an answer, read with distrust: parsed within limits, and each part used only if its type is right."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from pydantic_core import from_json

from ashby_agent_tools._unseen import escape_unseen
from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.operations.secrets import HIDDEN, texts_in

__all__ = ["DEEPEST", "Refusal", "parsed", "refusal", "request_id", "says_more", "scrubbed", "text_at"]

DEEPEST = 64  # levels of an answer; Ashby's own have about twelve
_DIGITS_OF_INFINITY = 309  # digits and more of a number that no float holds
_NUMBERS = bytes(
    ord("0") if one in b"0123456789" else ord("e") if one in b"eE" else ord(",") if one in b":,[" else ord("x")
    for one in range(256)
)
_WITHIN_NUMBERS = b" \t\r\n+-."
_LARGE_EXPONENT = re.compile(rb",0+e000")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_MARKS = bytes(set(range(256)) - set(b'{}[]"'))
_MOST_WORDS = 1_000  # characters of what an answer says, in all
_MOST_SAID = 5
_SHORT = 160
_ECHO = 4  # letters that a repeated argument has at least
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,79}")
_LIKE_A_CODE = re.compile(r"[a-z]+(_[a-z]+)+|forbidden|unauthorized")
_REQUEST_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_ESCAPED = re.compile(  # an escaped backslash, a whole character in two halves, or (in the group) half of one
    r"\\(?:\\|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2}))"
)
_SAID = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MARK = "written_by_outsiders"  # as in results


class Refusal(NamedTuple):
    """What a refusal says. `words`: for a model, cleaned, in quotes, at most 1,000 characters; empty for none."""

    code: str | None
    words: str
    meta: dict[str, object]


def parsed(content: bytes) -> JsonObject | None:
    """The JSON object in the body of an answer; None for anything else, and for what nests deeper than DEEPEST.

    A number that no float holds (1e400) is not taken either: it would become an infinity, which is not JSON.
    Half of a character (a lone surrogate, which no database and no other JSON takes) becomes U+FFFD.
    """
    try:
        text = content.removeprefix(codecs.BOM_UTF8)
        if b"\\" in text and b"\\u" in text:  # the first takes no time, and most pages have none
            whole = _ESCAPED.sub(lambda found: r"\ufffd" if found[1] else found[0], str(text, "utf-8"))
            text = whole.encode()
        made = from_json(text, allow_inf_nan=False)  # pydantic's own parser takes two thirds of the time of json's
    except ValueError:
        return None
    sound = isinstance(made, dict) and _is_flat(content) and not (_may_be_infinite(content) and _is_infinite(made))
    return made if sound else None


def _may_be_infinite(content: bytes) -> bool:
    """Whether a number in JSON has a large exponent or very many digits; no loop over what a large page holds."""
    numbers = content.translate(_NUMBERS, _WITHIN_NUMBERS)
    return _LARGE_EXPONENT.search(numbers) is not None or b"0" * _DIGITS_OF_INFINITY in numbers


def _is_infinite(node: Json) -> bool:
    if isinstance(node, float):
        return math.isinf(node)
    if isinstance(node, dict | list):
        return any(_is_infinite(item) for item in (node.values() if isinstance(node, dict) else node))
    return False


def request_id(envelope: JsonObject, received: Mapping[str, str]) -> str | None:
    """The id that Ashby's support asks for: in the body of a failure, and in a header of every answer."""
    info = envelope.get("errorInfo")
    places = (info.get("requestId") if isinstance(info, dict) else None, envelope.get("requestId"))
    said = (*places, received.get("x-ashby-request-id"))
    return next((one for one in said if isinstance(one, str) and _REQUEST_ID.fullmatch(one)), None)


def says_more(envelope: JsonObject) -> bool:
    """Whether a list goes on. Where it does not say so in a form that is documented, its cursor does."""
    said = envelope.get("moreDataAvailable")
    if isinstance(said, str) and said.strip().lower() in _SAID:
        return _SAID[said.strip().lower()]
    if said is None or isinstance(said, str | list | dict):
        return text_at(envelope, "nextCursor") is not None
    return bool(said)


def scrubbed(node: Json, secrets: Iterable[str]) -> Json:
    """What an answer says, without the secrets that it repeats: as they were sent, or escaped as in URLs and JSON."""
    forms = {
        form
        for secret in secrets
        if len(secret) >= _ECHO
        for form in (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], secret.strip())
    }
    if not forms:
        return node
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return _without(node, re.compile(longest_first, re.IGNORECASE))


def _without(node: Json, secret: re.Pattern[str]) -> Json:
    if isinstance(node, str):
        return secret.sub(HIDDEN, node)
    if isinstance(node, list):
        return [_without(item, secret) for item in node]
    if isinstance(node, dict):
        return {secret.sub(HIDDEN, key): _without(item, secret) for key, item in node.items()}
    return node


def text_at(envelope: JsonObject, key: str) -> str | None:
    """The text under a key; None where there is none, or something that is not text."""
    found = envelope.get(key)
    return found if isinstance(found, str) and found else None


def refusal(envelope: JsonObject, sent: Json) -> Refusal:
    """What an envelope says of a failure: `errorInfo`, `errors` of any shape, or words at the top; any may be absent.

    A message that is a code is the code [U]. Its words are Ashby's own where they are one short line that repeats
    nothing of `sent`, the arguments; else they stand under the mark that results put on what outsiders write.
    """
    places = (envelope.get("errorInfo"), envelope.get("errors"), envelope.get("error"), _top(envelope))
    said = [one for place in places for one in _all_said(place)]
    code = next((code for code, _ in said if code), None)
    texts = dict.fromkeys(text for _, text in said if text)
    texts.pop(code or "", None)
    detail = "; ".join(texts)
    raw = envelope.get("errorInfo")
    meta = raw.get("meta") if isinstance(raw, dict) else None
    return Refusal(code, _quoted(detail, sent) if detail else "", meta if isinstance(meta, dict) else {})


def _top(envelope: JsonObject) -> JsonObject | None:
    found: JsonObject = {key: envelope[key] for key in ("code", "message") if key in envelope}
    return found or None


def _all_said(place: Json) -> list[tuple[str | None, str | None]]:
    """Code and text of the first few errors in a place."""
    items = place if isinstance(place, list) else [place]
    return [_said(item) for item in items[:_MOST_SAID] if item not in (None, "", [], {})]


def _is_flat(content: bytes) -> bool:
    """Whether valid JSON has no more levels than DEEPEST, from its brackets; no loop over what a large page holds."""
    if b"\\" in content:  # escaped backslashes first: what is left of one escapes what follows
        content = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = content.translate(_ONE_KIND, _NO_MARKS).replace(b'""', b"")  # a string without a bracket is two quotes
    brackets = b"".join(marks.split(b'"')[::2])
    for _ in range(DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"")
    return not brackets


def _said(item: Json) -> tuple[str | None, str | None]:
    """Code and text of one error. One that is wrapped says what the first error in it says."""
    if isinstance(item, list):
        inner = _all_said(item)
        return next((one for one in inner if one[0]), (None, _words(item)))
    if not isinstance(item, dict):
        return _code_in(item), _words(item)
    if "code" not in item and "message" not in item:
        inner = [one for value in list(item.values())[:_MOST_SAID] for one in _all_said(value)]
        return next((one for one in inner if one[0]), (None, None))
    text, parameter = _words(item.get("message")), _words(item.get("parameter"))
    code = _code(item.get("code")) or _code_in(item.get("message"))
    return code, f"{text} ({parameter})" if text and parameter else text


def _code_in(value: Json) -> str | None:
    """The code that a text is, where it is one and nothing else."""
    text = value.strip() if isinstance(value, str) else ""
    return _code(text) if _LIKE_A_CODE.fullmatch(text) else None


def _code(value: Json) -> str | None:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None


def _words(value: Json) -> str | None:
    """A message on one line, cut; what is not text is shown as the JSON it is."""
    if value is None or value == "":
        return None
    text = value[: 2 * _MOST_WORDS] if isinstance(value, str) else _json(value)
    return " ".join(text.split())[:_MOST_WORDS]


def _json(value: Json) -> str:
    pieces: list[str] = []
    for piece in json.JSONEncoder(ensure_ascii=False).iterencode(value):
        pieces.append(piece[:_MOST_WORDS])
        if sum(map(len, pieces)) > _MOST_WORDS:
            break
    return "".join(pieces)


def _quoted(text: str, sent: Json) -> str:
    own = len(text) <= _SHORT and not any(
        " ".join(sent_text[:_SHORT].split()) in text for sent_text in texts_in(sent) if len(sent_text) >= _ECHO
    )
    shown = escape_unseen(json.dumps(text[:_MOST_WORDS], ensure_ascii=False))
    if len(shown) > _MOST_WORDS:
        shown = f'{shown[:_MOST_WORDS].rstrip(chr(92))}..."'
    return shown if own else f"{_MARK}: {shown}"
