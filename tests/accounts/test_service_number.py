"""NIP and NRP out of spreadsheets: what is kept, what is mended, what is refused and why."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.accounts.domain import read_identifier, service_number
from training.accounts.domain.service_number import (
    NumberRefused,
    ServiceKind,
    ServiceNumber,
    check_nip,
    grouped,
    read_service_number,
)

TODAY = date(2026, 11, 26)
NIP = "198102112006021001"
PPPK = "198903172022212004"


def reading(cell: str, corps: str = "pns") -> str | None:
    found = read_service_number(cell, corps, today=TODAY)
    return found.number if found else None


def refusal(cell: str, corps: str = "pns") -> str:
    with pytest.raises(NumberRefused) as refused:
        read_service_number(cell, corps, today=TODAY)
    return str(refused.value.reason)


@pytest.mark.parametrize(
    "cell",
    [NIP, "19810211 200602 1 001", "19810211.200602.1.001", "19810211-200602-1-001", "'" + NIP, "’" + NIP, f'"{NIP}"',
     "NIP. 19810211 200602 1 001", "NIP: " + NIP, "nip" + NIP, "  19810211\u00a0200602\u20091\u202f001\u200b ", "\ufeff" + NIP,
     "١٩٨١٠٢١١٢٠٠٦٠٢١٠٠١", "１９８１０２１１２００６０２１００１", "19810211_200602_1_001", "19810211/200602/1/001"],
)  # fmt: skip
def test_a_nip_is_read_however_it_is_written(cell):
    assert read_service_number(cell, "pns", today=TODAY) == ServiceNumber(ServiceKind.NIP, NIP)


@pytest.mark.parametrize(
    "cell", ["", " ", "-", "—", "'-", "0", "N/A", "null", "Tidak Ada", "belum ada", "\u00a0", "nihil"]
)
@pytest.mark.parametrize("corps", ["pns", "tni", "desa"])
def test_a_cell_that_says_there_is_no_number_has_none(cell, corps):
    assert read_service_number(cell, corps, today=TODAY) is None


def test_a_pppk_has_any_two_digits_where_a_pns_has_the_month():
    assert reading(PPPK, "pppk") == PPPK
    assert reading("198903172022012004", "pppk") == "198903172022012004"
    told = refusal(PPPK)
    assert "01 sampai 12; ini 21" in told
    assert "isi Jenis Pegawai dengan PPPK" in told


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1,98102E+17", "angka-angka terakhirnya hilang"),
        ("1.98102E+17", "angka-angka terakhirnya hilang"),
        ("1.98102110200602E+17", "angka-angka terakhirnya hilang"),
        ("1.98102112006021E+017", "angka-angka terakhirnya hilang"),
        ("1,98102e17", "angka-angka terakhirnya hilang"),
        ("1.9810211200602102E+17", "angka-angka terakhirnya hilang"),
        ("198102112006021000", "angka-angka terakhirnya hilang"),
        ("198102112006020000", "angka-angka terakhirnya hilang"),
        ("198102112006021001.0", "angka-angka terakhirnya hilang"),
        ("198102112006021000,00", "angka-angka terakhirnya hilang"),
        ("198102112006020992", "Angka ke-15 NIP adalah 1 (laki-laki) atau 2 (perempuan); ini 0."),
        ("#N/A", "kesalahan rumus"),
        ("#REF!", "kesalahan rumus"),
        ("#######", "kesalahan rumus"),
        ("l98102112006021001", "hanya terdiri atas angka"),
        ("19810211200602100½", "hanya terdiri atas angka"),
        ("=198102112006021001", "hanya terdiri atas angka"),
        ("-", None),
        ("3573011102810001", "16 angka adalah bentuk NIK"),
        ("19810211200602100", "18 angka; ini 17 angka"),
        ("1981021120060210011", "18 angka; ini 19 angka"),
        ("130123456", "9 angka adalah NIP lama"),
        ("198102312006021001", "19810231 bukan tanggal"),
        ("198113112006021001", "19811311 bukan tanggal"),
        ("182102112006021001", "18210211 bukan tanggal"),
        ("202001112026021001", "20200111 bukan tanggal"),
        ("198102111985021001", "1985 tidak cocok dengan tahun lahir 1981"),
        ("198102112029021001", "2029 tidak cocok"),
        ("198102112006001001", "01 sampai 12; ini 00"),
        ("198102112006131001", "01 sampai 12; ini 13"),
        ("198102112006023001", "ini 3"),
        ("1" * 500, "ini 500 angka"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_nip_is_refused_with_the_way_to_mend_it(cell, told):
    if told is None:
        assert reading(cell) is None
    else:
        assert told in refusal(cell)


def test_whoever_lost_digits_is_told_how_to_set_the_column():
    assert refusal("1,98102E+17").endswith("ubah Format Sel menjadi Teks, lalu isi lagi dari sumber aslinya.")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("81020123", "81020123"), ("01050123", "01050123"), ("'01050123", "01050123"), ("NRP 81020123", "81020123"),
     ("8,1020123E+07", "81020123"), ("8.1020123E+7", "81020123"), ("81020123.0", "81020123"), ("81020123,00", "81020123"),
     ("8102 0123", "81020123"), ("81.020.123", "81020123")],
)  # fmt: skip
def test_an_nrp_of_polri_is_mended_where_every_digit_is_there(cell, number):
    assert read_service_number(cell, "polri", today=TODAY) == ServiceNumber(ServiceKind.NRP_POLRI, number)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("8,10201E+07", "terakhirnya hilang"),
        ("1050123", "Mungkin angka 0 di depannya hilang (01050123)"),
        ("50123", "Mungkin angka 0 di depannya hilang (00050123)"),
        ("8500123", "8 angka; ini 7 angka."),
        ("810201234", "8 angka; ini 9 angka."),
        ("81130123", "13 bukan bulan"),
        ("81000123", "00 bukan bulan"),
        (NIP, "18 angka adalah bentuk NIP"),
        ("198102112006021000", "terakhirnya hilang"),
        ("3573011102810001", "16 angka adalah bentuk NIK"),
    ],
)
def test_what_cannot_be_an_nrp_of_polri_is_refused(cell, told):
    assert told in refusal(cell, "polri")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12345", "12345"), ("543210", "543210"), ("12345/P", "12345"), ("12345 / p", "12345"), ("0123456", "0123456"),
     ("21950012340375", "21950012340375"), ("2,1950012340375E+13", "21950012340375"), ("3910012340375", "3910012340375")],
)  # fmt: skip
def test_an_nrp_of_tni_keeps_its_zeros_and_loses_the_mark_of_navy_officers(cell, number):
    assert read_service_number(cell, "tni", today=TODAY) == ServiceNumber(ServiceKind.NRP_TNI, number)


@pytest.mark.parametrize(
    ("cell", "told"),
    [("1234", "Bila angka 0 di depannya hilang"), ("1" * 17, "5 sampai 15 angka; ini 17"), ("1" * 16, "NIK"),
     (NIP, "18 angka adalah bentuk NIP"), ("2,195E+13", "terakhirnya hilang")],
)  # fmt: skip
def test_what_cannot_be_an_nrp_of_tni_is_refused(cell, told):
    assert told in refusal(cell, "tni")


@pytest.mark.parametrize("corps", ["ppnpn", "desa", "masyarakat"])
def test_whoever_has_no_number_leaves_the_column_empty_and_never_gives_a_nik(corps):
    assert "Kosongkan kolom ini" in refusal(NIP, corps)
    assert "NIK tidak disimpan di sini; kosongkan" in refusal("3573011102810001", corps)


def test_a_nip_is_read_out_in_groups():
    assert grouped(NIP) == "19810211 200602 1 001"
    assert grouped("01050123") == "01050123"


MONTHS = st.integers(1, 12)
births = st.dates(date(1960, 1, 1), date(2004, 12, 31))


@st.composite
def nips(draw, *, months=MONTHS):
    born = draw(births)
    start = draw(st.integers(born.year + 18, min(born.year + 55, 2026)))
    return f"{born:%Y%m%d}{start}{draw(months):02d}{draw(st.integers(1, 2))}{draw(st.integers(1, 999)):03d}"


@given(
    nips(), st.lists(st.sampled_from([" ", ".", "-", "\u00a0", "\u2009", "/"]), min_size=17, max_size=17), st.booleans()
)
def test_a_nip_survives_any_separators_and_signs_in(nip, gaps, quoted):
    written = nip[0] + "".join(gap + digit for gap, digit in zip(gaps, nip[1:], strict=True))
    assert reading(f"'{written}" if quoted else written) == nip
    assert read_identifier(nip).service_number == nip


@given(nips())
def test_a_nip_that_a_spreadsheet_rounded_is_never_kept(nip):
    rounded = nip[:15] + "000"
    assert "terakhirnya hilang" in refusal(rounded)
    assert "terakhirnya hilang" in refusal(f"{float(nip):.5E}")
    assert "terakhirnya hilang" in refusal(f"{float(nip):.14E}".replace(".", ","))


@given(nips(months=st.integers(0, 99)))
def test_every_two_digits_do_for_a_pppk(nip):
    check_nip(nip, is_pppk=True, today=TODAY)


@given(st.text(max_size=40), st.sampled_from(["pns", "pppk", "tni", "polri", "desa", "masyarakat", "ppnpn"]))
def test_whatever_stands_in_a_cell_is_kept_as_digits_or_refused_with_a_reason(cell, corps):
    try:
        found = read_service_number(cell, corps, today=TODAY)
    except NumberRefused as refused:
        reason = str(refused.reason)
        found = None
    else:
        reason = "."
    assert reason.endswith(".")
    assert "%(" not in reason
    assert found is None or (found.number.isascii() and found.number.isdigit() and len(found.number) <= 18)


@given(st.from_regex(r"[0-9]{5,18}", fullmatch=True), st.sampled_from(["pns", "pppk", "tni", "polri"]))
def test_reading_what_was_kept_gives_the_same_number(digits, corps):
    try:
        found = read_service_number(digits, corps, today=TODAY)
    except NumberRefused:
        return
    assert found is not None
    assert found.number == digits
    assert read_service_number(grouped(found.number), corps, today=TODAY) == found


def test_each_sentence_tells_the_reader_what_to_do():
    sentences = [value for name, value in vars(service_number).items() if name.isupper() and isinstance(value, str)]
    assert all(sentence.endswith(".") for sentence in sentences if " " in sentence)
