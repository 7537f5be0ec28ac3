"""Bank folders: `bank.yaml` and `items/*.yaml`, the lossless format. What is written reads back to the same content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.banks.domain.checks import Severity, findings
from training.banks.domain.item import Code, ItemEntry, State
from training.banks.domain.texts import Text
from training.core.yaml import Document, Problem, YamlUnreadable, read_yaml
from training.rules.domain import RuleFacts

LINE_WIDTH = 116
FILES = ("bank.yaml", "module.yaml", "quiz.yaml")


class BankEntry(BaseModel):
    """`bank.yaml`: what the bank is called."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    code: Code = Field(max_length=60)
    title: Text
    description: Text


class ItemFile(BaseModel):
    """One file below `items/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: tuple[ItemEntry, ...]


@dataclass(frozen=True)
class BankFolder:
    """A bank as read: nothing of it is used while there are `problems`; `advice` is for its author."""

    bank: BankEntry | None
    items: tuple[ItemEntry, ...]
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]


@dataclass
class _Reading:
    catalogue: Mapping[str, RuleFacts]
    items: list[ItemEntry] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)


def read_bank(folder: Path, catalogue: Mapping[str, RuleFacts]) -> BankFolder:
    """A bank folder with everything that is wrong in it, by file (relative to the folder's parent) and line."""
    reading = _Reading(catalogue)
    bank = _read_bank_file(folder, reading)
    reading.problems.extend(_strangers(folder))
    for file in sorted((folder / "items").glob("*.yaml")):
        document = read_document(file, folder, reading.problems)
        if document is not None:
            _read_items(document, reading)
    return BankFolder(bank, tuple(reading.items), tuple(sorted(reading.problems)), tuple(sorted(reading.advice)))


def read_document(file: Path, folder: Path, problems: list[Problem]) -> Document | None:
    """One file of a bank folder; None, with the problem noted, when it cannot be read."""
    try:
        return read_yaml(file, name=_name(file, folder))
    except YamlUnreadable as unreadable:
        problems.append(unreadable.problem)
    return None


def write_bank(bank: BankEntry, items: Iterable[ItemEntry]) -> dict[str, str]:
    """File texts by path: `bank.yaml` and one file of items per topic, in the order of their codes."""
    by_topic: dict[str, list[ItemEntry]] = {}
    for item in sorted(items, key=lambda item: item.code):
        by_topic.setdefault(item.topic, []).append(item)
    files = {"bank.yaml": _dump(bank.model_dump(mode="json", exclude_none=True))}
    for topic, group in sorted(by_topic.items()):
        files[f"items/{topic}.yaml"] = _dump({"items": [item_data(item) for item in group]})
    return files


def item_data(item: ItemEntry) -> dict[str, Any]:
    """An item as plain data, without what is empty."""
    data = item.model_dump(mode="json", exclude_none=True)
    for option in data["content"]["options"]:
        if not option["key"]:
            del option["key"]
    return {name: value for name, value in data.items() if value not in ((), [])}


def _name(file: Path, folder: Path) -> str:
    return f"{folder.resolve().name}/{file.relative_to(folder).as_posix()}"


def _strangers(folder: Path) -> list[Problem]:
    """Files that would be passed over in silence, mostly because of a typing error in their name."""
    within = sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".yml"))
    items = sorted(path for path in folder.glob("items/*") if not path.name.startswith("."))
    return [
        *(
            Problem(_name(file, folder), 1, f"berkas ini tidak dikenal; yang dibaca: {', '.join(FILES)}")
            for file in within
            if file.name not in FILES
        ),
        *(
            Problem(_name(file, folder), 1, "hanya berkas .yaml langsung di dalam items/ yang dibaca")
            for file in items
            if file.suffix != ".yaml" or not file.is_file()
        ),
    ]


def _read_bank_file(folder: Path, reading: _Reading) -> BankEntry | None:
    file = folder / "bank.yaml"
    if not file.is_file():
        reading.problems.append(Problem(_name(file, folder), 1, "berkas ini harus ada"))
        return None
    document = read_document(file, folder, reading.problems)
    if document is None:
        return None
    try:
        return BankEntry.model_validate(document.data)
    except ValidationError as error:
        reading.problems.extend(document.problems_of(error.errors()))
        return None


def _read_items(document: Document, reading: _Reading) -> None:
    data = document.data
    if not isinstance(data, dict) or set(data) != {"items"} or not isinstance(data["items"], list):
        reading.problems.append(document.problem((), "berkas butir harus berisi satu bagian «items:» dengan daftar"))
        return
    for index, raw in enumerate(data["items"]):
        at = ("items", index)
        try:
            item = ItemEntry.model_validate(raw)
        except ValidationError as error:
            reading.problems.extend(document.problems_of(error.errors(), at=at))
            continue
        if item.code in reading.places:
            place = reading.places[item.code]
            reading.problems.append(document.problem((*at, "code"), f"kode {item.code} sudah dipakai di {place}"))
            continue
        reading.places[item.code] = f"{document.path}:{document.line_of(at)}"
        reading.items.append(item)
        _check(document, at, item, reading)


def _check(document: Document, at: tuple[str | int, ...], item: ItemEntry, reading: _Reading) -> None:
    for finding in findings(item, reading.catalogue):
        problem = document.problem((*at, *finding.field), f"{item.code}: {finding.message}")
        blocks = finding.severity is Severity.BLOCKING and item.state is State.APPROVED
        (reading.problems if blocks else reading.advice).append(problem)


class _Dumper(yaml.SafeDumper):
    """Writes text so that our reader reads the same text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not _breaks_in_block(text) else None
    if style is None and (text.lower() in ("true", "false", "null", "~", "") or text.lstrip("-").isdigit()):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _breaks_in_block(text: str) -> bool:
    return any(line != line.rstrip() for line in text.split("\n")) or text[:1] in (" ", "\n") or "\t" in text


_Dumper.add_representer(str, _represent_text)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH)
