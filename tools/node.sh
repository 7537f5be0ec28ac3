# Sourced by test.sh --slow after browser.sh: Node and npm for the checkers that are written for them.

if ! command -v npm >/dev/null 2>&1; then
    if is_root_on_debian; then
        echo "Memasang Node (sekali) … / Installing Node (once) …"
        apt_install nodejs npm || :
    fi
    command -v npm >/dev/null 2>&1 ||
        fail "Rangkaian lambat perlu Node 18+ dengan npm; pasang dulu, atau jalankan sh test.sh tanpa --slow." \
             "The slow set needs Node 18+ with npm; install it, or run sh test.sh without --slow."
fi
