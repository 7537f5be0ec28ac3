"""The lists of authors with 20,000 items in one bank, on SQLite and on PostgreSQL.

    python -m bench.items [--items N] [--rounds N] [--database sqlite|postgresql]

Each page is asked for in turn by one author, in the process that renders it: times are those of the whole request
without the network. Most items are approved; some have a draft beside it, some are drafts, some are retired.
"""

import argparse
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from bench.fresh import fresh_app
from bench.reports import timed
from tests.client import Browser
from tests.factories.banks import make_unit_bank
from tests.factories.content import MADE_AT, RULE
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from training.banks.domain.search import search_words
from training.banks.models import Item, ItemVersion, ItemVersionCorps, ItemVersionRule, ItemVersionWords
from training.banks.services.folders import load_folders, shipped_folders
from training.core.access import Role
from training.core.db import db
from training.core.transaction import unit_of_work
from training.rules.domain import TOPIC_LABELS

AUTHOR = "penyusun@example.id"
AT_ONCE = 2_000
PAGES = {
    "bank list": "/banks",
    "item list": "/banks/{bank}",
    "search of a rare word": "/banks/{bank}?q=butir-19999",
    "search of two common words": "/banks/{bank}?q=netralitas+camat",
    "search that finds nothing": "/banks/{bank}?q=xyzzy",
    "filters together": "/banks/{bank}?state=approved&topic=kampanye&corps=pns&phase=masa_tenang&mode=single",
    "by rule": "/banks/{bank}?rule=" + RULE,
    "newest first": "/banks/{bank}?sort=-changed",
    "last page": "/banks/{bank}?page=800",
    "coverage of a corps": "/banks/{bank}/coverage?corps=pns",
    "one item": "/items/{item}",
    "item form": "/items/{item}/edit?rules=kampanye",
}


def main() -> None:
    """Print one table for each database."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--items", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--database", choices=("sqlite", "postgresql"))
    wanted = options.parse_args()
    for kind in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        with prepared(kind, wanted.items) as (app, bank_id, item_id):
            pages = {name: address.format(bank=bank_id, item=item_id) for name, address in PAGES.items()}
            timed(kind, Browser(app).log_in(AUTHOR, PASSWORD), pages, wanted.rounds)


@contextmanager
def prepared(kind: str, items: int) -> Iterator[tuple[Flask, int, int]]:
    """An application on a fresh database, with the shipped banks beside the large one."""
    settings = {"argon2_memory_kib": 8, "argon2_rounds": 1, "database_patience_seconds": 60}
    with fresh_app(kind, **settings) as app, app.app_context():
        office = make_unit("Dinas", code="dinas")
        author = make_user(unit=office, email=AUTHOR)
        make_grant(author, Role.AUTHOR, office)
        bank = make_unit_bank(office)
        with unit_of_work():
            load_folders(shipped_folders())
        fill(bank.id, author.id, items)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        yield app, bank.id, db.session.query(Item.id).filter_by(code="butir-00007").scalar()


def fill(bank_id: int, author_id: int, items: int) -> None:
    """Items with plausible texts, in pieces of AT_ONCE."""
    chance = random.Random(7)
    samples = [json.loads(json.dumps(content)) for content in db.session.scalars(db.select(ItemVersion.content))]
    topics = list(TOPIC_LABELS)
    for start in range(0, items, AT_ONCE):
        with unit_of_work():
            numbers = range(start, min(start + AT_ONCE, items))
            rows = [{"bank_id": bank_id, "code": f"butir-{number:05d}"} for number in numbers]
            ids = db.session.scalars(insert(Item).returning(Item.id), rows).all()
            codes = {item_id: row["code"] for item_id, row in zip(ids, rows, strict=True)}
            versions = [
                version for item_id in ids for version in versions_of(item_id, author_id, samples, topics, chance)
            ]
            version_ids = db.session.scalars(insert(ItemVersion).returning(ItemVersion.id), versions).all()
            db.session.execute(
                insert(ItemVersionCorps),
                [{"version_id": one, "corps": corps} for one in version_ids for corps in ("pns", "pppk")],
            )
            db.session.execute(
                insert(ItemVersionWords),
                [
                    {"version_id": one, "words": search_words(codes[version["item_id"]], None, [], version["content"])}
                    for one, version in zip(version_ids, versions, strict=True)
                ],
            )
            db.session.execute(
                insert(ItemVersionRule),
                [{"version_id": one, "rule_id": RULE, "is_background": False, "position": 0} for one in version_ids],
            )


def versions_of(
    item_id: Any, author_id: int, samples: list[Any], topics: list[str], chance: random.Random
) -> Iterator[dict[str, Any]]:
    """One version, or an approved one with a draft beside it."""
    state = chance.choices(["approved", "draft", "retired", "both"], [80, 8, 4, 8])[0]
    for number, one in enumerate(["approved", "draft"] if state == "both" else [state], start=1):
        content = chance.choice(samples)
        yield {
            "item_id": item_id, "number": number, "state": one, "kind": "choice", "content": content,
            "content_hash": f"{item_id}-{number}", "phases": ["masa_tenang"], "regime": "keduanya",
            "topic": chance.choice(topics), "difficulty": chance.choice(["mudah", "sedang", "sukar"]),
            "tags": [], "source": "site", "created_at": MADE_AT, "created_by_id": author_id,
        }  # fmt: skip


if __name__ == "__main__":
    main()
