"""What can be refused in an attempt."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from training.core.errors import Conflict, Gone


class AttemptClosed(Gone):
    """It was handed in, or its time is over; what was saved before counts."""

    message = _l("Pengerjaan ini sudah ditutup. Jawaban yang tersimpan sebelumnya sudah dihitung.")

    def __init__(self, attempt_id: int) -> None:
        super().__init__()
        self.attempt_id = attempt_id


class AttemptsUsedUp(Conflict):
    """No attempt is left."""

    message = _l("Semua kesempatan mengerjakan kuis ini sudah terpakai.")


class StillCoolingDown(Conflict):
    """The next attempt may begin later."""

    message = _l("Kesempatan berikutnya belum dibuka. Baca kembali pelajarannya dulu.")

    def __init__(self, opens_at: datetime) -> None:
        super().__init__()
        self.opens_at = opens_at


class PaperImpossible(Conflict):
    """The banks hold too few items for this person's corps."""

    message = _l(
        "Butir soal untuk jenis kepegawaian Anda belum cukup. Hubungi admin; tidak ada kesempatan yang terpakai."
    )


class AnswerStale(Conflict):
    """The stored answer is newer than the page it was sent from. `revision` is that of the stored one."""

    def __init__(self, *, stored: list[int] | None, is_flagged: bool, revision: int) -> None:
        super().__init__()
        self.stored = stored
        self.is_flagged = is_flagged
        self.revision = revision
