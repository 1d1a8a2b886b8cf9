"""examples/fastapi_service: an answer from the inbox resumes a run, after a restart too; customers stay apart."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.resources
import json
import re
import socket
import time

import fastapi_jobs
import httpx
import jsonschema
import postgres
import processes
import pytest
import sqlalchemy
from example_company import arrived
from fastapi_scene import ASK, Approver, User, named
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from repository import ROOT
from starlette.testclient import TestClient

from ashby_agent_tools import AsyncAccounts, SqlStore
from ashby_agent_tools.grants import Grant, Grants, hash_of
from ashby_agent_tools.simulator import Simulator
from examples.fastapi_service import __main__ as program
from examples.fastapi_service import demo as demo_module
from examples.fastapi_service.app import service
from examples.fastapi_service.script import scripted_model
from langchain_ashby import ScriptedModel

URL = "http://127.0.0.1:8000"
SECRET = "s" * 40


@pytest.fixture(scope="module")
def demo():
    return demo_module.Demo()


@contextlib.contextmanager
def opened(demo, *, model=None, accounts=None, grants=None):
    """A service over the demo's companies, in memory, and what its tenants have."""
    tenants = {}

    def keep(found):
        tenants.update(found)
        demo.add_grace(found)

    given = (grants or demo.grants, accounts or demo.accounts(), model or scripted_model())
    app = service(*given, public_url=URL, secret=SECRET, when_open=keep)
    with TestClient(app, base_url=URL, follow_redirects=False) as http:
        yield http, tenants


@pytest.fixture
def http(demo):
    with opened(demo) as (client, _):
        yield client


@pytest.fixture
def ada(demo, http):
    return User(http, demo.tokens["ada@example.com"])


@pytest.fixture
def ben(demo, http):
    return User(http, demo.tokens["ben@example.com"])


def archived(simulator):
    """The requests that changed somebody's stage."""
    return arrived(simulator, "application.changeStage")


def test_a_question_is_answered_in_the_inbox_and_the_run_goes_on_and_the_other_customer_sees_nothing(
    demo, http, ada, ben
):
    (question,) = named(ada.say(ASK), "question")
    assert "Reject Priya Raman for Account Executive" in question["text"]
    assert named(ada.go_on(), "question") == [question], "nobody has answered, so it waits on"
    assert archived(demo.simulator) == []
    # of the other customer, before and after
    assert ben.history() == []
    assert ben.go_on() == [("end", {})]
    other_inbox = question["answer_at"].replace("/acme/", "/globex/")
    grace = Approver(http, "acme", demo_module.GRACE, demo.tokens[demo_module.GRACE])
    assert grace.signed_in.status_code == 303
    assert "/sign-in" in http.get(other_inbox).headers["location"], "her cookie counts in her own inbox alone"
    assert Approver(http, "globex", demo_module.GRACE, demo.tokens[demo_module.GRACE]).signed_in.status_code == 401
    grace = Approver(http, "acme", demo_module.GRACE, demo.tokens[demo_module.GRACE])
    assert grace.approve(question["answer_at"]).status_code == 303
    events = ada.go_on()
    assert named(events, "question") == []
    assert named(events, "message")
    assert len(archived(demo.simulator)) == 1
    assert ada.go_on() == [("end", {})]
    assert [said["who"] for said in ada.history()][:1] == ["human"]
    assert ben.history() == []


def test_nobody_answers_what_their_own_agent_asks(demo):
    with opened(demo) as (http, tenants):
        (question,) = named(
            User(http, demo.tokens["ada@example.com"]).say("Reject Maeve Brannigan for Staff Engineer", thread="own"),
            "question",
        )
        tenants["acme"].store.add_approver("ada@example.com", "a token that only Ada has")
        ada = Approver(http, "acme", "ada@example.com", "a token that only Ada has")
        before = len(archived(demo.simulator))
        page = http.get(question["answer_at"]).text
        assert 'id="approve"' not in page
        (asked,) = tenants["acme"].store.requests("acme")
        assert (asked.asked_by, asked.state) == ("ada@example.com", "pending")
        assert ada.signed_in.status_code == 303
        assert len(archived(demo.simulator)) == before


def test_a_cookie_of_one_inbox_counts_in_no_other_though_the_person_answers_in_both(demo):
    with opened(demo) as (http, tenants):
        grace = Approver(http, "acme", demo_module.GRACE, demo.tokens[demo_module.GRACE])
        assert grace.signed_in.status_code == 303
        tenants["globex"].store.add_approver(demo_module.GRACE, demo.tokens[demo_module.GRACE])
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in http.cookies.jar)
        assert http.get("/acme/approvals/").status_code == 200
        taken_along = http.get("/globex/approvals/", headers={"Cookie": cookies})
        assert taken_along.status_code == 303
        assert "/sign-in" in taken_along.headers["location"]


