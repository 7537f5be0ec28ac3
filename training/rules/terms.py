"""Official terms keep their name on the screen; a page that uses one says once what it means.

Rules that refer to one another by id are named by their article.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from training.core.messages import N_


@dataclass(frozen=True)
class Term:
    """A term as the texts have it, and its meaning in plain words (a msgid)."""

    slug: str
    name: str
    meaning: str


TERMS = (
    Term("bawaslu", "Bawaslu", N_(
        "Badan Pengawas Pemilihan Umum: mengawasi pemilihan, menerima laporan, dan memeriksa dugaan pelanggaran."
    )),
    Term("bkn", "BKN", N_(
        "Badan Kepegawaian Negara: lembaga yang mengurus dan mengawasi pelaksanaan aturan kepegawaian ASN."
    )),
    Term("hukuman-disiplin", "Hukuman disiplin", N_(
        "Hukuman bagi pegawai yang melanggar aturan disiplin, dijatuhkan oleh pejabat yang berwenang menghukum; "
        "tingkatnya ringan, sedang, atau berat."
    )),
    Term("ppk", "Pejabat Pembina Kepegawaian", N_(
        "Pejabat yang berwenang mengangkat, memindahkan, dan memberhentikan pegawai ASN di instansinya, misalnya "
        "menteri, gubernur, bupati, atau wali kota."
    )),
    Term("sanksi-moral", "Sanksi moral", N_(
        "Pernyataan, terbuka atau tertutup, bahwa seorang pegawai melanggar kode etik."
    )),
    Term("skb", "SKB", N_("Surat Keputusan Bersama: keputusan yang ditetapkan bersama oleh beberapa pimpinan lembaga.")),
)  # fmt: skip
REFERENCE = r"(?<![\w-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])"
MENTION = re.compile("|".join([*(rf"\b(?i:{re.escape(term.name)})\b" for term in TERMS), REFERENCE]))
BY_NAME = {term.name.lower(): term for term in TERMS}


def references(texts: Iterable[str]) -> set[str]:
    """What may be the id of a rule in some texts, such as `pp94-2021-ps42` (and `sehari-hari`)."""
    return {found for text in texts for found in re.findall(REFERENCE, text)}


def explained(texts: Iterable[str], rules: Mapping[str, Markup]) -> tuple[list[Markup], list[Term]]:
    """The texts, in which the first mention of each term leads to its meaning, and the terms in order of mention.

    `rules`: by the id of a rule, what stands for it in a text.
    """
    terms: dict[str, Term] = {}
    marked = []
    for text in texts:
        parts, end = [], 0
        for mention in MENTION.finditer(text):
            instead = rules.get(mention[0]) or _first_mention(mention[0], terms)
            if instead:
                parts += [escape(text[end : mention.start()]), instead]
                end = mention.end()
        marked.append(Markup().join([*parts, escape(text[end:])]))
    return marked, list(terms.values())


def _first_mention(mention: str, terms: dict[str, Term]) -> Markup | None:
    term = BY_NAME.get(mention.lower())
    if term is None or term.slug in terms:
        return None
    terms[term.slug] = term
    return Markup('<a class="term" href="#istilah-{}">{}</a>').format(term.slug, mention)
