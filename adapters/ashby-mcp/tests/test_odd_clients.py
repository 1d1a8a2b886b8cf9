"""Clients that write their own JSON-RPC: odd tokens, cancelled questions, answers in any shape, names and addresses."""

from __future__ import annotations

import contextlib
import functools
import itertools

import anyio
import pytest
from mcp.shared.message import SessionMessage
from mcp.types import jsonrpc_message_adapter

from ashby_agent_tools import MemoryStore

MOVE, TAGS, NOTE = "ashby_application_change_stage", "ashby_candidate_tag_list", "ashby_candidate_create_note"
ASKED = "elicitation/create"


class Raw:
    """A connection, message by message."""

    def __init__(self, to, back):
        self.to, self.back, self.numbers = to, back, itertools.count(1)

    async def send(self, **message):
        await self.to.send(SessionMessage(jsonrpc_message_adapter.validate_python({"jsonrpc": "2.0", **message})))

    async def until(self, wanted):
        """The first message that is wanted; those before it are notifications, or answers to nothing that is asked."""
        with anyio.fail_after(30):
            while True:
                got = (await self.back.receive()).message.model_dump(mode="json", by_alias=True, exclude_none=True)
                if wanted(got):
                    return got

    async def ask(self, method, params=None):
        """Send a request; gives its answer, or the question that comes before it."""
        number = next(self.numbers)
        await self.send(id=number, method=method, **({} if params is None else {"params": params}))
        return number, await self.until(lambda it: it.get("id") == number or it.get("method") == ASKED)

    async def call(self, tool, arguments=None, **more):
        return await self.ask("tools/call", {"name": tool, "arguments": arguments, **more})

    async def text(self, *given, **more):
        """The text of a call's result, or of its error."""
        _, answer = await self.call(*given, **more)
        return answer["error"]["message"] if "error" in answer else answer["result"]["content"][0]["text"]


@contextlib.asynccontextmanager
async def raw(server, *, version="2025-11-25", capabilities=None, hello=True):
    to, incoming = anyio.create_memory_object_stream(16)
    outgoing, back = anyio.create_memory_object_stream(256)
    async with anyio.create_task_group() as tasks, to, incoming, outgoing, back:
        tasks.start_soon(server.run, incoming, outgoing, server.create_initialization_options())
        client = Raw(to, back)
        if hello:
            given = {"elicitation": {}} if capabilities is None else capabilities
            said = {"protocolVersion": version, "capabilities": given, "clientInfo": {"name": "raw", "version": "1"}}
            await client.ask("initialize", said)
            await client.send(method="notifications/initialized")
        yield client
        tasks.cancel_scope.cancel()


async def test_tokens_of_progress_in_any_shape_are_taken_or_refused_and_the_next_call_is_served(scene):
    async with raw(scene.server()) as client:
        for token in (1, "a", 0, "", True, -1, "x" * 100_000, 2**70, None, 1.5, {"a": 1}, [1]):
            answered = await client.text(TAGS, {"limit": 1}, _meta={"progressToken": token})
            assert '"rows":1' in answered or "Invalid request" in answered, token
        assert '"rows":1' in await client.text(TAGS, {"limit": 1})


async def test_a_cancelled_call_sends_nothing_however_its_question_is_answered_then(scene):
    """The question is withdrawn at the client, a yes that comes too late is one to nothing, and one more is asked."""
    async with raw(scene.server()) as client:
        number, question = await client.call(MOVE, scene.rejection(), _meta={"progressToken": "p"})
        await client.send(method="notifications/cancelled", params={"requestId": number, "reason": "bored"})
        withdrawn = await client.until(lambda it: it.get("method") == "notifications/cancelled")
        assert withdrawn["params"]["requestId"] == question["id"]
        yes = {"action": "accept", "content": {"approve": True}}
        await client.send(id=question["id"], result=yes)
        await client.send(id=99_999, result=yes)
        assert '"rows":1' in await client.text(TAGS, {"limit": 1})
        assert scene.sent() == []
        again, asked = await client.call(MOVE, scene.rejection())
        assert (asked["method"], asked["id"] != question["id"]) == (ASKED, True)
        await client.send(id=asked["id"], result=yes)
        assert not (await client.until(lambda it: it.get("id") == again))["result"].get("isError")
    assert scene.sent() == [scene.rejection()]


def answered(action, content=None, **more):
    return {"result": {"action": action, **({} if content is None else {"content": content}), **more}}


ANSWERS = {
    "a yes with more fields": (answered("accept", {"approve": True, "x": "y"}), None),
    "a yes with a list of texts": (answered("accept", {"approve": True, "reason": ["x"]}), None),
    "a yes with metadata": (answered("accept", {"approve": True}, _meta={"a": 1}), None),
    "a yes with an object": (answered("accept", {"approve": True, "x": {"y": 1}}), "in the queue"),
    "a yes in capitals": (answered("ACCEPT", {"approve": True}), "in the queue"),
    "a yes as a text": (answered("accept", {"approve": "yes"}), "declined"),
    "a yes as a number": (answered("accept", {"approve": 1}), "declined"),
    "another key": (answered("accept", {"Approve": True}), "declined"),
    "no content": (answered("accept"), "declined"),
    "a no with a yes": (answered("decline", {"approve": True}), "declined"),
    "a list as content": (answered("accept", ["approve"]), "in the queue"),
    "nothing": ({"result": {}}, "in the queue"),
    "a refusal": ({"error": {"code": -32601, "message": "no such method"}}, "in the queue"),
    "a reason without an end": (answered("decline", {"reason": "x" * 1_000_000}), "declined"),
}


