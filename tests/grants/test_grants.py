"""Grants: found by a token, only ever narrower, and gone with the next question once revoked or expired."""

from __future__ import annotations

import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from each_case import each
from repository import ROOT

from ashby_agent_tools import ApproverRules, Caps, Effect, Rows
from ashby_agent_tools.errors import UsageError
from ashby_agent_tools.grants import Grant, Grants, hash_of, new_token
from ashby_agent_tools.grants.fields import FIELDS
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.tasks import made_of
from ashby_agent_tools.toolset.presets import PRESETS

TOKEN = new_token()
HEAD = f'[grants.ada]\naccount = "env:ACME_KEY"\ntoken = "sha256:{hash_of(TOKEN)}"\n'
SOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    """A configuration, written and read."""

    def written(text):
        path = tmp_path / "ashby.toml"
        path.write_text(text)
        return path

    return written


def grant(name="ada", **given):
    return Grant(name, "env:ACME_KEY", hash_of(TOKEN), **given)


def test_a_token_finds_its_grant_and_the_grant_holds_no_token(file):
    grants = Grants(files=[file(HEAD)])
    found = grants.find(TOKEN)
    assert (found.name, found.account) == ("ada", "env:ACME_KEY")
    assert found == grants.named("ada")
    assert grants.find(f"{TOKEN}x") is None
    assert TOKEN not in repr(found)
    assert hash_of(TOKEN) not in repr(found)


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ("revoked = true\n", True, False),
        ("expires = 2026-12-01T12:00:00Z\n", True, True),
        ("expires = 2026-12-01T11:59:59Z\n", True, False),
        ('exclude = ["job.list"]\n', True, True),
    ],
)
def test_what_changes_in_the_file_counts_with_the_next_question(file, change, before, after):
    path = file(HEAD)
    grants = Grants(files=[path], clock=lambda: SOON.timestamp() - 0.5)
    assert (grants.find(TOKEN) is not None) is before
    file(HEAD + change)
    assert (grants.find(TOKEN) is not None) is after


@pytest.mark.parametrize("find", [lambda grants: grants.find(TOKEN), lambda grants: grants.named("ada")])
def test_a_question_is_answered_from_one_state_of_a_file_that_is_edited_meanwhile(file, find):
    """The limit moves from the ceiling into the grant: both states let it read only, and a mixture would not."""
    path = file('[ceiling]\nmethods = ["read"]\n' + HEAD)

    def edited():
        file(HEAD + 'methods = ["read"]\n')
        return SOON.timestamp()

    assert all(it.operation.spec.reads for it in find(Grants(files=[path], clock=edited)).toolset)
    assert all(it.operation.spec.reads for it in find(Grants(files=[path])).toolset)


def test_nobody_gets_in_while_the_file_has_a_mistake(file):
    grants = Grants(files=[file(HEAD)])
    file(HEAD + "preset = 5\n")
    with pytest.raises(UsageError, match="line 4: grants.ada.preset is a text"):
        grants.find(TOKEN)
    file(HEAD)
    assert grants.find(TOKEN) is not None


@pytest.mark.parametrize(("change", "found"), [("preset = 5\n", False), ('purpose = "A search"\n', True)])
def test_a_file_that_changed_is_read_once_however_many_ask(file, monkeypatch, change, found):
    path, asking, reads = file(HEAD), 8, []
    grants, read = Grants(files=[path]), Path.read_text
    start = threading.Barrier(asking)

    def counting(self, **options):
        reads.append(self)
        time.sleep(0.02)  # all others ask meanwhile
        return read(self, **options)

    def ask(_):
        start.wait()
        try:
            return grants.find(TOKEN) is not None
        except UsageError as error:
            return f"{error}" != f"{path}, line 4: grants.ada.preset is a text."

    file(HEAD + change)
    monkeypatch.setattr(Path, "read_text", counting)
    with ThreadPoolExecutor(asking) as threads:
        assert {*threads.map(ask, range(asking))} == {found}
    assert reads == [path]


def test_a_grant_ends_with_the_one_that_it_narrows(file):
    narrower = '[grants.robin]\nnarrows = "ada"\nmethods = ["read"]\n'
    grants = Grants(files=[file(HEAD + narrower)])
    robin = grants.named("robin")
    assert robin.account == "env:ACME_KEY"
    assert {tool.operation.spec.worst.effect for tool in robin.toolset} == {Effect.READ}
    file(HEAD + "revoked = true\n" + narrower)
    assert grants.named("robin") is None


