"""Events as sentences, in the language of the page."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from training.accounts.domain.roles import ROLE_LABELS
from training.audit.models import AuditEvent
from training.auditlog.domain import ACTS, COUNT_LABELS, FIELD_LABELS, IMPORT_LABELS, UNKNOWN
from training.auditlog.queries import Name
from training.core.access import Role
from training.core.i18n import ZONE_NAMES, current_language, number, plain_date
from training.core.messages import N_
from training.org.domain.unit_sheet import KIND_LABELS
from training.rules.domain import CORPS_LABELS

UNSAID = "–"
BEFORE_AND_AFTER = 2
VALUE_LABELS: Mapping[str, Mapping[str, str]] = {"kind": KIND_LABELS, "zone": ZONE_NAMES, "corps": CORPS_LABELS}


class _Values(dict[str, str]):
    """What fills a sentence; a fact that an older event lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return UNSAID


def sentence_of(event: AuditEvent, names: Mapping[Name, Any]) -> str:
    """`Siti Maryam memindahkan Budi dari Dinas Sosial ke Dinas Kesehatan mulai 2 Maret 2026.`"""
    act = ACTS.get(event.action, UNKNOWN)
    facts = event.facts
    values = _Values({name: _shown(name, value) for name, value in facts.items()})
    values["action"] = event.action
    values["actor"] = _named(names, "user", event.actor_id) or _("Sistem")
    values["object"] = _named(names, event.object_kind, event.object_id) or event.object_id or UNSAID
    values["unit"] = _named(names, "unit", event.unit_id) or UNSAID
    for place in ("from_unit", "to_unit"):
        values[place] = _named(names, "unit", facts.get(f"{place}_id")) or _("puncak")
    values["until"] = _last(facts.get("until_on"), N_("sampai %(last)s"), N_("tanpa batas waktu"))
    values["due"] = _last(facts.get("due_on"), N_("tenggat %(last)s"), N_("tanpa tenggat"))
    kind = facts.get("kind")
    if isinstance(kind, str) and kind in IMPORT_LABELS:  # of a unit whose kind has changed it is a pair
        values |= {"import_kind": str(_(IMPORT_LABELS[kind])), "counts": _counts(facts)}
    if isinstance(facts.get("fields"), list):
        values["fields"] = _listed([_label(name) for name in facts["fields"]])
    values["changes"] = _listed(
        [
            _change(name, pair)
            for name, pair in facts.items()
            if isinstance(pair, list) and len(pair) == BEFORE_AND_AFTER
        ]
    )
    return (str(_(act.sentence)) % values).replace("..", ".")  # a name may end in a full stop


def _shown(name: str, value: Any) -> str:
    if value is None:
        return UNSAID
    if name == "role" and value in set(Role):
        return str(_(ROLE_LABELS[Role(value)]))
    if isinstance(value, int):
        return number(value)
    return _day(value) if name == "on" or name.endswith("_on") else str(value)


def _day(value: Any) -> str:
    try:
        return plain_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _last(day: Any, ends: str, endless: str) -> str:
    return str(_(ends, last=_day(day)) if day else _(endless))


def _counts(facts: Mapping[str, Any]) -> str:
    """What came of the rows of an import: every count that is not zero."""
    told = [
        str(_(label, number=number(facts[name])))
        for name, label in COUNT_LABELS.items()
        if isinstance(facts.get(name), int) and facts[name]
    ]
    return ", ".join(told) or str(_("tidak ada baris"))


def _named(names: Mapping[Name, Any], kind: str, key: Any) -> str | None:
    if key is None or not str(key).isdigit():
        return None
    found = names.get((kind, int(key)))
    return None if found is None else _title(str(found))


def _title(text: str) -> str:
    """A name, or a title kept in several languages."""
    if not text.startswith("{"):
        return text
    try:
        title = json.loads(text)
    except ValueError:
        return text
    return str(title.get(current_language()) or title.get("id") or text)


def _label(name: str) -> str:
    return str(_(FIELD_LABELS[name])) if name in FIELD_LABELS else name


def _change(name: str, pair: list[Any]) -> str:
    return str(
        _(
            "%(field)s dari “%(old)s” menjadi “%(new)s”",
            field=_label(name),
            old=_value(name, pair[0]),
            new=_value(name, pair[1]),
        )
    )


def _value(name: str, value: Any) -> str:
    """What a field was or is, as the pages call it."""
    if not value:
        return UNSAID
    label = VALUE_LABELS.get(name, {}).get(str(value))
    return str(_(label)) if label else str(value)


def _listed(words: list[str]) -> str:
    """`nama, surel, dan nama masuk`."""
    if len(words) <= 1:
        return "".join(words)
    return str(_("%(first)s dan %(last)s", first=", ".join(words[:-1]), last=words[-1]))
