"""Every argument that is sent stands in the question: its value in words, hidden as a secret, or said to do nothing."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valid_arguments import UNKNOWN, World, build, cases, one_world

from ashby_agent_tools.approval.prompts._generic import WITHOUT_EFFECT
from ashby_agent_tools.approval.prompts._phrases import moment
from ashby_agent_tools.approval.prompts.lookups import build_question
from ashby_agent_tools.approval.prompts.question import sentence
from ashby_agent_tools.call import Call, call_for
from ashby_agent_tools.client.base import raw_request
from ashby_agent_tools.errors import ApiError, InvalidArguments
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.operations.base import Json, Operation
from ashby_agent_tools.operations.secrets import _secret_paths

PAGING = {"cursor", "syncToken", "watermark", "requestId"}
NOT_BUILT: dict[str, set[str]] = {}
Path = tuple[str | int, ...]
ASKED = tuple(name for name in catalogue() if name != "file.download")
WRITES = tuple(name for name in ASKED if not catalogue()[name].spec.reads)

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
SOMETHING_ELSE = [
    "Quite another text",
    "2031-11-10T23:59:00Z",
    "2026-11-08T23:59:00Z",
    "2026-12-24T15:00:00Z",
    "2026-12-24",
]
KEYS = st.sampled_from(("paperId", "sendAt", "costCenter", "clientSecret", "type", "value", "x' yes\n- y", "label"))
LONG = "Maximiliana Theodora Wilhelmina von und zu Hohenlohe Waldenburg Schillingsfuerst"
FOLDED = 60  # of a long text at least so much is shown


def leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Each value that is no group, and each empty group, by where it stands."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inside and path:
        yield path, value
    for key, item in inside:
        yield from leaves(item, (*path, key))


def put(arguments: Json, path: Path, value: Json) -> Json:
    """A copy of the arguments with another value there."""
    made = copy.deepcopy(arguments)
    at = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


def missing(given: Json, full: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """What the full arguments have and the given ones have not, with where it would stand."""
    if isinstance(given, dict) and isinstance(full, dict):
        for key, value in full.items():
            if key not in given:
                yield (*path, key), value
            else:
                yield from missing(given[key], value, (*path, key))
    elif isinstance(given, list) and isinstance(full, list) and given and full:
        yield from missing(given[0], full[0], (*path, 0))


def valid(endpoint: str, arguments: Json) -> Call | None:
    try:
        operation = catalogue()[endpoint](**arguments)
    except InvalidArguments:
        return None
    return call_for(operation, account="default", base_url="https://ashby.example.com")


class Asking:
    """Questions about calls in one world, each read made once."""

    def __init__(self, world: World) -> None:
        self.world, self.answers = world, dict[str, Json]()

    def look(self, read: Operation) -> Json:
        name = f"{read.spec.endpoint} {read.body()}"
        if name not in self.answers:
            self.answers[name] = self.world.post(read.spec.endpoint, read.body()).json()
        answer = self.answers[name]
        if not answer["success"]:
            raise ApiError(str(answer))
        return answer["results"]

    def question(self, call: Call) -> str:
        return build_question(call, self.look).question


def variants(world: World, endpoint: str) -> list[Json]:
    """The valid calls as they stand, with each optional argument, and with all that go together."""
    full, made = build(world, catalogue()[endpoint], full=True), []
    for arguments in cases(world, endpoint):
        made.append(arguments)
        everything = arguments
        for path, value in missing(arguments, full):
            made.append(put(arguments, path, value))
            everything = together if valid(endpoint, together := put(everything, path, value)) else everything
        made.append(everything)
    return [arguments for number, arguments in enumerate(made) if arguments not in made[:number]]


def names(world: World, identity: str) -> set[str]:
    """What people call the record with this id, whatever kind it is; and the id itself."""
    found = {identity}
    for rows in world.state._tables.values():
        row = rows.get(identity, {})
        found |= {str(row[key]) for key in ("title", "name", "text", "reasonText", "identifier") if row.get(key)}
        found |= {f"{row['firstName']} {row['lastName']}"} if "firstName" in row else set()
    if identity in world.state.table("application"):
        found |= names(world, world.state.table("application")[identity]["candidateId"])
    return found


def stands_in(world: World, question: str, value: Json) -> bool:
    """Whether the question has the value, as people write it."""
    if isinstance(value, bool) or value in (None, "", [], {}):
        return False
    if isinstance(value, int | float):
        texts = (f"{value:,}", str(value), moment(value))
        return any(re.search(rf"(?<![\w.,]){re.escape(text)}(?!\w)", question) for text in texts)
    if UUID.match(value):
        return any(name in question for name in names(world, value))
    return " ".join(value.split())[:FOLDED] in question or moment(value) in question


def enumerated(endpoint: str) -> set[str]:
    """Every word that one of the operation's arguments may be from a given set."""
    found: set[str] = set()

    def walk(schema: Json) -> None:
        if isinstance(schema, dict):
            found.update(one for one in schema.get("enum", ()) if isinstance(one, str))
            found.update({schema["const"]} if isinstance(schema.get("const"), str) else ())
        for inside in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
            walk(inside)

    walk(catalogue()[endpoint].model_json_schema())
    return found


