"""Masking: values of a hidden data class inside free text: mail addresses, phone numbers, amounts of money."""

from __future__ import annotations

import re

from ashby_agent_tools.results.clean import mask_contact

__all__ = ["HIDDEN", "Mask", "without_hidden_text"]

HIDDEN = "[hidden]"

_BLANK = r"(?:[ \u00a0\u202f]|&nbsp;)?"
_NUMBER = (
    rf"\d{{1,15}}(?:[.,'\u2019\u00a0\u202f ]\d{{2,3}}(?!\d)){{0,5}}(?:[.,]\d{{1,2}}(?!\d))?"
    rf"(?:{_BLANK}(?:k|m|mio|million|millions|thousand|tsd|tausend|mil|lakhs?|lacs?|crores?|lpa)(?![a-z]))?"
)
_CODES = (
    "eur|usd|gbp|chf|inr|jpy|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|ron|bgn|brl|mxn|ars|clp|cop|pen|uyu|sgd|hkd|cny|rmb|krw|"
    "ils|aed|sar|zar|try|uah|thb|idr|php|vnd|myr|ngn|kes|egp"
)
_NAMES = "euros?|dollars?|pounds?|sterling|pesos?|reais|rupees?|francs?|franken|kronor|kroner|zloty|yen|lakhs?|lpa"
_BEFORE = (
    rf"(?:[$\u20ac\u00a3\u00a5\u20b9\u20a9\u20aa\u20ba\u20bd]|&euro;|&pound;|&yen;|(?<![a-z])(?:{_CODES}|rs\.?|r\$))"
)
_AFTER = rf"(?:[$\u20ac\u00a3\u00a5\u20b9\u20a9\u20aa\u20ba\u20bd]|&euro;|&pound;|&yen;|(?:{_CODES}|{_NAMES})(?![a-z]))"
_RANGE = rf"(?:{_BLANK}(?:-|\u2013|\u2014|to|bis|a|\u00e0|and|und|y|et|e){_BLANK}{_NUMBER})?"
_MONEY = re.compile(rf"{_BEFORE}{_BLANK}{_NUMBER}{_RANGE}|(?<![\w.,]){_NUMBER}{_RANGE}{_BLANK}{_AFTER}", re.IGNORECASE)
_PAID = (
    r"(?<![a-z])(?:salar|salair|compensation|remunera|r\u00e9mun\u00e9ra|wage|bonus|pay(?![a-z])|paid(?![a-z])|ctc|ote(?![a-z])|"
    r"hourly|sueldo|retribuc|ordenado|vencimento|honorar|tjm|earn|verdien|lohn|[a-z\u00e4\u00f6\u00fc]{0,20}(?:gehalt|lohn(?![a-z])|"
    r"verg\u00fct|satz(?![a-z])))"
)
_NEAR = re.compile(
    rf"({_PAID}[^\n;.!?]{{0,60}}?)(?<![\w.,\-])(?!(?:19|20)\d\d(?![\d.,']\d|{_BLANK}k))((?=[\d.,']*\d{{3}}|\d+{_BLANK}k){_NUMBER})(?![\w\-])",
    re.IGNORECASE,
)
_AMOUNTS = 4  # beside one word: from, to, and the same for a second year


def without_hidden_text(text: str, hidden: frozenset[str]) -> str:
    """A text without what can be told in it as hidden: mail addresses and phone numbers; amounts of money.

    An amount has a currency beside it, or has three digits or more, is no year, and follows a word for pay in its
    sentence.
    """
    if "contact" in hidden:
        text = mask_contact(text)
    if "pay" in hidden and any(map(str.isdigit, text)):
        text = _MONEY.sub(HIDDEN, text)
        for _ in range(_AMOUNTS):
            text, changed = _NEAR.subn(rf"\1{HIDDEN}", text)
            if not changed:
                break
    return text


class Mask:
    """Masks texts, and knows which classes there were: what was masked is said. `used`: classes that were there."""

    __slots__ = ("_hidden", "used")

    def __init__(self, hidden: frozenset[str]) -> None:
        self._hidden = [frozenset({name}) for name in sorted(hidden - {"eeo"})]
        self.used: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._hidden)

    def __call__(self, text: str) -> str:
        """The text without what is hidden in it."""
        for one in self._hidden:
            masked = without_hidden_text(text, one)
            if masked != text:
                self.used.update(dict.fromkeys(one))
                text = masked
        return text
