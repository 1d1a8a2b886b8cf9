"""The commands of `approvals` and their options; the work is in `approvals`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ashby_agent_tools.cli import approvals
from ashby_agent_tools.cli._options import Account, AsJson, Rules, Secret, Store
from ashby_agent_tools.cli._output import examples
from ashby_agent_tools.cli.given_answer import Answer

__all__ = ["commands"]

commands = typer.Typer(
    help="Questions that wait for a person's approval.",
    epilog=examples("approvals list", "approvals show 3f2a", "approvals approve 3f2a --by grace@example.com"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
Who = Annotated[str, typer.Option("--by", help="Who answers.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="The question's id, or how it begins; or a batch's id.")]
Lines = Annotated[str | None, typer.Option("--lines", metavar="1-5,8", help="Of a batch; default: all that wait.")]
State = Literal["pending", "approved", "denied", "expired", "changed", "used", "unknown"]


@commands.command(
    "list",
    short_help="List the questions, newest first.",
    epilog=examples("approvals list", "approvals list --state pending --json", "approvals list | cut -f 1,3"),
)
def list_questions(
    *,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """List the questions of an account, newest first."""
    approvals.show_all(store, account, states=[state] if state else (), as_json=as_json)


@commands.command(epilog=examples("approvals show 3f2a"))
def show(identity: Identity, *, as_json: AsJson = False, store: Store = None, account: Account = None) -> None:
    """Show one question whole."""
    approvals.show_one(store, account, identity, as_json=as_json)


@commands.command(
    short_help="Approve exactly this call, or lines of a batch.",
    epilog=examples(
        "approvals approve 3f2a --by grace@example.com",
        "approvals approve 0123456789ab --lines '1-5, 8' --by grace@example.com",
    ),
)
def approve(
    identity: Identity,
    *,
    by: Who,
    lines: Lines = None,
    secret_file: Secret = None,
    rules: Rules = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Say yes to exactly this call, at a terminal or with an approver's secret. The same call is then sent once."""
    said = Answer(by, approved=True, secret_file=secret_file, rules=rules, lines=lines)
    approvals.answer(store, account, identity, said, as_json=as_json)


@commands.command(
    short_help="Approve the call with other arguments.",
    epilog=examples("approvals edit 3f2a note='Call her on Monday' --by grace@example.com"),
)
def edit(
    identity: Identity,
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="NAME=VALUE", help="What changes; or all arguments as one JSON object, or - for stdin."),
    ],
    *,
    by: Who,
    message: Annotated[str, typer.Option(help="Kept with the answer.")] = "",
    secret_file: Secret = None,
    rules: Rules = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Say yes to the same call with other arguments, if they are no more dangerous than what was shown.

    The agent makes its call as before, and what is sent are these arguments. `(not shown)` leaves a secret as it is.
    """
    said = Answer(by, approved=True, message=message, edit=tuple(arguments), secret_file=secret_file, rules=rules)
    approvals.answer(store, account, identity, said, as_json=as_json)


@commands.command(epilog=examples("approvals deny 3f2a --by grace@example.com --message 'she stays in the process'"))
def deny(
    identity: Identity,
    *,
    by: Who,
    message: Annotated[str, typer.Option(help="Shown to the model.")] = "",
    lines: Lines = None,
    secret_file: Secret = None,
    rules: Rules = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Say no."""
    said = Answer(by, approved=False, message=message, secret_file=secret_file, rules=rules, lines=lines)
    approvals.answer(store, account, identity, said, as_json=as_json)


@commands.command(
    short_help="Find out what came of calls whose outcome is unknown.",
    epilog=examples("approvals reconcile 3f2a", "approvals reconcile --json"),
)
def reconcile(
    identity: Annotated[str | None, typer.Argument(metavar="ID", help="The question's id; without it, all.")] = None,
    *,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Read in Ashby whether a call landed that was sent and never answered, and settle its record: needs the key.

    Exits with 1 where it cannot be told of every one.
    """
    approvals.reconcile(store, account, identity, as_json=as_json)


@commands.command(
    "add-approver",
    short_help="Make a secret for an approver.",
    epilog=examples("approvals add-approver grace@example.com --secret-file grace.secret"),
)
def add_approver(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who approves.")],
    *,
    secret_file: Annotated[Path, typer.Option(metavar="FILE", help="A new file, for the secret.")],
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Make a secret with which this approver says yes where there is no terminal. Asks for a code at the terminal."""
    approvals.add_approver(store, name, secret_file, as_json=as_json)
