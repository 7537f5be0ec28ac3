"""A sentence for every act that the product records; `tests/architecture/test_audit_sentences.py` finds a missing one.

In a sentence: `actor`, `object` and `unit` by name, and whatever the facts of the act have (`training.auditlog.words`).
"""

from dataclasses import dataclass
from enum import StrEnum

from training.core.messages import N_


class Topic(StrEnum):
    """What an act is about: what the log can be narrowed to."""

    PEOPLE = "people"
    ROLES = "roles"
    UNITS = "units"
    SIGN_IN = "sign_in"
    ASSIGNMENTS = "assignments"
    RESULTS = "results"
    CONTENT = "content"
    IMPORTS = "imports"
    SYSTEM = "system"
    ALL = "all"


TOPIC_LABELS = {
    Topic.PEOPLE: N_("Pegawai"),
    Topic.ROLES: N_("Peran"),
    Topic.UNITS: N_("Unit kerja"),
    Topic.SIGN_IN: N_("Masuk dan kata sandi"),
    Topic.ASSIGNMENTS: N_("Penugasan"),
    Topic.RESULTS: N_("Hasil dan sertifikat"),
    Topic.CONTENT: N_("Soal dan pelatihan"),
    Topic.IMPORTS: N_("Impor"),
    Topic.SYSTEM: N_("Sistem"),
    Topic.ALL: N_("Semua, termasuk setiap kali masuk"),
}


@dataclass(frozen=True)
class Act:
    """What an action is about, and its sentence."""

    topic: Topic
    sentence: str


