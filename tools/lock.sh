#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from the .in files: `sh tools/lock.sh` after `sh test.sh` has run once.
# What is locked stays as it is where it still fits; `sh tools/lock.sh --upgrade` takes the newest of everything.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || { echo "Jalankan dulu / run first: sh test.sh" >&2; exit 1; }

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "sh tools/lock.sh" "$@"
}
compile requirements.in --output-file requirements.txt "$@"
compile requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt "$@"
