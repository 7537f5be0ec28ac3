"""Forms about what others may change meanwhile: what the page showed comes back with what was typed.

Whoever leaves a field as the page showed it has said nothing about it: it keeps what is stored by then. Only where both
changed the same field differently must somebody choose.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from training.accounts.models import Membership, User
from training.core.forms import BaseForm, tidy
from training.directory.forms.people import PersonForm, PlaceForm
from training.directory.forms.units import UnitForm
from training.org.models import Unit


class EditPersonForm(PersonForm):
    """Who a person is, and how the page showed it."""

    seen = HiddenField()


class TransferForm(PlaceForm):
    """Another place for somebody, and the id of the membership that the page was about."""

    seen = HiddenField()

    def is_about(self, membership: Membership) -> bool:
        """Whether the page showed this membership; from now on it does, so that sending it again is a choice."""
        was_shown, self.seen.data = self.seen.data, str(membership.id)
        return bool(was_shown == self.seen.data)


class EditUnitForm(UnitForm):
    """What a unit is, and how the page showed it."""

    seen = HiddenField()


@dataclass(frozen=True)
class Clash:
    """What somebody else has stored in a field, and what was typed into it."""

    label: str
    stored: str
    mine: str


def shown_person(user: User) -> dict[str, str]:
    """What the form shows of a person."""
    return {
        "full_name": user.full_name,
        "corps": user.corps,
        "number": user.service_number or "",
        "email": user.email or "",
        "login_name": user.login_name or "",
    }


def shown_unit(unit: Unit) -> dict[str, str]:
    """What the form shows of a unit."""
    return {"name": unit.name, "code": unit.code, "kind": unit.kind, "corps": unit.corps or "", "zone": unit.zone}


def as_seen(stored: Mapping[str, str]) -> str:
    """The values that a page shows, for its hidden field."""
    return json.dumps(dict(stored))


def sent_over(stored: Mapping[str, str]) -> tuple[MultiDict[str, str] | None, tuple[str, ...]]:
    """What was sent, with what is stored now where the page was left as it was; the fields that both have changed.

    (None, ()) for a page that is only opened.
    """
    if request.method != "POST":
        return None, ()
    return merged(request.form, stored)


def merged(sent: MultiDict[str, str], stored: Mapping[str, str]) -> tuple[MultiDict[str, str], tuple[str, ...]]:
    """The same for a form; what it says of the page is then what is stored."""
    shown = _shown(sent.get("seen", ""), stored)
    taken, both = MultiDict(sent), []
    for name, now in stored.items():
        typed = tidy(sent.get(name, shown[name]))
        if typed == tidy(shown[name]):
            taken[name] = now
        elif now not in (shown[name], typed):
            both.append(name)
    taken["seen"] = as_seen(stored)
    return taken, tuple(both)


def clashes(form: BaseForm, stored: Mapping[str, str], names: tuple[str, ...]) -> list[Clash]:
    """Fields that both have changed, in words."""
    return [
        Clash(str(form[name].label.text), _words(form[name], stored[name]), _words(form[name], form[name].data or ""))
        for name in names
    ]


def _shown(text: str, stored: Mapping[str, str]) -> dict[str, str]:
    """What the page says it has shown; where that cannot be read, what is stored."""
    try:
        said: Any = json.loads(text)
    except ValueError:
        said = {}
    known = said if isinstance(said, dict) else {}
    return {name: known[name] if isinstance(known.get(name), str) else now for name, now in stored.items()}


def _words(field: Any, value: str) -> str:
    choices = field.iter_choices() if hasattr(field, "iter_choices") else ()
    return next((str(choice.label) for choice in choices if choice.value == value), value)
