"""Bring the catalogues in line with the screens: `python -m tools.translations`.

New sentences are added with an empty translation, those that left the screens are dropped; the rest stays as it is.
"""

from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parent.parent
TRANSLATIONS = REPOSITORY / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["_l", "lazy_pgettext:1c,2"])}
WIDTH = 120


def extracted() -> Catalog:
    """Every sentence of code and templates, untranslated."""
    with (REPOSITORY / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    for path, line, message, _comments, context in extract_from_dir(REPOSITORY, methods, options, KEYWORDS):
        catalogue.add(message, locations=[(path, line)], context=context)
    return catalogue


def catalogue_paths() -> list[Path]:
    """The catalogue of each language."""
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it is stored."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def is_translated(message: Message) -> bool:
    """Whether no form of a message is left empty."""
    return all(texts(message.string))


def texts(forms: str | Iterable[str] | None) -> list[str]:
    """The forms of a msgid or msgstr: one, or one for each plural."""
    return [forms or ""] if forms is None or isinstance(forms, str) else list(forms)


def update(path: Path, template: Catalog) -> None:
    """Rewrite one catalogue with the sentences of `template`, sorted."""
    catalogue = read_catalogue(path)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, no_location=True, sort_output=True, ignore_obsolete=True)


def main() -> None:
    """Update each catalogue and say what is left to translate."""
    template = extracted()
    for path in catalogue_paths():
        update(path, template)
        missing = [message for message in read_catalogue(path) if message.id and not is_translated(message)]
        print(f"{path.relative_to(REPOSITORY)}: {len(template)} messages, {len(missing)} to translate")


if __name__ == "__main__":
    main()
