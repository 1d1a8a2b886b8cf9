"""`init`: write the configuration of a server that several people use, after a look at the key."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ashby_agent_tools import Client, Toolset
from ashby_agent_tools import operations as op
from ashby_agent_tools.cli._output import NO_KEY, complain, reporting, say, show_json
from ashby_agent_tools.cli._stores import at_home
from ashby_agent_tools.errors import AshbyError, PermissionMissing, UsageError
from ashby_agent_tools.grants import Grant, GrantFile, hash_of, new_token
from ashby_agent_tools.toolset.permissions import KeyInfo

__all__ = ["run"]

_CONFIG = """\
# What `ashby-mcp serve --config {file}` serves. The key itself stands in the environment, never in here.

[server]
host = "127.0.0.1"
port = 8765
store = "ashby.db"       # questions, results, short ids; or postgresql://...
audit = "audit.jsonl"    # who asked, who answered, what was sent

[accounts.{account}]
key = "env:ASHBY_API_KEY"{base_url}

# A table for each person or agent; the token was shown once, and only its hash is kept.
[grants.{grant}]
account = {account_text}
preset = {preset}{methods}
token = {token_hash}
"""


def run(to: Path, *, grant: str, account: str, preset: str, read_only: bool, as_json: bool) -> None:
    """Check the key, write the configuration, and say the token and the next steps."""
    to = at_home(to)
    with reporting(as_json=as_json):
        toolset = Toolset.preset(preset)
        if not account.strip():
            raise UsageError("--account is a name for the organization; it cannot be empty.")
        Grant(grant, account=account)  # names that cannot be used are refused before the key is
        missing = _missing(toolset.read_only() if read_only else toolset)
        token = new_token()
        _write(to, _config(to, grant, account, preset, token, read_only=read_only))
    if as_json:
        show_json({"config": str(to), "grant": grant, "token": token, "missing_permissions": missing})
        return
    say(f"{to} is written. The token of {grant}, which is shown only now:\n\n  {token}\n")
    if missing:
        complain("The key lacks permissions for some of these tools: " + "; ".join(missing))
    say(f"Next:  ashby-mcp serve --config {to}\n       ashby-agent-tools doctor")


def _missing(toolset: Toolset) -> list[str]:
    """Which permissions the key lacks for these tools; empty where Ashby does not tell. Raises what Ashby answers."""
    if not os.environ.get("ASHBY_API_KEY", "").strip():
        raise UsageError(NO_KEY)
    with Client() as client:
        try:
            info = KeyInfo.of(client.execute(op.ApiKeyInfo()).data)
        except PermissionMissing as error:
            if error.scope is None:  # Ashby does not know the key
                raise
            complain(
                "Ashby knows the key, and it may not read its own permissions (apiKeysRead); they are not checked."
            )
            return []
    return [
        f"{scope} ({', '.join(tools[:3])}{', …' if tools[3:] else ''})"
        for scope, tools in info.lacking(toolset).items()
    ]


def _config(to: Path, grant: str, account: str, preset: str, token: str, *, read_only: bool) -> str:
    base_url = os.environ.get("ASHBY_BASE_URL", "").strip()
    return _CONFIG.format(
        file=to.name,
        account=json.dumps(account),
        account_text=json.dumps(account),
        base_url=f"\nbase_url = {json.dumps(base_url)}" if base_url else "",
        grant=json.dumps(grant),
        preset=json.dumps(preset),
        methods='\nmethods = ["read"]' if read_only else "",
        token_hash=json.dumps(f"sha256:{hash_of(token)}"),
    )


def _write(to: Path, text: str) -> None:
    """Write a new file, readable for its owner only, and read it as the server will."""
    try:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UsageError(f"{to} exists already and was left as it is; name another file with --to.") from None
    except OSError as error:
        raise UsageError(f"{to} cannot be written ({error.strerror}).") from error
    try:
        GrantFile(to)
    except AshbyError:
        to.unlink()
        raise
