"""When a bank folder is loaded, its module comes with it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from training.banks.domain.uses import ItemFacts, ItemUses, ModuleUse
from training.banks.formats.bank_yaml import BankFolder
from training.banks.services.loading import LoadReport
from training.core.yaml import Problem
from training.modules.loader import read_module
from training.modules.queries import modules_drawing_from
from training.modules.services.loading import is_kept, store_module
from training.quizzes.domain.assembly import PoolItem, fits
from training.quizzes.domain.blueprint import Blueprint
from training.rules.domain import RuleFacts


def check_module(
    _sender: object, *, folder: Path, read: BankFolder, catalogue: Mapping[str, RuleFacts], problems: list[Problem]
) -> None:
    """Add what is wrong with the folder's module."""
    problems.extend(read_module(folder, catalogue, read.items).problems)


def store(
    _sender: object,
    *,
    folder: Path,
    bank_id: int,
    catalogue: Mapping[str, RuleFacts],
    report: LoadReport,
    now: datetime,
) -> None:
    """Store the folder's module, which `check_module` found in order; tell of one that was changed on the site."""
    read = read_module(folder, catalogue, ())
    if read.module is not None and is_kept(read.module.slug):
        report.notes.append(f"kept module {read.module.slug}: it was changed on the site")
    else:
        store_module(read, bank_id, now=now)


def name_modules(_sender: object, *, facts: ItemFacts, uses: ItemUses) -> None:
    """Add the modules whose blueprint can draw an item."""
    if facts.approved_version_id is None:
        return
    item = PoolItem(
        version_id=facts.approved_version_id,
        item_id=facts.item_id,
        bank_id=facts.bank_id,
        case=None,
        topic=facts.topic,
        difficulty=facts.difficulty,
        tags=facts.tags,
    )
    for module in modules_drawing_from(facts.bank_id):
        draws = Blueprint.model_validate(module.quiz.blueprint).draws
        if facts.corps & set(module.corps) and any(fits(item, draw) for draw in draws):
            uses.modules.append(ModuleUse(module.slug, module.title, module.state))
