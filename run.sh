#!/bin/sh
# From a fresh clone to the running site: sh run.sh          (Python 3.11 or newer is all it needs)
# HOST and PORT say where (127.0.0.1:8000); NETRAL_… settings are in .env.example. Ctrl-C ends it.
set -eu
cd "$(dirname "$0")"
lock=requirements.txt
. tools/environment.sh

# Settings of .env, where the environment has none of that name; the program reads them in the same way.
read_settings() {
    return_key=$(printf '\r')
    while IFS= read -r line || [ -n "$line" ]; do
        name=${line%%=*} value=${line#*=}
        case $name in
            "$line") continue ;;
            HOST | PORT | NETRAL_*) ;;
            *) continue ;;
        esac
        case $name in *[!A-Z_]*) continue ;; esac
        eval "[ -n \"\${$name+set}\" ]" || export "$name=${value%"$return_key"}"
    done
}
if [ -f .env ]; then read_settings <.env; fi
export FLASK_SKIP_DOTENV=1  # the program reads .env itself; Flask would advise a package for it

folder=${NETRAL_DATA_DIR:-data}

# Nothing to set up: the folder's own database is at the newest migration, and no file is newer than its last set-up in this mode.
is_set_up() {
    [ -z "${NETRAL_DATABASE_URL:-}" ] && [ -f "$folder/set-up" ] || return 1
    [ "$(cat "$folder/set-up")" = "${NETRAL_MODE:-demo}" ] || return 1
    newer=$(find app.py training migrations questions requirements.txt -type f ! -name '*.pyc' -newer "$folder/set-up")
    [ -z "$newer" ] && "$python" - "$folder/netral.db" 2>/dev/null <<'END'
import pathlib, sqlite3, sys
database = sqlite3.connect(pathlib.Path(sys.argv[1]).resolve().as_uri() + "?mode=ro", uri=True)
revision, = database.execute("SELECT version_num FROM alembic_version").fetchone()
sys.exit(revision != open("migrations/HEAD").read().strip())
END
}

if ! is_set_up; then
    begun=$(mktemp)
    "$python" -m flask --app app setup
    if [ -d "$folder" ]; then
        printf '%s\n' "${NETRAL_MODE:-demo}" >"$folder/set-up"
        touch -r "$begun" "$folder/set-up"
    fi
    rm -f "$begun"
fi
exec "$python" -m training.serve
