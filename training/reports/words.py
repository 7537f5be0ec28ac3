"""The words of reports: msgids, translated where they are shown."""

from flask_babel import gettext as _

from training.reports.queries.choices import Cycle


def cycle_title(cycle: Cycle) -> str:
    """The title of an assignment, with its cycle where it has several, and a word when it is over."""
    title = (
        _("%(title)s, putaran %(number)d", title=cycle.title, number=cycle.number) if cycle.is_repeated else cycle.title
    )
    return title if cycle.is_running else str(_("%(title)s (ditutup)", title=title))
