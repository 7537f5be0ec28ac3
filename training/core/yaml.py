"""YAML files as people write them: text stays text, every problem is told with its file and line.

A subset on purpose: no aliases, no tags, no doubled keys; of plain scalars only `true`, `false`, `null` and whole
numbers are anything but text, so that `no`, `12:30`, `010` and `2024-09-19` stay what they look like. Read from parser
events and not from composed nodes: the C composer recurses, and a deeply nested file would end the process.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic_core import ErrorDetails
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from training.core.explain import explain, worth_telling

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 12
WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,9}")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
BASE_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
REASONS = {
    "mapping values are not allowed": "tanda titik dua tidak boleh di sini; beri tanda kutip pada teks yang memuat «: »",
    "could not find expected ':'": "setelah nama bagian harus ada titik dua",
    "did not find expected key": "baris ini tidak sejajar dengan bagian yang lain; periksa jarak di awal baris",
    "did not find expected '-' indicator": "baris ini tidak sejajar dengan daftarnya; periksa jarak di awal baris",
    "did not find expected ',' or": "daftar dalam kurung siku atau kurawal belum ditutup",
    "did not find expected node content": "daftar dalam kurung siku atau kurawal belum lengkap",
    "cannot start any token": "teks tidak boleh diawali tanda ini atau tab; beri tanda kutip, atau pakai spasi",
    "found a tab character": "pakai spasi, bukan tab, di awal baris",
    "found unexpected end of stream": "tanda kutip belum ditutup",
    "unexpected end of stream": "berkas berakhir sebelum waktunya",
    "control characters are not allowed": "ada karakter kendali yang tidak dapat disimpan",
    "special characters are not allowed": "ada karakter kendali yang tidak dapat disimpan",
    "block sequence entries are not allowed": "daftar tidak boleh dimulai di sini; mulailah di baris baru",
    "found unknown escape character": "tanda \\ di dalam kutip ganda tidak dikenal; pakai kutip tunggal",
}

Place = tuple[str | int, ...]


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
    """Plain data, and the line each part of it stands on, by its place in the data."""

    path: str
    data: Any
    lines: Mapping[Place, int]

    def line_of(self, place: Sequence[str | int]) -> int:
        """The line of a part, or of the nearest part around it."""
        for length in range(len(place), -1, -1):
            line = self.lines.get(tuple(place[:length]))
            if line is not None:
                return line
        return 1

    def problem(self, place: Sequence[str | int], message: str) -> Problem:
        """A problem at a part of this document."""
        return Problem(self.path, self.line_of(place), message)

    def problems_of(self, errors: Sequence[ErrorDetails], at: Sequence[str | int] = ()) -> list[Problem]:
        """What pydantic found wrong, in Indonesian, each on its line."""
        return [self.problem((*at, *error["loc"]), explain(error)) for error in worth_telling(errors)]


def read_text(file: Path, *, name: str) -> str:
    """A text file within MAX_FILE_BYTES. Raises YamlUnreadable, with `name` as the file's name in the message."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise YamlUnreadable(Problem(name, 1, f"berkas lebih besar dari {MAX_FILE_BYTES // 1024**2} MB"))
        raw = file.read_bytes()
    except OSError as error:
        raise YamlUnreadable(Problem(name, 1, f"berkas tidak dapat dibuka ({error.strerror})")) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise YamlUnreadable(Problem(name, line, "bukan teks UTF-8; simpan berkas sebagai UTF-8")) from None


def read_yaml(file: Path, *, name: str) -> Document:
    """A file as data with lines. Raises YamlUnreadable, with `name` as the file's name in the message."""
    return parse_yaml(read_text(file, name=name), name=name)


