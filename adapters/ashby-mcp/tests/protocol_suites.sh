#!/bin/sh
# Gets the MCP inspector, the MCP conformance suite and an OpenID Connect provider from npm, and the Node.js that they
# need; of the suite no other version knows the protocol of 2026-07-28. It prints the folder; tests read that from
# ASHBY_MCP_PROTOCOL_SUITES.
#   export ASHBY_MCP_PROTOCOL_SUITES="$(adapters/ashby-mcp/tests/protocol_suites.sh FOLDER)"
set -eu
folder=${1:?name a folder for the suites}
mkdir -p "$folder"
npm install --prefix "$folder" --silent --no-audit --no-fund "node@22" "@modelcontextprotocol/inspector@^2.12" \
	"@modelcontextprotocol/conformance@0.2.0-alpha.12" "oidc-provider@^9" >&2
echo "$folder"