@pytest.mark.parametrize(("answer", "says"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_in_any_shape_is_a_yes_only_where_it_says_so(scene, answer, says):
    async with raw(scene.server()) as client:
        number, question = await client.call(MOVE, scene.rejection())
        await client.send(id=question["id"], **answer)
        result = (await client.until(lambda it: it.get("id") == number))["result"]
    assert scene.sent() == ([] if says else [scene.rejection()])
    assert (says or "") in result["content"][0]["text"]
    assert len(result["content"][0]["text"]) < 5_000


async def test_what_comes_before_the_handshake_or_in_an_unknown_version_ends_nothing(scene):
    async with raw(scene.server(), hello=False) as client:
        for method, params in (("tools/call", {"name": MOVE, "arguments": scene.rejection()}), ("tools/list", None)):
            _, answer = await client.ask(method, params)
            assert answer["error"]["code"] == -32602
    assert scene.sent() == []
    for version in ("2031-01-01", "1999-01-01", "", "x" * 10_000):
        async with raw(scene.server(), version=version) as client:
            assert '"rows":1' in await client.text(TAGS, {"limit": 1}), version


@pytest.mark.parametrize("capabilities", [{}, {"elicitation": {"url": {}}}, {"sampling": {}, "roots": {}}], ids=str)
async def test_a_client_that_shows_no_forms_is_told_of_the_queue(scene, capabilities):
    async with raw(scene.server(), capabilities=capabilities) as client:
        assert "in the queue" in await client.text(MOVE, scene.rejection())
    assert scene.sent() == []


async def test_a_call_without_an_id_makes_nothing_and_notifications_with_one_are_refused(scene):
    async with raw(scene.server()) as client:
        await client.send(method="tools/call", params={"name": NOTE, "arguments": scene.note()})
        for params in ({"requestId": "nobody"}, {"requestId": {"a": 1}}, {}):
            await client.send(method="notifications/cancelled", params=params)
        for method in ("notifications/initialized", "notifications/cancelled", "notifications/no/such"):
            _, answer = await client.ask(method, {})
            assert answer["error"]["code"] == -32601
        assert '"rows":1' in await client.text(TAGS, {"limit": 1})
    assert scene.sent("candidate.createNote") == []


DEEP = functools.reduce(lambda inner, _: [inner], range(60), [])
ARGUMENTS = {
    "nothing": (None, '"rows":7'), "every optional null": ({"limit": None, "cursor": None}, '"rows":7'),
    "a list": ([], "Invalid request"), "JSON text": ('{"limit": 1}', "Invalid request"), "a number": (7, "Invalid"),
    "metadata inside": ({"limit": 1, "_meta": {}}, "unknown argument '_meta'"),
    "a reason": ({"limit": 1, "reason": "because"}, "unknown argument 'reason'"),
    "20 MB": ({"cursor": "x" * 20_000_000}, "longer than"), "NaN": ({"limit": float("nan")}, "not a JSON number"),
    "a number as text": ({"limit": "1"}, '"rows":1'), "very deep": ({"limit": DEEP}, "levels deep"),
}  # fmt: skip
NAMES = {
    "ASHBY_Candidate_Tag_List": "did you mean 'ashby_candidate_tag_list'",
    "ashby.candidate.tag.list": "did you mean 'ashby_candidate_tag_list'",
    "mcp__ashby__ashby_candidate_tag_list": "did you mean 'ashby_candidate_tag_list'",
    "default_api.ashby_candidate_tag_list": "did you mean 'ashby_candidate_tag_list'",
    " ashby_candidate_tag_list": "did you mean 'ashby_candidate_tag_list'",
    "": "no tool called ''", "\u202eevil": "no tool called", "x" * 1_000_000: "no tool called",
}  # fmt: skip
ADDRESSES = ["", "x", "ashby://", "ashby:candidate", "ashby://candidate/", "ashby://candidate/%00", "ashby://candidate/%ff",
             "ashby://candidate/%2e%2e/%2e%2e", "ashby://candidate/%E0%A4%A", "ashby://candidate/a?b#c", "ashby://[::1/x",
             "ashby://candidate/\u00fc", "ashby://user:pw@candidate:99999999/x", "file:///etc/passwd", "ashby://CANDIDATE/x",
             "ashby://candidate/" + "a" * 100_000, " ashby://candidate/x", "ashby://candidate//x"]  # fmt: skip


async def test_odd_arguments_names_and_addresses_are_answered_with_what_is_wrong(scene):
    person = scene.applications[0]["candidate"]["id"]
    async with raw(scene.server(store=MemoryStore())) as client:
        for kind, (arguments, says) in ARGUMENTS.items():
            assert says in await client.text(TAGS, arguments), kind
        for name, says in NAMES.items():
            answered = await client.text(name, {"limit": 1})
            assert says in answered, name[:40]
            assert len(answered) < 600
        for address in ADDRESSES:
            _, answer = await client.ask("resources/read", {"uri": address})
            assert answer["error"]["code"] in (-32002, -32602), address[:40]
        for same in (person.upper(), "".join(f"%{ord(letter):02x}" for letter in person)):
            _, answer = await client.ask("resources/read", {"uri": f"ashby://candidate/{same}"})
            assert person in answer["result"]["contents"][0]["text"] or scene.name() in str(answer)
