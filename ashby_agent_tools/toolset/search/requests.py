"""How requests are read before they are ranked: words that say nothing, words that mean the same, what is wanted.

All of it is data. What is searched and what is searched for are normalised alike.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

__all__ = ["Intent", "Shape", "intent_of", "names_in", "normalised", "shapes_of", "wanted"]

Intent = Literal["read", "create", "change", "remove"]
Shape = Literal["list", "info", "search"]

_MOST_LETTERS, _MOST_WORDS = 2_000, 40  # that are looked at in one request

_SAY_NOTHING = frozenset(
    """
    a an the this that these those it its i me my mine we us our ours you your they them their
    please can could would should will shall may might must want wants need needs like just now then also to of for on
    in into at by with from as and or but so if be is are was were been being am do does did done has have had having
    there here some any what which who whom whose when where why how let lets go get gets got give gives tell show
    shows see view display list find look check pull up ashby s t re ve ll d m hi hey hello thanks thank kindly help
    yet already right still currently today locate somehow maybe one ones thing things
    """.split()  # noqa: SIM905
)

# The field's words that mean the same: all of a line become the one before the colon.
_SAME = """
job: req reqs requisition requisitions role roles position positions vacancy vacancies
opening: headcount headcounts seat seats hc heads
posting: ad ads advert adverts advertisement advertisements jd jds listing listings
resume: cv cvs curriculum
mail: email emails mails mailing emailed emailing
pay: salary salaries compensation comp remuneration wage wages
feedback: scorecard scorecards
location: office offices
user: colleague colleagues coworker coworkers employee employees teammate teammates
anonymize: anonymise anonymisation anonymization
candidate: prospect prospects he she him his her hers person someone somebody
remove: delete deletes deleted deleting erase strip drop
edit: reword rewrite revise amend tweak reformulate modify
raise: bump increase
start: launch begin initiate
schedule: book booked booking arrange organize
vacation: holiday holidays pto sabbatical
interviewer: screener screeners panelist panelists
"""

# Several words that are one thing.
_ONE_THING = """
score ?cards? = feedback
talent (?:pools?|communit(?:y|ies)) = project
job (?:descriptions?|ads?|adverts?|advertisements?|postings?|listings?) = posting
e-mails? = mail
hiring team roles? = hiring team teamrole
head ?counts? = opening
take[ -]?homes? = takehome
on[ -]site = onsite
no[ -]?shows? = noshow
counter[ -]?offers? = counteroffer
back ?fills? = backfill
re-?schedul(?:e|ed|ing) = reschedule
de-?briefs? = debrief
web ?hooks? = webhook
un-?archiv(?:e|ed|ing)|br(?:ing|ings|ought) (?:\\w+ ){0,3}back = restore
right to be forgotten = gdpr
get(?:ting)? rid of|(?:kick|throw|boot)(?: \\w+){0,3} out = remove
kick(?:s|ing|ed)?(?: \\w+){0,2} off = start
how (?:long|many days|much time) = howlong
who (?:has |had )?(?:changed?|edited|deleted|removed|moved|made|touched) = audit whodid
who (?:has |had )?(?:gave|granted|modified|updated|archived|renamed|created) = audit whodid
"""

# A request that begins so wants to know; otherwise its first verb counts.
_ASKS = re.compile(
    r"(?:(?:please|hi|hey|ok|can you|could you|i (?:want|need|would like|'d like) to|let me|help me)[ ,]+)*"
    r"(?:show|list|see|view|display|find|look|search|read|get(?! rid)|who|whom|whose|which|what|whats|when|where|why|"
    r"how|is|are|was|were|does|did|has|have|do|any|anyone|anybody|check|tell|count|pull up|export|fetch|give me|"
    r"give us|browse|(?:open|pending|closed|new|recent|upcoming|outstanding|active) \w+s)\b"
)
_BEFORE_A_VERB = frozenset(
    "please to and lets let us now then so can could should must will would you we i".split()  # noqa: SIM905
)
_STATES = re.compile(
    r"\b(?:is|are|was|has|had|said|says|wants?|asked|asks|signed|accepted|declined|got|changed|moved|quit|resigned|left|"
    r"withdrew|dropped|cleared|passed|needs?|should|must|cannot|will|wont|isn't|doesn't|won't|can't|want|don't)\b"
)
_VERBS: dict[Intent, str] = {
    "create": """create make add new book schedule arrange begin start send submit upload attach enroll invite refer
        post write leave log record request register enter import put subscribe draft build define introduce raise
        tag label set-up jot file fill consider nominate kick-off set launch invite organize""",
    "change": """change update edit rename move set fix correct switch adjust replace rewrite revise mark swap
        reschedule postpone transfer advance approve promote increase reduce lower restore reopen publish unpublish
        close open pause enable disable reorganize assign limit rotate backdate convert turn
        reject decline unreject reword bump amend tweak modify bring skip raise push put add fill pull""",
    "remove": """delete remove archive cancel drop erase wipe anonymize purge take-off take-out take-down take-away
        revoke discard scrap retire untag unassign stop end dissolve withdraw kick-out get-rid forget unsubscribe
        unenroll clear close""",
}
_INTENTS: dict[str, frozenset[Intent]] = {}
for _intent, _verbs in _VERBS.items():
    for _verb in _verbs.split():
        _INTENTS[_verb] = _INTENTS.get(_verb, frozenset()) | {_intent}

_OPERATIONS: dict[str, Intent] = {
    "list": "read", "info": "read", "search": "read", "get": "read", "synchronous": "read", "generate": "read",
    "interviewer": "read", "download": "read",
    "create": "create", "add": "create", "submit": "create", "start": "create", "upload": "create", "push": "create",
    "remove": "remove", "delete": "remove", "archive": "remove", "cancel": "remove", "anonymize": "remove",
    "discard": "remove",
}  # fmt: skip

_SHAPES: dict[Shape, re.Pattern[str]] = {
    "list": re.compile(
        r"\b(?:do we have|we have|everything|all|every|list|how many|which|everyone|everybody|any|count|overview|each|"
        r"number of)\b"
    ),
    "info": re.compile(r"\b(?:details?|about|one|single|exactly|specific|full)\b"),
    "search": re.compile(r"\b(?:find|look(?:ing)? (?:up|for)|search|named|called|do we have|locate)\b|@"),
}
_NAME = re.compile(r"[A-Z][a-z]+")
_ADDRESS = re.compile(r"\S+@\S+")
_WORD = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SAME_AS = {
    word: one
    for line in _SAME.strip().splitlines()
    for one, _, words in [line.partition(": ")]
    for word in words.split()
}
_THINGS = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), one)
    for line in _ONE_THING.strip().splitlines()
    for pattern, _, one in [line.partition(" = ")]
)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text[:_MOST_LETTERS])
    return _HUMPS.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).casefold().replace("\u2019", "'")


def names_in(request: str) -> list[str]:
    """Words that may be people's names: capitalized, and not the first one of several."""
    words = _WORD.findall(request[:_MOST_LETTERS])
    return [word for at, word in enumerate(words) if (at or len(words) == 1) and _NAME.fullmatch(word)]


