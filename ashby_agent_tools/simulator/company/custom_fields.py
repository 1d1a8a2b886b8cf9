"""Custom fields of every kind of object and type, with values on some records, and an archived one."""

from __future__ import annotations

from ashby_agent_tools.operations.base import Json, JsonObject
from ashby_agent_tools.simulator.company.maker import Maker
from ashby_agent_tools.simulator.organization import Organization

_LANGUAGES = ("German", "Portuguese", "French", "Japanese", "Yoruba")
_NOTICE = ("None", "One month", "Three months")
_Field = tuple[str, str, str, bool, tuple[str, ...]]  # title, object, type, private, options
_FIELDS: tuple[_Field, ...] = (
    ("Preferred language", "Candidate", "ValueSelect", False, _LANGUAGES),
    ("Languages", "Candidate", "MultiValueSelect", False, _LANGUAGES),
    ("Years of experience", "Candidate", "Number", False, ()),
    ("Reference check", "Candidate", "LongText", True, ()),
    ("Needs a visa", "Application", "Boolean", False, ()),
    ("Notice period", "Application", "ValueSelect", False, _NOTICE),
    ("Available from", "Application", "Date", False, ()),
    ("Expected pay", "Application", "Currency", True, ()),
    ("Cost center", "Job", "String", False, ()),
    ("Pay band", "Job", "CompensationRange", True, ()),
    ("Hours per week", "Job", "NumberRange", False, ()),
    ("Budget code", "Opening", "String", False, ()),
    ("Interviews in", "Employee", "MultiValueSelect", False, _LANGUAGES),
    ("Desk", "Employee", "String", False, ()),
    ("Relocation paid", "Offer", "Boolean", False, ()),
    ("Region", "Talent_Project", "String", False, ()),
)


def populate(org: Organization, maker: Maker) -> None:
    """Definitions first, then values on people, applications, jobs and users."""
    fields = {field[0]: _define(org, maker, field) for field in _FIELDS}
    old = _define(org, maker, ("Score of 2019", "Candidate", "Number", False, ()))
    org.table("customField")[old]["isArchived"] = True
    for row in org.table("candidate").values():
        if maker.chance(0.4):
            _put(row, fields["Preferred language"], _value(maker.pick(_LANGUAGES)))
            _put(row, fields["Years of experience"], maker.random.randint(1, 22))
        if maker.chance(0.2):
            _put(row, fields["Languages"], [_value(item) for item in maker.some(_LANGUAGES, 1, 3)])
        if maker.chance(0.05):
            _put(row, fields["Reference check"], "Two former managers called; both would hire again.")
    for row in org.table("application").values():
        if maker.chance(0.4):
            _put(row, fields["Needs a visa"], maker.chance(0.3))
            _put(row, fields["Notice period"], _value(maker.pick(_NOTICE)))
        if maker.chance(0.2):
            _put(row, fields["Available from"], maker.ago(days=-maker.random.randint(10, 90))[:10])
            amount = maker.random.randrange(48, 120) * 1000
            _put(row, fields["Expected pay"], {"value": amount, "currencyCode": "EUR"})
    for number, row in enumerate(org.table("job").values()):
        _put(row, fields["Cost center"], f"CC-{4100 + number}")
        _put(row, fields["Hours per week"], {"type": "number-range", "minValue": 32, "maxValue": 40})
        band = {"type": "compensation-range", "minValue": 60_000, "maxValue": 95_000, "currencyCode": "EUR"}
        _put(row, fields["Pay band"], {**band, "interval": "1 YEAR"})
    for number, row in enumerate(org.table("user").values()):
        _put(row, fields["Desk"], f"B{number // 6 + 1}.{number % 6 + 1}")
        _put(row, fields["Interviews in"], [_value(maker.pick(_LANGUAGES))])


def _define(org: Organization, maker: Maker, field: _Field) -> str:
    title, owner, kind, private, options = field
    row: JsonObject = {
        "title": title,
        "description": None,
        "objectType": owner,
        "fieldType": kind,
        "isPrivate": private,
        "isArchived": False,
        "isRequired": False,
        "isDateOnlyField": kind == "Date",
        "isExposableToCandidate": False,
        "createdAt": maker.ago(days=610),
    }
    if options:
        row["selectableValues"] = [{"label": item, "value": _value(item), "isArchived": False} for item in options]
    return str(org.add("customField", row)["id"])


def _value(label: str) -> str:
    return label.lower().replace(" ", "_")


def _put(row: JsonObject, field_id: str, value: Json) -> None:
    row.setdefault("customFields", []).append({"id": field_id, "value": value})
