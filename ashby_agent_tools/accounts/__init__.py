"""Accounts: one application for many organizations, a client for each, and nothing of one that another could see.

    accounts = Accounts(from_environment())
    with accounts.client("acme") as ashby:
        ashby.execute(op.JobList())

What an account is, and where its key is kept, is the application's; here is who holds which connections, how long.
"""

from ashby_agent_tools.accounts.accounts import Accounts, AsyncAccounts
from ashby_agent_tools.accounts.keys import AccountKey, from_environment, from_keyring
from ashby_agent_tools.accounts.references import KeyReference, from_references

__all__ = [
    "AccountKey",
    "Accounts",
    "AsyncAccounts",
    "KeyReference",
    "from_environment",
    "from_keyring",
    "from_references",
]
