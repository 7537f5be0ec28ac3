"""Markdown of authors becomes plain, harmless HTML."""

import html5lib
import pytest

from training.core.markdown import ALLOWED_TAGS, render_markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">klik</a>',
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\tscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[klik](vbscript:msgbox)",
    "![gambar](https://elsewhere.example/pixel.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<iframe src=https://elsewhere.example></iframe>",
    "<style>body{display:none}</style>",
    '<p onclick="alert(1)">klik</p>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "<!-- --><script>alert(1)</script>",
    '[klik](https://contoh.id "onmouseover=alert(1)")',
    '<https://contoh.id/"onmouseover=alert(1)>',
    "[x]: javascript:alert(1)\n[x]",
]


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [(element.tag, dict(element.attrib)) for element in tree.iter() if isinstance(element.tag, str)][1:]


@pytest.mark.parametrize("source", ATTACKS)
def test_nothing_that_acts_survives(source):
    for tag, attributes in elements(render_markdown(source)):
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= {"href", "rel", "align", "title"}
        assert attributes.get("href", "https:").split(":")[0] in {"https", "http", "mailto"}


def test_raw_html_is_shown_as_it_was_typed():
    assert render_markdown("<b>tebal</b>") == "<p>&lt;b&gt;tebal&lt;/b&gt;</p>\n"


def test_plain_markup_stays():
    html = render_markdown("# Judul\n\nAda **tebal**, *miring* dan [tautan](https://contoh.id).\n\n- satu\n- dua\n")
    assert [tag for tag, _ in elements(html)] == ["h2", "p", "strong", "em", "a", "ul", "li", "li"]
    assert 'href="https://contoh.id" rel="noopener noreferrer"' in html


def test_tables_stay():
    tags = [tag for tag, _ in elements(render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |\n"))]
    assert {"table", "thead", "tbody", "tr", "th", "td"} == set(tags)


def test_a_page_keeps_its_one_first_heading():
    assert "h1" not in render_markdown("# Satu\r\n\r\nSatu\r\n====\r\n")


@pytest.mark.parametrize("source", ["", " \n ", "\0", "a" * 100_000, "[" * 5_000, "> " * 500 + "x", "*" * 5_000])
def test_odd_texts_are_rendered_too(source):
    assert isinstance(render_markdown(source), str)
