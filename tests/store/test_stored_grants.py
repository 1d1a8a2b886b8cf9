"""Grants in a store: found by the hash of a token, each name and token once, on either database."""

from __future__ import annotations

import pytest

from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Grants, GrantTable
from ashby_agent_tools.store.grants import GrantRecord


def test_a_grant_is_found_changed_and_ended_by_another_process(opened):
    grant, token = Grant("ada", "env:ACME_KEY", preset="operations").with_new_token()
    here, there = GrantTable(opened()), Grants(store=opened())
    assert there.find(token) is None
    here.add(grant)
    assert there.find(token) == grant
    renewed, other = grant.with_new_token()
    here.change(renewed)
    assert (there.find(token), there.find(other)) == (None, renewed)
    assert [it.name for it in there] == ["ada"]


def test_names_and_tokens_are_used_once(opened):
    grant, _ = Grant("ada", "env:ACME_KEY").with_new_token()
    table = GrantTable(opened())
    table.add(grant)
    table.add(Grant("eve", "env:ACME_KEY"))
    table.add(Grant("robin", "env:ACME_KEY"))  # without tokens both
    for again in (grant, Grant("kim", "env:ACME_KEY", grant.token_hash)):
        with pytest.raises(UsageError, match="already"):
            table.add(again)
    with pytest.raises(UsageError, match="no grant called 'nobody'"):
        table.change(Grant("nobody", "env:ACME_KEY"))


def test_what_only_code_can_say_is_not_stored(opened):
    with pytest.raises(UsageError, match="policies holds a function"):
        GrantTable(opened()).add(Grant("ada", "env:ACME_KEY", policies=(lambda call: None,)))


def test_a_grant_of_the_store_that_no_server_can_use_is_refused_and_logged(opened, caplog):
    store = opened()
    outer, _ = Grant("ada", "env:ACME_KEY", methods=("read",)).with_new_token()
    inner, token = Grant("eve", narrows="ada", methods=("write",)).with_new_token()
    for grant in (outer, inner):
        GrantTable(store).add(grant)
    assert Grants(store=store).find(token) is None
    assert "eve would widen ada: methods" in caplog.text


def test_one_that_a_later_version_wrote_hides_none_of_the_others(opened, caplog):
    store = opened()
    grant, token = Grant("ada", "env:ACME_KEY").with_new_token()
    GrantTable(store).add(grant)
    store.add_grant(GrantRecord("of-tomorrow", "b" * 64, '{"account": "env:ACME_KEY", "a_new_key": true}'))
    grants = Grants(store=store)
    assert grants.find(token) == grant
    assert [it.name for it in grants] == ["ada"]
    assert "of-tomorrow cannot be used: a_new_key is not known" in caplog.text
