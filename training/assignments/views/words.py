"""States, filters and people in plain words, in the language of the page."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from training.assignments.domain.planning import AssignmentState
from training.assignments.queries.acting import Hindrance
from training.assignments.queries.duties import Duties
from training.assignments.queries.preview import LeftOut
from training.assignments.words import FILTER_LABELS
from training.core.i18n import number
from training.core.messages import N_
from training.rules.domain import CORPS_LABELS

STATE_LABELS: Mapping[AssignmentState, str] = {
    AssignmentState.RUNNING: N_("Berjalan"),
    AssignmentState.UPCOMING: N_("Akan datang"),
    AssignmentState.ENDED: N_("Sudah ditutup"),
}
REASON_LABELS: Mapping[LeftOut, str] = {
    LeftOut.OTHER_CORPS: N_("Pelatihan ini bukan untuk jenis pegawainya"),
    LeftOut.CORPS_NOT_CHOSEN: N_("Jenis pegawainya tidak dipilih"),
    LeftOut.INACTIVE: N_("Tidak aktif lagi"),
    LeftOut.NO_UNIT: N_("Sedang tidak tercatat di unit mana pun"),
}
HINDRANCE_LABELS: Mapping[Hindrance, str] = {
    Hindrance.PASSED: N_("%(count)s sudah lulus."),
    Hindrance.CLOSED: N_("%(count)s dari penugasan yang sudah ditutup."),
    Hindrance.FOREIGN: N_("%(count)s dari penugasan unit lain. Hanya unit itu yang dapat mengubahnya."),
    Hindrance.EXEMPT: N_("%(count)s sudah dikecualikan."),
    Hindrance.NOT_EXEMPT: N_("%(count)s tidak dikecualikan."),
    Hindrance.NO_DUE_DATE: N_("%(count)s tanpa tenggat."),
}
NAMES_IN_WORDS = 3


def people(count: int) -> str:
    """`1.234 orang`."""
    return str(ngettext("%(count)s orang", "%(count)s orang", count, count=number(count)))


def amount(count: int, *, in_rows: bool) -> str:
    """`1.234 orang`; `1.234 baris` where one person may stand in several."""
    if in_rows:
        return str(ngettext("%(count)s baris", "%(count)s baris", count, count=number(count)))
    return people(count)


def hindrances_in_words(left_out: Mapping[Hindrance, int], *, in_rows: bool) -> list[str]:
    """Why something is not done for some of the chosen, a sentence for each reason."""
    return [str(_(HINDRANCE_LABELS[why], count=amount(count, in_rows=in_rows))) for why, count in left_out.items()]


def corps_words(corps: Sequence[str]) -> str:
    """`PNS, PPPK`; the sentence for all when none was chosen."""
    if not corps:
        return str(_("semua jenis pegawai yang menjadi sasaran pelatihan ini"))
    return ", ".join(str(_(CORPS_LABELS[one])) for one in corps if one in CORPS_LABELS)


def units_words(names: Sequence[str]) -> str:
    """`Dinas Kesehatan, Dinas Sosial dan 4 unit lain`."""
    shown = ", ".join(names[:NAMES_IN_WORDS])
    more = len(names) - NAMES_IN_WORDS
    if more <= 0:
        return shown
    return str(
        ngettext(
            "%(names)s dan %(count)s unit lain",
            "%(names)s dan %(count)s unit lain",
            more,
            names=shown,
            count=number(more),
        )
    )


def duties_words(duties: Duties, *, unit_name: str) -> str:
    """What a list of people is narrowed to; "" for everybody."""
    parts = [
        _("memuat “%(words)s”", words=duties.words) if duties.words else "",
        _("di %(unit)s", unit=unit_name) if unit_name else "",
        _(CORPS_LABELS[duties.corps]) if duties.corps else "",
        _(FILTER_LABELS[duties.status]).lower() if duties.status else "",
        _("lewat tenggat") if duties.only_overdue else "",
    ]
    return ", ".join(str(part) for part in parts if part)
