"""Places: the name under which job boards show a restored department or location again."""

from __future__ import annotations

from ashby_agent_tools.approval.content._content import Content, picked
from ashby_agent_tools.approval.prompts._common_records import read
from ashby_agent_tools.approval.prompts._phrases import changes, shown
from ashby_agent_tools.approval.prompts._prompt import Lookups, Reads
from ashby_agent_tools.operations.base import Json
from ashby_agent_tools.operations.departments import DepartmentRestore
from ashby_agent_tools.operations.locations import LocationRestore

_DEPARTMENT, _LOCATION = "the department", "the location"
_Restore = DepartmentRestore | LocationRestore


def _needs(back: _Restore) -> Reads:
    if isinstance(back, DepartmentRestore):
        return read(_DEPARTMENT, "department.info", departmentId=back.departmentId)
    return read(_LOCATION, "location.info", locationId=back.locationId)


def _name(back: _Restore) -> str:
    return _DEPARTMENT if isinstance(back, DepartmentRestore) else _LOCATION


def _of(back: _Restore, seen: Lookups) -> Json:
    return picked(seen.record(_name(back)), "name", "externalName", "parentId", "parentLocationId", "address")


def _show(back: _Restore, seen: Lookups) -> str:
    record = seen.record(_name(back))
    return changes(("name in public", None, shown(record.get("externalName") or record.get("name")))) if record else ""


CONTENTS = (
    Content(DepartmentRestore, "the name", _needs, _of, show=_show),
    Content(LocationRestore, "the name", _needs, _of, show=_show),
)
