"""A first try on one command: two made-up customers, each a company on the simulator, and tokens for three people."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ashby_agent_tools import AccountKey, AsyncAccounts
from ashby_agent_tools.grants import Grant, Grants, hash_of, new_token
from ashby_agent_tools.simulator import Simulator
from examples.fastapi_service.tenants import Tenant

ADA, BEN, GRACE = "ada@example.com", "ben@example.com", "grace@example.com"
ACME, GLOBEX = "acme", "globex"


class Demo:
    """Two customers, and who works for them. `tokens`: of Ada and Ben for the agent, of Grace for acme's inbox."""

    def __init__(self) -> None:
        self.simulator = Simulator()
        self._keys = {ACME: self.simulator.key, GLOBEX: self.simulator.add_organization(11)}
        self.tokens = {name: new_token() for name in (ADA, BEN, GRACE)}
        users = {ADA: ACME, BEN: GLOBEX}
        self.grants = Grants(
            Grant(name, account=account, token_hash=hash_of(self.tokens[name])) for name, account in users.items()
        )

    def accounts(self) -> AsyncAccounts:
        """A client for each customer."""
        url = self.simulator.client().base_url
        return AsyncAccounts(
            lambda name: AccountKey(self._keys[name], base_url=url),
            transport=lambda _: self.simulator.async_transport(),
        )

    def add_grace(self, tenants: Mapping[str, Tenant]) -> None:
        """Let Grace answer for acme. In production: `ashby-agent-tools approvals add-approver`, where no agent runs."""
        tenants[ACME].store.add_approver(GRACE, self.tokens[GRACE])

    def shown(self, url: str) -> str:
        """What to type to try it."""
        say = f"curl -N {url}/threads/first/messages -H 'Authorization: Bearer {self.tokens[ADA]}'"
        return f"""Data:  the simulator, two made-up companies: acme and globex. Kept: {kept()}.

Ada of acme talks with her agent:
  {say} \\
    --json '{{"text": "Reject Priya Raman for Account Executive"}}'
Grace answers at {url}/acme/approvals/ (name {GRACE}, token {self.tokens[GRACE]}); then the agent goes on:
  {say.replace("/messages", "/continue")} -X POST
Ben of globex sees nothing of it; his token: {self.tokens[BEN]}
"""


def kept() -> str:
    """Where everything is kept, in words."""
    return "in PostgreSQL" if os.environ.get("SERVICE_DATABASE_URL") else "in memory, until Ctrl-C"