@pytest.mark.parametrize(
    ("line", "number", "said"),
    [
        ('presett = "recruiter"', 4, "did you mean 'preset'"),
        ('preset = "recruter"', 4, "did you mean 'recruiter'"),
        ('exclude = ["job.lists"]', 4, "did you mean 'job.list'"),
        ('\n\ninclude = [\n  "job.list",\n  "job.lists",\n]', 6, "did you mean 'job.list'"),
        ("caps = { write = 3 }", 4, "did you mean 'writes'"),
        ("caps = { writes = -3 }", 4, "0 or more"),
        ("expires = 2026-01-01", 4, "with a time zone"),
        ('token_hash = "5"', 4, "did you mean"),
        ('methods = ["delete"]', 4, "there are read and write"),
        ('policies = ["confirm_never"]', 4, "confirm_writes"),
        ('hide = ["salary"]', 4, "Unknown data class"),
        ("approvers = []", 4, "nobody could answer"),
        ('acting_user = "ada"', 4, "id of an Ashby user"),
        ('rows = { jbos = ["x"] }', 4, "did you mean 'jobs'"),
        ('rows = { jobs = ["Recruiter"] }', 4, "is not an id"),
        ('[grants.eve]\nnarrows = "adda"', 4, "did you mean 'ada'"),
        ('[grants.eve]\nnarrows = "eve"', 4, "narrows itself"),
        ('[grants.eve]\naccount = "x"\ntoken = "secret-token"', 6, "not the token"),
        ('[grants."e v e"]\naccount = "x"', 4, "letters, digits"),
        ('[acounts.acme]\nkey = "env:X"', 4, "did you mean 'accounts'"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_right_name(file, line, number, said):
    with pytest.raises(UsageError) as refused:
        Grants(files=[file(HEAD + line + "\n")])
    assert f"ashby.toml, line {number}: " in str(refused.value)
    assert said in str(refused.value)
    assert "secret-token" not in str(refused.value)


def test_a_key_is_never_written_into_a_configuration(file):
    with pytest.raises(UsageError, match="line 2: accounts.acme.key") as refused:
        Grants(files=[file('[accounts.acme]\nkey = "a-key-of-ashby"\n')])
    assert "a-key-of-ashby" not in str(refused.value)


WIDER = {
    "tools": {"include": ("source.list",)},
    "methods": {"methods": ("write",)},
    "account": {"account": "env:OTHER"},
    "acting_user": {"acting_user": "b" * 8 + "-0000-4000-8000-" + "0" * 12},
    "budget": {"budget": 4_001},
    "show": {"show": ("eeo",)},
    "caps.writes": {"caps": Caps(writes=6, destructive=1)},
    "caps.window": {"caps": Caps(writes=5, destructive=1, window=60.0)},
    "approvers": {"approvers": ("eve@example.com",)},
    "expires": {"expires": SOON + timedelta(seconds=1)},
}


@pytest.mark.parametrize("what", WIDER)
def test_whatever_widens_is_refused_by_its_name(what):
    outer = grant(
        preset="operations",
        methods=("read",),
        acting_user="a" * 8 + "-0000-4000-8000-" + "0" * 12,
        budget=4_000,
        caps=Caps(writes=5, destructive=1),
        approvers=("grace@example.com",),
        expires=SOON,
    )
    inner = Grant("eve", **{"narrows": "ada", **WIDER[what]})
    with pytest.raises(UsageError, match=f"eve would widen ada: {what}"):
        Grants([outer, inner])


def test_what_a_grant_leaves_open_is_as_in_the_one_that_it_narrows():
    outer = grant(preset="operations", exclude=("offer.list",), hide=("pay",), policies=("confirm_writes",), budget=900)
    inner = Grant("eve", narrows="ada", exclude=("job.list",), hide=("contact",))
    found = Grants([outer, inner]).named("eve")
    assert set(found.toolset.endpoints) == set(outer.toolset.endpoints) - {"job.list"}
    assert found.toolset.hides == {"pay", "contact"}
    assert found.toolset.budget.tokens == 900
    assert found.policies == ("confirm_writes",)


def test_a_ceiling_limits_every_grant(file):
    path = file('[ceiling]\nmethods = ["read"]\nhide = ["pay"]\n' + HEAD)
    found = Grants(files=[path]).find(TOKEN)
    assert {tool.operation.spec.worst.effect for tool in found.toolset} == {Effect.READ}
    assert found.toolset.hides == {"pay"}
    with pytest.raises(UsageError, match="ada would widen ceiling: methods"):
        Grants(files=[file('[ceiling]\nmethods = ["read"]\n' + HEAD + 'methods = ["write"]\n')])


def test_only_a_grants_approvers_answer_and_only_if_the_rules_let_them():
    rules = grant(approvers=("grace@example.com", "group:leads")).approver_rules(
        ApproverRules(groups=(("leads", frozenset({"robin@example.com"})),))
    )
    asked = waiting()
    objections = {
        name: rules.objection(rules.person(f"{name}@example.com"), asked) for name in ("grace", "robin", "eve")
    }
    assert [name for name, why in objections.items() if why] == ["eve"]
    assert rules.objection(rules.person("claimed: grace@example.com"), asked)


def waiting():
    """A question as rules look at it."""
    from ashby_agent_tools.store.protocol import ApprovalRequest, ConversationKey

    key = ConversationKey("acme", "c", "https://api.ashbyhq.com")
    return ApprovalRequest(
        id="1", key=key, call_id="c", attempt=1, fingerprint="f", operation="job.create", question="?", stored="{}",
        state="pending", asked_at=0.0, expires_at=9e9,
    )  # fmt: skip


def test_the_configuration_of_the_page_can_be_used(file):
    page = (ROOT / "docs" / "grants.md").read_text(encoding="utf-8")
    grants = Grants(files=[file(page.split("```toml\n")[1].split("```")[0])])
    assert [it.name for it in grants] == ["recruiter", "grace@example.com", "contractor"]
    assert grants.named("contractor").account == "acme"
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(FIELDS)


# grants made at random: whatever they name, they never get more than the one that they narrow


def random_grant(pick, name, **given):
    some = [*PRESETS, "everything"]
    jobs = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(4)]
    may = {
        "preset": pick.choice(some),
        "include": tuple(pick.sample(sorted(catalogue()), 3)),
        "exclude": tuple(pick.sample(sorted(catalogue()), 5)),
        "methods": pick.choice([("read",), ("write",), ("read", "write")]),
        "search": pick.choice([True, False]),
        "rows": Rows(jobs=pick.sample(jobs, 2)),
        "hide": tuple(pick.sample(["pay", "contact", "eeo"], 1)),
        "show": pick.choice([(), ("eeo",)]),
        "budget": pick.choice([500, 1_000, 2_000]),
        "policies": ("confirm_writes",),
        "caps": Caps(writes=pick.randrange(5), destructive=pick.randrange(3), window=pick.choice([60.0, 86_400.0])),
        "approvers": tuple(pick.sample(["ada", "eve", "robin"], 2)),
        "expires": SOON + timedelta(days=pick.randrange(3)),
    }
    return Grant(name, **given, **{key: value for key, value in may.items() if pick.random() < 0.35})


@each("seed", range(60))
def test_no_grant_widens_whatever_it_names(seed):
    pick = random.Random(seed)  # noqa: S311
    try:
        outer = Grants([random_grant(pick, "outer", account="acme")], clock=lambda: 0.0).named("outer")
        inner = Grants(
            [outer, random_grant(pick, "inner", narrows="outer")],
            ceiling=random_grant(pick, "ceiling") if pick.random() < 0.3 else None,
            clock=lambda: 0.0,
        ).named("inner")
    except UsageError as refused:
        assert re.search("widen|no tool", str(refused))  # noqa: PT017  (it need not be refused)
        return
    ours, theirs = inner.toolset, outer.toolset
    allowed = {*theirs.endpoints, *theirs.inverses}
    for tool in ours.operations:
        assert tool.operation.spec.endpoint in allowed or {*made_of(tool.operation)} <= allowed
    assert ours.inverses <= allowed
    assert ours.hidden >= theirs.hidden
    assert ours.budget.tokens <= theirs.budget.tokens
    assert outer.rows is None or (inner.rows and inner.rows.jobs <= outer.rows.jobs)
    assert outer.expires is None or inner.expires <= outer.expires
    assert outer.approvers is None or {*inner.approvers} <= {*outer.approvers}
    assert outer.caps is None or (inner.caps.writes, inner.caps.window) <= (outer.caps.writes, float("inf"))
    assert outer.caps is None or inner.caps.window >= outer.caps.window
    assert {*outer.policies} <= {*inner.policies}
    assert inner.account == outer.account
