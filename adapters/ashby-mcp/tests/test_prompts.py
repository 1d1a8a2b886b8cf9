"""Prompts: recruiting work as instructions over the tools that are offered, in both protocol eras."""

from __future__ import annotations

import re

import pytest
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from ashby_agent_tools import Toolset

NAMES = [
    "prepare_my_interviews", "weekly_pipeline_report", "debrief", "draft_feedback", "clean_up_stale_applications",
]  # fmt: skip
GIVEN = {
    "prepare_my_interviews": {"interviewer": "Yuki Hayashi"},
    "weekly_pipeline_report": {"job": "Account Executive (job_7)"},
    "debrief": {"candidate": "Ada Lee"},
    "draft_feedback": {"candidate": "Ada Lee", "notes": "Listens first.\nAsks {why} and 100%."},
    "clean_up_stale_applications": {},
}


async def test_five_prompts_are_listed_with_titles_and_arguments(scene, connect, era):
    async with connect(scene.server(), era) as client:
        listed = await client.list_prompts()
    assert [prompt.name for prompt in listed.prompts] == NAMES
    for prompt in listed.prompts:
        assert prompt.title
        assert prompt.description.endswith(".")
        assert all(argument.title and argument.description for argument in prompt.arguments)
    required = {it.name: [a.name for a in it.arguments if a.required] for it in listed.prompts}
    assert required == {name: [key for key in GIVEN[name] if key != "job"] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "toolset",
    [
        Toolset.preset("operations"),
        Toolset.all().renamed("list_all"),
        Toolset.preset("scheduling"),
        Toolset.all().read_only(),
    ],
    ids=["recruiter", "renamed", "scheduling", "reading"],
)
async def test_a_prompt_names_only_tools_that_are_offered_and_numbers_its_steps(scene, connect, name, toolset):
    async with connect(scene.server(toolset=toolset)) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        if name not in {prompt.name for prompt in (await client.list_prompts()).prompts}:
            with pytest.raises(MCPError, match="There is no prompt"):
                await client.get_prompt(name, GIVEN[name])
            return
        prompt = await client.get_prompt(name, GIVEN[name])
    (message,) = prompt.messages
    text = message.content.text
    assert message.role == "user"
    named = set(re.findall(r"\b(?:ashby|list_all|get|create|update)_\w+", text)) - {"written_by_outsiders"}
    assert named <= tools
    assert named
    assert not re.search(r"<\w+\.\w+>|\{\w+\}", text.replace("{why}", ""))
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    assert all(" ".join(value.split()) in " ".join(text.split()) for value in GIVEN[name].values())
    assert re.search(r"today is 2\d\d\d-\d\d-\d\d|Draft a scorecard", text)
    assert scene.sent() == []


async def test_a_prompt_is_offered_where_its_tools_are(scene, connect):
    async with connect(scene.server(toolset=Toolset.of("interviewSchedule.list", "job.list"))) as client:
        assert [prompt.name for prompt in (await client.list_prompts()).prompts] == NAMES[:1]
        text = (await client.get_prompt(NAMES[0], GIVEN[NAMES[0]])).messages[0].content.text
    assert "ashby_interview_schedule_list" in text
    assert "ashby_candidate_info" not in text


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("debrief", {}, "debrief needs candidate"),
        ("debrief", {"candidate": "  "}, "debrief needs candidate"),
        ("debrief", {"candidate": "Ada", "person": "Ada"}, "no 'person'"),
        ("debrief", {"candidate": "A" * 600}, "500 characters"),
        ("weekly_report", {}, "there are: prepare_my_interviews"),
    ],
)
async def test_wrong_arguments_are_told(scene, connect, era, name, arguments, told):
    async with connect(scene.server(), era) as client:
        with pytest.raises(MCPError, match=told) as caught:
            await client.get_prompt(name, arguments)
    assert caught.value.code == INVALID_PARAMS


@pytest.mark.parametrize("name", NAMES)
async def test_with_tasks_a_prompt_names_tasks(scene, connect, name):
    async with connect(scene.server(toolset=Toolset.tasks())) as client:
        assert [prompt.name for prompt in (await client.list_prompts()).prompts] == NAMES
        text = (await client.get_prompt(name, GIVEN[name])).messages[0].content.text
    named = set(re.findall(r"\bashby_\w+", text))
    assert named
    assert named <= {tool.name for tool in Toolset.tasks().tools}
    assert "Change nothing: " not in text


async def test_where_nothing_can_be_changed_a_prompt_says_so(scene, connect):
    async with connect(scene.server(toolset=Toolset.tasks().read_only())) as client:
        text = (await client.get_prompt(NAMES[-1], {})).messages[0].content.text
    assert "the tools here only read" in text
