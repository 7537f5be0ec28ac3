"""Roles and filters in plain sentences, in the language of the page."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from training.accounts.domain.roles import ROLE_LABELS
from training.core.access import Role
from training.core.i18n import number, plain_date
from training.core.messages import N_
from training.directory.domain import PersonState
from training.directory.queries.people import PeopleFilter
from training.directory.queries.person import GrantRow
from training.rules.domain import CORPS_LABELS

STATE_WORDS = {PersonState.UNUSED: N_("belum pernah masuk"), PersonState.INACTIVE: N_("tidak aktif")}


def grant_sentence(grant: GrantRow, today: date) -> str:
    """A role as its row says it, see `role_sentence`."""
    return role_sentence(
        role=grant.role,
        unit_name=grant.unit_name,
        units_below=grant.units_below,
        from_on=grant.from_on,
        until_on=grant.until_on,
        today=today,
    )


def role_sentence(
    *, role: str, unit_name: str, units_below: int, from_on: date, until_on: date | None, today: date
) -> str:
    """`Atasan untuk Dinas Kesehatan dan 12 unit di bawahnya sampai 31 Desember 2026`."""
    where = unit_name
    if units_below:
        where = ngettext(
            "%(unit)s dan %(count)s unit di bawahnya", "%(unit)s dan %(count)s unit di bawahnya", units_below,
            unit=unit_name, count=number(units_below),
        )  # fmt: skip
    return str(
        _(
            "%(role)s untuk %(where)s %(when)s",
            role=_(ROLE_LABELS[Role(role)]),
            where=where,
            when=_when(from_on, until_on, today),
        )
    )


def _when(from_on: date, until_on: date | None, today: date) -> str:
    begins_later = from_on > today
    if until_on is None:
        return str(
            _("mulai %(first)s, tanpa batas waktu", first=plain_date(from_on))
            if begins_later
            else _("tanpa batas waktu")
        )
    if begins_later:
        return str(_("dari %(first)s sampai %(last)s", first=plain_date(from_on), last=plain_date(until_on)))
    return str(_("sampai %(last)s", last=plain_date(until_on)))


def people_in_words(wanted: PeopleFilter, *, unit_name: str) -> str:
    """What a list of people is narrowed to; "" for the active people of one's whole branch."""
    parts = [
        _("memuat “%(words)s”", words=wanted.words) if wanted.words else "",
        _("di %(unit)s", unit=unit_name) if unit_name else "",
        _(CORPS_LABELS[wanted.corps]) if wanted.corps else "",
        _(STATE_WORDS[wanted.state]) if wanted.state is not PersonState.ACTIVE else "",
    ]
    return ", ".join(str(part) for part in parts if part)
