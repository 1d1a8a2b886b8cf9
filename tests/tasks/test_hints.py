"""A tool that is not there is answered with the task that does it, and never with one that can do more."""

from __future__ import annotations

import pytest

from ashby_agent_tools import Toolset
from ashby_agent_tools.errors import InvalidArguments
from ashby_agent_tools.operations import catalogue
from ashby_agent_tools.risk import Effect
from ashby_agent_tools.tasks import all_tasks

ANSWERED = {
    "ashby_application_reject": "The task ashby_reject is for that.",
    "reject_candidate": "The task ashby_reject is for that.",
    "ashby_get_dossier": "The task ashby_candidate_dossier is for that.",
    "ashby_schedule_interview": "The task ashby_schedule is for that.",
    "ashby_application_change_stage": "use ashby_advance or ashby_reject.",
    "ashby_candidate_search": "use ashby_find or",
    "ashby_offer_list": "ashby_offer_status",
}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_name_that_is_not_there_is_answered_with_the_task(name):
    with pytest.raises(InvalidArguments) as caught:
        Toolset.preset()[name]
    assert ANSWERED[name] in str(caught.value)


@pytest.mark.parametrize(
    "name", ["ashby_get_schedule", "ashby_rejection_list", "ashby_reject_list", "ashby_feedback_list"]
)
def test_a_name_that_asks_for_a_read_is_not_answered_with_a_task_that_writes(name):
    with pytest.raises(InvalidArguments) as caught:
        Toolset.tasks()[name]
    writing = [task.spec.tool for task in all_tasks().values() if task.spec.worst.effect > Effect.READ]
    assert not [
        it for it in writing if it in str(caught.value).partition("called")[2].partition("'")[2].partition("'")[2]
    ]


def test_no_operation_is_answered_with_a_task_that_can_do_more():
    tasks = Toolset.tasks()
    for endpoint, operation in catalogue().items():
        with pytest.raises(InvalidArguments) as caught:
            tasks[endpoint]
        for task in all_tasks().values():
            if task.spec.tool in str(caught.value).split():
                assert task.spec.worst.effect <= operation.spec.worst.effect
