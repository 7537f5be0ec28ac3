"""Figures and lists as files: the same rows as on the screen, with words that say what they are and when they were made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from training.assignments.domain.tally import Tally
from training.assignments.words import STATUS_LABELS
from training.core.tables.files import FileColumn, Kind, Value
from training.reports.queries.people import DutyRow
from training.rules.domain import CORPS_LABELS


@dataclass(frozen=True)
class PeopleFile:
    """Words of the language of the request, put together before the rows are read (they are read after it)."""

    columns: tuple[FileColumn, ...]
    statuses: dict[str, str]
    corps: dict[str, str]
    late: str
    zone: ZoneInfo

    def rows(self, duties: Iterable[DutyRow]) -> Iterator[tuple[Value, ...]]:
        """Duties as rows of the file."""
        for duty in duties:
            yield (
                duty.full_name,
                duty.service_number,
                self.corps[duty.corps],
                duty.unit_name,
                duty.unit_code,
                duty.assignment_title,
                self.statuses[duty.status],
                self.late if duty.is_overdue else None,
                duty.due_on,
                duty.completed_at.astimezone(self.zone).date() if duty.completed_at else None,
                duty.valid_until_on,
                duty.attempts,
                duty.score,
            )


def people_file(zone: str) -> PeopleFile:
    """How a list of people becomes a file; days are those of a zone."""
    return PeopleFile(
        columns=(
            FileColumn(_("Nama"), width=32),
            FileColumn(_("NIP/NRP"), width=22),
            FileColumn(_("Jenis pegawai"), width=14),
            FileColumn(_("Unit"), width=36),
            FileColumn(_("Kode unit"), width=14),
            FileColumn(_("Penugasan"), width=36),
            FileColumn(_("Keadaan"), width=20),
            FileColumn(_("Terlambat"), width=11),
            FileColumn(_("Tenggat"), Kind.DAY, 12),
            FileColumn(_("Diselesaikan"), Kind.DAY, 13),
            FileColumn(_("Berlaku sampai"), Kind.DAY, 14),
            FileColumn(_("Pengerjaan"), Kind.NUMBER, 12),
            FileColumn(_("Nilai terbaik"), Kind.SHARE, 12),
        ),
        statuses={status.value: _(label) for status, label in STATUS_LABELS.items()},
        corps={corps: _(label) for corps, label in CORPS_LABELS.items()},
        late=_("terlambat"),
        zone=ZoneInfo(zone),
    )


def unit_columns() -> tuple[FileColumn, ...]:
    """The columns of compared units."""
    figures = [_("Berlaku"), _("Wajib")]
    rest = [
        _("Terlambat"), _("Belum dimulai"), _("Dikerjakan"), _("Kesempatan habis"), _("Masa berlaku lewat"),
        _("Dikecualikan"),
    ]  # fmt: skip
    return (
        FileColumn(_("Unit"), width=44),
        FileColumn(_("Kode unit"), width=14),
        *(FileColumn(heading, Kind.NUMBER, 10) for heading in figures),
        FileColumn(_("Bagian"), Kind.SHARE, 10),
        *(FileColumn(heading, Kind.NUMBER, 12) for heading in rest),
    )


def unit_cells(name: str, code: str, tally: Tally) -> tuple[Value, ...]:
    """One compared unit as a row."""
    return (
        name, code, tally.passed, tally.due, tally.share, tally.overdue, tally.not_started, tally.in_progress,
        tally.out_of_attempts, tally.lapsed, tally.exempt,
    )  # fmt: skip
