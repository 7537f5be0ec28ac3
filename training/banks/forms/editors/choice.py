"""The editor of choice items: a situation, a question, two to eight options and why each is right or wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from training.banks.domain.kinds.choice import MAX_OPTIONS, MIN_OPTIONS
from training.banks.domain.kinds.choice_drafts import LETTERS, MODE_LABELS
from training.banks.forms.editors.base import Content, Editor
from training.banks.forms.typed import Typed

BUTTON = re.compile(r"(remove|up|down)-option-([0-9])")
TRUE_FALSE = ({"id": "Benar", "en": "True"}, {"id": "Salah", "en": "False"})
TEXTS = ("situation", "stem", "explanation", "refusal")
Option = dict[str, Any]


def read(typed: Typed) -> dict[str, Any]:
    """The content as far as it was typed; options by their place on the page."""
    mode = typed.chosen("mode", MODE_LABELS) or "single"
    keys = set(typed.form.getlist("key"))
    places = [place for place in range(MAX_OPTIONS) if f"option-{place}" in typed.form]
    options = [_read_option(typed, place, is_key=str(place) in keys) for place in places]
    if mode == "true_false":
        options = _true_false(options)
    texts = {name: text for name in TEXTS if (text := typed.texts(name))}
    return {"mode": mode, "stem": {"id": ""}, **texts, "options": options}


def act(content: Content, action: str) -> tuple[dict[str, Any], str] | None:
    """Add, remove or move an option."""
    options: list[Option] = list(content.get("options", ()))
    if action == "add-option":
        if len(options) < MAX_OPTIONS:
            options.append({"text": {"id": ""}})
        return {**content, "options": options}, f"option-{len(options) - 1}"
    pressed = BUTTON.fullmatch(action)
    if pressed is None:
        return None
    return _changed(content, options, pressed[1], int(pressed[2]))


def view(content: Content) -> dict[str, Any]:
    """What the template shows."""
    options = content.get("options", ())
    last = len(options) - 1
    return {
        "mode": content.get("mode", "single"),
        "modes": list(MODE_LABELS.items()),
        **{name: _shown(content.get(name)) for name in TEXTS},
        "options": [
            {
                "place": place,
                "letter": LETTERS[place],
                "text": _shown(option.get("text")),
                "rationale": _shown(option.get("rationale")),
                "is_key": bool(option.get("key")),
                "is_first": place == 0,
                "is_last": place == last,
            }
            for place, option in enumerate(options)
        ],
        "can_add": len(options) < MAX_OPTIONS,
        "can_remove": len(options) > MIN_OPTIONS,
    }


def field_id(place: Sequence[str | int]) -> str:
    """The field that a finding belongs to; `place` begins inside the content."""
    if place[:1] != ("options",) or len(place) == 1:
        name = str(place[0]) if place else "stem"
        return f"{name}_en" if place[1:] == ("en",) else name
    number, part = place[1], place[2] if len(place) > 2 else "text"  # noqa: PLR2004 - an option, its number, its part
    name = f"rationale-{number}" if part == "rationale" else f"option-{number}"
    return f"{name}_en" if place[3:] == ("en",) else name


def field_label(field: str) -> str:
    """What a field is called, such as "Pilihan B, pembahasan"."""
    name, _dash, place = field.removesuffix("_en").partition("-")
    letter = LETTERS[int(place)] if place.isdigit() and int(place) < len(LETTERS) else ""
    labels = {
        "situation": _("Situasi"),
        "stem": _("Pokok soal"),
        "options": _("Pilihan"),
        "option": _("Pilihan %(letter)s", letter=letter),
        "rationale": _("Pilihan %(letter)s, pembahasan", letter=letter),
        "explanation": _("Pembahasan umum"),
        "refusal": _("Cara menolak"),
    }
    return str(labels.get(name, ""))


def _shown(text: Mapping[str, str] | None) -> dict[str, str]:
    return {"id": "", "en": "", **(text or {})}


def _read_option(typed: Typed, place: int, *, is_key: bool) -> Option:
    rationale = typed.texts(f"rationale-{place}")
    return {
        "text": typed.texts(f"option-{place}") or {"id": ""},
        **({"key": True} if is_key else {}),
        **({"rationale": rationale} if rationale else {}),
    }


def _true_false(options: list[Option]) -> list[Option]:
    """Right and wrong are the options; what else was typed is kept, and told to be too much."""
    written = [option for option in options if option["text"].get("id") or option.get("rationale") or option.get("key")]
    written += [{"text": {"id": ""}} for _ in range(MIN_OPTIONS - len(written))]
    return [
        {**option, "text": dict(TRUE_FALSE[place])} if place < MIN_OPTIONS and not option["text"].get("id") else option
        for place, option in enumerate(written)
    ]


def _changed(content: Content, options: list[Option], what: str, place: int) -> tuple[dict[str, Any], str]:
    if place >= len(options):
        return dict(content), "options"
    if what == "remove":
        if len(options) > MIN_OPTIONS:
            del options[place]
        return {**content, "options": options}, f"option-{min(place, len(options) - 1)}"
    target = place - 1 if what == "up" else place + 1
    if 0 <= target < len(options):
        options[place], options[target] = options[target], options[place]
    else:
        target = place
    return {**content, "options": options}, f"option-{target}"


EDITOR = Editor(
    kind="choice",
    template="kinds/choice/edit.html",
    read=read,
    act=act,
    view=view,
    field_id=field_id,
    field_label=field_label,
)
