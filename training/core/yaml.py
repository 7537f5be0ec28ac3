"""YAML files as people write them: text stays text, every problem is told with its file and line.

A subset on purpose: no aliases, no tags, no doubled keys; of plain scalars only `true`, `false`, `null` and whole
numbers are anything but text, so that `no`, `12:30` and `2024-09-19` stay what they look like.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 12
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,9})")
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
BASE_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: in which file (relative), on which line (1..), and what, in a sentence."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class YamlUnreadable(Exception):
    """The file is no YAML we read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Document:
    """Plain data, and the line each part of it stands on, by its path in the data."""

    path: str
    data: Any
    lines: Mapping[Path_, int]

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of a part, or of the nearest part around it."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(tuple(path[:length]))
            if line is not None:
                return line
        return 1

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem at a part of this document."""
        return Problem(self.path, self.line_of(path), message)

    def problems_of(self, errors: Sequence[ErrorDetails], at: Sequence[str | int] = ()) -> list[Problem]:
        """What pydantic found wrong, in Indonesian, each on its line."""
        return [self.problem((*at, *error["loc"]), explain(error)) for error in errors]


def read_yaml(file: Path, *, name: str) -> Document:
    """A file as data with lines. Raises YamlUnreadable, with `name` as the file's name in the message."""
    if file.stat().st_size > MAX_FILE_BYTES:
        raise YamlUnreadable(Problem(name, 1, "berkas lebih besar dari 2 MB"))
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlUnreadable(Problem(name, 1, "berkas tidak berisi teks UTF-8")) from None
    return parse_yaml(text, name=name)


def parse_yaml(text: str, *, name: str, first_line: int = 1) -> Document:
    """The same from text; `first_line` is the line of the file that the text begins on."""
    try:
        node = yaml.compose(text, Loader=BASE_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = (mark.line if mark else 0) + first_line
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "tidak dapat dibaca"
        raise YamlUnreadable(Problem(name, line, f"bukan YAML yang sah: {reason}")) from None
    except RecursionError:
        raise YamlUnreadable(Problem(name, first_line, "susunan terlalu dalam")) from None
    lines: dict[Path_, int] = {}
    data = _Reader(name, first_line, lines).read(node, ()) if node is not None else None
    return Document(name, data, lines)


def explain(error: ErrorDetails) -> str:
    """One pydantic error as an Indonesian sentence with the field's name."""
    field = ".".join(str(part) for part in error["loc"]) or "isi"
    context = error.get("ctx", {})
    kind = error["type"]
    found = _shown(error.get("input"))
    sentences = {
        "missing": "wajib diisi",
        "extra_forbidden": "tidak dikenal",
        "string_type": f"harus teks, ditemukan {found}",
        "string_too_short": "tidak boleh kosong",
        "string_too_long": f"paling banyak {context.get('max_length')} karakter",
        "bool_type": f"harus true atau false, ditemukan {found}",
        "int_type": f"harus bilangan bulat, ditemukan {found}",
        "int_parsing": f"harus bilangan bulat, ditemukan {found}",
        "greater_than_equal": f"paling sedikit {context.get('ge')}, ditemukan {found}",
        "less_than_equal": f"paling banyak {context.get('le')}, ditemukan {found}",
        "too_short": f"paling sedikit {context.get('min_length')} buah, ditemukan {context.get('actual_length')}",
        "too_long": f"paling banyak {context.get('max_length')} buah, ditemukan {context.get('actual_length')}",
        "enum": f"harus salah satu dari {context.get('expected')}, ditemukan {found}",
        "literal_error": f"harus {context.get('expected')}, ditemukan {found}",
        "string_pattern_mismatch": f"bentuknya tidak sesuai, ditemukan {found}",
        "model_type": f"harus berisi bagian-bagian bernama, ditemukan {found}",
        "dict_type": f"harus berisi bagian-bagian bernama, ditemukan {found}",
        "list_type": f"harus daftar, ditemukan {found}",
        "tuple_type": f"harus daftar, ditemukan {found}",
        "date_from_datetime_parsing": f"harus tanggal seperti 2024-09-19, ditemukan {found}",
        "date_parsing": f"harus tanggal seperti 2024-09-19, ditemukan {found}",
    }
    return f"{field}: {sentences.get(kind, error['msg'])}"


class _Reader:
    def __init__(self, name: str, first_line: int, lines: dict[Path_, int]) -> None:
        self.name = name
        self.first_line = first_line
        self.lines = lines
        self.seen: set[int] = set()

    def read(self, node: Node, path: Path_) -> Any:
        line = node.start_mark.line + self.first_line
        self.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            self.refuse(line, "susunan terlalu dalam")
        if id(node) in self.seen:
            self.refuse(line, "alias (*) dan jangkar (&) tidak dipakai di sini; tulis isinya sekali lagi")
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            return self.scalar(node, line)
        if isinstance(node, SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        return self.mapping(cast(MappingNode, node), path)

    def mapping(self, node: MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + self.first_line
            if not isinstance(key_node, ScalarNode):
                self.refuse(line, "nama bagian harus teks")
            key = str(key_node.value)
            if key == "<<" or key in data:
                self.refuse(line, f"bagian «{key}» ditulis dua kali" if key in data else "«<<» tidak dipakai di sini")
            self.lines[(*path, key)] = line
            data[key] = self.read(value_node, (*path, key))
        return data

    def scalar(self, node: ScalarNode, line: int) -> Any:
        text = str(node.value)
        if any(ord(character) < ord(" ") and character not in "\n\t" for character in text):
            self.refuse(line, "ada karakter kendali yang tidak dapat disimpan")
        if node.style:
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        return int(text) if WHOLE_NUMBER.fullmatch(text) else text

    def refuse(self, line: int, message: str) -> None:
        raise YamlUnreadable(Problem(self.name, line, message))


def _shown(value: Any) -> str:
    text = "kosong" if value is None else f"«{value}»" if isinstance(value, (str, int)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "…»"  # noqa: PLR2004 - what fits on a line