def test_colleagues_have_threads_of_their_own_under_one_name(demo):
    tokens = {"ada@example.com": "a" * 30, "cleo@example.com": "c" * 30}
    grants = Grants(Grant(name, account="acme", token_hash=hash_of(token)) for name, token in tokens.items())
    with opened(demo, grants=grants) as (http, _):
        ada, cleo = (User(http, token) for token in tokens.values())
        ada.say("Remember: short answers")
        assert cleo.history() == []
        assert named(cleo.say("What do you remember?"), "message") == [{"text": "nothing yet"}]


def test_what_one_person_asked_to_be_remembered_is_theirs_alone(ada, ben):
    assert named(ada.say("Remember: short answers"), "message") == [{"text": "Remembered."}]
    assert named(ada.say("What do you remember?", thread="another"), "message") == [{"text": "- short answers"}]
    assert named(ben.say("What do you remember?"), "message") == [{"text": "nothing yet"}]


def test_each_customer_reads_its_own_ashby(ada, ben, demo):
    def people(user):
        (result,) = named(user.say("Who is at Staff Engineer?", thread="pipeline"), "result")
        return result["text"]

    assert people(ada) != people(ben)
    assert "Priya" not in people(ben) or demo.simulator.organizations[1].rows("candidate", name="Priya Raman")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody's"}, {"Authorization": "Basic YTpi"}])
def test_a_stranger_is_not_let_in(http, headers):
    for path in ("messages", "continue"):
        assert http.post(f"/threads/first/{path}", json={"text": "hello"}, headers=headers).status_code == 401
    assert http.get("/threads/first", headers=headers).status_code == 401


@pytest.mark.parametrize("thread", ["..%2Facme", "a b", "x" * 65, "a%00"])
def test_a_thread_s_name_is_a_plain_word(ada, thread):
    assert ada.http.get(f"/threads/{thread}", headers=ada.headers).status_code in (404, 422)


def test_a_customer_without_a_key_is_told_in_the_stream(demo):
    with opened(demo, accounts=AsyncAccounts(lambda _: None)) as (http, _):
        ((name, data),) = User(http, demo.tokens["ada@example.com"]).say(ASK)
    assert name == "error"
    assert "There is no key for the account 'acme'" in data["why"]


def test_a_grant_that_was_revoked_lets_nobody_in_and_one_that_reads_can_ask_for_no_rejection(demo):
    tokens = {"gone@example.com": "g" * 30, "reader@example.com": "r" * 30}
    gone, reader = (Grant(name, account="acme", token_hash=hash_of(token)) for name, token in tokens.items())
    grants = Grants([dataclasses.replace(gone, revoked=True), dataclasses.replace(reader, methods=("read",))])
    before = len(archived(demo.simulator))
    with opened(demo, grants=grants) as (http, _):
        headers = {"Authorization": f"Bearer {tokens[gone.name]}"}
        assert http.post("/threads/first/messages", json={"text": ASK}, headers=headers).status_code == 401
        with pytest.raises(ValueError, match="which is not among the model's tools"):
            User(http, tokens[reader.name]).say(ASK)
    assert len(archived(demo.simulator)) == before


class Streaming(ScriptedModel):
    """A model that says its words one by one."""

    def _stream(self, messages, stop=None, run_manager=None, **_):
        for word in ("One", " by", " one."):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))


def test_words_are_told_as_they_come(demo):
    with opened(demo, model=Streaming(steps=["unused"])) as (http, _):
        events = User(http, demo.tokens["ada@example.com"]).say("Hello")
    assert [data["text"] for data in named(events, "token")] == ["One", " by", " one."]
    assert named(events, "message") == [{"text": "One by one."}]


