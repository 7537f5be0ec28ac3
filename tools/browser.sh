# Sourced by test.sh after environment.sh: finds or gets Chromium for the browser tests, exports NETRAL_CHROMIUM.

is_root_on_debian() {
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]
}

apt_install() {
    apt-get update -qq >/dev/null 2>&1 || :
    apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1
}

# What drives the browser is a program of its own, which a bare Debian lacks one library for.
can_drive() {
    "$python" -m playwright --version >/dev/null 2>&1
}

if ! can_drive && is_root_on_debian; then apt_install libatomic1 || :; fi
can_drive || fail "Playwright tidak dapat jalan; pasang libatomic1 (sudo apt-get install libatomic1), lalu ulangi." \
    "Playwright cannot run; install libatomic1 (sudo apt-get install libatomic1), then run it again."

find_chromium() {
    for name in "${NETRAL_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && found=$(command -v "$name") && "$found" --version >/dev/null 2>&1 || continue
        NETRAL_CHROMIUM=$found
        return
    done
    return 1
}

get_chromium() {
    echo "Memasang Chromium (sekali) … / Installing Chromium (once) …"
    if is_root_on_debian && apt_install chromium && find_chromium; then return; fi
    "$python" -m playwright install chromium || return 1
    NETRAL_CHROMIUM=$("$python" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
    "$NETRAL_CHROMIUM" --version >/dev/null
}

find_chromium || get_chromium ||
    fail "Uji peramban perlu Chromium: sudo apt-get install chromium, atau tunjuk dengan NETRAL_CHROMIUM=/letak/chromium." \
         "The browser tests need Chromium: sudo apt-get install chromium, or name it with NETRAL_CHROMIUM=/path/to/chromium."
export NETRAL_CHROMIUM
