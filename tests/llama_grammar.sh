#!/bin/sh
# Gets llama-cpp-python's converter of JSON schemas: one file of pure Python, out of a source archive whose C++ would
# take long to build. It prints where the file is; a test reads that from ASHBY_LLAMA_GRAMMAR.
#   export ASHBY_LLAMA_GRAMMAR="$(tests/llama_grammar.sh FOLDER)"
set -eu
folder=${1:?name a folder for the file}
mkdir -p "$folder"
"${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary llama-cpp-python \
	--dest "$folder" "llama-cpp-python>=0.3.16,<0.4" >&2
tar -xzf "$folder"/llama_cpp_python-*.tar.gz -C "$folder" --strip-components=2 --wildcards '*/llama_cpp/llama_grammar.py'
rm "$folder"/llama_cpp_python-*.tar.gz
echo "$folder/llama_grammar.py"
