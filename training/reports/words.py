"""The words of reports: msgids, translated where they are shown."""

from collections.abc import Mapping

from flask_babel import gettext as _

from training.assignments.domain.duty import DUE, DutyStatus
from training.core.messages import N_
from training.reports.queries.choices import Cycle

STATUS_LABELS: Mapping[DutyStatus, str] = {
    DutyStatus.PASSED: N_("Lulus dan berlaku"),
    DutyStatus.IN_PROGRESS: N_("Sedang dikerjakan"),
    DutyStatus.NOT_STARTED: N_("Belum dimulai"),
    DutyStatus.OUT_OF_ATTEMPTS: N_("Kesempatan habis"),
    DutyStatus.LAPSED: N_("Masa berlaku lewat"),
    DutyStatus.EXEMPT: N_("Dikecualikan"),
}
FILTER_LABELS: Mapping[str, str] = {
    DUE: N_("Semua yang wajib"),
    **{status.value: label for status, label in STATUS_LABELS.items()},
}


def cycle_title(cycle: Cycle) -> str:
    """The title of an assignment, with its cycle where it has several, and a word when it is over."""
    title = (
        _("%(title)s, putaran %(number)d", title=cycle.title, number=cycle.number) if cycle.is_repeated else cycle.title
    )
    return title if cycle.is_running else str(_("%(title)s (ditutup)", title=title))
