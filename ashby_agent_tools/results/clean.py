"""Text cleaned for display: no invisible or bidirectional characters, no lone surrogates, no HTML, shorter times."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ashby_agent_tools._html import parsable_html
from ashby_agent_tools._unseen import INVISIBLE, SURROGATE, all_seen

__all__ = ["clean_text", "html_to_text", "is_time", "mask_contact", "time_in"]

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?\Z")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_MAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,40}){1,5}")
_SPELT_MAIL = re.compile(  # jane (at) example (dot) com
    r"(?<![\w.+'-])[\w.+'-]{1,80}\s?[\[({<]\s?(?:at|\u00e4t|arroba|arobase|@)\s?[\])}>]\s?[\w-]{1,80}"
    r"(?:\s?(?:\.|[\[({<]\s?(?:dot|punkt|punto|point|ponto|\.)\s?[\])}>])\s?[\w-]{1,40}){1,5}"
    r"|(?<![\w.+'-])[\w.+'-]{1,80} at [\w-]{1,80}(?: dot [\w-]{1,40}){1,5}",
    re.IGNORECASE,
)
_PHONE = re.compile(  # with a pattern of its own for ids: the process that reads files loads no operations
    r"(?P<other>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?:19|20)\d\d-[01]\d-[0-3]\d\b)"  # ids and days
    r"|(?<![\w-])\+?\(?\d[\d ().-]{7,30}\d(?![\w-])"
    r"|(?<![\w/.-])(?:\+\d{1,3}|0\d{2,4})[ ./-]{0,3}\(?\d[\d ()./-]{4,30}\d(?![\w-])"
    r"|(?<![\w/.-])\d{3}[-.]\d{4}(?![\w-])",
    re.IGNORECASE,
)
_SPELT = re.compile(r"[\[({<]| at ", re.IGNORECASE)  # what every spelt address has, and few other texts
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"[ \t]{2,}")
_LINES = re.compile(r"\n\s*\n\s*\n+")


def clean_text(text: str) -> str:
    """The text without characters that a reader cannot see; a lone surrogate becomes U+FFFD.

    Zero-width, bidirectional, tag and control characters hide orders to a model or turn text around.
    """
    if all_seen(text):
        return text
    return SURROGATE.sub("\ufffd", INVISIBLE.sub("", text.replace("\r\n", "\n")))


def html_to_text(html: str, *, at_most: int = 200_000) -> str:
    """The text of a piece of HTML, at most its first `at_most` characters; text without a tag comes back as it is.

    For a model, so only what is read: no addresses of links, and nothing that is hidden. A question to a person has its
    own way (`approval/prompts/_texts.py`), which shows them, because it is about all that is sent.
    """
    html = html[:at_most]
    if not _TAG.search(html):
        return html
    from bs4 import BeautifulSoup  # noqa: PLC0415  (slow to import, needed for few results)

    soup = BeautifulSoup(f"<p>{parsable_html(html)}", "html.parser")  # without a tag, a text might be a file's name
    for hidden in soup(["script", "style", "head", "template"]):
        hidden.decompose()
    text = _BLANKS.sub(" ", soup.get_text("\n", strip=True))
    return _LINES.sub("\n\n", text)


def is_time(text: str) -> bool:
    """Whether the text is an ISO 8601 date and time."""
    return _TIME.match(text) is not None


def time_in(text: str, *, day_only: bool, zoned: bool = True) -> str | None:
    """`2026-03-14T15:09:26.535Z` as `2026-03-14` or `2026-03-14T15:09Z`; None for what is no time.

    Not `zoned`: without the Z, for a text that says once that its times are UTC. Other zones become UTC where the zone
    would be lost.
    """
    found = _TIME.match(text)
    if found is None:
        return None
    day, minute, zone = found.groups()
    if zone not in (None, "Z") and (day_only or not zoned):
        day, minute = _in_utc(text)
        zone = "Z"
    return day if day_only else f"{day}T{minute}{(zone or '') if zoned else ''}"


def _in_utc(text: str) -> tuple[str, str]:
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # a 13th month, or the first day of the calendar in a zone east of Greenwich
        return text[:10], text[11:16]
    return f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"


def mask_contact(text: str) -> str:
    """The text with mail addresses and phone numbers replaced, for toolsets that hide contact data."""
    if "@" in text:
        text = _MAIL.sub("[hidden]", text)
    if _SPELT.search(text):
        text = _SPELT_MAIL.sub("[hidden]", text)
    if not _DIGIT.search(text):
        return text
    return _PHONE.sub(lambda found: found["other"] or "[hidden]", text)
