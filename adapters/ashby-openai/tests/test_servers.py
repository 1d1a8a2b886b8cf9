"""Real clients against an OpenAI-compatible server: a call is a response and a place in it, whatever its id is."""

from __future__ import annotations

import json

import pytest
from loopback import HABITS, Server
from openai import AsyncOpenAI, OpenAI

from ashby_agent_tools import Decision, MemoryStore

pytestmark = pytest.mark.slow  # every input, through every door

MOVE, NOTE, INFO = "ashby_application_change_stage", "ashby_candidate_create_note", "ashby_candidate_info"
YES = Decision.approve


def _completed(event):
    return event.type == "response.completed"


class Talk:
    """The README's loop over one API, streamed or not. A person says yes to whoever stands in `wanted`."""

    def __init__(self, tools, base_url, *, api, stream):
        self.tools, self.api, self.stream = tools, api, stream
        self.client = OpenAI(base_url=base_url, api_key="none", max_retries=0)
        self.items, self.outputs, self.asked, self.approved = [{"role": "user", "content": "go"}], [], [], []

    def next(self):
        if self.api == "chat":
            given = {"model": "m", "messages": self.items, "tools": self.tools.chat()}
            if not self.stream:
                return self.client.chat.completions.create(**given)
            with self.client.chat.completions.stream(**given) as stream:
                return stream.get_final_completion()
        given = {"model": "m", "input": self.items, "tools": self.tools.responses()}
        if not self.stream:
            return self.client.responses.create(**given)
        # the SDK's own helper for streams refuses parallel calls with one id
        (made,) = [it.response for it in self.client.responses.create(**given, stream=True) if _completed(it)]
        return made

    def through(self, wanted=()):
        with self.client:
            while True:
                made = self.next()
                calls = made.choices[0].message.tool_calls if self.api == "chat" else made.output
                self.items += [made.choices[0].message] if self.api == "chat" else list(calls)
                turn = self.tools.run(made)
                if not turn.outputs and not turn.pending:
                    return
                for _ in range(3):
                    if turn.pending:
                        turn = turn.resume({it.call_id: self.said(it, wanted) for it in turn.pending})
                assert turn.pending == []
                self.items += turn.outputs
                self.outputs.append([it.get("content") or it.get("output") for it in turn.outputs])
                assert len(turn.outputs) == len(calls)

    def said(self, waiting, wanted):
        application = waiting.call.arguments["applicationId"]
        self.asked.append(application)
        if application not in wanted:
            return Decision.deny("Not this week", by="Robin")
        self.approved.append(application)
        return YES(by="Robin")


@pytest.fixture(params=HABITS)
def habit(request):
    return HABITS[request.param]


@pytest.fixture(params=["chat", "responses"])
def api(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def stream(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["ids of its own", "one id for all answers"])
def same_id(request):
    return request.param


def played(scene, server, steps, wanted=(), **how):
    server.steps = [*steps, "Done"]
    tools = scene.tools(store=MemoryStore())
    with server.serving() as base_url:
        talk = Talk(tools, base_url, **how)
        talk.through(wanted)
    return talk


def test_of_two_parallel_calls_only_the_one_with_the_yes_is_sent(scene, habit, api, stream):
    steps = [[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))]]
    wanted = {scene.rejection(1)["applicationId"]}
    talk = played(scene, Server(habit), steps, wanted, api=api, stream=stream)
    assert scene.sent() == [scene.rejection(1)]
    assert len(talk.asked) == 2
    assert "Not this week" in talk.outputs[0][0]


def test_calls_of_several_rounds_are_each_made_and_asked_about_on_their_own(scene, habit, api, same_id):
    """The same id with other arguments, and the same call again after it was answered."""
    person = scene.applications[0]["candidate"]["id"]
    steps = [
        [(NOTE, scene.note(0)), (INFO, {"id": person})],
        [(NOTE, scene.note(1)), (INFO, {"id": person})],
        [(MOVE, scene.rejection(0))],
        [(MOVE, scene.rejection(1))],
        [(MOVE, scene.rejection(2))],
        [(INFO, {"id": person})],
    ]
    wanted = {scene.rejection(number)["applicationId"] for number in (1, 2)}
    talk = played(scene, Server(habit, same_id=same_id), steps, wanted, api=api, stream=False)
    assert scene.sent("candidate.createNote") == [scene.note(0), scene.note(1)]
    assert scene.sent() == [scene.rejection(1), scene.rejection(2)]
    assert len(talk.asked) == 3
    assert [json.loads(it.split('"record"')[0].rstrip(",\n ") + "}") for it in talk.outputs[5]]


