"""The real SDK's parse helpers against a loopback server, with Ashby's tools beside a structured answer."""

from __future__ import annotations

import json

import pytest
from loopback import HABITS, Server
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from ashby_agent_tools import Decision, Toolset, errors

MOVE, READ_ON = "ashby_application_change_stage", "ashby_read_result"


class Verdict(BaseModel):
    """What the application wants at the end."""

    rejected: str
    why: str


ANSWER = json.dumps({"rejected": "Priya Raman", "why": "timing"})


def talk(tools, base_url, *, definitions, streamed=False):
    """The README's loop over `chat.completions.parse`, every question answered with yes."""
    messages = [{"role": "user", "content": "go"}]
    with OpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        while True:
            given = {"model": "m", "messages": messages, "tools": definitions, "response_format": Verdict}
            if streamed:
                with client.chat.completions.stream(**given) as stream:
                    made = stream.get_final_completion()
            else:
                made = client.chat.completions.parse(**given)
            message = made.choices[0].message
            messages.append(message)
            turn = tools.run(made)
            if not turn.outputs and not turn.pending:
                return message.parsed, messages
            turn = turn.resume({it.call_id: Decision.approve(by="Robin") for it in turn.pending})
            messages.extend(turn.outputs)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("builtin", [True, False], ids=["with built-in tools", "without built-in tools"])
def test_parse_works_beside_our_tools(scene, streamed, builtin):
    server = Server(HABITS["unique"])
    server.steps = [[(MOVE, {**scene.rejection(), "archiveEmail": None})], ANSWER]
    tools = scene.tools()
    definitions = tools.chat(builtin=builtin)
    assert (READ_ON in {it["function"]["name"] for it in definitions}) is builtin
    with server.serving() as base_url:
        parsed, _ = talk(tools, base_url, definitions=definitions, streamed=streamed)
    assert parsed == Verdict(rejected="Priya Raman", why="timing")
    assert scene.sent() == [scene.rejection()]
    assert all(it["function"]["strict"] for it in server.heard[0]["tools"])


def test_reading_on_with_a_condition_as_text_works_through_parse(scene):
    tools = scene.tools()
    listed = tools.session.run("ashby_candidate_list", {"limit": 100})
    name = listed.data[4]["name"]
    server = Server(HABITS["unique"])
    server.steps = [[(READ_ON, {"ref": listed.ref, "where": json.dumps({"name": name})})], ANSWER]
    with server.serving() as base_url:
        _, messages = talk(tools, base_url, definitions=tools.chat())
    (output,) = (it["content"] for it in messages if isinstance(it, dict) and it["role"] == "tool")
    assert name in output
    assert '"rows":1' in output


async def test_the_async_client_parses_too(scene):
    server = Server(HABITS["unique"])
    server.steps = [[("ashby_candidate_list", {"limit": 1})], ANSWER]
    tools = scene.tools()
    with server.serving() as base_url:
        async with AsyncOpenAI(base_url=base_url, api_key="none") as client:
            messages = [{"role": "user", "content": "go"}]
            given = {"model": "m", "messages": messages, "tools": tools.chat(), "response_format": Verdict}
            made = await client.chat.completions.parse(**given)
            turn = await tools.arun(made)
            messages += [made.choices[0].message, *turn.outputs]
            made = await client.chat.completions.parse(**given)
    assert made.choices[0].message.parsed.why == "timing"


def test_responses_parse_works_beside_our_tools(scene):
    server = Server(HABITS["unique"])
    server.steps = [[(MOVE, scene.rejection())], ANSWER]
    tools = scene.tools()
    with server.serving() as base_url, OpenAI(base_url=base_url, api_key="none") as client:
        items = [{"role": "user", "content": "go"}]
        given = {"model": "m", "input": items, "tools": tools.responses(strict="only"), "text_format": Verdict}
        made = client.responses.parse(**given)
        turn = tools.run(made)
        turn = turn.resume({it.call_id: Decision.approve(by="Robin") for it in turn.pending})
        items += [*made.output, *turn.outputs]
        assert client.responses.parse(**given).output_parsed.rejected == "Priya Raman"
    assert scene.sent() == [scene.rejection()]


def test_what_cannot_be_strict_is_left_out_where_only_strict_tools_work(scene):
    tools = scene.tools(Toolset.preset("offers"))
    everything, strict = ({it["function"]["name"] for it in tools.chat(strict=how)} for how in (True, "only"))
    assert everything - strict == {"ashby_offer_create", "ashby_offer_update"}
    server = Server(HABITS["unique"])
    server.steps = [ANSWER]
    with server.serving() as base_url:
        parsed, _ = talk(tools, base_url, definitions=tools.chat(strict="only"))
        assert parsed.why == "timing"
        with pytest.raises(ValueError, match="ashby_offer_create` is not strict"):
            talk(tools, base_url, definitions=tools.chat())


def test_another_word_for_strict_is_refused(scene):
    with pytest.raises(errors.UsageError, match="only"):
        scene.tools().chat(strict="always")
