"""What the desktop bundle starts: `ashby-mcp` over stdio, with the options of the bundle's settings."""

from ashby_mcp.cli import main

main()
