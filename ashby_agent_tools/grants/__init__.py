"""Grants: who may use a server, with which tools of which account, until when: values, and where they are kept.

    grants = Grants(files=["ashby.toml"])
    grant = grants.find(token)            # None: unknown, revoked or expired, and nobody is told which
    toolset = grant.toolset

A grant only narrows: what the one it is made from may not do, and what the server may not do, it may not do either.
How a request comes to a grant (a token, an access token of an identity provider) is the server's business.
"""

from ashby_agent_tools.grants.fields import as_table, grant_of
from ashby_agent_tools.grants.files import GrantFile
from ashby_agent_tools.grants.grant import Grant, Method, hash_of, new_token
from ashby_agent_tools.grants.grant_store import GrantTable
from ashby_agent_tools.grants.grants import Grants

__all__ = ["Grant", "GrantFile", "GrantTable", "Grants", "Method", "as_table", "grant_of", "hash_of", "new_token"]
