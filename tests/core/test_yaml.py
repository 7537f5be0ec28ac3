"""YAML as people write it: text stays text, and what we do not read is refused with its line."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.yaml import MAX_FILE_BYTES, YamlUnreadable, parse_yaml, read_yaml


def refusal(text: str) -> tuple[int, str]:
    with pytest.raises(YamlUnreadable) as refused:
        parse_yaml(text, name="butir.yaml")
    return refused.value.problem.line, refused.value.problem.message


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "Yes",
        "on",
        "12:30",
        "010",
        "0x1F",
        "1e3",
        "1_000",
        "-0",
        "2024-09-19",
        "2024-09-19 10:00",
        "1.5",
        ".inf",
        "=",
    ],
)
def test_what_other_readers_turn_into_something_else_stays_text(written: str) -> None:
    assert parse_yaml(f"jawaban: {written}", name="x").data == {"jawaban": written}


def test_only_true_false_null_and_whole_numbers_are_more_than_text() -> None:
    data = parse_yaml("{a: true, b: false, c: null, d: ~, e: 7, f: -12, g: 0, h: }", name="x").data
    assert data == {"a": True, "b": False, "c": None, "d": None, "e": 7, "f": -12, "g": 0, "h": None}


def test_quotes_make_anything_text() -> None:
    assert parse_yaml("""["7", 'true', "null", ""]""", name="x").data == ["7", "true", "null", ""]
    assert parse_yaml("a: |\n  7\n", name="x").data == {"a": "7\n"}


def test_every_part_knows_its_line() -> None:
    document = parse_yaml(
        "items:\n  - code: satu\n    content:\n      stem: >\n        panjang\n        sekali\n  - dua\n", name="x"
    )
    assert document.line_of(("items",)) == 1
    assert document.line_of(("items", 0)) == 2
    assert document.line_of(("items", 0, "content", "stem")) == 4
    assert document.line_of(("items", 1)) == 7
    assert document.line_of(("items", 0, "content", "missing", "deep")) == 3


def test_lines_go_on_counting_where_the_text_stands_in_its_file() -> None:
    document = parse_yaml("title: a\nminutes: 2", name="x", first_line=10)
    assert document.line_of(("minutes",)) == 11


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a: 1\nb: 2\na: 3", 3, "bagian «a» ditulis dua kali"),
        ("a: &x satu\nb: *x", 1, "alias"),
        ("a: [*x]", 1, "alias"),
        ("dasar: {a: 1}\nlain:\n  <<: {b: 2}", 3, "«<<» tidak dipakai"),
        ("a: !!python/object/apply:os.system ['ls']", 1, "tanda jenis"),
        ("a: !rahasia 1", 1, "tanda jenis"),
        ("? [a, b]\n: 1", 1, "nama bagian harus teks"),
        ("a: 1\n---\nb: 2", 2, "satu dokumen"),
        ("a: satu: dua", 1, "beri tanda kutip"),
        ("a:\n  - x\n b: 1", 3, "tidak sejajar"),
        ("a: 'terbuka", 1, "tanda kutip belum ditutup"),
        ("a: [1, 2", 1, "belum ditutup"),
        ("a:\n\t- b", 2, "spasi"),
        ("a: @b", 1, "tidak boleh diawali"),
        ('a: "\\x07"', 1, "karakter kendali"),
        ('a: "x\\0y"', 1, "karakter kendali"),
        ('"\\x07": 1', 1, "karakter kendali"),
        ("a: b\nc: \x01", 2, "karakter kendali"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_line_and_reason(text: str, line: int, told: str) -> None:
    found_line, message = refusal(text)
    assert (found_line, told in message) == (line, True), message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n "])
def test_bottomless_nesting_is_refused_and_ends_no_process(opening: str) -> None:
    refusal(opening * 200_000)


def test_a_short_file_of_aliases_does_not_grow() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert refusal("\n".join(lines))[0] == 1


def test_a_file_that_is_not_utf8_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "butir.yaml").write_bytes("a: 1\nb: caf\u00e9\n".encode("latin-1"))
    with pytest.raises(YamlUnreadable, match=r"asn/butir\.yaml:2: bukan teks UTF-8"):
        read_yaml(tmp_path / "butir.yaml", name="asn/butir.yaml")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "butir.yaml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(YamlUnreadable, match="lebih besar dari 2 MB"):
        read_yaml(tmp_path / "butir.yaml", name="butir.yaml")


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "butir.yaml").write_bytes(b"\xef\xbb\xbfa: |\r\n  satu\r\n  dua\r\nb: 2\r\n")
    assert read_yaml(tmp_path / "butir.yaml", name="x").data == {"a": "satu\ndua\n", "b": 2}


def test_an_empty_file_is_nothing() -> None:
    assert parse_yaml("", name="x").data is None
    assert parse_yaml("# hanya catatan\n", name="x").data is None


@given(st.text(alphabet=" \n\t:#-'\"|>a0é,~{}[]&*!%@?\\\r\x85\x07", max_size=40) | st.text(max_size=40))
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    with suppress(YamlUnreadable):
        parse_yaml(text, name="x")


@given(st.text(alphabet=" \n\t:#-'\"|>a0é,~{}[]&*!%@?\\\r\x07", max_size=40))
def test_a_refusal_names_a_line_of_the_file(text: str) -> None:
    try:
        parse_yaml(text, name="x")
    except YamlUnreadable as refused:
        line = refused.problem.line
    else:
        line = 1
    assert 1 <= line <= len(text.splitlines()) + 1
