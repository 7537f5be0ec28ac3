"""The English catalogue says all that the screens say, and nothing in the templates escapes translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from tools.translations import REPOSITORY, catalogue_paths, extracted, is_translated, read_catalogue, texts

UPDATE = "run python -m tools.translations, then translate what it added"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
NAMES = {"Netral", "Bahasa Indonesia", "English", "netral.example"}
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
FRAME = re.compile(r"{% block frame %}.*?{% endblock %}")  # a class of the body, no text
FILLED_IN = "\N{WHITE SQUARE}"
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)

Key = tuple[tuple[str, ...], str | None]


def key_of(message: Message) -> Key:
    return tuple(texts(message.id)), message.context


@pytest.fixture(scope="module")
def screens() -> set[Key]:
    return {key_of(message) for message in extracted() if message.id}


@pytest.fixture(params=catalogue_paths(), ids=lambda path: path.parent.parent.name)
def catalogue(request: pytest.FixtureRequest) -> list[Message]:
    return [message for message in read_catalogue(request.param) if message.id]


@pytest.fixture(scope="module")
def templates() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "templates").rglob("*.html"))}


def test_a_catalogue_holds_the_sentences_of_the_screens_and_no_others(
    screens: set[Key], catalogue: list[Message]
) -> None:
    stored = {key_of(message) for message in catalogue}
    assert not screens - stored, UPDATE
    assert not stored - screens, UPDATE


def test_every_sentence_is_translated(catalogue: list[Message]) -> None:
    assert not [message.id for message in catalogue if message.fuzzy or not is_translated(message)], UPDATE


def test_a_translation_fills_in_what_its_original_fills_in(catalogue: list[Message]) -> None:
    wrong = [
        (message.id, form)
        for message in catalogue
        for form in texts(message.string)
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(texts(message.id)[0]))
    ]
    assert not wrong


def test_a_translation_ends_as_its_original_does(catalogue: list[Message]) -> None:
    wrong = [
        (message.id, form)
        for message in catalogue
        for form in texts(message.string)
        if any(form.endswith(sign) != texts(message.id)[0].endswith(sign) for sign in (".", ":", "…", " "))
        or form[0].isspace()
    ]
    assert not wrong


def test_the_indonesian_of_a_plural_has_one_form(screens: set[Key]) -> None:
    assert not [forms for forms, _context in screens if len(set(forms)) > 1]


def test_no_words_of_a_template_escape_translation(templates: dict[Path, str]) -> None:
    found = [(path.name, words) for path, source in templates.items() for words in shown_words(source)]
    assert not found


def test_no_words_in_the_expressions_of_a_template_escape_translation(templates: dict[Path, str]) -> None:
    found = [(path.name, words) for path, source in templates.items() for words in constants(ENVIRONMENT.parse(source))]
    assert not [(name, words) for name, words in found if re.match(r"\W*[A-Z][a-z]", words)]


class Words(HTMLParser):
    """Collects the text and the attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def shown_words(source: str) -> list[str]:
    """Texts and spoken attributes with letters of their own, names left out."""
    seen = Words()
    seen.feed(without_expressions(FRAME.sub("", source)))
    seen.close()
    return [words for words in seen.found if has_words(words)]


def has_words(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return any(character.isalpha() for character in text)


def without_expressions(source: str) -> str:
    """A template as HTML: `{{ … }}` becomes a sign, statements and comments go."""
    parts = []
    for _line, kind, text in ENVIRONMENT.lex(source):
        if kind == "data":
            parts.append(text)
        elif kind == "variable_begin":
            parts.append(FILLED_IN)
    return "".join(parts)


def constants(node: nodes.Node) -> Iterator[str]:
    """The strings a template uses that are no msgids."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from constants(child)
