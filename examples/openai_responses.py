"""OpenAI, Responses API: the loop around a model that rejects somebody after a person has approved."""

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
    definitions: Any = tools.responses()
    items: list[Any] = [{"role": "user", "content": TASK}]
    while True:
        response = client.responses.create(
            model=model, instructions=tools.instructions, input=items, tools=definitions
        )  # fmt: skip
        turn = tools.run(response)
        while turn.pending:
            turn = turn.resume({waiting.call_id: company.decide(waiting.question) for waiting in turn.pending})
        if not turn.outputs:
            return response.output_text
        items += [*response.output, *turn.outputs]


def main() -> int:
    """Run it; returns the exit code."""
    with company() as chosen:
        print(f"Recruiter: {TASK}")
        print(f"Model:     {run(chosen)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
