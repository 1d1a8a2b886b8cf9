"""The simulated company that examples work with in tests, with a person who answers as a test says."""

from __future__ import annotations

from ashby_agent_tools.simulator import Simulator
from examples._company import Company


class At:
    """`at("yes")`: the simulated company, with a person who says so; `at.asked` are the questions.

    An answer may be a function of the question, for a person who says no to some.
    """

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.asked = simulator, []

    def __call__(self, answer):
        def say(question):
            self.asked.append(question)
            return answer(question) if callable(answer) else answer == "yes"

        return Company(self.simulator.client(), self.simulator, answer=say)


def arrived(simulator, endpoint):
    """The bodies of all requests for an endpoint."""
    return [request.body for request in simulator.log if request.endpoint == endpoint]
