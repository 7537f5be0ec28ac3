"""The reasons of the shipped questions: a law that they name is one that the item cites."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules.test_shipped import CATALOGUE, FOLDERS
from training.banks.domain.item import ItemEntry
from training.banks.formats.bank_yaml import read_bank

NAMED_AND_CITED = {
    r"\bSKB\b": "skb2022-",
    r"surat edaran": "se-menpanrb-",
    r"\bPP 94/2021": "pp94-2021-",
    r"\bPP 37/2004": "pp37-2004-",
    r"\bPP 2/2003": "pp2-2003-",
    r"\bPP 1/2003": "pp1-2003-",
    r"\bUU ASN|Undang-Undang ASN": "uu20-2023-",
    r"\bUU ITE": "uu1-2024-",
    r"\bUU Desa": "uu6-2014-",
    r"\b(UU|Undang-Undang) Pilkada": "uu10-2016-|uu8-2015-|uu1-2015-|mk136-2024-",
    r"\b(UU|Undang-Undang) Pemilu": "uu7-2017-|uu7-2023-",
    r"\bUU Polri": "uu2-2002-",
    r"\bUU TNI": "uu34-2004-",
    r"\bUU 25/2014": "uu25-2014-",
    r"\bPerpol|kode etik Polri": "perpol7-2022-",
    r"telegram Kapolri": "st2407-",
    r"arahan Panglima|buku saku": "tni-imp-",
    r"Cooling System": "ncs-|malang-bululawang-",
    r"Gakkumdu": "uu10-2016-ps152",
    r"\bPropam\b": "propam-presisi",
    r"SP4N": "sp4n-lapor",
    r"(tujuh|7) hari kerja": "uu7-2017-ps454",
    r"(tujuh|7) hari\b(?! kerja)": "uu8-2015-ps134",
}


def reasons(item: ItemEntry) -> str:
    content = item.content
    texts = [content.explanation, *(option.rationale for option in content.options)]
    return " ".join(text.id for text in texts if text)


def named_but_not_cited(item: ItemEntry) -> Iterator[str]:
    cited = (*item.rules, *item.background_rules)
    for named, prefixes in NAMED_AND_CITED.items():
        found = re.search(named, reasons(item), re.IGNORECASE)
        if found and not any(re.match(prefixes, rule) for rule in cited):
            yield f"{item.code}: {found[0]}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_law_named_in_a_reason_is_cited_by_its_item(folder: Path) -> None:
    items = read_bank(folder, CATALOGUE).items
    assert [line for item in items for line in named_but_not_cited(item)] == []
