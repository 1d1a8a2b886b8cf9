"""The Typer application: the commands and their options."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from ashby_agent_tools.cli import (
    answering,
    audit,
    calling,
    catalogue,
    configuration,
    doctor,
    inbox,
    presets,
    serve,
    simulating,
    store,
    undo,
)
from ashby_agent_tools.cli._options import Account, AsJson, Rules, Secret, Store
from ashby_agent_tools.cli._output import Commands, examples, say

FIRST_STEPS = """\
Ashby for AI agents, on the command line. Three things to begin with:

  ashby-agent-tools simulator                          a made-up company to try everything on
  ashby-agent-tools doctor                             is the key in ASHBY_API_KEY right, and what may it do?
  ashby-agent-tools call job.search title="Engineer"   a first call

`ashby-agent-tools operations` lists all calls, `ashby-agent-tools --help` all commands."""


app = typer.Typer(
    name="ashby-agent-tools",
    cls=Commands,
    help="Ashby for AI agents: look at the operations, make a call, answer questions, run the simulator.",
    epilog=examples("simulator", "doctor", "operations --search archive", "call job.search title=Engineer"),
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain help: it is read in pipes and copied
    pretty_exceptions_enable=False,
)
operations = typer.Typer(
    short_help="List the operations, or show one.",
    help="List the operations with what they may do; `operations show NAME` shows everything about one.",
    epilog=examples(
        "operations --effect destructive", "operations --search 'interview cancel'",
        "operations show application.changeStage", "operations | grep offer",
    ),
    rich_markup_mode=None,
)  # fmt: skip
app.add_typer(operations, name="operations")
app.add_typer(answering.commands, name="approvals")
proof = typer.Typer(
    help="The audit file: whether it is whole, and its steps for an auditor.",
    epilog=examples("audit verify audit.jsonl", "audit export audit.jsonl --since 2026-11-01 > november.csv"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(proof, name="audit")
app.add_typer(store.commands, name="store")
app.command("inbox", short_help="Serve the pages on which people answer.", epilog=inbox.EXAMPLES)(inbox.serve)
app.command("serve-unified", short_help="Serve the unified models over HTTP.", epilog=serve.EXAMPLES)(serve.serve)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="An endpoint, a tool name or an alias.", autocompletion=catalogue.names)
]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", "-V", help="Print the version.")] = False,
) -> None:
    """Say what one does first, or the version; with a command, only the command runs."""
    if show_version:
        say(f"ashby-agent-tools {version('ashby-agent-tools')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(FIRST_STEPS)


@operations.callback(invoke_without_command=True)
def list_operations(
    context: typer.Context,
    *,
    as_json: AsJson = False,
    preset: Annotated[str | None, typer.Option(help="Only this preset's.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only those with this tag.")] = None,
    effect: Annotated[Literal["read", "write", "destructive"] | None, typer.Option(help="Only this effect.")] = None,
    scope: Annotated[str | None, typer.Option(help="Only those that need this scope.")] = None,
    search: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="The ten that fit a request best, as ashby_find_tools finds them."),
    ] = None,
) -> None:
    """List the operations with what they may do."""
    if context.invoked_subcommand is None:
        catalogue.run(as_json=as_json, preset=preset, tag=tag, effect=effect, scope=scope, search=search)


@operations.command(
    "show", short_help="Show all about one operation.", epilog=examples("operations show application.changeStage")
)
def show_operation(name: Name, *, as_json: AsJson = False) -> None:
    """Tell all about one operation: arguments, risk, permission, names."""
    catalogue.show(name, as_json=as_json)


@app.command(
    "presets",
    short_help="List the presets with their tokens.",
    epilog=examples("presets", "presets --json", "operations --preset recruiter"),
)
def list_presets(*, as_json: AsJson = False) -> None:
    """List the presets: how many tools each offers, what they cost a model, and which clients take fewer."""
    presets.run(as_json=as_json)


@app.command(
    short_help="Make one call, or read a whole list.",
    epilog=examples(
        "call job.search title=Engineer",
        "call candidate.createNote candidateId=cand_412 note='Call her on Monday' --dry-run",
        'call application.list \'{"status": "Active", "limit": 20}\' --fields candidate.name,job.title',
        "call candidate.list --all --format csv > candidates.csv",
    ),
)
def call(
    name: Name,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            help="The arguments as NAME=VALUE (JSON for lists and objects), as one JSON object, or - for stdin.",
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="All pages of a list, as JSON Lines or CSV.")] = False,
    form: Annotated[
        Literal["text", "csv", "jsonl"] | None,
        typer.Option("--format", help="text: what a model would read. csv, jsonl: the records, whole."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send no write.")] = False,
    budget: Annotated[int | None, typer.Option(help="Tokens for the result's text.")] = None,
    fields: Annotated[str | None, typer.Option(help="Fields to show, separated by commas.")] = None,
    store: Store = None,
    account: Account = None,
    yes_i_am: Annotated[str | None, typer.Option(help="Approve this call yourself, under this name.")] = None,
    rules: Rules = None,
    secret_file: Secret = None,
    hide: Annotated[
        list[str] | None,
        typer.Option(metavar="CLASS", help="Hide pay, contact or eeo; pay='level of reward' adds a label."),
    ] = None,
    show: Annotated[list[str] | None, typer.Option(metavar="CLASS", help="Show eeo, which is off by default.")] = None,
    download_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that file.download saves into.")
    ] = None,
) -> None:
    """Make one call; what needs approval is asked here, or waits for `approvals` where there is no terminal."""
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
        download_dir=download_dir,
        everything=every,
        form=form or ("jsonl" if every else "text"),
        rules=rules,
    )
    calling.run(name, arguments or (), settings, as_json=as_json)


@app.command(
    "undo",
    short_help="List the writes that can be undone, or undo some.",
    epilog=examples("undo", "undo u412", "undo u412 --dry-run"),
)
def undo_writes(
    refs: Annotated[list[str] | None, typer.Argument(metavar="REF", help="From a result or the list: u412.")] = None,
    *,
    as_json: AsJson = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send no write.")] = False,
    store: Store = None,
    account: Account = None,
    yes_i_am: Annotated[str | None, typer.Option(help="Approve this undo yourself, under this name.")] = None,
    rules: Rules = None,
    secret_file: Secret = None,
) -> None:
    """Undo writes by their references; what stays is said first. It is refused where the record changed since."""
    if refs:
        settings = calling.Settings(dry_run, None, None, store, account, yes_i_am, secret_file, rules=rules)
        undo.undo(refs, settings, as_json=as_json)
    else:
        undo.show_all(store, account, as_json=as_json)


@app.command(
    "export",
    short_help="Save a whole list as CSV, JSON Lines or Parquet.",
    epilog=examples(
        "export candidates --to people.parquet",
        "export applications status=Active --to active.csv --fields id,candidate.name,currentInterviewStage.title",
        "export offers --to offers.jsonl --hide pay,contact",
    ),
)
def export_list(
    name: Annotated[str, typer.Argument(metavar="LIST", help="What to save, such as candidates or candidate.list.")],
    filters: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Filters: the list's own arguments.")
    ] = None,
    *,
    to: Annotated[Path, typer.Option(metavar="FILE", help="The file; its ending is the format: .csv .jsonl .parquet.")],
    fields: Annotated[str | None, typer.Option(help="Only these fields, separated by commas.")] = None,
    hide: Annotated[str | None, typer.Option(metavar="CLASS", help="Leave out pay, contact or eeo data.")] = None,
    show: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Save eeo data, too, which is left out by default.")
    ] = None,
    store: Store = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Save all pages of a list in a file, which is there only when it is whole, and readable for its owner only."""
    settings = calling.Settings(
        dry_run=False,
        budget=None,
        fields=fields,
        store=store,
        account=account,
        approved_by=None,
        hide=tuple((hide or "").replace(",", " ").split()),
        show=tuple((show or "").replace(",", " ").split()),
        to=to,
    )
    calling.save_list(name, filters or (), settings, as_json=as_json)


