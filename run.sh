#!/bin/sh
# From a fresh clone to the running site: sh run.sh          (Python 3.11 or newer is all it needs)
# HOST and PORT say where (127.0.0.1:8000); NETRAL_… settings are in .env.example. Ctrl-C ends it.
set -eu
cd "$(dirname "$0")"
lock=requirements.txt
. tools/environment.sh

# Settings of .env, where the environment has none of that name.
read_settings() {
    while IFS='=' read -r name value; do
        case $name in
            HOST | PORT | NETRAL_*) ;;
            *) continue ;;
        esac
        case $name in *[!A-Z_]*) continue ;; esac
        eval "[ -n \"\${$name+set}\" ]" || export "$name=$value"
    done
}
if [ -f .env ]; then read_settings <.env; fi

# Nothing to set up: the demo's own database is at the newest migration, and no file is newer than the last set-up.
is_set_up() {
    [ -z "${NETRAL_DATABASE_URL:-}${NETRAL_DATA_DIR:-}${NETRAL_MODE:-}" ] && [ -f data/set-up ] || return 1
    newer=$(find app.py training migrations questions requirements.txt -type f ! -name '*.pyc' -newer data/set-up)
    [ -z "$newer" ] && "$python" - 2>/dev/null <<'END'
import sqlite3, sys
database = sqlite3.connect("file:data/netral.db?mode=ro", uri=True)
revision, = database.execute("SELECT version_num FROM alembic_version").fetchone()
sys.exit(revision != open("migrations/HEAD").read().strip())
END
}

if ! is_set_up; then
    mkdir -p data
    : >data/set-up.begun
    "$python" -m flask --app app setup
    mv data/set-up.begun data/set-up
fi
exec "$python" -m training.serve
