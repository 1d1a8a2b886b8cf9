"""Masking: values of a hidden data class inside free text: email addresses, phone numbers, amounts of money."""

from __future__ import annotations

import re

from ashby_agent_tools.operations.entity import Entity, Hidden
from ashby_agent_tools.results.clean import mask_contact
from ashby_agent_tools.results.stated import OF_NOBODY, may_state, without_stated

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
_BIG = rf"(?:\d{{1,3}}(?:[.,'\u2019\u202f ]\d{{3}})+|\d{{4,9}}|\d{{2,4}}{_BLANK}(?:k|tsd|mil)(?![a-z]))"
_SPAN = rf"(?:{_BIG}|\d{{2,4}}{_BLANK}(?:-|\u2013|to|bis|a|\u00e0){_BLANK}{_BIG})"
_SPANS = rf"(?<![\w.,/-]){_SPAN}(?:{_BLANK}(?:-|\u2013|to|bis|a|\u00e0){_BLANK}{_BIG})?(?![\w-])"
_PER = re.compile(
    rf"{_SPANS}(?={_BLANK}(?:base|ote|gross|net|brutto|netto|bruto|brut|p\.?\s?a\b|per (?:year|annum|month)|"
    rf"an? (?:year|month)|annually|yearly|/\s?(?:yr|year|month|mo|jahr|monat|an|mois|a\u00f1o|mes|ano|m\u00eas)|"
    rf"(?:pro|im) (?:jahr|monat)|j\u00e4hrlich|monatlich|"
    rf"par (?:an|mois)|(?:al|por) (?:a\u00f1o|mes|ano|m\u00eas)|mensua\w+|anuales|mensais|anuais)(?!\w))"
    rf"|(?<![\w.,-])\d{{2,4}}(?:[.,]\d\d)?"
    rf"(?={_BLANK}(?:/\s?(?:h|hr|hour|day|std|stunde|tag|heure|jour|hora|dia|d\u00eda)|an hour|per hour|"
    rf"pro (?:stunde|tag)|par (?:heure|jour)|por hora)(?!\w))",
    re.IGNORECASE,
)
_WANTS = re.compile(
    rf"(\b(?:asks?|asking|asked|wants?|wanted|expects?|expecting|expected|looking for|makes?|making|earns?|counter\w*|"
    rf"settled|m\u00f6chte|will|fordert|verdient|erwartet|verlangt|pide|pretende|quiere|gana|espera|demande|veut|"
    rf"souhaite|gagne|touche|"
    rf"quer|pede|ganha|recebe)\b[^\n.;!?\d]{{0,25}}){_SPANS}(?!\s*(?:users?|people|customers?|clients?|lines?|records?|requests?|"
    rf"kunden|leute|nutzer|clientes|usuarios|utilisateurs|pessoas|personas))",
    re.IGNORECASE,
)
_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|quarter|and|a|point|grand"
)
_WORDED = re.compile(
    rf"\b(?:(?:{_ONES})[\s-]+){{1,8}}(?:dollars|euros?|pounds|rupees|francs|lakhs?)\b"
    r"|\b(?:low |mid |high )?(?:five|six|seven)[ -]figures?\b",
    re.IGNORECASE,
)
_AMOUNTS = 4  # beside one word: from, to, and the same for a second year


def without_hidden_text(text: str, hidden: frozenset[str]) -> str:
    """A text without what can be told in it as hidden: mail addresses and phone numbers; amounts of money.

    An amount has a currency beside it, or has three digits or more, is not a year, and follows a word for pay in its
    sentence.
    """
    if "contact" in hidden:
        text = mask_contact(text)
    if "pay" in hidden:
        text = _WORDED.sub(HIDDEN, text)
    if "pay" in hidden and any(map(str.isdigit, text)):
        text = _WANTS.sub(rf"\1{HIDDEN}", _PER.sub(HIDDEN, _MONEY.sub(HIDDEN, text)))
        for _ in range(_AMOUNTS):
            text, changed = _NEAR.subn(rf"\1{HIDDEN}", text)
            if not changed:
                break
    return text


class Mask:
    """Masks the texts of one page, each once, and knows which classes there were. `used`: classes that were there."""

    __slots__ = ("_hidden", "_masked", "_own", "_states", "used")

    def __init__(self, hidden: frozenset[str], entity: Entity | None = None) -> None:
        self._hidden = sorted(hidden)
        self._own = hidden.own if isinstance(hidden, Hidden) else ()
        self._states = entity is None or entity.name not in OF_NOBODY
        self.used: dict[str, None] = {}
        self._masked: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._hidden)

    def spares(self, joined: str) -> bool:
        """Whether texts, with a null character between them, surely stay as they are, said quickly."""
        if self._hidden in ([], ["eeo"]) and not (self._hidden and self._states and may_state(joined)):
            return True
        return all(self(text) == text for text in joined.split("\x00"))

    def __call__(self, text: str) -> str:
        """The text without what is hidden in it."""
        found = self._masked.get(text)
        if found is None:
            spared = self._hidden == ["eeo"] and not (self._states and may_state(text))
            found = self._masked[text] = text if spared else self._mask(text)
        return found

    def _mask(self, text: str) -> str:
        for name in self._hidden:
            masked = without_stated(text, name, self._own) if self._states else text
            masked = without_hidden_text(masked, frozenset({name}))
            if masked != text:
                self.used[name] = None
                text = masked
        return text