AuditFile = Annotated[Path, typer.Argument(metavar="FILE", help="The audit file.")]


@proof.command(
    short_help="Is the file whole?",
    epilog=examples("audit verify audit.jsonl", "audit verify audit.jsonl --anchor-file /mnt/elsewhere/anchors"),
)
def verify(
    path: AuditFile,
    *,
    anchor: Annotated[
        list[str] | None, typer.Option(metavar="N:HASH", help="What an earlier check printed; repeatable.")
    ] = None,
    anchor_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Anchors of earlier checks; the new one is added.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find lines that were changed, removed, added or moved; with an anchor, also a missing end. Exits with 1 then."""
    audit.check(path, anchor or (), anchor_file, as_json=as_json)


@proof.command(
    short_help="Print its steps as CSV or JSON Lines.",
    epilog=examples("audit export audit.jsonl --operation offer.create", "audit export audit.jsonl --format jsonl"),
)
def export(
    path: AuditFile,
    *,
    form: Annotated[Literal["csv", "jsonl"], typer.Option("--format", help="csv or jsonl.")] = "csv",
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only this account.")] = None,
    conversation: Annotated[str | None, typer.Option(metavar="NAME", help="Only this conversation.")] = None,
    operation: Annotated[str | None, typer.Option(metavar="NAME", help="Only this operation.")] = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="From this time on; UTC.")] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Before this time; UTC.")] = None,
) -> None:
    """Print the steps that fit all that is given. Exits with 1 where the file is not whole."""
    audit.export(path, audit.Filter(account, conversation, operation, since, until), form)


@app.command(
    short_help="Serve a made-up company to try things on.", epilog=examples("simulator", "simulator --port 8080 --json")
)
def simulator(
    *,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 7,
    size: Annotated[Literal["small", "large"], typer.Option(help="120 or 10,000 candidates.")] = "small",
    as_json: AsJson = False,
) -> None:
    """Serve a simulated Ashby with a demo company on this machine, until interrupted."""
    simulating.run(port=port, seed=seed, size=size, as_json=as_json)


@app.command(
    name="doctor", short_help="Check key, permissions, store and the rest.", epilog=examples("doctor", "doctor --json")
)
def examine(*, as_json: AsJson = False, store: Store = None) -> None:
    """Check key, scopes, version, clock, store, tokenizer and extras; say what is missing and the next step."""
    doctor.run(store, as_json=as_json)


@app.command(
    short_help="Write the configuration of a server, after a look at the key.",
    epilog=examples("init", "init --grant ada@acme.example.com --preset reading", "init --read-only --to team.toml"),
)
def init(
    *,
    to: Annotated[Path, typer.Option(metavar="FILE", help="The file to write; an existing one is kept.")] = Path(
        "ashby.toml"
    ),
    grant: Annotated[str, typer.Option(metavar="NAME", help="Who gets the first token.")] = "me",
    account: Annotated[str, typer.Option(metavar="NAME", help="A name for the organization.")] = "main",
    preset: Annotated[str, typer.Option(help="Which tools; `presets` lists them.")] = "recruiter",
    read_only: Annotated[bool, typer.Option("--read-only", help="Only the tools that change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check the key in ASHBY_API_KEY and write a configuration for `ashby-mcp serve`; the key itself stays outside."""
    configuration.run(to, grant=grant, account=account, preset=preset, read_only=read_only, as_json=as_json)
