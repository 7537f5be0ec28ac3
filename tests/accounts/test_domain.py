"""What may be typed as a name, a code and a password; when a role holds."""

from datetime import date

import pytest

from training.accounts.domain import (
    CODE_ALPHABET,
    GrantFacts,
    device_name,
    new_code,
    normal_code,
    password_problem,
    read_identifier,
)
from training.core.access import Role

NIP = "198102112006021001"
PERSONAL = ["Siti Nurhaliza Rahmawati", "siti.rahma@malang.go.id", NIP, None]


@pytest.mark.parametrize("typed", ["Siti@Contoh.ID", " siti@contoh.id\n", "ｓｉｔｉ＠ｃｏｎｔｏｈ．ｉｄ"])
def test_what_has_an_at_sign_is_an_address_in_lower_case(typed):
    found = read_identifier(typed)
    assert (found.email, found.service_number, found.login_name) == ("siti@contoh.id", None, None)


@pytest.mark.parametrize(
    "typed",
    [NIP, "19810211 200602 1 001", "19810211.200602.1.001", "19810211-200602-1-001", "  19810211\u00a0200602\u20091 001 ",
     "١٩٨١٠٢١١٢٠٠٦٠٢١٠٠١", "１９８１０２１１２００６０２１００１", "۱۹۸۱۰۲۱۱۲۰۰۶۰۲۱۰۰۱", "1981٠٢١١200602１001"],
)  # fmt: skip
def test_what_is_digits_is_a_service_number_in_any_script(typed):
    found = read_identifier(typed)
    assert (found.email, found.service_number) == (None, NIP)


def test_digits_may_be_a_login_name_too():
    assert read_identifier("10 01").login_name == "1001"


@pytest.mark.parametrize(("typed", "name"), [(" Siti.Rahma ", "siti.rahma"), ("ki-manteb", "ki-manteb"), ("a1", "a1")])
def test_everything_else_is_a_login_name_in_lower_case(typed, name):
    assert read_identifier(typed).login_name == name


@pytest.mark.parametrize("typed", ["", " ", ".", "-", "1" * 31, "½", "12e4", "+1", "−1", "\ud800"])
def test_nonsense_is_a_name_that_nobody_has(typed):
    assert read_identifier(typed).service_number is None


def test_every_way_to_write_a_name_counts_as_one_account():
    assert len({read_identifier(typed).canonical for typed in (NIP, "1981 0211 2006021001", "١٩٨١٠٢١١٢٠٠٦٠٢١٠٠١")}) == 1


@pytest.mark.parametrize(
    "fine", ["kuda batu lampion sungai", "h9#Kx!pQ2m&vL", "perahu kelapa senja gunung", "🙂 rembulan pucat meja"]
)
def test_words_that_have_nothing_to_do_with_each_other_are_fine(fine):
    assert password_problem(fine, personal=[word for word in PERSONAL if word]) is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", "short"),
        ("kuda batu", "short"),
        ("a" * 129, "long"),
        ("kuda batu lampion sungai " * 6, "long"),
        ("aaaaaaaaaaaa", "common"),
        ("123456789012", "common"),
        ("password1234", "common"),
        ("qwertyuiop12", "common"),
        ("Indonesia1945!", "common"),
        ("Netralitas2024", "common"),
        ("bismillah1234", "common"),
        ("sitinurhaliza", "common"),
        ("SitiRahmawati81", "common"),
        (NIP, "common"),
        ("siti.rahma@malang.go.id", "common"),
        ("rahasiarahasia", "common"),
        ("netral-demo-2026", "common"),
        ("bhinnekatunggalika", "common"),
        ("Sayangkamu123", "common"),
        ("kemerdekaan45", "common"),
    ],
)
def test_what_an_attacker_would_try_first_is_refused(password, problem):
    assert password_problem(password, personal=[word for word in PERSONAL if word]) == problem


def test_twelve_and_128_characters_are_within_the_bounds():
    assert password_problem("kx9#Lq2$vB7!") is None
    assert password_problem("kuda batu lampion sungai " + "x9#Lq2$vB7" * 10 + "abc") is None


def test_a_code_is_twelve_characters_in_three_groups_without_look_alikes():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert set(code) - {"-"} <= set(CODE_ALPHABET)
    assert not set("OILU") & set(CODE_ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "AB0D-EF1H-1KMN",
        "ab0d ef1h 1kmn",
        "ABODEFIHLKMN",
        " abod–efih—lkmn ",
        "ＡＢ０Ｄ ＥＦ１Ｈ １ＫＭＮ",
        "AB٠D-EF١H-1KMN",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert normal_code(typed) == "AB0DEF1H1KMN"


@pytest.mark.parametrize(
    "typed",
    ["", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMU", "\0" * 12, "X" * 10_000],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert normal_code(typed) is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 31), True), (date(2026, 4, 1), False)],
)
def test_a_role_holds_from_its_first_to_its_last_day(day, holds):
    assert GrantFacts(Role.AUTHOR, "/1/", date(2026, 3, 1), date(2026, 3, 31)).holds_on(day) is holds


def test_a_role_without_a_last_day_holds_for_good():
    assert GrantFacts(Role.AUTHOR, "/1/", date(2026, 3, 1), None).holds_on(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A127F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 SamsungBrowser/23.0 Chrome/115 Mobile Safari", "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605 Version/17.1 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Linux"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_what_its_owner_would_call_it(user_agent, name):
    assert device_name(user_agent) == name
