"""The typer application: which commands there are and what they take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ashby_agent_tools.cli import approvals, calling, catalogue, doctor, simulating

app = typer.Typer(
    name="ashby-agent-tools",
    help="Ashby for AI agents: look at the operations, make a call, answer questions, run the simulator.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
answers = typer.Typer(help="Questions that wait for a person's yes.", no_args_is_help=True)
app.add_typer(answers, name="approvals")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Store = Annotated[Path | None, typer.Option(help="The store's file; default: in your folder for applications' data.")]
Account = Annotated[
    str | None, typer.Option(metavar="NAME", help="A name for the organization; default: derived from the key.")
]
Secret = Annotated[
    Path | None,
    typer.Option("--approver-secret-file", metavar="FILE", help="The secret of an approver; or ASHBY_APPROVER_SECRET."),
]
Who = Annotated[str, typer.Option("--by", help="Who answers.")]


@app.command()
def operations(
    *,
    as_json: AsJson = False,
    preset: Annotated[str | None, typer.Option(help="Only this preset's.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only those with this tag.")] = None,
    effect: Annotated[Literal["read", "write", "destructive"] | None, typer.Option(help="Only this effect.")] = None,
    scope: Annotated[str | None, typer.Option(help="Only those that need this scope.")] = None,
) -> None:
    """List the operations with what they may do."""
    catalogue.run(as_json=as_json, preset=preset, tag=tag, effect=effect, scope=scope)


@app.command()
def call(
    name: Annotated[str, typer.Argument(help="An endpoint, a tool name or an alias.")],
    arguments: Annotated[str, typer.Argument(help="The arguments as JSON; - reads them from stdin.")] = "{}",
    *,
    as_json: AsJson = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send no write.")] = False,
    budget: Annotated[int | None, typer.Option(help="Tokens for the result's text.")] = None,
    fields: Annotated[str | None, typer.Option(help="Fields to show, separated by commas.")] = None,
    store: Store = None,
    account: Account = None,
    yes_i_am: Annotated[str | None, typer.Option(help="Approve this call yourself, under this name.")] = None,
    secret_file: Secret = None,
    hide: Annotated[
        list[str] | None,
        typer.Option(metavar="CLASS", help="Hide pay, contact or eeo; pay='level of reward' adds a label."),
    ] = None,
    show: Annotated[list[str] | None, typer.Option(metavar="CLASS", help="Show eeo, which is off by default.")] = None,
) -> None:
    """Make one call; what needs a yes is asked here, or waits for `approvals` where there is no terminal."""
    settings = calling.Settings(
        dry_run=dry_run,
        budget=budget,
        fields=fields,
        store=store,
        account=account,
        approved_by=yes_i_am,
        secret_file=secret_file,
        hide=tuple(hide or ()),
        show=tuple(show or ()),
    )
    calling.run(name, arguments, settings, as_json=as_json)


@answers.command("list")
def list_questions(*, as_json: AsJson = False, store: Store = None, account: Account = None) -> None:
    """List the questions of an account, newest first."""
    approvals.show_all(store, account, as_json=as_json)


@answers.command()
def show(
    identity: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Show one question whole."""
    approvals.show_one(store, account, identity, as_json=as_json)


@answers.command()
def approve(
    identity: Annotated[str, typer.Argument(metavar="ID")],
    *,
    by: Who,
    secret_file: Secret = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Say yes to exactly this call, at a terminal or with an approver's secret. The same call is then sent once."""
    approvals.answer(store, account, identity, approved=True, by=by, secret_file=secret_file, as_json=as_json)


@answers.command("add-approver")
def add_approver(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who approves.")],
    *,
    secret_file: Annotated[Path, typer.Option(metavar="FILE", help="A new file, for the secret.")],
    store: Store = None,
) -> None:
    """Make a secret with which this approver says yes where there is no terminal. Asks for a code at the terminal."""
    approvals.add_approver(store, name, secret_file)


@answers.command()
def deny(
    identity: Annotated[str, typer.Argument(metavar="ID")],
    *,
    by: Who,
    message: Annotated[str, typer.Option(help="Shown to the model.")] = "",
    secret_file: Secret = None,
    as_json: AsJson = False,
    store: Store = None,
    account: Account = None,
) -> None:
    """Say no."""
    approvals.answer(
        store, account, identity, approved=False, by=by, message=message, secret_file=secret_file, as_json=as_json
    )


@app.command()
def simulator(
    *,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 7,
    size: Annotated[Literal["small", "large"], typer.Option(help="120 or 10,000 candidates.")] = "small",
    as_json: AsJson = False,
) -> None:
    """Serve a simulated Ashby with a demo company on this machine, until interrupted."""
    simulating.run(port=port, seed=seed, size=size, as_json=as_json)


@app.command(name="doctor")
def examine(*, as_json: AsJson = False) -> None:
    """Check key, scopes, version, clock, tokenizer and extras; say what is missing and the next step."""
    doctor.run(as_json=as_json)
