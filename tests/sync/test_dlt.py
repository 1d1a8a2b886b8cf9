"""The source of dlt: a warehouse that was loaded again and again from a changing organization equals it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json

import dlt
import httpx
import postgres
import pytest
import sqlalchemy
from sync_histories import BASE, everything

from ashby_agent_tools import Client, errors
from ashby_agent_tools.simulator import PagingRules, Simulator
from ashby_agent_tools.sync import dlt_source
from ashby_agent_tools.sync.lists import chosen
from ashby_agent_tools.webhooks import parse

LISTS = ["candidate", "application", "offer", "job", "opening", "source", "interviewPlan", "interviewStage"]
HIDDEN = {
    "primaryEmailAddress",
    "emailAddresses",
    "primaryPhoneNumber",
    "phoneNumbers",
    "socialLinks",
    "submitterClientIp",
}


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.slow)])
def pipeline(request, tmp_path, monkeypatch):
    """A pipeline into an empty database, whose own files are in a folder of this test."""
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("RUNTIME__LOG_LEVEL", "ERROR")
    with contextlib.ExitStack() as stack:
        if request.param == "duckdb":
            destination = dlt.destinations.duckdb(str(tmp_path / "warehouse.duckdb"))
        else:
            url = sqlalchemy.make_url(stack.enter_context(postgres.schema()))
            plain = url.set(drivername="postgresql", query={})
            destination = dlt.destinations.postgres(plain.render_as_string(hide_password=False))
        name = f"test_{tmp_path.name}"[:40].lower()
        made = dlt.pipeline(name, destination=destination, dataset_name=name, pipelines_dir=str(tmp_path / "dlt"))
        yield made
        if request.param == "postgresql":
            with made.sql_client() as client:
                client.drop_dataset()


def run(pipeline, simulator, **options):
    with simulator.client() as client:
        pipeline.run(dlt_source.ashby_source(client, **{"lists": LISTS, **options})).raise_on_failed_jobs()


def rows(pipeline, table, columns="*"):
    with pipeline.sql_client() as client, client.execute_query(f"SELECT {columns} FROM {table}") as cursor:
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def lists(simulator, kinds):
    """What Ashby's lists answer, by kind and id, read by other means than the source's."""
    found = {}
    with httpx.Client(transport=simulator.transport(), base_url=BASE, auth=(simulator.key, "")) as http:
        for listed in chosen(kinds):
            parents = [None] if not listed.parent else list(found[listed.parent])
            for parent in parents:
                body = {**listed.arguments, **({} if parent is None else {listed.parameter: parent})}
                found.setdefault(listed.kind, {}).update(
                    {row["id"]: row for row in everything(http, listed.endpoint, body)}
                )
    return found


def plain(value):
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else value


def must_equal(pipeline, simulator, kinds=LISTS):
    """Every record is there once, with its plain values and as many items in each list; nothing else is there."""
    name = pipeline.default_schema.naming.normalize_identifier
    for kind, records in lists(simulator, kinds).items():
        table = name(kind)
        loaded = rows(pipeline, table)
        assert sorted(row["id"] for row in loaded) == sorted(records), kind
        for row in loaded:
            for key, value in records[row["id"]].items():
                if isinstance(value, str | bool | int) and key not in HIDDEN:
                    assert plain(row[name(key)]) == value, (kind, key)
        for child in ("customFields", "applicationIds", "tags", "jobPostingIds"):
            counted = {row["_dlt_id"]: row["id"] for row in loaded}
            expected = sorted(id_ for id_, record in records.items() for _ in record.get(child) or ())
            if expected and child not in HIDDEN:
                items = rows(pipeline, f"{table}__{name(child)}", "_dlt_parent_id")
                assert sorted(counted[it["_dlt_parent_id"]] for it in items) == expected, (kind, child)


def post(simulator, endpoint, **body):
    with httpx.Client(transport=simulator.transport(), base_url=BASE, auth=(simulator.key, "")) as http:
        assert http.post(f"/{endpoint}", json=body).json()["success"]


def change(simulator):
    """Some records are new, some different, some merged and deleted; the events that tell of it."""
    state = simulator.state
    before = len(state.events)
    one, two, three, four, *_ = state.table("candidate")
    post(simulator, "candidate.create", name="New Person", email="new@example.com")
    simulator.merge_candidates(one, two)
    simulator.delete("candidate", three)
    simulator.delete("offer", next(iter(state.table("offer"))))
    post(simulator, "candidate.update", candidateId=four, position="Another position")
    state.first("source")["title"] = "Another title"
    return [parse(json.dumps(event).encode()) for event in state.events[before:]]


@pytest.mark.slow
def test_the_warehouse_equals_a_changing_organization_deletions_included(pipeline):
    simulator = Simulator()
    run(pipeline, simulator)
    must_equal(pipeline, simulator)
    asked = len(simulator.log)
    run(pipeline, simulator, events=change(simulator))
    must_equal(pipeline, simulator)
    tokens = [it.body.get("syncToken") for it in simulator.log[asked:] if it.endpoint == "candidate.list"]
    assert len([it for it in tokens if it]) == 1, "one page of changes"
    change(simulator)
    simulator.advance(days=15)  # nobody told of the deletions, and every token has expired
    run(pipeline, simulator)
    must_equal(pipeline, simulator)


@pytest.mark.slow
def test_all_lists_can_be_loaded_and_loaded_again(pipeline):
    simulator = Simulator()
    run(pipeline, simulator, lists=None)
    run(pipeline, simulator, lists=None, events=change(simulator))
    assert len(rows(pipeline, "interview_schedule")) == len(simulator.state.table("interviewSchedule"))


@pytest.fixture
def duck(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("RUNTIME__LOG_LEVEL", "ERROR")
    destination = dlt.destinations.duckdb(str(tmp_path / "warehouse.duckdb"))
    return dlt.pipeline("duck", destination=destination, dataset_name="ats", pipelines_dir=str(tmp_path / "dlt"))


@pytest.mark.slow
def test_contact_and_equal_opportunity_data_are_loaded_only_when_asked_for(duck):
    simulator = Simulator()
    address = simulator.state.first("candidate")["emails"][0]["value"]

    def everywhere():
        tables = [it["table_name"] for it in rows(duck, "information_schema.tables WHERE table_schema = 'ats'")]
        return json.dumps([rows(duck, it) for it in tables if not it.startswith("_dlt")], default=str)

    run(duck, simulator, lists=["candidate", "offer"])
    text = everywhere()
    assert address not in text
    assert "[hidden]" not in text
    assert "salary" in text
    run(duck, simulator, lists=["candidate", "offer"], show=["contact"], hide=["pay"])  # all of it is loaded again
    assert address in everywhere()
    assert {it["latest_version__salary__value"] for it in rows(duck, "offer")} == {None}


@pytest.mark.slow
def test_what_ashby_says_to_read_again_in_the_middle_is_loaded_once(duck):
    simulator = Simulator(paging=PagingRules(incremental_pages=1))
    run(duck, simulator, lists=["candidate"])
    for row in simulator.state.table("candidate").values():
        row["position"] = "Another"
        simulator.state.touch("candidate", row)
    run(duck, simulator, lists=["candidate"])
    must_equal(duck, simulator, ["candidate"])


@pytest.mark.slow
def test_a_list_that_breaks_off_loads_nothing_and_keeps_the_old_token(duck):
    simulator = Simulator()
    run(duck, simulator, lists=["candidate"])

    def door(request):
        answer = simulator.answer(request)
        if request.url.path == "/candidate.list":
            return httpx.Response(200, json={**answer.json(), "moreDataAvailable": True, "nextCursor": None})
        return answer

    client = Client(simulator.key, base_url="https://ashby-simulator.example.com", transport=httpx.MockTransport(door))
    with pytest.raises(Exception, match="incomplete"):
        duck.run(dlt_source.ashby_source(client, lists=["candidate"]))
    duck.drop_pending_packages()
    must_equal(duck, simulator, ["candidate"])
    run(duck, simulator, lists=["candidate"])
    must_equal(duck, simulator, ["candidate"])


@pytest.mark.slow
def test_a_list_that_is_empty_for_once_empties_no_table(duck):
    simulator, empty = Simulator(), []

    def door(request):
        if empty:
            empty.pop()
            return httpx.Response(200, json={"success": True, "results": [], "moreDataAvailable": False})
        return simulator.answer(request)

    client = Client(simulator.key, base_url="https://ashby-simulator.example.com", transport=httpx.MockTransport(door))
    for _ in range(2):
        duck.run(dlt_source.ashby_source(client, lists=["source"]))
        empty.append(True)
    must_equal(duck, simulator, ["source"])


def test_a_state_of_another_account_is_refused(duck):
    simulator = Simulator()
    run(duck, simulator, lists=["source"])
    other = simulator.client(simulator.add_organization(8))
    with pytest.raises(Exception, match=r"is of the account .* Name another pipeline"):
        duck.run(dlt_source.ashby_source(other, lists=["source"]))


def test_an_unknown_data_class_is_refused():
    with pytest.raises(errors.UsageError, match="there are contact, pay, eeo"):
        dlt_source.ashby_source(Simulator().client(), show=["salary"])


def test_wrong_objects_are_refused_before_anything_is_loaded():
    client = Simulator().client()
    for given, options, words in (
        ("a key", {}, r"client is a str; write ashby_source\(Client"),
        (client, {"full_every": 7}, "full_every is an int; write timedelta"),
        (client, {"events": 5}, "events is an int; give what"),
        (client, {"events": [{"action": "candidateDelete"}]}, "event is a dict; give what"),
        (client, {"name": None}, "name is a NoneType; give a text"),
    ):
        with pytest.raises(errors.UsageError, match=words):
            dlt_source.ashby_source(given, **options)
    dlt_source.ashby_source(client, hide="pay")  # one alone may stand without a list
