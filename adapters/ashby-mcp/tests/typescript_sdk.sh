#!/bin/sh
# Gets the TypeScript SDK of the Model Context Protocol from npm. It prints the folder; a test reads that from
# ASHBY_MCP_TYPESCRIPT_SDK.
#   export ASHBY_MCP_TYPESCRIPT_SDK="$(adapters/ashby-mcp/tests/typescript_sdk.sh FOLDER)"
set -eu
folder=${1:?name a folder for the SDK}
mkdir -p "$folder"
npm install --prefix "$folder" --silent --no-audit --no-fund "@modelcontextprotocol/sdk@^1.20" >&2
echo "$folder"
