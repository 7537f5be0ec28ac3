"""A Chromium that asks nobody for anything. NETRAL_CHROMIUM names the program where it is not found by itself."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str:
    """The program. Raises RuntimeError that says how to name one."""
    found = os.environ.get("NETRAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError("No Chromium found: install one or name it in NETRAL_CHROMIUM.")
    return found


@contextmanager
def running_chromium(environ: dict[str, str] | None = None) -> Iterator[Browser]:
    """One browser process; the sandbox is off for root only, who cannot have one. `environ` adds to its environment."""
    alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*QUIET, *alone], env={**os.environ, **(environ or {})}
        )
        try:
            yield launched
        finally:
            launched.close()
