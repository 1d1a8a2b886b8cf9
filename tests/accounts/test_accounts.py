"""Accounts: a client for each organization, lent and closed, its key from wherever it is kept; what a key may do."""

from __future__ import annotations

import asyncio
import sys
import threading
import time

import httpx
import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from ashby_agent_tools import (
    AccountKey,
    Accounts,
    AsyncAccounts,
    Limits,
    Toolset,
    errors,
    from_environment,
    from_keyring,
)
from ashby_agent_tools import operations as op
from ashby_agent_tools.accounts import KeyReference, from_references
from ashby_agent_tools.accounts.slots import Slots
from ashby_agent_tools.simulator import Simulator

URL = "https://ashby.example.com"


@pytest.fixture(scope="module")
def company():
    return Simulator(seed=7)


@pytest.fixture
def opened(company):
    """`opened(resolve, **options)`: accounts over the simulator, each with a transport that counts who closed it."""
    closed, made = [], []

    class Transport(httpx.MockTransport):
        def close(self):
            closed.append(self.account)

        async def aclose(self):
            closed.append(self.account)

    def transport(account):
        it = Transport(company.answer)
        it.account = account
        made.append(account)
        return it

    def opened(resolve=lambda account: company.key, *, kind=Accounts, **options):
        return kind(resolve, base_url=URL, transport=transport, **options)

    opened.closed, opened.made = closed, made
    return opened


def pool(client):
    """The connections behind a client."""
    return client._http


# lending


def test_an_account_has_one_client_and_its_name(opened):
    with opened() as accounts:
        with accounts.client("acme") as one, accounts.client("acme") as same, accounts.client("zeta") as other:
            assert pool(one) is pool(same) is not pool(other)
            assert (one.account, other.account) == ("acme", "zeta")
        assert opened.made == ["acme", "zeta"]
    assert sorted(opened.closed) == ["acme", "zeta"]


def test_the_least_recently_used_is_closed_and_none_that_is_in_use(opened):
    with opened(most=2) as accounts:
        with accounts.client("a") as held:
            for account in "bcb":
                with accounts.client(account):
                    pass
            assert opened.closed == ["b", "c"]  # a is in use, so there is room for one beside it
            held.execute(op.JobList())
        with accounts.client("d"):
            assert opened.closed == ["b", "c", "a"]


def test_more_than_the_most_are_in_use_at_once_and_closed_when_they_come_back(opened):
    with opened(most=1) as accounts:
        with accounts.client("a") as a, accounts.client("b") as b, accounts.client("c") as c:
            assert opened.closed == []
            for client in (a, b, c):
                client.execute(op.JobList())
        assert len(opened.closed) == 2


def test_a_client_that_is_in_use_is_closed_after_its_work(opened):
    accounts = opened()
    with accounts.client("a") as client:
        accounts.close()
        assert opened.closed == []
        client.execute(op.JobList())
    assert opened.closed == ["a"]
    with pytest.raises(errors.UsageError, match="were closed"), accounts.client("a"):
        pass


def test_a_new_key_makes_a_new_client_and_who_works_keeps_the_old_one(opened, company):
    keys = {"a": company.key}
    with opened(keys.get, fresh_for=1e-9) as accounts:
        with accounts.client("a") as old, accounts.client("a") as same:
            assert pool(old) is pool(same)
            keys["a"] = company.add_key(scopes=["jobsRead"])
            with accounts.client("a") as new:
                assert pool(new) is not pool(old)
                assert new.key_info().scopes is None
            old.execute(op.CandidateList(limit=1))
            assert opened.closed == []
        assert opened.closed == ["a"]


def test_an_account_whose_key_is_taken_away_has_no_client_any_more(opened, company):
    keys = {"a": company.key}
    with opened(keys.__getitem__, fresh_for=1e-9) as accounts:
        with accounts.client("a"):
            keys.clear()
            with pytest.raises(errors.UsageError, match="no key"), accounts.client("a"):
                pass
            assert opened.closed == []
        assert opened.closed == ["a"]


def test_a_key_is_asked_for_again_after_a_time_or_when_told_to(opened, company):
    asked = []
    with opened(lambda account: asked.append(account) or company.key) as accounts:
        for _ in range(3):
            with accounts.client("a"):
                pass
        accounts.forget("a")
        with accounts.client("a"):
            assert len(asked) == 2
    now = [0.0]
    slots = Slots(2, 60.0, clock=lambda: now[0])
    slot, _ = slots.offer("a", AccountKey("k"), object())
    assert slots.take("a") is slot
    now[0] = 60.0
    assert slots.take("a") is None
    assert slots.renew("a", AccountKey("k")) is slot
    assert slots.renew("a", AccountKey("another")) is None


def test_threads_that_ask_at_once_share_one_client(opened):
    with opened() as accounts:
        clients, barrier = set(), threading.Barrier(8)

        def work():
            barrier.wait()
            with accounts.client("a") as client:
                clients.add(pool(client))
                barrier.wait()

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(clients) == 1
        assert len(opened.closed) == len(opened.made) - 1  # those that were made at once and not needed