def normalised(text: str) -> list[str]:
    """The words of a text that tell something, those that mean the same as one. Where none is left, all of them."""
    plain = _ADDRESS.sub(" mail ", _plain(text))
    for pattern, one in _THINGS:
        plain = pattern.sub(one, plain)
    words = [_SAME_AS.get(word, word) for word in _WORD.findall(plain)][:_MOST_WORDS]
    return [word for word in words if word not in _SAY_NOTHING] or words


def wanted(request: str) -> frozenset[Intent]:
    """What a request wants done; empty where it does not say. A statement of what happened is to be recorded."""
    plain = _plain(request).strip()
    if _ASKS.match(plain) or plain.endswith("?"):
        return frozenset({"read"})
    words = _WORD.findall(plain)
    for at, word in enumerate(words):
        if at and words[at - 1] not in _BEFORE_A_VERB:
            continue
        later = words[at + 1 : at + 6]
        for particle in ("off", "out", "down", "away", "rid", "up"):
            if particle in later and (found := _INTENTS.get(f"{word}-{particle}")):
                return found
        if found := _INTENTS.get(word):
            return found
    return frozenset({"create", "change", "remove"}) if _STATES.search(plain) else frozenset()


def shapes_of(request: str) -> frozenset[Shape]:
    """Whether a request asks for a list, for one thing, or for a thing by its name."""
    plain = _plain(request)
    return frozenset(shape for shape, pattern in _SHAPES.items() if pattern.search(plain))


def intent_of(endpoint: str, *, reads: bool) -> Intent:
    """What an operation does, by its own verb; without a known one, a change unless it reads."""
    verb = _HUMPS.split(endpoint.rsplit(".", 1)[-1])[0].lower()
    return "read" if reads else _OPERATIONS.get(verb, "change") if _OPERATIONS.get(verb) != "read" else "create"
