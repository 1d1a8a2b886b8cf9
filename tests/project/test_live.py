"""Reads against a real organization, to see that it still answers as we think. `pytest -m live`, with ASHBY_API_KEY."""

from __future__ import annotations

import os

import pytest

from ashby_agent_tools import Client, Session, Toolset
from ashby_agent_tools import operations as op

KEY = os.environ.get("ASHBY_API_KEY")  # read here, before the other fixtures take it away
BASE_URL = os.environ.get("ASHBY_BASE_URL")

pytestmark = [pytest.mark.live, pytest.mark.skipif(not KEY, reason="needs ASHBY_API_KEY")]


@pytest.fixture(scope="module")
def ashby():
    with Client(KEY, base_url=BASE_URL) as client:
        yield client


def test_the_key_says_what_it_may_do(ashby):
    assert ashby.execute(op.ApiKeyInfo()).data["title"]


@pytest.mark.parametrize("listing", [op.JobList(limit=5), op.CandidateList(limit=5), op.ApplicationList(limit=5)])
def test_lists_answer_with_records_that_fit_a_budget(ashby, listing):
    session = Session(Toolset.preset("reading"), ashby)
    result = session.run(listing.spec.endpoint, listing.body())
    assert isinstance(result.data, list)
    assert result.tokens <= session.toolset.budget.tokens
