#!/bin/sh
# From a fresh clone to all tests passed:
#   sh test.sh               lint, types, import contracts, every test on SQLite and on PostgreSQL but the slow ones
#   sh test.sh --slow        the slow ones too (needs Node)
#   sh test.sh [--slow] PATH…  these arguments to pytest, on one database: NETRAL_TEST_DATABASE=sqlite (or postgresql)
# The browser is found, else installed where we may; NETRAL_CHROMIUM=/path/to/chromium names another.
set -eu
cd "$(dirname "$0")"
begun=$(date +%s)
lock=requirements-dev.txt
. tools/environment.sh
. tools/browser.sh

slow=
if [ "${1:-}" = --slow ]; then
    slow=--slow
    shift
    . tools/node.sh
fi

if [ $# -gt 0 ]; then
    exec "$python" -m pytest $slow "$@"
fi

workers=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
[ "$workers" -le 4 ] || workers=4
failed=

# step NAME COMMAND…: runs it, tells how long it took; a failure is remembered in `failed`.
step() {
    name=$1
    shift
    started=$(date +%s)
    printf '\n== %s\n' "$name"
    if "$@"; then result=ok; else result=FAILED failed="$failed $name,"; fi
    printf '== %s: %s (%s s)\n' "$name" "$result" "$(($(date +%s) - started))"
}

stop_if_failed() {
    [ -z "$failed" ] || fail "" "Gagal / failed:${failed%,}"
}

suite() {
    NETRAL_TEST_DATABASE=$1 "$python" -m pytest -q -n "$workers" --dist loadfile $slow -m "$2"
}

step "ruff check" "$python" -m ruff check .
step "ruff format" "$python" -m ruff format --check .
step "mypy" "$python" -m mypy
step "import contracts" "$python" -c "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
stop_if_failed
step "tests on SQLite" suite sqlite "not postgresql"
stop_if_failed
step "tests on PostgreSQL" suite postgresql "not browser and not one_database"
stop_if_failed
printf '\nSemua lulus / all passed (%s s)\n' "$(($(date +%s) - begun))"
