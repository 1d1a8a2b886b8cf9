#!/bin/sh
# Makes an environment with what tries a served OpenAPI document: schemathesis, which cannot live beside `langgraph dev`
# (jsonschema-rs), and openapi-python-client, which generates a client. It prints the interpreter; a test reads that from
# ASHBY_OPENAPI_PYTHON.
#   export ASHBY_OPENAPI_PYTHON="$(tests/openapi_environment.sh FOLDER)"
set -eu
folder=${1:?name a folder for the environment}
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile \
	"schemathesis>=4.32,<5" "openapi-python-client>=0.29,<0.30" >&2
echo "$folder/bin/python"
