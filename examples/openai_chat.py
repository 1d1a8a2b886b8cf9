"""OpenAI, Chat Completions: the loop around a model that rejects somebody after a person has approved."""

from __future__ import annotations

import sys
from typing import Any

from ashby_openai import AshbyTools
from examples._company import Company, company
from examples._openai import sdk
from examples._script import TASK


def run(company: Company) -> str:
    """Give the model the task; returns its last word."""
    client, model = sdk(company)
    tools = AshbyTools(preset="operations", client=company.client)
    definitions: Any = tools.chat()
    messages: list[Any] = [{"role": "system", "content": tools.instructions}, {"role": "user", "content": TASK}]
    while True:
        completion = client.chat.completions.create(model=model, messages=messages, tools=definitions)
        turn = tools.run(completion)
        while turn.pending:
            turn = turn.resume({waiting.call_id: company.decide(waiting.question) for waiting in turn.pending})
        message = completion.choices[0].message
        if not turn.outputs:
            return message.content or ""
        messages += [message, *turn.outputs]


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Model:     {run(chosen)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
