"""Options that several commands have: the store, the account, who answers, JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Account", "AsJson", "Rules", "Secret", "Store"]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Store = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|URL",
        envvar="ASHBY_STORE",
        help="The store: a file or postgresql://...; default: in your folder for applications' data.",
    ),
]
Account = Annotated[
    str | None, typer.Option(metavar="NAME", help="A name for the organization; default: derived from the key.")
]
Secret = Annotated[
    Path | None,
    typer.Option("--approver-secret-file", metavar="FILE", help="The secret of an approver; or ASHBY_APPROVER_SECRET."),
]
Rules = Annotated[
    Path | None, typer.Option(metavar="FILE", envvar="ASHBY_APPROVER_RULES", help="Who may answer what, in TOML.")
]
