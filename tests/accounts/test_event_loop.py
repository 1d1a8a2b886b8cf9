"""Nothing blocks the event loop: accounts, find or create, the job board, and a receiver with a store on a disk."""

from __future__ import annotations

import json

import httpx
import pytest
from blocking import watching

from ashby_agent_tools import AsyncAccounts, AsyncJobBoard, SqliteStore, Toolset, webhooks
from ashby_agent_tools.simulator import Simulator
from ashby_agent_tools.simulator.webhooks import signature

no_blocking = watching()
SECRET = "a secret of sixteen or more"


@pytest.fixture(scope="module")
def company():
    return Simulator(seed=7)


async def test_accounts_sessions_and_find_or_create(company, tmp_path):
    store = SqliteStore(tmp_path / "store.db")
    tools = Toolset.preset("operations") | Toolset.of("public.jobBoard")
    async with AsyncAccounts(
        lambda _: company.key, base_url="https://a.example.com", transport=lambda _: company.async_transport()
    ) as accounts:
        async with accounts.client("acme") as client:
            assert (await client.key_info()).scopes
            person = await client.ensure_candidate(email="noor.haddad@example.com", name="Noor Haddad")
            await client.ensure_note(person.id, "Hello", marker="hello-1")
            await client.ensure_tag("Brand new")
        async with accounts.session("acme", tools, store=store) as session:
            assert (await session.arun("ashby_public_job_board", {"board": "example-works"})).data


async def test_a_job_board(company):
    async with AsyncJobBoard(
        "example-works", base_url="https://a.example.com", transport=company.async_transport()
    ) as it:
        assert await it.postings()


@pytest.mark.parametrize("kind", ["file", "sqlite"])
async def test_a_receiver_with_a_store_on_a_disk(tmp_path, kind):
    got = []

    async def handle(event):
        got.append(event.id)

    store = tmp_path / "seen.db" if kind == "file" else SqliteStore(tmp_path / "store.db")
    app = webhooks.app(handle, secrets=SECRET, store=store)
    body = json.dumps({"action": "jobUpdate", "data": {"job": {"id": "j"}}, "webhookActionId": "w"}).encode()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hooks") as client:
        for _ in range(2):
            answer = await client.post("/", content=body, headers={"Ashby-Signature": signature(SECRET, body)})
            assert answer.status_code == 200
    assert got == ["w"]
