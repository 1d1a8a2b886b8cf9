"""Interview feedback: a model drafts the scorecard from an interviewer's notes, and it is submitted after an approval.

python examples/interview_feedback.py ["Candidate's name" notes.txt]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from ashby_agent_tools import Toolset
from examples._company import Company, company
from examples._feedback_script import NOTES, STEPS, WHO
from examples._script import script
from langchain_ashby import AshbyToolkit, ScriptedModel

TASK = """Write the scorecard of the interview with {who} that still waits for feedback, from the notes below.
Find the candidate, the interview event that waits, its interviewer, and the form. Use the form's own fields, and for a
choice only its values. State what the notes state and nothing else; leave out a field of which they say nothing.

Notes of the interviewer:
{notes}"""

TOOLS = Toolset.of(
    "candidate.search", "interviewSchedule.list", "feedbackFormDefinition.list", "applicationFeedback.submit"
)


def run(company: Company, who: str, notes: str) -> str:
    """Have the scorecard drafted; the question shows it. Returns the agent's last word."""
    model = init_chat_model(company.model) if company.model else ScriptedModel(steps=script(answers, STEPS))
    toolkit = AshbyToolkit(TOOLS, client=company.client, approver=company.approver)
    agent = create_agent(model, toolkit.get_tools(), system_prompt=toolkit.instructions)
    task = HumanMessage(TASK.format(who=who, notes=notes))
    out = agent.invoke({"messages": [task]}, {"configurable": {"thread_id": "feedback"}})
    return str(out["messages"][-1].text)


def answers(messages: Sequence[BaseMessage]) -> list[str]:
    """What the tools said so far."""
    return [message.text for message in messages if isinstance(message, ToolMessage)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if len(given) not in (0, 2):
        print(__doc__)
        return 2
    with company() as chosen:
        if not given and chosen.simulator is None:
            print("In your own organization, say whose interview it was and which file holds the notes.")
            return 2
        if given and chosen.model is None:
            print("A script plays the model, and it knows one interview only: leave out the name and the notes.")
            return 2
        who, notes = (given[0], Path(given[1]).read_text(encoding="utf-8")) if given else (WHO, NOTES)
        print(f"Notes about {who}:\n{notes}")
        print(f"Agent: {run(chosen, who, notes)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
