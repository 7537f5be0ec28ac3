"""Static files: hashed names, compressed once at start-up, served by WhiteNoise for a year.

The ES modules in `static/js/` become one file, `app.js`, those in `static/js/manage/` another, `manage.js`, for authors,
supervisors and admins only; each module stands alone, so joining them is all there is to build. The style sheets in
`static/css/manage/`, one for each feature, become `css/manage.css`, in the order of their names: `_forms`, `_pages` and
`_tables`, which several features share, come first and may be bent by the others.
"""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

URL_PREFIX = "/static/"
COMPRESSIBLE = frozenset({".css", ".js", ".svg"})
SKIPPED = frozenset({".md", ".txt"})
HASH_CHARACTERS = 12


def init_assets(app: Flask, source: Path, target: Path, *, headers: Mapping[str, str]) -> None:
    """Build what is missing below `target`, serve it with `headers`, and give templates `asset(name)`."""
    files = dict(_source_files(source))
    names = {name: _hashed(name, content) for name, content in files.items()}
    folder = target / hashlib.sha256("".join(sorted(names.values())).encode()).hexdigest()[:HASH_CHARACTERS]
    if not folder.exists():
        _build(folder, {names[name]: content for name, content in files.items()})

    def asset(name: str) -> str:
        return URL_PREFIX + names[name]

    def add_headers(of_file: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            of_file[name] = value

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=URL_PREFIX,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=add_headers,
    )


def _source_files(source: Path) -> Iterator[tuple[str, bytes]]:
    bundles: dict[str, list[bytes]] = {"app.js": [], "manage.js": [], "css/manage.css": []}
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_dir() or path.suffix in SKIPPED:
            continue
        if name.startswith("js/"):
            bundle = "manage.js" if name.startswith("js/manage/") else "app.js"
            bundles[bundle].append(b"{\n" + path.read_bytes() + b"\n}\n")
        elif name.startswith("css/manage/"):
            bundles["css/manage.css"].append(path.read_bytes())
        else:
            yield name, path.read_bytes()
    for bundle, parts in bundles.items():
        yield bundle, b"".join(parts)


def _hashed(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]}{dot}{suffix}"


def _build(folder: Path, files: dict[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=folder.parent))
    for name, content in files.items():
        path = half / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix in COMPRESSIBLE:
            path.with_name(path.name + ".br").write_bytes(brotli.compress(content))
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
    half.chmod(0o755)
    try:
        half.replace(folder)
    except OSError:
        shutil.rmtree(half)
