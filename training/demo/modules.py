"""A course that the author of the demo is still writing: its quiz asks for more than the bank has."""

from datetime import datetime

from sqlalchemy import select

from training.banks.domain.texts import Text
from training.banks.models import Bank
from training.core.db import db
from training.modules.domain import Part
from training.modules.loader import CertificateEntry, QuizEntry
from training.modules.models import Module
from training.modules.queries import module_to_edit
from training.modules.services.editing import (
    General,
    part_mark,
    quiz_mark,
    save_certificate,
    save_general,
    save_quiz,
)
from training.modules.services.lessons import LessonText, add_lesson
from training.modules.services.states import create_module
from training.org.models import Unit
from training.rules.queries import all_facts

TITLE = Text(id="Netral di layanan kesehatan", en="Neutral in health care")
SUMMARY = Text(
    id="Dua pelajaran dan delapan kejadian di puskesmas dan rumah sakit. Untuk tenaga kesehatan yang bertemu warga setiap hari."
)
LEGAL_BASIS = Text(id="Pasal 24 ayat (1) huruf d Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara")
BANK = "asn"
BLUEPRINT = (
    {"count": 3, "topics": ["media_sosial", "foto_dan_simbol"]},
    {"count": 2, "topics": ["kampanye", "kegiatan_keberpihakan"]},
    {"count": 3, "topics": ["fasilitas_negara"], "difficulties": ["sukar"]},
)
LESSONS = (
    (
        "Pasien bertanya siapa pilihan Anda",
        """Pasien datang untuk berobat, bukan untuk diyakinkan. Pegawai ASN harus lepas dari pengaruh partai politik \
([Pasal 9 UU 20/2023](/rules/uu20-2023-ps9-2)) dan wajib menjaga netralitas \
([Pasal 24 UU 20/2023](/rules/uu20-2023-ps24-1-d)).

## Yang dapat Anda katakan

- "Terima kasih sudah bertanya. Di sini kami melayani semua orang sama, jadi saya tidak membicarakan pilihan."
- "Mari kita kembali ke keluhan Bapak dulu."

**Ingat:** ucapan di luar jam kerja pun dihitung ([Pasal 1 PP 94/2021](/rules/pp94-2021-ps1-6)).""",
    ),
    (
        "Atribut kampanye di lingkungan puskesmas",
        """Puskesmas adalah fasilitas pemerintah. Untuk kampanye, fasilitas pemerintah hanya boleh dipakai bila \
penanggung jawabnya memberi izin dan yang hadir tidak memakai atribut kampanye \
([Pasal 280 UU 7/2017](/rules/uu7-2017-ps280-1-h)).

Bila ada atribut di halaman, catat waktu dan tempatnya, lalu sampaikan kepada pimpinan unit pada hari itu juga.""",
    ),
)


def draft_module(unit: Unit, author_id: int, *, now: datetime) -> Module | None:
    """The draft, step by step as somebody would make it; None where the shipped bank is not loaded."""
    bank = db.session.scalars(select(Bank).where(Bank.code == BANK)).one_or_none()
    if bank is None:
        return None
    module = create_module(TITLE, ["pns", "pppk"], unit.id, actor_id=author_id, now=now)
    managed = module_to_edit(module.id, [unit.path])
    general = General(TITLE, SUMMARY, ("pns", "pppk"), 20)
    save_general(managed, general, seen=part_mark(module, Part.GENERAL), actor_id=author_id)
    certificate = CertificateEntry(title=TITLE, jp_hours=2, legal_basis=LEGAL_BASIS, validity_months=12)
    save_certificate(managed, certificate, seen=part_mark(module, Part.CERTIFICATE), actor_id=author_id)
    quiz = QuizEntry.model_validate(
        {"cut_score": "0.75", "attempts_allowed": 3, "cool_down_minutes": 60, "blueprint": BLUEPRINT}
    )
    save_quiz(managed, quiz, {bank.id}, seen=quiz_mark(managed, set()), actor_id=author_id)
    topics = {rule: facts.topic for rule, facts in all_facts().items()}
    for title, body in LESSONS:
        add_lesson(module, LessonText(Text(id=title), 3, {"id": body}), topics, actor_id=author_id)
    return module
