"""Official terms are marked at their first mention and explained once."""

from sqlalchemy import select

from tests.client import Browser
from tests.factories.content import make_rules
from training.core.db import db
from training.rules.models import Rule
from training.rules.terms import TERMS, explained, references


def test_the_first_mention_leads_to_the_meaning_and_later_ones_are_plain():
    texts, terms = explained(["Hukuman disiplin & sanksi moral.", "Hukuman disiplin oleh <PPK>, BKNX."], {})
    assert texts == [
        (
            '<a class="term" href="#istilah-hukuman-disiplin">Hukuman disiplin</a> &amp; '
            '<a class="term" href="#istilah-sanksi-moral">sanksi moral</a>.'
        ),
        "Hukuman disiplin oleh &lt;PPK&gt;, BKNX.",
    ]
    assert [term.slug for term in terms] == ["hukuman-disiplin", "sanksi-moral"]
    assert explained(["", "Tanpa istilah sehari-hari."], {}) == (["", "Tanpa istilah sehari-hari."], [])


def test_every_mention_on_the_page_of_a_rule_has_its_meaning_there(browser: Browser) -> None:
    make_rules()
    ids = db.session.scalars(select(Rule.id).where(Rule.text.contains("hukuman disiplin"))).all()
    db.session.rollback()
    assert ids
    for rule_id in ids:
        page = browser.get(f"/rules/{rule_id}")
        mentioned = [link for link in page.links().values() if link.startswith("#istilah-")]
        assert "#istilah-hukuman-disiplin" in mentioned
        assert page.tree is not None
        explained_here = {f"#{term.get('id')}" for term in page.tree.iterfind(".//dt[@id]")}
        assert set(mentioned) == explained_here


def test_each_term_is_used_somewhere(app):
    make_rules()
    words = " ".join(
        f"{rule.text} {rule.status_note} {rule.sanction['detail']} {rule.sanction['imposed_by']}".lower()
        for rule in db.session.scalars(select(Rule))
    )
    assert [term.name for term in TERMS if term.name.lower() not in words] == []


def test_a_rule_that_refers_to_another_names_its_article_and_leads_there(browser: Browser) -> None:
    make_rules()
    page = browser.get("/rules/pp94-2021-ps8-3")
    assert page.links()["Pasal 42, PP 94/2021 Disiplin PNS"] == "/rules/pp94-2021-ps42"
    assert "lihat Pasal 42, PP 94/2021 Disiplin PNS." in page.words


def test_no_page_of_a_rule_shows_the_id_of_another(browser: Browser) -> None:
    make_rules()
    ids = set(db.session.scalars(select(Rule.id)))
    db.session.rollback()
    for rule_id in sorted(ids):
        assert not references([browser.get(f"/rules/{rule_id}").words]) & ids, rule_id
