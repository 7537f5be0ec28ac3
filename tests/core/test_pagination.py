"""Lists by the page: nonsense in the address shows the first page, too much the last."""

import pytest
from werkzeug.exceptions import HTTPException

from training.core.pagination import MAX_DIGITS, Page, framed, page_of, page_url, pages_for, wanted_page


def page_at(app, address: str, rows: int = 45) -> Page[int]:
    with app.test_request_context(address):
        return page_of(list(range(rows)), size=20)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "0",
        "-1",
        "abc",
        "٣",
        "３",
        "²",
        "1.5",
        "1e3",
        "+2",
        " 2",
        "0x2",
        "9" * (MAX_DIGITS + 1),
        "99999999999",
        "1%00",
    ],
)
def test_nonsense_is_the_first_page(app, page):
    with app.test_request_context(f"/rules?page={page}"):
        assert wanted_page() == 1


def test_a_missing_and_a_doubled_number_are_the_first_that_is_there(app):
    with app.test_request_context("/rules"):
        assert wanted_page() == 1
    with app.test_request_context("/rules?page=2&page=3"):
        assert wanted_page() == 2


def test_a_page_has_its_rows_and_the_addresses_beside_it(app):
    page = page_at(app, "/rules?page=2&q=cuti&corps=pns")
    assert (page.rows, page.number, page.pages) == (list(range(20, 40)), 2, 3)
    assert (page.previous_url, page.next_url) == ("/rules?q=cuti&corps=pns&page=1", "/rules?q=cuti&corps=pns&page=3")


def test_the_ends_have_no_neighbour(app):
    first, last = page_at(app, "/rules"), page_at(app, "/rules?page=3")
    assert (first.previous_url, first.next_url) == (None, "/rules?page=2")
    assert (last.rows, last.previous_url, last.next_url) == (list(range(40, 45)), "/rules?page=2", None)


def test_beyond_the_end_is_the_last_page(app):
    assert page_at(app, "/rules?page=999999").number == 3


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_a_list_takes_as_many_pages_as_it_fills(total, pages):
    assert pages_for(total, 20) == pages


@pytest.mark.parametrize("page", ["0", "-1", "%D9%A3", "99999999999", "abc", "2"])
def test_a_list_page_answers_any_number(browser, page):
    assert browser.get(f"/rules?page={page}").status == 200


@pytest.mark.parametrize("page", ["4", "999999"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_asks_beyond_the_end_is_sent_to_the_last_page_with_every_filter(app, page, method):
    address = f"/rules?corps=pns&page={page}&corps=tni&q=a%26b&topic="
    with app.test_request_context(address, method=method), pytest.raises(HTTPException) as sent:
        framed([], number=wanted_page(), total=45, size=20)
    answer = sent.value.get_response()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules?corps=pns&corps=tni&q=a%26b&page=3")


@pytest.mark.parametrize(("method", "total", "number"), [("GET", 0, 1), ("POST", 45, 3)])
def test_nobody_is_sent_on_in_an_empty_list_nor_from_what_is_no_reading(app, method, total, number):
    with app.test_request_context("/login?page=9", method=method):
        page: Page[int] = framed([], number=wanted_page(), total=total, size=20)
    assert (page.number, page.next_url) == (number, None)


def test_a_filter_is_never_taken_for_a_part_of_the_address(app):
    names = ["endpoint", "_external", "_scheme", "_anchor", "_method", "rule_id"]
    with app.test_request_context("/rules/kampanye?" + "&".join(f"{name}=x" for name in names)):
        assert page_url(2) == "/rules/kampanye?" + "&".join(f"{name}=x" for name in names) + "&page=2"