async def test_async_accounts_do_the_same(opened, company):
    async def resolve(account):
        await asyncio.sleep(0)
        return company.key

    for function in (resolve, lambda account: company.key):
        async with opened(function, kind=AsyncAccounts, most=1) as accounts:
            async with accounts.client("a") as one, accounts.client("a") as same, accounts.client("b") as other:
                assert pool(one) is pool(same) is not pool(other)
                await one.execute(op.JobList())
            assert len(opened.closed) == 1
            async with accounts.session("a", Toolset.preset("operations")) as session:
                assert (await session.arun("ashby_job_list", {})).data
        assert sorted(opened.closed) == sorted(opened.made)
        opened.closed.clear()
        opened.made.clear()


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        (Limits(rate=None, concurrent=None, failures=2), errors.CircuitOpen),
        (Limits(rate=0.01, burst=2, failures=None), errors.RateLimited),
    ],
)
def test_what_holds_one_account_back_holds_no_other_back(company, monkeypatch, limits, kind):
    """Its connection is gone, so its calls fail at once after a few; or its rate is used up."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)

    def transport(account):
        def gone(request):
            raise httpx.ConnectError("gone", request=request)

        return httpx.MockTransport(gone if account == "acme" else company.answer)

    keys, raised = {"acme": company.add_key(), "globex": company.add_key()}, set()  # Ashby's limits are those of a key
    with (
        Accounts(keys.get, base_url=URL, transport=transport, limits=limits) as accounts,
        accounts.client("acme") as acme,
        accounts.client("globex") as globex,
    ):
        for _ in range(6):
            with pytest.raises(errors.ToolError) as caught:
                acme.execute(op.JobList(limit=1))
            raised.add(caught.type)
        assert kind in raised
        assert globex.execute(op.JobList(limit=1)).data


# keys


@pytest.mark.parametrize(
    ("resolve", "account", "says"),
    [
        (lambda account: None, "acme", "There is no key for the account 'acme'"),
        *((lambda _, found=found: found, "acme", "There is no key for the account 'acme'") for found in ("", " \n")),
        *(
            (lambda _, key=key: AccountKey(key), "acme", "There is no key for the account 'acme'")
            for key in ("", " ", None)
        ),
        (lambda account: AccountKey(7), "acme", "The key of 'acme' is an int; answer a text"),
        ({}.__getitem__, "acme", "There is no key for the account 'acme'"),
        (lambda account: 7, "acme", "is an int; answer a text or an AccountKey"),
        (lambda account: "k", "", "'' is not the name of an account"),
        (lambda account: "k", "a\nb", "is not the name of an account"),
        (lambda account: "k", None, "None is not the name of an account"),
    ],
)
async def test_an_account_without_a_key_is_one_clear_line(opened, resolve, account, says, monkeypatch):
    monkeypatch.setenv("ASHBY_API_KEY", "the-key-of-another-organization")
    with pytest.raises(errors.UsageError, match=says) as caught, opened(resolve).client(account):
        pass
    assert "\n" not in str(caught.value)
    with pytest.raises(errors.UsageError, match=says):
        async with opened(resolve, kind=AsyncAccounts).client(account):
            pass


def test_what_is_no_reference_or_user_is_refused(opened):
    for wrong, says in (
        (lambda: from_references({"acme": "env:ACME_KEY"})("acme"), "'acme'.* is a str; write KeyReference"),
        (lambda: KeyReference(7), "key is an int; say where it is"),
        (lambda: opened().client("acme", acting_user=7).__enter__(), "acting_user is an int; give the id"),
    ):
        with pytest.raises(errors.UsageError, match=says):
            wrong()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"most": 0}, "most is 0"),
        ({"fresh_for": 0}, "fresh_for is 0"),
        ({"account": "a"}, "account belongs to one account"),
        ({"api_key": "k"}, "api_key belongs to one account"),
        ({"transport": httpx.MockTransport(lambda request: httpx.Response(200))}, "give a function"),
    ],
)
def test_what_cannot_be_shared_is_refused(options, says):
    with pytest.raises(errors.UsageError, match=says):
        Accounts(lambda account: "k", **options)
    with pytest.raises(errors.UsageError, match="give a function from an account's name"):
        Accounts("k")


def test_what_differs_for_an_account_is_its_own(opened, company):
    keys = {"a": AccountKey(company.key, base_url="https://eu.example.com"), "b": company.key}
    with opened(keys.get) as accounts, accounts.client("a") as a, accounts.client("b") as b:
        assert (a.base_url, b.base_url) == ("https://eu.example.com", URL)
    assert company.key not in repr(keys["a"])


@pytest.mark.parametrize(
    ("account", "key"),
    [("acme", "one"), ("acme_eu", "two"), ("ACME", None), ("acme-eu", None), ("acme__eu", None), ("", None)],
)
def test_keys_in_the_environment_have_names_that_nothing_else_maps_to(account, key):
    environ = {"ASHBY_API_KEY_ACME": "one", "ASHBY_API_KEY_ACME_EU": "two", "ASHBY_API_KEY_": "three"}
    assert from_environment(environ=environ)(account) == key


class Ring(keyring.backend.KeyringBackend):
    """A keyring with one key."""

    priority = 1

    def set_password(self, service, username, password):
        raise NotImplementedError

    def get_password(self, service, username):
        return {("ashby-agent-tools", "acme"): "the key"}.get((service, username))


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_keys_in_the_keyring(ring):
    ring(Ring())
    assert (from_keyring()("acme"), from_keyring()("zeta")) == ("the key", None)
    ring(keyring.backends.fail.Keyring())
    with pytest.raises(errors.UsageError, match="The keyring cannot be read .NoKeyringError.") as caught:
        from_keyring()("acme")
    assert "\n" not in str(caught.value)


# on behalf of a user


def test_each_call_says_for_whom_it_is_on_one_pool_of_connections(company):
    seen = []

    def answer(request):
        seen.append(request.headers.get("X-On-Behalf-Of"))
        return company.answer(request)

    ada, grace = list(company.state.table("user"))[:2]
    with Accounts(lambda _: company.key, base_url=URL, transport=lambda _: httpx.MockTransport(answer)) as accounts:
        for user in (ada, None, grace, ada):
            with accounts.client("a", acting_user=user) as client:
                assert client.acting_user == user
                client.execute(op.JobList(limit=1))
                client.close()  # it closes nothing: the connections are everybody's
        assert seen == [ada, None, grace, ada]
        with pytest.raises(errors.UsageError, match="not the id of an Ashby user"), accounts.client("a") as client:
            client.acting_as("ada@example.com")


# what a key may do


@pytest.fixture
def keyed(company):
    def keyed(*scopes):
        return company.client(company.add_key(scopes=scopes, name="Agents"))

    return keyed


def test_a_key_tells_its_permissions_and_narrows_the_toolset(keyed):
    key = keyed("jobsRead", "apiKeysRead", "candidates:read").key_info()
    assert (key.title, key.scopes) == ("Agents", {"jobsRead", "apiKeysRead", "candidatesRead"})
    allowed = Toolset.preset("operations").allowed_by(key)
    assert 0 < len(allowed) < len(Toolset.preset("operations"))
    assert key.lacking(allowed) == {}
    assert key.advice(allowed) == ""
    lacking = key.lacking(Toolset.of("candidate.create", "ashby_reject", "offer.list", "job.list"))
    assert lacking["candidatesWrite"] == ("ashby_candidate_create", "ashby_reject")
    assert lacking["offersRead"] == ("ashby_offer_list",)
    assert "jobsRead" not in lacking
    said = key.advice(Toolset.of("candidate.create", "offer.list"))
    assert said == (
        "In Ashby, an administrator can add to the key Agents: "
        "candidatesWrite (for ashby_candidate_create); offersRead (for ashby_offer_list)."
    )


async def test_a_key_that_may_not_be_asked_is_not_called_wrong_and_keeps_its_tools(keyed, company):
    client = keyed("jobsRead")
    key = client.key_info()
    assert key.scopes is None
    assert Toolset.preset("recruiter").allowed_by(key) == Toolset.preset("recruiter")
    assert key.lacking(Toolset.all()) == {}
    assert key.advice(Toolset.all()).startswith("The key lacks apiKeysRead, so it is unknown what else it lacks.")
    async with company.async_client(company.key) as other:
        assert (await other.key_info()).title == "Demo key"
    async with company.async_client("0" * 48) as wrong:
        with pytest.raises(errors.PermissionMissing):
            await wrong.key_info()


def test_a_wrong_key_is_said_to_be_wrong(company):
    with pytest.raises(errors.PermissionMissing, match="wrong or deactivated"):
        company.client("0" * 48).key_info()


def test_without_keyring_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(errors.UsageError, match=r"pip install 'ashby-agent-tools\[keyring\]'"):
        from_keyring()


def test_an_empty_base_url_is_what_all_accounts_have(company, monkeypatch):
    monkeypatch.setenv("ASHBY_BASE_URL", "https://elsewhere.example.com")
    accounts = Accounts(lambda _: AccountKey(company.key, base_url="", proxy=""), base_url=URL)
    with accounts, accounts.client("acme") as client:
        assert client.base_url == URL


async def test_who_is_cancelled_while_an_older_client_is_closed_holds_no_client():
    """As a request that is cut off just when the key was replaced: the new client was in use for ever."""
    closing, closed, keys = asyncio.Event(), [], ["one", "two"]

    class Transport(httpx.MockTransport):
        key = ""

        async def aclose(self):
            closed.append(self.key)
            if self.key == "one":
                closing.set()
                await asyncio.Event().wait()

    def transport(_):
        made = Transport(lambda _: httpx.Response(200))
        made.key = keys.pop(0)
        return made

    accounts = AsyncAccounts(lambda _: keys[0], base_url=URL, transport=transport, fresh_for=1e-9)

    async def use():
        async with accounts.client("acme"):
            pass

    await use()
    request = asyncio.create_task(use())
    await closing.wait()
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    await accounts.aclose()
    assert closed == ["one", "two"]