def others(call: Call, path: Path, value: Json) -> list[Call]:
    """The same call with another value there, or with none."""
    endpoint, arguments = call.endpoint, call.operation.as_arguments()
    values: list[Json] = [not value] if isinstance(value, bool) else []
    if value is None or (isinstance(value, str) and UUID.match(value)):
        values = [UNKNOWN, 7]
    elif isinstance(value, str):
        values = sorted(enumerated(endpoint) - {value}) if value in enumerated(endpoint) else SOMETHING_ELSE
    elif not isinstance(value, bool):
        return [call for call in [valid(endpoint, without(arguments, path))] if call]
    made = [put(arguments, path, other) for other in values]
    return [call for call in (valid(endpoint, one) for one in made) if call]


def without(arguments: Json, path: Path) -> Json:
    made = copy.deepcopy(arguments)
    at = made
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return made


def hidden(asking: Asking, call: Call) -> Iterator[tuple[Path, Json]]:
    """The arguments of a call that its question neither tells nor calls hidden."""
    question = asking.question(call)
    secrets = _secret_paths(type(call.operation))
    for path, value in leaves(call.operation.body()):
        if path[0] in WITHOUT_EFFECT or stands_in(asking.world, question, value):
            continue
        if path[0] in secrets and "secret" in question and "not shown" in question:
            continue
        if not tells(asking, call, question, path, value):
            yield path, value


def tells(asking: Asking, call: Call, question: str, path: Path, value: Json) -> bool:
    """Whether any other value there would make another question, as with a yes that stands in a sentence."""
    different = others(call, path, value)
    if not different:  # a word that Ashby takes alone tells nothing
        return (isinstance(value, str) and value in enumerated(call.endpoint)) or "nothing" in question
    return all(asking.question(other) != question for other in different)


@pytest.mark.parametrize("endpoint", ASKED)
@pytest.mark.exhaustive(6)
def test_every_argument_that_is_sent_stands_in_the_question(endpoint):
    """With each optional argument by itself, and with all that go together."""
    world = one_world().reset()
    asking, sent = Asking(world), set[str | int]()
    for arguments in variants(world, endpoint):
        if call := valid(endpoint, arguments):
            sent |= call.operation.body().keys()
            assert list(hidden(asking, call)) == [], (arguments, asking.question(call))
    fields = catalogue()[endpoint].model_fields
    assert sent >= {field.alias or name for name, field in fields.items()} - NOT_BUILT.get(endpoint, set()) - PAGING


SIMPLE = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text("abc xyz", min_size=1, max_size=30)
BODIES = st.recursive(SIMPLE, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=3))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, BODIES, max_size=5))
def test_every_value_of_a_raw_request_stands_in_its_question(body):
    """An endpoint that the catalogue does not know, with a body that nothing has checked."""
    question = sentence(
        call_for(raw_request("papers.burn", body), account="default", base_url="https://x.example.com"), {}
    )
    for path, value in leaves(body):
        if any("secret" in str(key).lower() for key in path):
            assert "(not shown)" in question
        else:
            assert in_text(value) in question or moment(value) in question, (path, question)


def in_text(value):
    if value in (None, "", [], {}) and value is not False and value != 0:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else " ".join(value.split())


def test_a_secret_inside_a_group_is_not_shown():
    body = {"hook": {"target": "https://x.example.com", "options": [{"apiKey": "hush"}, {"password": "hush"}]}}
    question = sentence(
        call_for(raw_request("papers.burn", body), account="default", base_url="https://x.example.com"), {}
    )
    assert "- hook, target: 'https://x.example.com'" in question
    assert "- hook, options 1, api key: (not shown)\n- hook, options 2, password: (not shown)" in question
    assert "hush" not in question


def test_more_values_than_a_person_reads_are_counted():
    body = {f"value{number}": number for number in range(1_075)}
    question = sentence(
        call_for(raw_request("papers.burn", body), account="default", base_url="https://x.example.com"), {}
    )
    assert "- further values: 1,015, not shown here" in question


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.exhaustive(8)
def test_nothing_is_lost_where_names_leave_no_room(endpoint):
    """The first line then says less, and the lines below it the rest."""
    world = one_world().reset()
    sets = variants(world, endpoint)
    for kind, column in (("candidate", "name"), ("job", "title"), ("jobPosting", "title"), ("user", "lastName")):
        for number, row in enumerate(world.all(kind)):
            row[column] = f"Number{number} {LONG}"
            world.state.touch(kind, row)
    asking = Asking(world)
    for call in filter(None, (valid(endpoint, arguments) for arguments in sets)):
        lost = [path for path, value in hidden(asking, call) if not (isinstance(value, str) and UUID.match(value))]
        assert lost == [], asking.question(call)
    world.reset()
