#!/bin/sh
# Makes an environment for the test of autogen, which needs protobuf<6 and so cannot live beside `langgraph dev`. It
# prints the interpreter; a test reads that from ASHBY_AUTOGEN_PYTHON.
#   export ASHBY_AUTOGEN_PYTHON="$(tests/autogen_environment.sh FOLDER)"
set -eu
folder=${1:?name a folder for the environment}
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
	--editable "$(dirname "$0")/..[simulator,testing]" "pytest-asyncio>=1.0,<2" \
	"autogen-agentchat>=0.7,<0.8" "autogen-ext>=0.7,<0.8" >&2
echo "$folder/bin/python"
