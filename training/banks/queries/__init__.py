"""Reading banks: as files have them, by a filter, for the pages."""

from training.banks.queries.files import bank_entry, bank_with_code, entries_of, entry_of

__all__ = ["bank_entry", "bank_with_code", "entries_of", "entry_of"]