def test_the_same_read_again_is_read_again(scene, habit, api, same_id):
    """A stale answer without a sign would hide what was changed meanwhile."""
    person = scene.applications[0]["candidate"]["id"]
    before = len(scene.sent("candidate.info"))
    read = [(INFO, {"id": person})]
    played(scene, Server(habit, same_id=same_id), [read, [(NOTE, scene.note())], read], api=api, stream=False)
    assert len(scene.sent("candidate.info")) - before == 2


def test_a_yes_after_an_earlier_no_counts(scene, habit, api, same_id):
    answers = iter([False, True])
    server = Server(habit, same_id=same_id)
    tools = scene.tools()

    class Wavering(Talk):
        def said(self, waiting, wanted):
            return YES(by="Robin") if next(answers) else Decision.deny("Not yet", by="Robin")

    server.steps = [[(MOVE, scene.rejection())], "Not yet", [(MOVE, scene.rejection())], "Done"]
    with server.serving() as base_url:
        Wavering(tools, base_url, api=api, stream=False).through()
        assert scene.sent() == []
        Wavering(tools, base_url, api=api, stream=False).through()
    assert scene.sent() == [scene.rejection()]


@pytest.mark.parametrize("piece", [1, 3, 7])
def test_a_stream_that_cuts_characters_and_names_in_two_is_read(scene, api, piece):
    server, said = Server(HABITS["unique"], piece=piece), "Żurek \u2019 \U0001f600 seen"
    played(scene, server, [[(NOTE, scene.note(text=said))]], api=api, stream=True)
    assert scene.sent("candidate.createNote") == [scene.note(text=said)]


def test_a_stream_that_says_the_name_of_a_call_with_each_part_is_read(scene):
    """The SDK joins what comes: such a name is in the answer several times."""
    server = Server(HABITS["unique"], repeating=True)
    wanted = {scene.rejection()["applicationId"]}
    played(scene, server, [[(NOTE, scene.note()), (MOVE, scene.rejection())]], wanted, api="chat", stream=True)
    assert (scene.sent("candidate.createNote"), scene.sent()) == ([scene.note()], [scene.rejection()])


@pytest.mark.parametrize("prefix", ["functions.", "default_api."])
def test_names_in_the_namespace_of_a_template_are_made_through_a_real_client(scene, api, stream, prefix):
    steps = [[(f"{prefix}{NOTE}", scene.note()), (f"{prefix}{MOVE}".upper(), scene.rejection())]]
    wanted = {scene.rejection()["applicationId"]}
    played(scene, Server(HABITS["constant"]), steps, wanted, api=api, stream=stream)
    assert (scene.sent("candidate.createNote"), scene.sent()) == ([scene.note()], [scene.rejection()])


async def test_an_async_client_too(scene, habit, same_id):
    server = Server(habit, same_id=same_id, typed=False)
    server.steps = [[(MOVE, scene.rejection(0)), (MOVE, scene.rejection(1))]] * 2
    tools = scene.tools()
    with server.serving() as base_url:
        async with AsyncOpenAI(base_url=base_url, api_key="none") as client:
            for wanted in (0, 1):
                made = await client.chat.completions.create(model="m", messages=[], tools=tools.chat())
                turn, said = await tools.arun(made), scene.rejection(wanted)
                yes, no = Decision.approve(by="Robin"), Decision.deny(by="Robin")
                answers = {it.call_id: yes if it.call.arguments == said else no for it in turn.pending}
                turn = await turn.aresume(answers)
                assert turn.pending == []
                assert len(turn.outputs) == 2
    assert scene.sent() == [scene.rejection(0), scene.rejection(1)]
