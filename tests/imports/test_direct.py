"""A sheet checked and stored at once, as commands do."""

from dataclasses import replace

import pytest

from tests.factories.imports import BROUGHT_AT, make_sheet
from tests.imports import sample_kinds
from training.imports.domain import Problem
from training.imports.registry import Context, Stored
from training.imports.services.direct import run_sheet

CONTEXT = Context(import_id=None, actor_id=None, target_id=None, paths=(), options={}, now=BROUGHT_AT)


@pytest.mark.usefixtures("app")
def test_rows_that_could_not_be_stored_or_had_come_true_are_counted_as_such():
    problem = Problem("Nama", "Unit 1", "sudah ada")
    kind = replace(
        sample_kinds.CHUNKED, store=lambda _rows, _context: Stored(refused={2: (problem,)}, unchanged={3})
    )  # fmt: skip
    sheet = make_sheet(["Kode", "Nama"], ["k1", "Unit 1"], ["k2", "Unit 2"], ["k3", "Unit 3"])
    tally = run_sheet(kind, sheet, CONTEXT, dry_run=False, progress=lambda _done, _total: None)
    assert tally.counts == {"refused": 1, "unchanged": 1, "added": 1}
    assert tally.refused == [(2, (problem,))]