def parse_yaml(text: str, *, name: str, first_line: int = 1) -> Document:
    """The same from text; `first_line` is the line of the file that the text begins on."""
    reader = _Reader(name, first_line)
    try:
        for event in yaml.parse(text, Loader=BASE_LOADER):
            reader.take(event)
    except yaml.YAMLError as error:
        raise YamlUnreadable(Problem(name, _line_of(error, text) + first_line, _reason(error))) from None
    return Document(name, reader.data, reader.lines)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return min(int(mark.line), max(0, len(text.splitlines()) - 1))
    found = CONTROL_CHARACTERS.search(text)
    return text.count("\n", 0, found.start()) if found else 0


def _reason(error: yaml.YAMLError) -> str:
    told = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
    for english, indonesian in REASONS.items():
        if english in told:
            return indonesian
    return f"bukan YAML yang sah ({told})" if told else "bukan YAML yang sah"


@dataclass
class _Open:
    """A list or mapping whose end has not come; `key` is the name whose value comes next."""

    place: Place
    data: Any
    key: str | None = None

    @property
    def next_place(self) -> Place:
        return (*self.place, len(self.data) if isinstance(self.data, list) else str(self.key))


class _Reader:
    """Builds data from events; refuses what the subset does not have as soon as it comes."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.first_line = first_line
        self.lines: dict[Place, int] = {}
        self.data: Any = None
        self.open: list[_Open] = []
        self.documents = 0

    def take(self, event: Event) -> None:
        line = (event.start_mark.line if event.start_mark else 0) + self.first_line
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(line, "satu berkas hanya berisi satu dokumen; baris «---» kedua tidak dipakai")
        elif isinstance(event, NodeEvent):
            self.check(event, line)
            if isinstance(event, ScalarEvent) and self.expects_key:
                self.start_pair(str(event.value), line)
            elif isinstance(event, ScalarEvent):
                self.add(self.scalar(event, line), line)
            else:
                self.add([] if isinstance(event, SequenceStartEvent) else {}, line, is_open=True)
        elif isinstance(event, CollectionEndEvent):
            self.open.pop()

    @property
    def expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].data, dict) and self.open[-1].key is None

    def check(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self.refuse(line, "alias (*) dan jangkar (&) tidak dipakai di sini; tulis isinya sekali lagi")
        if getattr(event, "tag", None) is not None:
            self.refuse(line, "tanda jenis (!) tidak dipakai di sini; beri tanda kutip bila itu bagian teks")
        if self.expects_key and not isinstance(event, ScalarEvent):
            self.refuse(line, "nama bagian harus teks")
        if len(self.open) >= MAX_DEPTH and isinstance(event, (SequenceStartEvent, MappingStartEvent)):
            self.refuse(line, "susunan terlalu dalam")

    def start_pair(self, key: str, line: int) -> None:
        mapping = self.open[-1]
        if key == "<<":
            self.refuse(line, "«<<» tidak dipakai di sini; tulis isinya sekali lagi")
        if CONTROL_CHARACTERS.search(key):
            self.refuse(line, "ada karakter kendali yang tidak dapat disimpan")
        if key in mapping.data:
            self.refuse(line, f"bagian «{key}» ditulis dua kali")
        mapping.key = key
        self.lines[mapping.next_place] = line

    def add(self, value: Any, line: int, *, is_open: bool = False) -> None:
        place: Place = ()
        if not self.open:
            self.data = value
        else:
            parent = self.open[-1]
            place = parent.next_place
            if isinstance(parent.data, list):
                parent.data.append(value)
            else:
                parent.data[parent.key] = value
                parent.key = None
        self.lines.setdefault(place, line)
        if is_open:
            self.open.append(_Open(place, value))

    def scalar(self, event: ScalarEvent, line: int) -> Any:
        text = str(event.value)
        if CONTROL_CHARACTERS.search(text):
            self.refuse(line, "ada karakter kendali yang tidak dapat disimpan")
        if not event.implicit[0]:
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        return int(text) if WHOLE_NUMBER.fullmatch(text) else text

    def refuse(self, line: int, message: str) -> None:
        raise YamlUnreadable(Problem(self.name, line, message))
