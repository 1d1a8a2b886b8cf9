"""The answer of a write shows what the call made or changed: ids, addresses, states; what is left out is named."""

from __future__ import annotations

import json
import re

import pytest
from each_case import each
from valid_arguments import SIMULATED, ran

from ashby_agent_tools import Budget, MemoryStore, Session, Toolset, confirm_never
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.results.clean import html_to_text
from ashby_agent_tools.results.withheld import WITHHELD
from ashby_agent_tools.risk import Effect

TOOLS = Toolset.all().with_policy(confirm_never).showing("eeo")
WRITES = [name for name in SIMULATED if catalogue()[name].spec.worst.effect > Effect.READ]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(\.\d+)?)?Z")
LONG = 60  # characters of a text that may be cut further on

# What is made by a write and not shown: keys on its path, with the reason; and what an entity holds back.
NOT_SHOWN = {
    "descriptionHtml": "the plain text stands there",
    "descriptionParts": "the description again",
    "descriptionSocial": "the description again",
    "linkedData": "the posting again, for search engines",
    "isNullable": "of a form's field: as isRequired",
    "humanReadablePath": "of a form's field: as the title",
    "handle": "a signed handle of a file",
    "isPrivate": "of a custom field's value: says nothing of the value",
    "type": "of an address, a link, a range: the value beside it says so",
}
ELSEWHERE = {"formDefinition": "answers", "submittedValues": "answers"}  # questions stand with their answers


def leaves(node, path=""):
    """Every text, number and truth value of an answer, by its path without positions."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for item in node:
            yield from leaves(item, path)
    elif node is not None and node != "":
        yield path, node


def texts(node):
    return {value for _, value in leaves(node) if isinstance(value, str)}


def shown(session, path, value, text):
    """Whether a model can read the value in the text: as it is, by its short id, or as a shorter time."""
    if UUID.fullmatch(value):
        names = [name for name, _, uuid in session._store.short_ids(session._key) if uuid == value]
        return any(re.search(rf"\b{name}\b", text) for name in names) or value in text
    if found := TIME.fullmatch(value):
        return found[1][:10] in text
    return any(json.dumps(it, ensure_ascii=False)[1:-1][:LONG] in text for it in (value, html_to_text(value)))


def excused(path, one):
    keys, body = path.split("."), json.loads(one.result.text)
    entity = one.call.operation.spec.entity
    held = any(path == name or path.startswith(name + ".") for name in entity.withheld) if entity else False
    own_title = keys[-2:] in (["customFields", "id"], ["customFieldEntries", "id"], ["field", "id"])
    asked = "formDefinition" in keys and any("answers." in name for name in _names(body))
    return held or own_title or asked or bool(NOT_SHOWN.keys() & set(keys))


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.exhaustive(6)
def test_what_a_write_made_or_was_sent_stands_in_its_text(endpoint):
    """Made: a text of the answer (an id, an address, a state) that stood nowhere in Ashby before."""
    for one in ran(endpoint):
        text, before = one.result.text, texts(one.before)
        sent = texts(one.call.arguments)
        missing = [
            (path, value)
            for path, value in leaves(one.answer.get("results"))
            if isinstance(value, str)
            and (value not in before or value in sent)
            and not excused(path, one)
            and not shown(one.session, path, value, text)
        ]
        assert missing == []


@each("endpoint", WRITES)
def test_the_fields_that_a_write_changed_stand_in_its_text(endpoint):
    """Changed: a key of the answered record whose value in Ashby's own rows is another one than before."""
    for one in ran(endpoint):
        answer = one.answer.get("results")
        if not isinstance(answer, dict):
            continue
        identity = answer.get("id")
        kind = next((kind for kind, rows in one.after.items() if identity in rows), None)
        if kind is None:
            continue
        now, was = one.after[kind][identity], one.before.get(kind, {}).get(identity, {})
        changed = {key for key in now if now[key] != was.get(key) and answer.get(key) not in (None, "", [], {})}
        shown = {path.split(".")[0] for path in _names(json.loads(one.result.text))}
        missing = {key for key in changed if not excused(key, one) and not {key, ELSEWHERE.get(key)} & shown}
        assert missing == set()


