"""Static files: names that change with their content, kept for a year, compressed before anybody asks."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from training.core.assets import init_assets
from training.core.config import REPOSITORY


def site(source: Path, target: Path) -> Flask:
    app = Flask("probe", static_folder=None)
    init_assets(app, source, target, headers={})
    return app


def address(app: Flask, name: str) -> str:
    return str(app.jinja_env.globals["asset"](name))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with one file of each sort."""
    folder = tmp_path / "static"
    for name, content in {
        "css/app.css": "body { color: #1C1B22 }\n" * 40,
        "js/b.js": "const two = 2;",
        "js/a.js": "const one = 1;",
        "css/manage/units.css": ".tree { margin: 4px }\n",
        "css/manage/_tables.css": ".tree { margin: 0 }\n",
        "icons/mark.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "vendor/LICENSE.txt": "MIT",
        "vendor/README.md": "how",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_a_name_carries_a_hash_that_changes_with_the_content_only(source, tmp_path):
    before = address(site(source, tmp_path / "a"), "css/app.css")
    again = address(site(source, tmp_path / "b"), "css/app.css")
    (source / "css/app.css").write_text("body {}", encoding="utf-8")
    after = address(site(source, tmp_path / "a"), "css/app.css")
    assert re.fullmatch(r"/static/css/app\.[0-9a-f]{12}\.css", before)
    assert before == again
    assert before != after


def test_a_file_may_be_kept_for_a_year_and_never_asked_for_again(source, tmp_path):
    app = site(source, tmp_path / "built")
    with app.test_client().get(address(app, "css/app.css")) as response:
        assert response.status_code == 200
        assert response.mimetype == "text/css"
        assert "immutable" in response.headers["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", response.headers["Cache-Control"])[1]) >= 365 * 24 * 3600


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_what_a_browser_can_unpack_is_sent_packed(source, tmp_path, coding, unpack):
    app = site(source, tmp_path / "built")
    with app.test_client().get(address(app, "css/app.css"), headers={"Accept-Encoding": coding}) as response:
        assert response.headers["Content-Encoding"] == coding
        assert response.headers["Vary"] == "Accept-Encoding"
        assert unpack(response.get_data()) == (source / "css/app.css").read_bytes()
        assert len(response.get_data()) < 200


def test_scripts_become_one_file_in_the_order_of_their_names_each_in_a_block_of_its_own(source, tmp_path):
    app = site(source, tmp_path / "built")
    with app.test_client().get(address(app, "app.js")) as response:
        assert response.text == "{\nconst one = 1;\n}\n{\nconst two = 2;\n}\n"


def test_style_sheets_of_features_become_one_file_what_they_share_first(source, tmp_path):
    app = site(source, tmp_path / "built")
    with app.test_client().get(address(app, "css/manage.css")) as response:
        assert response.text == ".tree { margin: 0 }\n.tree { margin: 4px }\n"


@pytest.mark.parametrize(
    "unknown",
    ["/static/nothing.css", "/static/css/app.css", "/static/", "/static/../app.py", "/static/%2e%2e/app.py",
     "/static/vendor/LICENSE.txt", "/static/js/a.js", "/static/css/manage/units.css"],
)  # fmt: skip
def test_nothing_else_is_served(source, tmp_path, unknown):
    app = site(source, tmp_path / "built")
    with app.test_client().get(unknown) as response:
        assert response.status_code == 404


def test_an_unknown_name_fails_where_it_is_used(source, tmp_path):
    with pytest.raises(KeyError):
        address(site(source, tmp_path / "built"), "css/missing.css")


def test_a_second_start_builds_nothing(source, tmp_path):
    site(source, tmp_path / "built")
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "built").rglob("*")}
    site(source, tmp_path / "built")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "built").rglob("*")} == files


def test_our_own_files_name_no_source_map_and_no_other_host():
    for path in (REPOSITORY / "static").rglob("*"):
        if path.suffix in {".css", ".js", ".svg"}:
            text = path.read_text(encoding="utf-8")
            assert "sourceMappingURL" not in text, path
            hosts = set(re.findall(r"(?:url\(|@import |import\(|from |fetch\()[\"']?(?:https?:)?//([^\"')/]+)", text))
            assert hosts == set(), path
