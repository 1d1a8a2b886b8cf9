"""The page docs/server-for-a-company.md: the configuration of the example, as it stands there."""

from __future__ import annotations

from pathlib import Path

__all__ = ["company_server_page"]

CONFIG = Path(__file__).resolve().parents[2] / "examples" / "company_server" / "ashby.toml"

PAGE = """# A server for a company

One server, several customers or teams, and for each person a grant: which account, which tools, which jobs, until when,
and whose approval counts. `ashby-mcp serve --config ashby.toml` serves this file:

```toml
{config}```

| who | what they get | what the file says |
| --- | --- | --- |
| a recruiter | all jobs of her company; what ends an application is asked about | `preset`, `approvers` |
| a hiring manager | her jobs and who applied for them; of others not even that they exist | [`rows`](rows.md) |
| a contractor | reads, without salaries and contact data, for two days | `methods`, `hide`, `expires` |
| another customer's recruiter | the same tools, with another key and other data | `account` |

The file is read again when it changes: a grant that is removed, revoked or expired is refused at the next request, with
HTTP 401 and nothing else. It holds no token and no key, so it may stand in a repository.

People can also [sign in at your identity provider](oauth.md): its claims then lead to the grant, and no token is handed
out. `ashby-mcp doctor --config ashby.toml` says what each grant lists, and which permission of a key would bring more.

`ashby-agent-tools inbox --store store.db` serves the pages on which people answer what waits ([the inbox](inbox.md)).

## See it work

```console
$ python -m examples.company_server          # the tour, on the simulator, in a few seconds
$ python -m examples.company_server --stay   # keeps it up, and prints tokens for clients of your own
```

The tour connects an MCP client for each of the four and prints what each sees. It lets Ada approve a rejection in the
inbox, and turns the clock by two days. [In a container](server-container.md) says how to run it for others.
"""


def company_server_page() -> str:
    """The page."""
    return PAGE.format(config=CONFIG.read_text(encoding="utf-8"))