def test_a_first_try_says_what_to_type_and_own_customers_need_a_model_and_a_secret(monkeypatch, capsys, tmp_path):
    served = []
    monkeypatch.setattr(program.uvicorn, "run", lambda app, **options: served.append((app, options)))
    for name in ("ASHBY_AGENT_MODEL", "SERVICE_DATABASE_URL", "SERVICE_CONFIG", "SERVICE_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert program.main() == 0
    said = capsys.readouterr().out
    assert "curl -N http://127.0.0.1:8000/threads/first/messages" in said
    assert served[0][1]["proxy_headers"] is False, "the inbox believes the peer and no header"
    monkeypatch.setenv("SERVICE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("ASHBY_AGENT_MODEL", "openai:some-model")
    monkeypatch.setenv("SERVICE_SECRET", "short")
    assert program.main() == 2
    assert "at least 32 characters" in capsys.readouterr().out


def test_the_page_names_every_setting_and_the_compose_file_is_one():
    import yaml

    folder = ROOT / "examples" / "fastapi_service"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert {name for name in program.__doc__.split() if name.startswith("SERVICE_") and name.isupper()}
    for name in ("SERVICE_CONFIG", "SERVICE_DATABASE_URL", "SERVICE_PUBLIC_URL", "SERVICE_SECRET"):
        assert name in readme
    compose = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))
    vendor = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    jsonschema.validate(compose, json.loads((vendor / "compose-spec.json").read_text(encoding="utf-8")))
    assert set(compose["services"]) == {"service", "database"}
    copied = re.findall(r"^COPY (.+) \S+$", (folder / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []
    assert compose["services"]["service"]["environment"]["SERVICE_DATABASE_URL"].startswith("postgresql://")


# PostgreSQL, two processes


@contextlib.contextmanager
def database():
    """The address of a new database, which is dropped afterwards."""
    url, name = postgres.server_url(), f"service_{time.time_ns()}"
    with postgres.connected(url) as db:
        db.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    try:
        yield sqlalchemy.make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with postgres.connected(url) as db:
            db.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@contextlib.contextmanager
def process(config, database_url, environment):
    """A server in a process that is killed in the end, with whatever it had in its memory."""
    port = free_port()
    running = processes.start(fastapi_jobs.serve, str(config), database_url, port, SECRET, environment)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        try:
            until = time.monotonic() + processes.PATIENCE
            while time.monotonic() < until:
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/healthz").is_success:
                        break
                time.sleep(0.1)
            yield client
        finally:
            running.kill()
            running.join()


@pytest.mark.slow  # two processes and a PostgreSQL
def test_with_postgresql_a_question_survives_the_process_that_asked_and_customers_stay_apart(tmp_path):
    tokens = {("ada@example.com", "acme"): "a" * 30, ("ben@example.com", "globex"): "b" * 30}
    accounts = "".join(f'[accounts.{tenant}]\nkey = "env:KEY_{tenant.upper()}"\n' for _, tenant in tokens)
    for (name, tenant), token in tokens.items():
        accounts += f'[grants."{name}"]\naccount = "{tenant}"\ntoken = "sha256:{hash_of(token)}"\n'
    config = tmp_path / "service.toml"
    config.write_text(accounts, encoding="utf-8")
    with Simulator() as simulator, database() as url:
        keys = {"KEY_ACME": simulator.key, "KEY_GLOBEX": simulator.add_organization(11)}
        environment = keys | {"ASHBY_BASE_URL": simulator.url}
        with process(config, url, environment) as first:
            ada, ben = (User(first, token) for token in tokens.values())
            (question,) = named(ada.say(ASK), "question")
            ada.say("Remember: short answers", thread="notes")
            ben.say("Who is at Staff Engineer?")
        assert archived(simulator) == []
        with process(config, url, environment) as second:
            ada, ben = (User(second, token) for token in tokens.values())
            with SqlStore(f"{url}?options=-csearch_path%3Dtenant_acme") as store:  # as `approvals add-approver` does
                store.add_approver(demo_module.GRACE, "a token that only Grace has")
            assert named(ada.go_on(), "question") == [question]
            grace = Approver(second, "acme", demo_module.GRACE, "a token that only Grace has")
            assert grace.approve(question["answer_at"]).status_code == 303
            assert named(ada.go_on(), "message")
            assert named(ada.say("What do you remember?", thread="new"), "message") == [{"text": "- short answers"}]
            assert named(ben.say("What do you remember?", thread="new"), "message") == [{"text": "nothing yet"}]
            assert "Priya" not in json.dumps(ben.history())
        assert len(archived(simulator)) == 1
        assert tables_with(url, "Priya Raman") == {"tenant_acme"}


def tables_with(url, text):
    """The schemas in which a text stands in any row of any table."""
    found = set()
    with postgres.connected(url) as db:
        tables = db.execute(
            sqlalchemy.text(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema LIKE 'tenant%'"
            )
        ).all()
        for schema, name in tables:
            rows = db.execute(sqlalchemy.text(f'SELECT t::text FROM "{schema}"."{name}" AS t')).scalars().all()
            if any(text in row or text.encode().hex() in row for row in rows):
                found.add(schema)
    assert {schema for schema, _ in tables} == {"tenant_acme", "tenant_globex"}
    return found
