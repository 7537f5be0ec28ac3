"""Bank folders, read and checked as a whole, then stored."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from training.banks.formats.bank_yaml import BankFolder, read_bank
from training.banks.services.loading import LoadReport, load_bank
from training.banks.signals import bank_folder_read, bank_folder_stored
from training.core import clock
from training.core.config import REPOSITORY
from training.core.yaml import Problem
from training.rules.domain import RuleFacts
from training.rules.queries import all_facts


class BanksInvalid(Exception):
    """Something in the folders is wrong; nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def shipped_folders() -> list[Path]:
    """The bank folders below `questions/`."""
    return sorted(path.parent for path in (REPOSITORY / "questions").glob("*/bank.yaml"))


def load_folders(folders: Sequence[Path]) -> dict[str, LoadReport]:
    """Check all folders, then store them in the current transaction. Raises BanksInvalid before anything is stored."""
    catalogue = all_facts()
    read = read_folders(folders, catalogue)
    reports = {}
    for folder, found in read.items():
        if found.bank is None:
            continue
        bank, reports[found.bank.code] = load_bank(found.bank, found.items, now=clock.now())
        report = reports[found.bank.code]
        bank_folder_stored.send(folder=folder, bank_id=bank.id, catalogue=catalogue, report=report, now=clock.now())
    return reports


def read_folders(folders: Sequence[Path], catalogue: Mapping[str, RuleFacts]) -> dict[Path, BankFolder]:
    """The folders' content, checked by all who have a part in it; stores nothing. Raises BanksInvalid."""
    read = {}
    problems: list[Problem] = []
    for folder in folders:
        found = read_bank(folder, catalogue)
        problems.extend(found.problems)
        bank_folder_read.send(folder=folder, read=found, catalogue=catalogue, problems=problems)
        read[folder] = found
    if problems:
        raise BanksInvalid(sorted(problems))
    return read
