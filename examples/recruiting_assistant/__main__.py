"""Run the recruiting assistant: `python -m examples.recruiting_assistant [--answers yes,no,yes]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from rich.console import Console

from ashby_agent_tools.errors import AshbyError, UsageError
from examples._company import print_any_name
from examples.recruiting_assistant.agent import Setting, assistant, setting
from examples.recruiting_assistant.approver import Approver
from examples.recruiting_assistant.chat import Chat, typed
from examples.recruiting_assistant.report import Ledger, Watch
from examples.recruiting_assistant.scripted import RECRUITER

_WIDTH = 110  # where the output is not a terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Talk until there is nothing more to say. Returns the exit code."""
    print_any_name()
    answers = _parsed(arguments).answers
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    try:
        talk(setting(), answers, console)
    except (AshbyError, ImportError, ValueError) as error:  # no key, or a model that LangChain cannot make
        console.print(str(error), markup=False)
        return 2
    return 0


def talk(chosen: Setting, answers: Sequence[bool] | None, console: Console) -> Chat:
    """The whole conversation and its report. Raises UsageError for scripted answers about real people."""
    if answers is not None and chosen.simulator is None:
        raise UsageError("--answers is for the simulator: scripted answers never decide about real people.")
    _introduce(console, chosen, scripted_answers=answers is not None)
    approver = Approver(console, chosen.client, answers=answers)
    watch = None if chosen.simulator is None else Watch(chosen.simulator)
    chat = Chat(console, assistant(chosen, approver), Ledger(), watch)
    for said in RECRUITER if chosen.scripted else typed(console):
        chat.turn(said)
    chat.report()
    return chat


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.recruiting_assistant", description=__doc__)
    parser.add_argument(
        "--answers",
        type=_answers,
        metavar="yes,no,...",
        help="scripted answers to the questions, on the simulator only",
    )
    return parser.parse_args(arguments)


def _answers(text: str) -> list[bool]:
    words = [word.strip().lower() for word in text.split(",")]
    if set(words) - {"yes", "no"}:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of yes and no, separated by commas")
    return [word == "yes" for word in words]


def _introduce(console: Console, chosen: Setting, *, scripted_answers: bool) -> None:
    console.rule("Recruiting assistant")
    if chosen.scripted:
        console.print("Model:    SCRIPTED, no language model runs; set ASHBY_AGENT_MODEL and its key for a real one.")
    else:
        console.print(f"Model:    {os.environ['ASHBY_AGENT_MODEL']}", markup=False)
    if chosen.simulator is None:
        console.print("Data:     your organization in Ashby, through ASHBY_API_KEY. What you approve is real.")
    else:
        ignored = " (ASHBY_API_KEY is set and not used)" if os.environ.get("ASHBY_API_KEY") else ""
        console.print(f"Data:     the simulator, a made-up company; today is {chosen.today}{ignored}.")
    console.print(f"Answers:  {'SCRIPTED' if scripted_answers else 'yours, at this terminal; without one it is no'}.")


if __name__ == "__main__":
    sys.exit(main())
