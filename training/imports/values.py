"""Cells in which something stands that is no value of a text column: what a spreadsheet made of it, or could not make."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from training.core.cells import MarkKind
from training.core.messages import N_, Sentence
from training.imports.domain import Line, Outcome, Problem, Verdict

NOT_A_VALUE: Mapping[MarkKind, str] = {
    MarkKind.UNCALCULATED: N_(
        "Sel ini berisi rumus yang belum dihitung. Buka berkasnya di Excel dan simpan lagi, atau ketik isinya."
    ),
    MarkKind.ERROR: N_("Sel ini berisi kesalahan rumus. Perbaiki rumusnya, atau ketik isinya."),
    MarkKind.DATE: N_(
        "Excel mengubah isi sel ini menjadi tanggal. Ubah Format Sel kolom ini menjadi Teks, lalu ketik ulang isinya."
    ),
}
ROUNDED = N_(
    "Excel menyimpan isi sel ini sebagai bilangan sehingga sebagian angkanya hilang. Ubah Format Sel kolom ini menjadi "
    "Teks, lalu isi lagi dari sumber aslinya."
)
NUMBERS = frozenset({MarkKind.NUMBER, MarkKind.LONG_NUMBER})
BROKEN = re.compile(r"[,.]|E\+?[0-9]+$", re.IGNORECASE)


def problems_of(line: Line, headings: Mapping[str, str], codes: Collection[str]) -> tuple[Problem, ...]:
    """What of a row's marked cells is no value; `codes` are the columns whose digits must all be there.

    `1.10` typed as a code is the number 1,1 in the file, and a code of 16 digits has lost its last: neither comes back.
    """
    found = []
    for name, mark in line.marks.items():
        told = NOT_A_VALUE.get(mark.kind)
        if told is None and name in codes and mark.kind in NUMBERS:
            is_broken = mark.kind is MarkKind.LONG_NUMBER or BROKEN.search(line.cells.get(name, ""))
            told = ROUNDED if is_broken else None
        if told is not None and name in headings:
            found.append(Problem(headings[name], line.shown(name), Sentence(told)))
    return tuple(found)


def refused_for(verdict: Verdict, problems: tuple[Problem, ...]) -> Verdict:
    """A refusal that tells these problems before what else is wrong."""
    told = {problem.column for problem in problems}
    others = tuple(problem for problem in verdict.problems if problem.column not in told)
    return replace(verdict, outcome=Outcome.REFUSED, problems=(*problems, *others), differences=(), advice=(), plan={})
