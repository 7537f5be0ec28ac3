# Sourced by run.sh and test.sh with `lock` set to the file of packages to install, in the folder of the project.
# Makes .venv where there is none, installs the lock when it has changed, compiles translations; sets `python`.
# POSIX sh: works in dash, busybox and bash.

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# The first Python that is new enough, as `base_python`. PYTHON=/path/to/python chooses another.
find_python() {
    for base_python in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$base_python" ] || continue
        "$base_python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    fail "Perlu Python 3.11 atau lebih baru; pasang dulu atau tunjuk dengan PYTHON=/letak/python." \
         "Python 3.11 or newer is needed; install it or name it with PYTHON=/path/to/python."
}

# Where the programs of the virtual environment are: Windows has another folder.
set_paths() {
    if [ -d .venv/Scripts ]; then python=.venv/Scripts/python.exe; else python=.venv/bin/python; fi
}

# An empty environment with pip. Debian's bare python3 comes without ensurepip and pip: then its pip is borrowed
# (an installed one, or uv), else the package that holds it is installed, which only root may do.
make_venv() {
    find_python
    rm -rf .venv
    if "$base_python" -c 'import ensurepip' 2>/dev/null; then
        "$base_python" -m venv .venv
    elif "$base_python" -m pip --version >/dev/null 2>&1; then
        "$base_python" -m venv --without-pip .venv
        "$base_python" -m pip --python .venv/bin/python install --quiet pip
    elif command -v uv >/dev/null 2>&1; then
        uv venv --quiet --seed --python "$base_python" .venv
    elif command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        echo "Memasang python3-venv dari Debian … / Installing python3-venv from Debian …"
        said=$({ apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-venv; } 2>&1) || fail "$said" \
            "Gagal memasang python3-venv; periksa jaringan. / Could not install python3-venv; check the network."
        "$base_python" -m venv .venv
    else
        fail "Python ini tanpa pip. Jalankan: sudo apt-get install python3-venv" \
             "This Python has no pip. Run: sudo apt-get install python3-venv   (or your system's package of that kind)"
    fi
    set_paths
}

# What is installed is known by a copy of its lock inside .venv, written last, so that an interrupted start is noticed.
install_lock() {
    if cmp -s "$lock" ".venv/installed-$lock" && "$python" -c '' 2>/dev/null; then return; fi
    if [ -e .venv/installing ] || ! "$python" -m pip --version >/dev/null 2>&1; then make_venv; fi
    rm -f .venv/installed-*
    : >.venv/installing
    echo "Memasang pustaka (sekali, beberapa menit) … / Installing libraries (once, some minutes) …"
    if ! "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
        -r "$lock"; then
        rm -f .venv/installing
        fail "Gagal memasang pustaka; periksa jaringan dan ruang disk, lalu ulangi." \
             "Could not install the libraries; check the network and the space on disk, then run it again."
    fi
    cp requirements.txt .venv/installed-requirements.txt
    cp "$lock" ".venv/installed-$lock"
    rm -f .venv/installing
}

compile_translations() {
    for source in translations/*/LC_MESSAGES/*.po; do
        compiled=${source%.po}.mo
        if [ -f "$source" ] && { [ ! -f "$compiled" ] || [ -n "$(find "$source" -newer "$compiled")" ]; }; then
            "$python" -m babel.messages.frontend --quiet compile --input-file "$source" --output-file "$compiled"
        fi
    done
}

set_paths
install_lock
compile_translations
