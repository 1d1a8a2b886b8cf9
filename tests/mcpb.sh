#!/usr/bin/env bash
# Into a folder: the tool of the MCPB format, from npm, which checks a desktop bundle's manifest. Prints its command.
set -euo pipefail
npm install --silent --no-audit --no-fund --prefix "$1" '@anthropic-ai/mcpb@^2.1' >&2
echo "$1/node_modules/.bin/mcpb"