def _names(body):
    record = body.get("record", {})
    return {
        *record,
        *record.get("written_by_outsiders", {}),
        *body.get("same_in_all_rows", {}),
        *body.get("columns", []),
    }


@each("endpoint", WRITES)
def test_what_is_left_out_of_a_writes_text_is_named(endpoint):
    for one in ran(endpoint):
        about = json.loads(one.result.text)["about"]
        assert isinstance(about.get("left_out", []), list)
        assert isinstance(about.get("empty", []), list)
        if "left_out" in about:
            assert one.result.ref in about["full"]


def test_a_secret_of_a_webhook_is_shown_by_no_call_and_for_no_asking(simulator):
    session = Session(TOOLS, simulator.client())
    made = session.run(
        "webhook.create",
        {"webhookType": "jobCreate", "requestUrl": "https://hooks.example.com/a", "secretToken": "hush-hush"},
    )
    read = session.run("webhook.info", {"webhookId": made.data["id"], "fields": ["secretToken"]})
    again = session.run("ashby_read_result", {"ref": made.ref, "fields": ["secretToken", "*"]})
    for result in (made, read, again):
        assert "hush-hush" not in result.text
    assert WITHHELD in again.text or "secretToken" not in made.data


def test_a_hidden_class_of_data_stays_hidden_where_a_single_record_has_room(simulator):
    offer = simulator.state.first("offer", offerStatus="CandidateAccepted")
    tools = TOOLS.hiding("pay", "contact")
    session = Session(tools, simulator.client())
    for tool, arguments in (
        ("offer.info", {"offerId": offer["id"]}),
        ("offer.setDecidedAt", {"offerId": offer["id"], "decidedAt": "2026-11-02T10:00:00Z"}),
        ("application.info", {"applicationId": offer["applicationId"]}),
    ):
        result = session.run(tool, arguments)
        about = json.loads(result.text)["about"]
        assert about["hidden"]
        assert not re.search(r"salary|[\w.]+@[\w.]+|clientIp", result.text, re.IGNORECASE)


# single records


def _reads():
    ends = (".info",)
    return [name for name in SIMULATED if name.endswith(ends) and catalogue()[name].spec.reads]


@pytest.mark.parametrize("endpoint", _reads())
def test_a_single_record_leaves_nothing_out_while_there_is_room(endpoint):
    """What is left out of it says a thing again, or is a signed handle; all of that is named."""
    one = ran(endpoint)[0]
    if isinstance(one.answer["results"], list):
        pytest.skip("answers with a list")
    left = json.loads(one.result.text)["about"].get("left_out", [])
    assert one.result.tokens <= Budget().tokens
    if one.result.tokens > 0.6 * Budget().tokens:
        return
    names = [f"{parent}.{key}" for name in left for parent, keys in [_apart(name)] for key in keys]
    repeated = re.compile(
        r"(Html|handle|descriptionSocial|descriptionParts|linkedData|submitterClientIp|submitterUserAgent|isPrivate|"
        r"type|isPrimary|Ids?|id|isNullable|humanReadablePath)$"
    )
    assert [name for name in names if not any(repeated.search(part) for part in name.split("."))] == []


def _apart(name):
    parent, brace, rest = name.partition(".{")
    return (parent, rest.rstrip("}").split(",")) if brace else ("", [name])


@pytest.mark.parametrize("tokens", [250, 600])
def test_with_little_room_what_was_changed_and_sent_comes_first(simulator, tokens):
    tools = TOOLS.with_budget(tokens)
    session = Session(tools, simulator.client(), store=MemoryStore(first_short_id=100))
    person = simulator.state.first("candidate", name="Priya Raman")
    tags = simulator.state.rows("candidateTag", isArchived=False)
    tag = next(row for row in tags if row["id"] not in person["tagIds"])
    session.run("candidate.info", {"id": person["id"]})
    added = session.run("candidate.addTag", {"candidateId": person["id"], "tagId": tag["id"]})
    body = json.loads(added.text)
    assert tag["title"] in json.dumps(body["record"]["tags"])
    assert "tags" in body["about"]["changed"]
    assert added.tokens <= tokens
