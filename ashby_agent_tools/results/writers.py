"""Who writes each text in Ashby's records: Ashby, a colleague, or somebody outside, whose words are marked as such.

The tables go by the last keys of a path, since Ashby gives one meaning to a key wherever it stands; the paths in
`Entity.untrusted` go before them. What nobody decided is an outsider's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from types import MappingProxyType

from ashby_agent_tools.operations.entity import Entity
from ashby_agent_tools.operations.short_ids import is_uuid
from ashby_agent_tools.results.cells import Cell, Html, Ref, cut
from ashby_agent_tools.results.clean import is_time
from ashby_agent_tools.results.frame import LAST, Frame
from ashby_agent_tools.results.page import Json

__all__ = ["WHOLE", "Writers", "decided", "holds_text", "one_line", "outsiders_write", "shortened"]

WHOLE = "whole"  # the last key of a value that is longer than such a value may be
_NAME = 80  # characters of the name of a record inside another one
_CODE, _LINE, _LINK = 80, 200, 500
_NO_TEXTS = {type(None), int, float, bool, Html}

# Short values that identify somebody or something: shown beside the ids, on one line, in at most so many characters.
# Candidates, referrers and parsers of their files write some of them, so the rest of a longer one is marked.
_SHORT: Mapping[str, int] = MappingProxyType(
    {
        # people and places
        **dict.fromkeys(("name", "firstName", "lastName", "locationComponents.name", "timezone"), 80),
        **dict.fromkeys(("addressLocality", "addressRegion", "addressCountry", "postalCode", "country", "city"), 80),
        **dict.fromkeys(("locationSummary", "streetAddress", "externalName", "locationName", "departmentName"), 120),
        **dict.fromkeys(("teamName", "teamNameHierarchy", "interviewEvents.location", "interviewEvent.location"), 120),
        # how to reach them: RFC 5321 allows an address 254 characters, E.164 a number 15 digits
        **dict.fromkeys(("email", "primaryEmailAddress", "emailAddresses"), 254),
        **dict.fromkeys(("primaryPhoneNumber", "phoneNumbers"), 40),
        **dict.fromkeys(("ipAddress", "submitterClientIp"), 45),
        # titles and labels that colleagues give
        **dict.fromkeys(("title", "externalTitle", "label", "text", "reasonText", "identifier", "value"), _LINE),
        **dict.fromkeys(("humanReadablePath", "path", "applicationFormFieldPath", "valueLabel", "tags"), _LINE),
        **dict.fromkeys(("assessmentName", "columnNames", "tierSummary", "compensationTierSummary"), _LINE),
        "latestVersion.description": 0,
        **dict.fromkeys(("summary", "currencyCode", "code", "scopes", "hostedJobsPageSlug"), _LINE),
    }
)
# What Ashby makes: states, types, ids and times.
_ASHBY = frozenset((
    "@context", "@type", "acceptanceStatus", "accessLevel", "allowedActions", "applicationDeadline",
    "approvalStatus", "assessment_id", "assessment_type_id", "category", "confidence", "contentType",
    "datePosted", "decision", "employmentType", "endDate", "eventType", "failureReason", "fieldType", "fraudStatus",
    "frequency", "globalRole", "handle", "id", "intendedTypes", "interval", "locationType", "objectType",
    "offerStatus", "openingState", "outcome", "parentAction", "processStatus", "publishedDate", "reasonType",
    "requestId", "role", "sameAs", "scope", "severity", "skipReason", "source", "stageType", "startDate",
    "state", "status", "surveyType", "targetHireDate", "targetStartDate", "threadId", "timestamp",
    "trainingRole", "type", "userRole", "visibility", "webhookActionId", "webhookType", "weekStart",
    "workplaceType",
))  # fmt: skip
_ENDS = ("Id", "Ids", "At", "Type", "Status", "State", "Date", "Role", "Until", "Since", "Time", "Code", "Level")
# Addresses that Ashby, or a colleague's settings, make.
_LINKS = frozenset((
    "applyLink", "assessment_profile_url", "externalLink", "feedbackLink", "link", "meetingLink", "messageUrl",
    "profileUrl", "requestUrl", "surveyUrl", "transcriptUrl", "url",
))  # fmt: skip
# Text of any length that colleagues write: descriptions, instructions, forms, templates, fields of their records.
_COLLEAGUES = frozenset((
    "additionalInformation", "applicationFormDefinition", "applicationLimitCalloutHtml",
    "blockMessageForCandidateHtml", "criterion", "customFieldEntries", "customFields", "descriptionHtml",
    "descriptionParts", "descriptionPlain", "descriptionSocial", "formDefinition", "hiringTeam",
    "instructionsHtml", "instructionsPlain", "linkedData", "selectableValues",
))  # fmt: skip
# What colleagues write in one kind of record, as long as they like.
_OF_KIND = frozenset(("applicationFeedback.submittedValues", "project.description", "interviewerPause.comment"))


def outsiders_write(entity: Entity | None, path: str) -> bool | None:
    """Whether outsiders write the texts at a path of records, which then stand below the mark; None: undecided."""
    if _is_outsiders(entity, path):
        return True
    return None if _limit(entity, path) is None else False


def decided(entity: Entity | None, path: str) -> bool:
    """Whether somebody decided who writes the text at a path."""
    return outsiders_write(entity, path) is not None


class Writers:
    """Shortens what stands outside the mark to what such a value may be; the whole goes below the mark, beside it.

    Of one kind of record; `source` is the path of each name in Ashby's record; `limits` has what was decided
    for a path before.
    """

    __slots__ = ("_entity", "_limits", "_source")

    def __init__(
        self, entity: Entity | None, source: MutableMapping[str, str], limits: dict[str, int] | None = None
    ) -> None:
        self._source = source
        self._entity = entity
        self._limits = {} if limits is None else limits

    def shorten(self, frame: Frame) -> None:
        """Change the cells that are too long, or of several lines, and add the whole of each."""
        limits: dict[int, list[str]] = {}
        for name in frame.series:
            path = self._source.get(name, name)
            limit = self._limits.get(path)
            limits.setdefault(self._limit(path) if limit is None else limit, []).append(name)
        for limit, names in limits.items():
            if not _fits([*chain.from_iterable([frame.series[name].cells for name in names])], limit):
                for name in names:
                    if not _fits(frame.series[name].cells, limit):
                        self._shorten(name, frame, limit)

    def _shorten(self, name: str, frame: Frame, limit: int) -> None:
        held = frame.series[name]
        longer = {n: short for n, cell in enumerate(held.cells) if (short := _shorter(cell, limit)) is not cell}
        if longer:
            rows, whole = [held.rows[n] for n in longer], [_spelt(held.cells[n]) for n in longer]
            frame.put(f"{name}.{WHOLE}", rows, whole, (rows[0], LAST, *held.place[1:]))
            self._source[f"{name}.{WHOLE}"] = WHOLE
            held.cells = [longer.get(n, cell) for n, cell in enumerate(held.cells)]

    def _limit(self, path: str) -> int:
        limit = self._limits[path] = 0 if _is_outsiders(self._entity, path) else _limit(self._entity, path) or 0
        return limit


def _fits(cells: Sequence[Cell], limit: int) -> bool:
    """Whether nothing in the cells is surely too long, said quickly; `_shorter` looks at each."""
    kinds = set(map(type, cells))
    for kind in kinds - _NO_TEXTS:
        some = cells if len(kinds) == 1 else [cell for cell in cells if type(cell) is kind]
        if kind is str:
            fits = not limit or _short(some, limit)  # type: ignore[arg-type]
        elif kind is Ref:
            labels = [label for ref in some if (label := ref.label)]  # type: ignore[union-attr]
            mails = [mail for ref in some if (mail := ref.mail)]  # type: ignore[union-attr]
            fits = _short(labels, _NAME) and _short(mails, _SHORT["email"])
        else:
            fits = kind is list and _fits([*chain.from_iterable(some)], limit)  # type: ignore[arg-type]
        if not fits:
            return False
    return True


def _short(texts: Sequence[str], limit: int) -> bool:
    joined = "".join(texts)
    one_line = len(joined.splitlines()) < 2  # noqa: PLR2004
    return one_line and max(map(len, texts), default=0) <= limit and (limit != _LINK or " " not in joined)


def _shorter(cell: Cell, limit: int) -> Cell:
    """The cell itself where nothing in it is too long."""
    if isinstance(cell, Ref):
        label, mail = cell.label and _line(cell.label, _NAME), cell.mail and _line(cell.mail, _SHORT["email"])
        return cell if label is cell.label and mail is cell.mail else cell._replace(label=label, mail=mail)
    if isinstance(cell, Html) or (not limit and isinstance(cell, str)):
        return cell
    if isinstance(cell, str):
        return _line(cell, limit)
    if isinstance(cell, list):
        items = [_shorter(item, limit) for item in cell]
        return cell if all(map(_same, items, cell)) else items
    if isinstance(cell, dict):
        values = {key: _shorter(item, limit) for key, item in cell.items()}
        return cell if all(map(_same, values.values(), cell.values())) else values
    return cell


def shortened(value: Json) -> Json:
    """What is in a header beside the records, with each text as short as a title."""
    return _shorter(value, _LINE)  # type: ignore[arg-type, return-value]


def _same(one: Cell, other: Cell) -> bool:
    return one is other


def _line(text: str, limit: int) -> str:
    of_one_line = text.isprintable() or len(text.splitlines()) < 2  # noqa: PLR2004  (the first of the two is quicker)
    if len(text) <= limit and of_one_line and (limit != _LINK or " " not in text):
        return text
    line = one_line(text)
    if limit == _LINK and " " in line:  # an address has no blanks: what follows one is not part of it
        return cut(line, line.index(" "))
    return cut(line, limit)


def one_line(text: str) -> str:
    """The text with each run of white space, line breaks included, as one blank."""
    return " ".join(text.split())


def _spelt(cell: Cell) -> Cell:
    """Names in place of the records that bear them."""
    if isinstance(cell, Ref):
        return cell.label
    if isinstance(cell, list):
        return [_spelt(item) for item in cell]
    return {key: _spelt(item) for key, item in cell.items()} if isinstance(cell, dict) else cell


def holds_text(cell: Cell) -> bool:
    """Whether somebody may have written something in a cell: ids, times, numbers and named records hold none."""
    if isinstance(cell, str):
        return bool(cell) and not is_uuid(cell) and not is_time(cell)
    if isinstance(cell, list | dict):
        return any(map(holds_text, cell.values() if isinstance(cell, dict) else cell))
    return False


def _is_outsiders(entity: Entity | None, path: str) -> bool:
    marked = entity.untrusted if entity else ()
    return any(path == one or path.startswith(one + ".") or one == f"{path}.name" for one in marked)


def _limit(entity: Entity | None, path: str) -> int | None:
    """The limit that was decided for a path, 0 for none; None where nobody decided."""
    before, answers, _ = path.partition("submittedValues")
    path = before + answers  # an answer's own key says nothing
    own = f"{entity.name}.{path}" if entity else path
    keys = path.split(".")
    if keys[-1] == WHOLE:
        return None
    if entity is not None and path in entity.stated:
        return _LINE
    if own in _OF_KIND or not _COLLEAGUES.isdisjoint(keys):
        return 0
    for ending in _endings(own):
        if ending in _SHORT:
            return _SHORT[ending]
    last = keys[-1]
    if last in _LINKS:
        return _LINK
    of_report = entity is not None and entity.name == "report"  # its columns have names of their own
    return _CODE if of_report or last in _ASHBY or last.endswith(_ENDS) else None


def _endings(path: str) -> Iterator[str]:
    """The path, and what is left of it when its first keys go."""
    while True:
        yield path
        _, dot, path = path.partition(".")
        if not dot:
            return
