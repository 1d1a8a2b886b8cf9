"""Departments and locations: trees that are moved, archived and restored."""

from __future__ import annotations

import pytest
from raw_requests import code

from ashby_agent_tools import operations as op
from ashby_agent_tools.errors import InvalidArguments

ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("name", "effect", "public", "inverse"),
    [
        ("DepartmentCreate", "write", True, None),
        ("DepartmentArchive", "destructive", False, "department.restore"),
        ("DepartmentRestore", "write", True, "department.archive"),
        ("DepartmentMove", "write", True, "department.move"),
        ("DepartmentUpdate", "destructive", True, "department.update"),
        ("LocationCreate", "write", True, None),
        ("LocationArchive", "destructive", False, "location.restore"),
        ("LocationMove", "write", True, "location.move"),
        ("LocationRestore", "write", True, "location.archive"),
        ("LocationUpdateAddress", "write", True, "location.updateAddress"),
        ("LocationUpdateExternalName", "write", True, "location.updateExternalName"),
        ("LocationUpdateName", "write", True, "location.updateName"),
        ("LocationUpdateWorkplaceType", "write", True, "location.updateWorkplaceType"),
    ],
)
def test_the_danger_of_each(name, effect, public, inverse):
    risk = getattr(op, name).spec.worst
    assert (str(risk.effect), risk.notifies, risk.inverse) == (effect, public, inverse)


@pytest.mark.parametrize(
    ("change", "effect", "public"),
    [
        ({"name": "A"}, "write", True),
        ({"externalName": "A"}, "write", True),
        ({"extraData": {"a": "b"}}, "destructive", False),
        ({"extraData": {}, "name": "A"}, "destructive", True),
    ],
)
def test_a_department_s_names_may_be_public_and_its_further_data_are_replaced_as_a_whole(change, effect, public):
    risk = op.DepartmentUpdate(departmentId=ID, **change).risk()
    assert (str(risk.effect), risk.notifies) == (effect, public)


@pytest.mark.parametrize(
    ("call", "public"),
    [
        (op.DepartmentCreate(name="A"), False),
        (op.DepartmentCreate(name="A", externalName="B"), True),
        (op.LocationCreate(name="A", type="Location"), False),
        (op.LocationCreate(name="A", type="Location", externalName="B"), True),
    ],
)
def test_a_new_place_is_public_when_it_has_a_name_for_job_boards(call, public):
    assert call.risk().notifies is public


@pytest.mark.parametrize(
    "call",
    [
        op.DepartmentMove(departmentId=ID, parentId=None),
        op.LocationMove(locationId=ID, parentLocationHierarchyId=None),
        op.LocationUpdateExternalName(locationId=ID, externalName=None),
    ],
)
def test_a_null_that_means_something_is_sent_and_must_be_said(call):
    assert None in call.body().values()
    given = {name: value for name, value in call.body().items() if value is not None}
    with pytest.raises(InvalidArguments, match="is required"):
        type(call)(**given)


@pytest.mark.parametrize("more", [{"isRemote": True}, {"workplaceType": "Hybrid"}])
def test_a_region_takes_no_workplace(more):
    with pytest.raises(InvalidArguments, match="LocationHierarchy takes neither"):
        op.LocationCreate(name="North", type="LocationHierarchy", **more)


@pytest.mark.parametrize(("area", "key"), [("department", "departmentId"), ("location", "locationId")])
def test_archiving_and_restoring_leaves_the_record_as_it_was(ask, simulator, area, key):
    row_id = simulator.state.first(area, isArchived=False)["id"]
    before = simulator.state.snapshot()
    assert ask(f"{area}.archive", **{key: row_id})["results"]["isArchived"]
    shown = [row["id"] for row in ask(f"{area}.list", includeLocationHierarchy=True)["results"]]
    assert row_id not in shown
    assert row_id in [
        row["id"] for row in ask(f"{area}.list", includeArchived=True, includeLocationHierarchy=True)["results"]
    ]
    ask(f"{area}.restore", **{key: row_id})
    after = simulator.state.snapshot()
    after[area][row_id]["updatedAt"] = before[area][row_id]["updatedAt"]
    assert {**after, "auditLog": {}} == {**before, "auditLog": {}}
    assert len(after["auditLog"]) == len(before["auditLog"]) + 2


def test_a_department_moves_to_the_top_and_never_under_itself(ask, simulator):
    top, below = (simulator.state.first("department", name=name)["id"] for name in ("Engineering", "Platform"))
    assert code(ask("department.move", departmentId=top, parentId=below)) == "invalid_input"
    assert "parentId" not in ask("department.move", departmentId=below, parentId=None)["results"]
    assert ask("department.move", departmentId=top, parentId=below)["results"]["parentId"] == below


def test_regions_are_listed_on_request_and_are_the_only_parents(ask, simulator):
    berlin, lisbon, americas = (
        simulator.state.first("location", name=name)["id"] for name in ("Berlin", "Lisbon", "Americas")
    )
    assert {row["type"] for row in ask("location.list")["results"]} == {"Location"}
    assert americas in [row["id"] for row in ask("location.list", includeLocationHierarchy=True)["results"]]
    assert code(ask("location.move", locationId=berlin, parentLocationHierarchyId=lisbon)) == "invalid_input"
    assert ask("location.move", locationId=berlin, parentLocationHierarchyId=americas)["success"]


def test_a_region_has_no_workplace_type_and_a_location_follows_it(ask, simulator):
    berlin, region = (simulator.state.first("location", name=name)["id"] for name in ("Berlin", "Europe"))
    assert code(ask("location.updateWorkplaceType", locationId=region, workplaceType="Remote")) == "invalid_input"
    assert ask("location.updateWorkplaceType", locationId=berlin, workplaceType="Remote")["results"]["isRemote"]


def test_a_remote_location_must_have_a_workplace_type_that_fits(ask):
    body = {"name": "Anywhere", "type": "Location", "isRemote": True}
    assert code(ask("location.create", **body, workplaceType="OnSite")) == "invalid_input"
    assert ask("location.create", **body)["results"]["workplaceType"] == "Remote"


def test_null_clears_the_name_that_candidates_see(ask, simulator):
    berlin = simulator.state.first("location", name="Berlin")["id"]
    assert ask("location.updateExternalName", locationId=berlin, externalName="Berlin, Mitte")["results"][
        "externalName"
    ]
    assert "externalName" not in ask("location.updateExternalName", locationId=berlin, externalName=None)["results"]


@pytest.mark.parametrize(("area", "key"), [("department", "departmentId"), ("location", "locationId")])
def test_a_change_comes_with_the_next_sync(ask, simulator, area, key):
    token = ask(f"{area}.list")["syncToken"]
    row_id = next(row["id"] for row in ask(f"{area}.list")["results"])
    update = {"department": "department.update", "location": "location.updateName"}[area]
    ask(update, **{key: row_id, "name": "Renamed"})
    assert [row["name"] for row in ask(f"{area}.list", syncToken=token)["results"]] == ["Renamed"]
