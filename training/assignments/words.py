"""The statuses of a duty in plain words: msgids, translated where they are shown, in the order of reports."""

from collections.abc import Mapping

from training.assignments.domain.duty import DUE, DutyStatus
from training.core.messages import N_

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