ACTS: dict[str, Act] = {
    "user_created": Act(Topic.PEOPLE, N_("%(actor)s menambahkan %(object)s di %(unit)s.")),
    "person_changed": Act(Topic.PEOPLE, N_("%(actor)s mengubah %(fields)s %(object)s.")),
    "person_moved": Act(
        Topic.PEOPLE, N_("%(actor)s memindahkan %(object)s dari %(from_unit)s ke %(to_unit)s mulai %(on)s.")
    ),
    "person_moved_away": Act(
        Topic.PEOPLE, N_("%(object)s meninggalkan %(from_unit)s dan pindah ke %(to_unit)s, dicatat oleh %(actor)s.")
    ),
    "position_changed": Act(Topic.PEOPLE, N_("%(actor)s mengganti jabatan %(object)s.")),
    "person_deactivated": Act(Topic.PEOPLE, N_("%(actor)s menonaktifkan %(object)s.")),
    "person_reactivated": Act(Topic.PEOPLE, N_("%(actor)s mengaktifkan kembali %(object)s di %(unit)s.")),
    "activation_code_issued": Act(Topic.SIGN_IN, N_("%(actor)s membuat kode aktivasi untuk %(object)s.")),
    "activation_codes_listed": Act(Topic.SIGN_IN, N_("%(actor)s membuat daftar kode aktivasi untuk %(count)s orang.")),
    "activation_code_in_list": Act(
        Topic.SIGN_IN, N_("%(actor)s membuat kode aktivasi untuk %(object)s dalam satu daftar.")
    ),
    "activated": Act(Topic.SIGN_IN, N_("%(actor)s membuat kata sandi dengan kode aktivasi.")),
    "password_changed": Act(Topic.SIGN_IN, N_("%(actor)s mengganti kata sandinya.")),
    "signed_in": Act(Topic.SIGN_IN, N_("%(actor)s masuk.")),
    "signed_out_everywhere": Act(Topic.SIGN_IN, N_("%(actor)s keluar dari semua perangkat.")),
    "role_granted": Act(Topic.ROLES, N_("%(actor)s memberi %(object)s peran %(role)s di %(unit)s, %(until)s.")),
    "role_revoked": Act(Topic.ROLES, N_("%(actor)s mengakhiri peran %(role)s dari %(object)s di %(unit)s.")),
    "role_limited": Act(
        Topic.ROLES, N_("%(actor)s mengubah akhir peran %(role)s dari %(object)s di %(unit)s: %(until)s.")
    ),
    "unit_created": Act(Topic.UNITS, N_("%(actor)s menambahkan unit kerja %(object)s.")),
    "unit_changed": Act(Topic.UNITS, N_("%(actor)s mengubah unit kerja %(object)s: %(changes)s.")),
    "unit_moved": Act(
        Topic.UNITS, N_("%(actor)s memindahkan unit kerja %(object)s dari bawah %(from_unit)s ke bawah %(to_unit)s.")
    ),
    "unit_closed": Act(Topic.UNITS, N_("%(actor)s menutup unit kerja %(object)s.")),
    "unit_reopened": Act(Topic.UNITS, N_("%(actor)s membuka kembali unit kerja %(object)s.")),
    "assignment_planned": Act(
        Topic.ASSIGNMENTS, N_("%(actor)s membuat penugasan %(object)s, dibuka %(opens_on)s, %(due)s.")
    ),
    "assignment_changed": Act(
        Topic.ASSIGNMENTS, N_("%(actor)s mengubah penugasan %(object)s; sekarang dibuka %(opens_on)s, %(due)s.")
    ),
    "assignment_ended": Act(
        Topic.ASSIGNMENTS,
        N_("%(actor)s menutup penugasan %(object)s; %(duties_ended)s orang tidak perlu menyelesaikannya lagi."),
    ),
    "assignment_repeated": Act(
        Topic.ASSIGNMENTS,
        N_("%(actor)s membuka putaran %(cycle)s penugasan %(object)s, mulai %(opens_on)s, %(due)s."),
    ),
    "duties_extended": Act(
        Topic.ASSIGNMENTS,
        N_("%(actor)s memperpanjang tenggat %(count)s orang di penugasan %(object)s sampai %(due_on)s."),
    ),
    "duties_exempted": Act(Topic.ASSIGNMENTS, N_("%(actor)s membebaskan %(count)s orang dari penugasan %(object)s.")),
    "duties_exemption_lifted": Act(
        Topic.ASSIGNMENTS, N_("%(actor)s mencabut pembebasan %(count)s orang di penugasan %(object)s.")
    ),
    "reminders_sent": Act(Topic.ASSIGNMENTS, N_("%(actor)s mengirim pengingat kepada %(people)s orang.")),
    "enrolment_completed": Act(
        Topic.RESULTS, N_("%(actor)s menyelesaikan pelatihan %(object)s dengan nilai %(marks)s dari %(out_of)s.")
    ),
    "certificate_issued": Act(Topic.RESULTS, N_("Sertifikat %(object)s terbit untuk %(actor)s.")),
    "certificate_revoked": Act(Topic.RESULTS, N_("%(actor)s mencabut sertifikat %(object)s.")),
    "bank_created": Act(Topic.CONTENT, N_("%(actor)s membuat bank soal %(object)s.")),
    "bank_changed": Act(Topic.CONTENT, N_("%(actor)s mengubah bank soal %(object)s.")),
    "item_created": Act(Topic.CONTENT, N_("%(actor)s menulis butir soal %(object)s di bank %(bank)s.")),
    "item_changed": Act(Topic.CONTENT, N_("%(actor)s mengubah butir soal %(object)s di bank %(bank)s.")),
    "item_draft_begun": Act(Topic.CONTENT, N_("%(actor)s mulai memperbaiki butir soal %(object)s di bank %(bank)s.")),
    "item_draft_discarded": Act(Topic.CONTENT, N_("%(actor)s membuang draf butir soal %(object)s di bank %(bank)s.")),
    "item_restored": Act(Topic.CONTENT, N_("%(actor)s memakai lagi butir soal %(object)s di bank %(bank)s.")),
    "item_approved": Act(
        Topic.CONTENT, N_("%(actor)s menyetujui butir soal %(object)s versi %(version)s di bank %(bank)s.")
    ),
    "item_retired": Act(Topic.CONTENT, N_("%(actor)s menarik butir soal %(object)s di bank %(bank)s dari pemakaian.")),
    "module_created": Act(Topic.CONTENT, N_("%(actor)s membuat pelatihan %(object)s.")),
    "module_duplicated": Act(Topic.CONTENT, N_("%(actor)s menyalin sebuah pelatihan menjadi %(object)s.")),
    "module_changed": Act(Topic.CONTENT, N_("%(actor)s mengubah pelatihan %(object)s.")),
    "module_published": Act(Topic.CONTENT, N_("%(actor)s menerbitkan pelatihan %(object)s.")),
    "module_retired": Act(Topic.CONTENT, N_("%(actor)s menarik pelatihan %(object)s dari pemakaian.")),
    "lesson_added": Act(Topic.CONTENT, N_("%(actor)s menambahkan pelajaran ke pelatihan %(object)s.")),
    "lesson_changed": Act(Topic.CONTENT, N_("%(actor)s mengubah pelajaran di pelatihan %(object)s.")),
    "lessons_ordered": Act(Topic.CONTENT, N_("%(actor)s mengurutkan pelajaran di pelatihan %(object)s.")),
    "lesson_put_back": Act(Topic.CONTENT, N_("%(actor)s memasang kembali pelajaran di pelatihan %(object)s.")),
    "lesson_taken_out": Act(Topic.CONTENT, N_("%(actor)s mengeluarkan pelajaran dari pelatihan %(object)s.")),
    "import_saved": Act(
        Topic.IMPORTS,
        N_("%(actor)s menyimpan impor %(import_kind)s dari berkas %(object)s: %(counts)s."),
    ),
    "job_retried": Act(Topic.SYSTEM, N_("%(actor)s mengulang pekerjaan latar nomor %(object)s.")),
}
ROUTINE = frozenset({"signed_in", "activation_code_in_list"})
UNKNOWN = Act(Topic.SYSTEM, N_("%(actor)s: %(action)s, %(object)s."))
IMPORT_LABELS = {"people": N_("pegawai"), "units": N_("unit kerja"), "items": N_("butir soal")}
COUNT_LABELS = {
    "added": N_("%(number)s ditambah"),
    "changed": N_("%(number)s berubah"),
    "moved": N_("%(number)s pindah"),
    "left": N_("%(number)s keluar"),
    "unchanged": N_("%(number)s tetap"),
    "refused": N_("%(number)s ditolak"),
}
FIELD_LABELS = {
    "full_name": N_("nama"),
    "corps": N_("jenis pegawai"),
    "email": N_("surel"),
    "login_name": N_("nama masuk"),
    "service_kind": N_("jenis nomor"),
    "service_number": N_("NIP/NRP"),
    "name": N_("nama"),
    "code": N_("kode"),
    "kind": N_("jenis unit"),
    "zone": N_("zona waktu"),
}


def actions_about(topic: str) -> tuple[str, ...]:
    """The actions of a topic."""
    return tuple(action for action, act in ACTS.items() if act.topic == topic)
