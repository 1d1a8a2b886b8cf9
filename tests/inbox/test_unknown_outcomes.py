"""Calls of which nobody knows whether they were done: shown as such, and looked up where the inbox has a key."""

from __future__ import annotations

import inbox_scene as scene
import pytest
from inbox_scene import ANNA, new_store, signed_in, state_of

from ashby_agent_tools import Session, Toolset, confirm_writes, errors
from ashby_agent_tools import operations as op
from ashby_agent_tools.simulator import Simulator


@pytest.fixture
def simulator():
    """An hour after the company was made, so that nothing changed within the minute by which clocks may differ."""
    made = Simulator(seed=7)
    made.advance(hours=1)
    return made


@pytest.fixture
def client(simulator):
    with simulator.client() as client:
        yield client


def store_of(simulator):
    """A store by the simulator's clock."""

    def now():
        return simulator.state.now.timestamp()

    return new_store(clock=now)


def unknown(simulator, client, store, *, lands):
    """A question whose call was approved, and whose connection broke before or after it was done."""
    department = client.execute(op.DepartmentList()).data[0]
    session = Session(Toolset.all().with_policy(confirm_writes), client, store=store, conversation="tidy")
    call = session.prepare("department.update", {"departmentId": department["id"], "name": "People and places"})
    session.question(call)
    (asked,) = store.requests()
    store.answer(asked.id, approved=True, by=ANNA)
    simulator.fail_next("cut_after" if lands else "cut_before", endpoint="department.update")
    with pytest.raises(errors.OutcomeUnknown):
        session.execute(call)
    return asked


def test_without_a_key_the_page_names_the_command(simulator, client):
    store = store_of(simulator)
    asked = unknown(simulator, client, store, lands=True)
    page = signed_in(store).get(f"/requests/{asked.id}").text
    assert "Sent, outcome not known" in page
    assert f"ashby-agent-tools approvals reconcile {asked.id}" in page


def look(browser, asked):
    page = browser.get(f"/requests/{asked.id}").text
    assert "Look in Ashby whether it was done" in page
    return browser.post(f"/requests/{asked.id}/reconcile", {"token": scene.Forms(page).found[0][2]["token"]})


@pytest.mark.parametrize(("lands", "told"), [(True, "It was done."), (False, "It was not done.")])
def test_with_a_key_it_is_looked_up_and_settled(simulator, client, lands, told):
    store = store_of(simulator)
    asked = unknown(simulator, client, store, lands=lands)
    simulator.advance(hours=1)
    page = look(signed_in(store, client=client), asked).text
    assert told in page
    assert "department.info" in page
    assert state_of(store, asked).outcome == ("done" if lands else "failed")


def test_a_key_of_another_organization_looks_nothing_up(simulator, client):
    store = store_of(simulator)
    asked = unknown(simulator, client, store, lands=True)
    with Simulator(seed=8).client() as other:
        browser = signed_in(store, client=other)
        page = browser.get(f"/requests/{asked.id}").text
        token = scene.Forms(page).found[0][2]["token"]
        assert "Look in Ashby" not in page
        assert browser.post(f"/requests/{asked.id}/reconcile", {"token": token}).status_code == 403
    assert state_of(store, asked).state == "unknown"


def test_a_form_without_its_token_looks_nothing_up(simulator, client):
    store = store_of(simulator)
    asked = unknown(simulator, client, store, lands=True)
    assert signed_in(store, client=client).post(f"/requests/{asked.id}/reconcile", {"token": ""}).status_code == 403
    assert state_of(store, asked).state == "unknown"
