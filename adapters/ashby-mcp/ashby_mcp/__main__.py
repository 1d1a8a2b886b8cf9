"""`python -m ashby_mcp`: the same as the command `ashby-mcp`, for clients that know only the interpreter."""

from ashby_mcp.cli import main

main()
