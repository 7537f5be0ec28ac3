"""The translations as the program reads them."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo

from tools.translations import TRANSLATIONS, read_catalogue


def compile_translations() -> None:
    """As run.sh does; each file appears whole, since other workers may be reading it."""
    for source in TRANSLATIONS.rglob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as file:
                write_mo(file, read_catalogue(source))
            Path(file.name).chmod(0o644)
            Path(file.name).replace(target)
