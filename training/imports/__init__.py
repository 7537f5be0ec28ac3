"""Sheets that people bring: read, checked row by row, shown, and only then saved.

A feature registers what it takes, in a module that `app.py` imports (`IMPORT_MODULES`), usually `<feature>/imports.py`:

    PEOPLE = ImportKind(
        name="people",
        columns=(Column("number", "NIP/NRP", synonyms=("nip",)), Column("name", "Nama", is_required=True)),
        permission=Permission.MANAGE_PEOPLE,
        check=check_people,        # (lines, context) -> one Verdict a line, reads only
        store=store_people,        # (accepted lines with their verdicts, context), writes
        home=lambda target_id: url_for("people.index"),
        words=Words(title=_l("Impor pegawai"), home=_l("Daftar pegawai")),
    )
    register(PEOPLE)

and has an entry page of its own, whose view is marked `@accepts_upload`, shows `UploadForm` (`core/uploads.py`), and hands
the sheet to `start_import`; then it redirects to `imports.show`. All else happens here: a chain of jobs checks a chunk
of rows at a time (`chunk_rows`), the pages below `/imports/<id>` show how far it is and what came of it, another
chain saves.

- `check` gets lines (`line.cells["name"]`, `line.marks`) and says for each what would become of it: a `Verdict` with
  an outcome, problems (column, found, expected), differences, advice, and a `plan`: JSON that `store` needs. It runs on a
  session that only reads. Everything that the outcome rests on belongs into the plan (such as the id of the version that
  would be changed): before saving, rows are checked again, and where outcome or plan differ the data has changed.
- A verdict's `key` (a code, a service number) may occur once in a file; the second row is refused here. So may each of
  its `keys`, where a row has several.
- `store` runs inside the transaction that counts its rows as saved, so a killed worker neither doubles nor loses any.
  It guards what it changes and raises `DataChanged` when a guard fails.
- `guards_itself`: `store` looks at every row once more under its own locks and returns what it could not store
  (`Stored.refused`) or need not store any more (`Stored.unchanged`); rows are then not checked again before it, and the
  cells of a row are read only when `store` asks for its `line`: a plan may tell what its verdict rested on, so that
  comparing that is enough.
- `missing`: what a file that is said to be complete leaves out, found once all rows are checked. It is shown as "left"
  (with `left_template` beside the button) and stored only when it is confirmed on its own.
- `prepare` (optional) turns accepted lines into what `store` gets, while nothing is locked yet.
- `is_atomic`: all rows are saved in one transaction; where data has changed meanwhile nothing is saved and everything is
  checked again. Otherwise chunks are saved one by one, and a row whose data changed is refused alone.
- `is_whole`: `check` gets all rows at once (a tree whose rows depend on each other).

- A heading of `Column.fallbacks` means its column only where no other heading does (`Unit Kerja` beside `Kode Unit`).
- `values.problems_of` refuses cells that hold no value though something stands in them: errors and uncalculated formulas,
  codes that a spreadsheet made dates or shortened numbers of. Kinds whose columns are all texts ask it for each line.
- `after_adding`: where to go on; with `takes_file` the page gets the number of the import (codes for just these people).

Only who sent a file sees it (404 for others); the permission and the units where it holds are asked again when saving.
`context.paths` are those units' paths. Files are forgotten after a week.
"""
