"""What accounts has to say about what happens below it."""

from flask_babel import ngettext

from training.accounts.queries import people_in


def people_need_it(_sender: object, *, unit_id: int) -> str | None:
    """A unit with people in it stays open; says how many they are."""
    count = people_in(unit_id)
    return (
        str(ngettext("%(num)d pegawai masih tercatat di sini", "%(num)d pegawai masih tercatat di sini", count))
        if count
        else None
    )
