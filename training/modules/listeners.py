"""When a bank folder is loaded, its module comes with it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from training.banks.formats.bank_yaml import BankFolder
from training.core.yaml import Problem
from training.modules.loader import read_module
from training.modules.services import store_module
from training.rules.domain import RuleFacts


def check_module(
    _sender: object, *, folder: Path, read: BankFolder, catalogue: Mapping[str, RuleFacts], problems: list[Problem]
) -> None:
    """Add what is wrong with the folder's module."""
    problems.extend(read_module(folder, catalogue, read.items).problems)


def store(_sender: object, *, folder: Path, bank_id: int, catalogue: Mapping[str, RuleFacts], now: datetime) -> None:
    """Store the folder's module, which `check_module` found in order."""
    store_module(read_module(folder, catalogue, ()), bank_id, now=now)
