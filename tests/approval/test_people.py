"""Rules of who may answer: what a file says, what is wrong with it and where, and when two names are one person's."""

from __future__ import annotations

import dataclasses

import pytest

from ashby_agent_tools import ApproverRules, Effect, Person, errors
from ashby_agent_tools.store import ApprovalRequest, ConversationKey
from ashby_agent_tools.store.person_names import alike, normal_name

ASKED = ApprovalRequest(
    "q", ConversationKey("acme", "one"), "c", 1, "f", "offer.create", "?", "{}", "pending", 0.0, 1.0,
    asked_by="ada@example.com", effect=Effect.WRITE, outreach=False, reversible=True, tags=("offers", "pipeline"),
    jobs=("j1", "j2"),
)  # fmt: skip
ROBIN = Person("robin@example.com")


def rules(folder, text):
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    return ApproverRules.from_toml(folder / "rules.toml")


FAULTS = {
    "own_agent = false": "line 1: own_agent is not known here (did you mean 'own_agents'?)",
    "own_agents = 'no'": "line 1: own_agents must be true or false",
    "[[may]]\n\npeple = ['a']": "line 3: may[1].peple is not known here (did you mean 'people'?)",
    "[[may]]\npeople = ['a']\n[[may]]\neffect = 'wirte'": "line 4: may[2].effect has 'wirte' (did you mean 'write'?)",
    "[[may]]\neffect = ['read']": "an effect is one of write, destructive",
    "[[may]]\npeople = []": "line 2: may[1].people must be a list with at least one string",
    "[[may]]\npeople = [1]": "may[1].people must be a list",
    "[[may]]\noutreach = 'yes'": "may[1].outreach must be true or false",
    "[[may]]\ntags = ['pipline']": "may[1].tags has 'pipline', which is not a tag (did you mean 'pipeline'?)",
    "[[may]]\nendpoints = ['aplication.*']": "is not an operation (did you mean 'application.*'",
    "[[may]]\nendpoints = ['offer.creat']": "is not an operation (did you mean 'offer.create'?)",
    "[may]\npeople = ['a']": "line 1: may must be a list of tables: write [[may]] above each",
    "[[needs]]\nreversible = false": "line 1: needs[1].people must be the number of people who have to approve, 1 to 9",
    "[[needs]]\npeople = true": "needs[1].people must be the number",
    "[[needs]]\npeople = 0": "needs[1].people must be the number",
    "[[needs]]\npeople = 2\ngroups = ['a']": "needs[1].groups is not known here",
    "[groups]\nleads = 'grace'\n[groups.more]\nx = 1": "groups.more must be a list",
    "groups = 5": "line 1: groups must be a table",
    "[[may]\n": "is not TOML",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_wrong_in_a_file_is_told_with_its_line_and_the_nearest_key(tmp_path, text):
    with pytest.raises(errors.UsageError) as refused:
        rules(tmp_path, text)
    assert str(tmp_path / "rules.toml") in str(refused.value)
    assert FAULTS[text] in str(refused.value)


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_refused(tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    for name in ("nowhere.toml", "bytes.toml"):
        with pytest.raises(errors.UsageError, match="cannot be read"):
            ApproverRules.from_toml(tmp_path / name)


HOLDS = {
    "": True,
    "effect = ['write']": True,
    "effect = 'destructive'": False,
    "outreach = false": True,
    "outreach = true": False,
    "reversible = true": True,
    "tags = ['offers']": True,
    "tags = ['jobs', 'pipeline']": True,
    "tags = ['jobs']": False,
    "endpoints = ['offer.create']": True,
    "endpoints = ['job.*', 'offer.*']": True,
    "endpoints = ['offer.update']": False,
    "endpoints = ['own.operation']": False,
    "jobs = ['j1', 'j2', 'j3']": True,
    "jobs = ['j1']": False,
    "effect = 'write'\ntags = ['jobs']": False,
}


@pytest.mark.parametrize("condition", HOLDS)
def test_a_rule_is_about_what_all_of_its_conditions_hold_for(tmp_path, condition):
    given = rules(tmp_path, f"[[may]]\npeople = ['Robin@Example.com']\n{condition}")
    assert (given.objection(ROBIN, ASKED) == "") is HOLDS[condition]
    assert given.objection(Person("eve@example.com"), ASKED) != ""


@pytest.mark.parametrize(
    ("condition", "jobs", "people"),
    [
        ("", (), 2),
        ("effect = 'destructive'", (), 1),
        ("jobs = ['j1']", ("j1", "j2"), 2),
        ("jobs = ['j3']", ("j1", "j2"), 1),
        ("jobs = ['j3']", (), 2),  # it may be about that job
    ],
)
def test_how_many_have_to_approve_is_the_most_that_may_be_needed(tmp_path, condition, jobs, people):
    given = rules(tmp_path, f"[[needs]]\npeople = 2\n{condition}")
    asked = dataclasses.replace(ASKED, jobs=jobs)
    assert given.needed(asked) == people
    assert given.needed(dataclasses.replace(asked, needed=3)) == 3


def test_without_rules_everybody_may_and_one_is_enough():
    given = ApproverRules()
    for name in ("robin@example.com", "claimed: robin", "ada@example.com"):
        assert given.objection(Person(name), ASKED) == ""
    assert given.needed(ASKED) == 1


@pytest.mark.parametrize(
    "name", ["claimed: robin@example.com", "Claimed:robin", "langgraph", "nobody", "an MCP client", " "]
)
def test_in_a_file_a_name_that_nobody_checked_may_not_answer_unless_it_says_so(tmp_path, name):
    assert rules(tmp_path, "").objection(Person(name), ASKED).startswith("nobody has checked")
    assert rules(tmp_path, "claimed = true").objection(Person(name), ASKED) == ""


def test_groups_are_those_of_the_file_and_those_of_the_door(tmp_path):
    given = rules(tmp_path, "[groups]\nleads = ['Robin@example.com']\n[[may]]\ngroups = ['leads', 'owners']\n")
    assert given.objection(ROBIN, ASKED) == ""
    assert given.objection(Person("x@example.com", frozenset(["owners"])), ASKED) == ""
    assert given.objection(Person("x@example.com", frozenset(["readers"])), ASKED) != ""
    assert given.person("ROBIN@example.com").groups == frozenset(["leads"])


def test_who_is_looked_up_is_exactly_that_name_and_who_is_counted_is_everybody_like_it():
    same = ["Ada@Example.com", " ada@example.com", "\uff41da@example.com", "ada@example.com\u200b"]
    assert {normal_name(it) for it in same} == {"ada@example.com"}
    like = [
        "\u0430da@example.com",
        "\u00e1da@example.com",
        "ada@examp1e.com",
        "claimed: ada@example.com",
        "\u0251da@example.com",
    ]
    assert all(normal_name(it) != "ada@example.com" for it in like)
    assert {alike(it) for it in (*same, *like)} == {"ada@example.com".replace("rn", "m")}
    others = [
        "ada@example.org",
        "adam@example.com",
        "ida@example.com",
        "\u0418\u0432\u0430\u043d",
        "\u0410\u043d\u043d\u0430",
    ]
    assert len({alike(it) for it in (*others, "ada@example.com")}) == 6
