"""The rules of a quiz, and the rows of its blueprint.

Rows are read from fields `draw-<n>-count`, `-topics`, `-difficulties`, `-tags`; a row is there when its count is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from pydantic import ValidationError as EntryInvalid
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from training.core.fields import ChoiceField, PercentField, WholeNumberField, offered
from training.core.forms import Required
from training.modules.forms.parts import PartForm
from training.modules.loader import DrawEntry, QuizEntry
from training.quizzes.domain.blueprint import MAX_ITEMS
from training.quizzes.models import Feedback, Quiz
from training.rules.domain import DIFFICULTY_LABELS, TOPIC_LABELS

MAX_ROWS = 30
MAX_CELL = 400
MAX_TAGS = 20
UNIT_MINUTES = {"minutes": 1, "hours": 60, "days": 60 * 24}
MOST_COOL_DOWN_MINUTES = 60 * 24 * 30
FEEDBACK_LABELS = {
    Feedback.AFTER_PASS_OR_LAST_ATTEMPT.value: _l("Sesudah lulus atau sesudah kesempatan terakhir (dianjurkan)"),
    Feedback.AFTER_EACH_ATTEMPT.value: _l("Sesudah setiap pengerjaan, juga yang belum lulus"),
    Feedback.NEVER.value: _l("Tidak pernah: hanya nilai dan topik"),
}


@dataclass
class DrawRow:
    """One row of the blueprint as typed; `errors` by cell."""

    count: str = "1"
    topics: list[str] = field(default_factory=list)
    difficulties: list[str] = field(default_factory=list)
    tags: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> DrawEntry | None:
        """The row as the blueprint takes it; None, with `errors` told, when it is not in order."""
        count = self.count.strip()
        number = int(count) if count.isascii() and count.isdigit() and len(count) <= len(str(MAX_ITEMS)) else 0
        if not 1 <= number <= MAX_ITEMS:
            self.errors["count"] = _("Tulis jumlah butir dari 1 sampai %(most)d.", most=MAX_ITEMS)
        tags = [tag.strip() for tag in self.tags.replace(";", ",").split(",") if tag.strip()]
        try:
            return DrawEntry.model_validate(
                {
                    "count": max(1, min(number, MAX_ITEMS)),
                    "topics": self.topics,
                    "difficulties": self.difficulties,
                    "tags": list(dict.fromkeys(tags))[:MAX_TAGS],
                }
            )
        except EntryInvalid as invalid:
            self._tell(invalid)
            return None

    def _tell(self, invalid: EntryInvalid) -> None:
        told = {
            "topics": _("Pilih topik dari yang tersedia."),
            "difficulties": _("Pilih tingkat dari yang tersedia."),
            "tags": _("Tag paling panjang 40 karakter; pisahkan dengan koma."),
        }
        for error in invalid.errors():
            name = str(error["loc"][0])
            self.errors[name] = told.get(name, _("Baris ini tidak dapat dibaca."))


class QuizForm(PartForm):
    """Nilai ambang, limits and when reasons are shown."""

    cut_score = PercentField(
        _l("Nilai ambang, dalam persen"),
        description=_l("Peserta lulus bila nilainya sama dengan atau di atas ini."),
        validators=[Required(_l("Tulis nilai ambangnya."))],
    )
    attempts_allowed = WholeNumberField(
        _l("Banyaknya kesempatan"),
        description=_l("Berapa kali kuis boleh dikerjakan. Kosongkan bila tidak dibatasi."),
        least=1,
        most=100,
    )
    cool_down = WholeNumberField(
        _l("Jeda antara dua kesempatan"),
        description=_l("Waktu untuk membaca pelajaran lagi sebelum mencoba kembali; 0 bila boleh langsung."),
        least=0,
        most=MOST_COOL_DOWN_MINUTES,
    )
    cool_down_unit = ChoiceField(
        _l("Satuan jeda"), choices=offered(lambda: [("minutes", _("menit")), ("hours", _("jam")), ("days", _("hari"))])
    )
    time_limit_minutes = WholeNumberField(
        _l("Batas waktu, dalam menit"),
        description=_l(
            "Dihitung sejak peserta menekan Mulai; yang tersimpan tetap dinilai. Kosongkan bila tanpa batas, "
            "supaya peserta dengan sinyal lemah tidak dirugikan."
        ),
        least=1,
        most=600,
    )
    feedback = ChoiceField(
        _l("Kunci dan pembahasan dibuka"),
        description=_l("Selama ada pengerjaan yang berjalan, pembahasan selalu tertutup."),
        choices=offered(lambda: [(name, str(label)) for name, label in FEEDBACK_LABELS.items()]),
    )

    def validate_cool_down(self, cool_down: WholeNumberField) -> None:
        """At most thirty days, whatever the unit; raises ValidationError."""
        if (cool_down.data or 0) * UNIT_MINUTES.get(self.cool_down_unit.data, 1) > MOST_COOL_DOWN_MINUTES:
            raise ValidationError(_("Jeda paling lama 30 hari."))

    def entry(self, draws: Sequence[DrawEntry]) -> QuizEntry:
        """What was typed, once form and rows are valid."""
        return QuizEntry(
            cut_score=self.cut_score.data,
            time_limit_minutes=self.time_limit_minutes.data,
            attempts_allowed=self.attempts_allowed.data,
            cool_down_minutes=(self.cool_down.data or 0) * UNIT_MINUTES[self.cool_down_unit.data],
            feedback=Feedback(self.feedback.data),
            blueprint=tuple(draws),
        )


def quiz_data(quiz: Quiz) -> dict[str, Any]:
    """What the form shows of a stored quiz; a cool-down in the largest unit that divides it."""
    minutes = quiz.cool_down_seconds // 60
    unit = next(name for name in ("days", "hours", "minutes") if minutes % UNIT_MINUTES[name] == 0)
    if not minutes:
        unit = "minutes"
    return {
        "cut_score": quiz.cut_score,
        "attempts_allowed": quiz.attempts_allowed,
        "cool_down": minutes // UNIT_MINUTES[unit],
        "cool_down_unit": unit,
        "time_limit_minutes": quiz.time_limit_seconds // 60 if quiz.time_limit_seconds else None,
        "feedback": str(quiz.feedback),
    }


def stored_rows(draws: Sequence[Mapping[str, Any]]) -> list[DrawRow]:
    """The rows of a stored blueprint."""
    return [
        DrawRow(str(draw["count"]), list(draw["topics"]), list(draw["difficulties"]), ", ".join(draw["tags"]))
        for draw in draws
    ]


def sent_rows(form: MultiDict[str, str]) -> list[DrawRow]:
    """The rows of a form as typed."""
    return [
        DrawRow(
            form.get(f"draw-{number}-count", "")[:MAX_CELL],
            list(dict.fromkeys(form.getlist(f"draw-{number}-topics")))[: len(TOPIC_LABELS) + 1],
            list(dict.fromkeys(form.getlist(f"draw-{number}-difficulties")))[: len(DIFFICULTY_LABELS) + 1],
            form.get(f"draw-{number}-tags", "")[:MAX_CELL],
        )
        for number in range(MAX_ROWS)
        if f"draw-{number}-count" in form
    ]


def row_words(row: DrawRow) -> str:
    """A row in one line: `3 butir: Media sosial · Kampanye (Sukar; tag pilkada)`."""
    topics = " · ".join(_(TOPIC_LABELS[topic]) for topic in row.topics if topic in TOPIC_LABELS)
    levels = ", ".join(_(DIFFICULTY_LABELS[level]) for level in row.difficulties if level in DIFFICULTY_LABELS)
    narrower = "; ".join(part for part in (levels, row.tags and _("tag %(tags)s", tags=row.tags)) if part)
    number = int(row.count) if row.count.isascii() and row.count.isdigit() else 0
    items: str = ngettext("%(num)d butir", "%(num)d butir", number)
    words = f"{items}: {topics or _('topik apa saja')}"
    return f"{words} ({narrower})" if narrower else words
