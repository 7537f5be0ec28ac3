"""Roles in words, and which of them can be given."""

from training.core.access import ROLES_WITH, Permission, Role
from training.core.messages import N_

ROLE_LABELS = {
    Role.SUPERVISOR: N_("Atasan"),
    Role.ADMIN: N_("Admin"),
    Role.AUTHOR: N_("Penyusun soal"),
    Role.REVIEWER: N_("Penelaah soal"),
    Role.ORGANISER: N_("Penyelenggara sosialisasi"),
    Role.AUDITOR: N_("Auditor"),
}
ROLE_HINTS = {
    Role.SUPERVISOR: N_("Melihat siapa yang sudah dan belum selesai, menugaskan, dan mengingatkan."),
    Role.ADMIN: N_("Seperti atasan, ditambah mengelola pegawai, unit kerja, dan peran di cabangnya."),
    Role.AUTHOR: N_("Menyusun bank soal dan pelatihan milik unitnya."),
    Role.REVIEWER: N_("Menelaah dan menyetujui butir soal."),
    Role.ORGANISER: N_("Menyelenggarakan sosialisasi bagi masyarakat."),
    Role.AUDITOR: N_("Membaca catatan tentang siapa melakukan apa; tidak mengubah apa pun."),
}


def roles_to_give() -> tuple[Role, ...]:
    """The roles that open something here, in the order of ROLE_LABELS."""
    opening = {
        role for permission, roles in ROLES_WITH.items() if permission is not Permission.MANAGE for role in roles
    }
    return tuple(role for role in ROLE_LABELS if role in opening)
