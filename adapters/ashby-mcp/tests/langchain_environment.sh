#!/bin/sh
# Makes an environment for the test of langchain-mcp-adapters, which needs mcp<2 and so cannot live beside ashby-mcp. It
# prints the interpreter; a test reads that from ASHBY_MCP_LANGCHAIN_PYTHON.
#   export ASHBY_MCP_LANGCHAIN_PYTHON="$(adapters/ashby-mcp/tests/langchain_environment.sh FOLDER)"
set -eu
folder=${1:?name a folder for the environment}
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
	"langchain-mcp-adapters>=0.2" "mcp<2" "langchain-core>=1.4,<2" >&2
echo "$folder/bin/python"
