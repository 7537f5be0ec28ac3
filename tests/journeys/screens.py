"""Takes the pictures in docs/screens/: `python -m tests.journeys.screens [name…]` (a minute; all of them without names).

A fresh demo is made and served for it, so that the pictures always show what the program looks like now. They are
optimised to few colours: a phone is 360 CSS pixels wide at 1.5 pixels each. The system's font is Noto Sans in all of
them, whatever this machine has, because that is close to what phones show.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

from tests.journeys.chromium import running_chromium
from tests.journeys.import_scenes import import_addresses
from tests.journeys.scenes import LESSON, MODULE, RULE, Scenes, make_scenes
from tests.journeys.site import Site, running_site
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.pages.entry import sign_in, signed_in
from training.core.config import REPOSITORY
from training.demo.people import DEMO_PASSWORD, SIGN_INS

ASSIGNMENT = "module=1&title=Netralitas+menjelang+pemilihan&opens_on=2026-12-01&due_on=2026-12-31"
FOLDER = REPOSITORY / "docs" / "screens"
PEOPLE = ("Yohana Maria Rihi", "Muhammad Rizky Pratama", "Ni Luh Ayu Sulastri", "Teuku Iskandar")
DEMO = {sign_in.local for sign_in in SIGN_INS}
COLOURS = 128
TALLEST = 1500
PDF_WIDTH = 840
PIXELS = {360: 1.5, 1280: 1.0}
FONTS = REPOSITORY / "training" / "certificates" / "template" / "fonts"
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<match target="pattern"><test qual="all" name="family" compare="not_contains"><string>mono</string></test>
<edit name="family" mode="prepend_first" binding="strong"><string>Noto Sans</string><string>DejaVu Sans</string></edit></match>
<match target="pattern"><test name="family" compare="contains"><string>mono</string></test>
<edit name="family" mode="prepend_first" binding="strong"><string>Noto Sans Mono</string></edit></match>
</fontconfig>"""


@dataclass(frozen=True)
class Shot:
    """A picture of a page (an address or a name of Scenes) as somebody sees it; `whole` goes below the fold; `opened` shows what this summary hides."""

    name: str
    who: str
    page: str
    width: int = 360
    colours: str = "light"
    whole: bool = True
    opened: str = ""


SHOTS = (
    Shot("front", "nobody", "/"),
    Shot("login", "nobody", "/login"),
    Shot("home", "peserta", "/home"),
    Shot("module", "peserta", f"/modules/{MODULE}"),
    Shot("lesson", "peserta", f"/modules/{MODULE}/lessons/{LESSON}"),
    Shot("start", "taker", "start"),
    Shot("take", "taker", "take-single", whole=False),
    Shot("take-multiple", "taker", "take-multiple", whole=False),
    Shot("take-dark", "taker", "take-single", colours="dark", whole=False),
    Shot("check", "taker", "check"),
    Shot("result-passed", "passer", "result-passed"),
    Shot("result-reasons", "passer", "result-passed", opened="#soal-10"),
    Shot("result-not-passed", "learner", "result-not-passed"),
    Shot("certificates", "passer", "/certificates"),
    Shot("certificate", "passer", "certificate"),
    Shot("verify", "nobody", "verify"),
    Shot("rules", "nobody", "/rules"),
    Shot("rule", "nobody", f"/rules/{RULE}"),
    Shot("account", "peserta", "/account"),
    Shot("not-found", "nobody", "/tidak/ada"),
    Shot("take-desktop", "taker", "take-single", width=1280, whole=False),
    Shot("home-desktop", "peserta", "/home", width=1280, whole=False),
    Shot("result-desktop", "passer", "result-passed", width=1280),
    Shot("assignments", "admin", "/assignments", width=1280),
    Shot("assignments-phone", "admin", "/assignments"),
    Shot("assignment", "admin", "/assignments/2", width=1280),
    Shot("assignment-phone", "admin", "/assignments/2", colours="dark"),
    Shot("assignment-new", "admin", f"/assignments/new?{ASSIGNMENT}&words=puskesmas", width=1280),
    Shot("assignment-new-phone", "admin", f"/assignments/new?{ASSIGNMENT}"),
    Shot("assignment-preview", "admin", f"/assignments/new?{ASSIGNMENT}&units=1&action=preview", width=1280),
    Shot("assignment-extend", "atasan", "/duties/extend?scope=all&assignment=2&overdue=1"),
    Shot("assignment-reminder", "atasan", "/duties/remind?scope=all&assignment=2", width=1280),
    Shot("modules", "pelatih", "/manage/modules", width=1280),
    Shot("modules-phone", "pelatih", "/manage/modules"),
    Shot("modules-draft", "pelatih", "module-draft", width=1280),
    Shot("modules-published", "pelatih", "module-published", width=1280),
    Shot("modules-general", "pelatih", "module-general", width=1280),
    Shot("modules-lessons", "pelatih", "module-lessons", width=1280),
    Shot("modules-lesson", "pelatih", "module-lesson", width=1280),
    Shot("modules-lesson-phone", "pelatih", "module-lesson"),
    Shot("modules-quiz", "pelatih", "module-quiz", width=1280),
    Shot("modules-quiz-phone", "pelatih", "module-quiz"),
    Shot("modules-quiz-dark", "pelatih", "module-quiz", width=1280, colours="dark"),
    Shot("modules-certificate", "pelatih", "module-certificate", width=1280),
    Shot("modules-example", "pelatih", "module-example"),
    Shot("modules-trial", "pelatih", "module-trial"),
    Shot("trial-take", "pelatih", "trial-take", whole=False),
    Shot("trial-result", "pelatih", "trial-result"),
    Shot("reports", "atasan", "/reports", width=1280),
    Shot("reports-phone", "atasan", "/reports"),
    Shot("reports-dark", "atasan", "/reports", width=1280, colours="dark", whole=False),
    Shot("reports-people", "atasan", "/reports/people?overdue=1", width=1280, whole=False),
    Shot("reports-people-phone", "atasan", "/reports/people?overdue=1"),
    Shot("reports-topics", "atasan", "/reports/topics", width=1280, whole=False),
    Shot("reports-print", "atasan", "/reports/print", width=1280),
    Shot("banks", "pelatih", "/banks", width=1280),
    Shot("bank", "pelatih", "bank", width=1280),
    Shot("bank-phone", "pelatih", "bank-filtered"),
    Shot("item", "pelatih", "item", width=1280),
    Shot("item-form", "pelatih", "item-form", width=1280, whole=False),
    Shot("item-form-dark", "pelatih", "item-form-checked", width=1280, colours="dark", whole=False),
    Shot("item-form-phone", "pelatih", "item-form"),
    Shot("people", "admin", "/people", width=1280, whole=False),
    Shot("people-phone", "admin", "/people", whole=False),
    Shot("person", "admin", "person", width=1280),
    Shot("person-phone", "admin", "person-with-role"),
    Shot("person-transfer", "admin", "person-transfer", width=1280),
    Shot("grant-new", "admin", "grant-new", width=1280),
    Shot("codes", "admin", "/people/codes", width=1280),
    Shot("units", "admin", "/units", width=1280),
    Shot("units-phone", "admin", "/units"),
    Shot("unit", "admin", "unit", width=1280),
    Shot("unit-phone", "admin", "unit"),
    Shot("audit", "admin", "/audit", width=1280),
    Shot("audit-dark", "admin", "/audit", colours="dark"),
    Shot("import-people", "admin", "/people/import", width=1280),
    Shot("import-people-phone", "admin", "/people/import"),
    Shot("import-people-checked", "admin", "import-people-checked", width=1280),
    Shot("import-people-checked-phone", "admin", "import-people-checked"),
    Shot("import-people-checked-dark", "admin", "import-people-checked", width=1280, colours="dark"),
    Shot("import-people-moved", "admin", "import-people-moved", width=1280),
    Shot("import-people-added", "admin", "import-people-added", width=1280),
    Shot("import-people-left", "admin", "import-people-left", width=1280),
    Shot("import-people-left-phone", "admin", "import-people-left"),
    Shot("import-people-saved", "admin", "import-people-saved", width=1280),
    Shot("import-people-waiting", "admin", "import-people-waiting", width=1280, whole=False),
    Shot("import-units-checked", "admin", "import-units-checked", width=1280),
    Shot("items-import", "pelatih", "bank-import", width=1280),
    Shot("items-import-phone", "pelatih", "bank-import"),
    Shot("items-export", "pelatih", "bank-export", width=1280),
    Shot("import-check", "pelatih", "import-check", width=1280),
    Shot("import-check-phone", "pelatih", "import-check"),
    Shot("import-changed", "pelatih", "import-changed", width=1280, colours="dark"),
    Shot("import-progress", "pelatih", "import-progress"),
)


class Studio:
    """Signs people in when they are first needed, and takes the pictures."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium = chromium
        self.site = site
        self.scenes: Scenes = make_scenes(site, PEOPLE, unit="DINKES")
        self.scenes.addresses.update(import_addresses(site))
        self.cookies: dict[str, object] = {}

    def take(self, shot: Shot) -> bytes:
        """One picture as PNG."""
        address = shot.page if shot.page.startswith("/") else self.scenes.addresses[shot.page]
        with self._visitor(shot) as visitor:
            if address.endswith(".pdf"):
                return _optimised(_page_of_pdf(visitor.context.request.get(address).body()))
            visitor.open(address)
            _arrange(visitor, shot)
            return _optimised(Image.open(io.BytesIO(visitor.page.screenshot())))

    @contextmanager
    def _visitor(self, shot: Shot) -> Iterator[Visitor]:
        visitor = Visitor(
            self.chromium,
            self.site,
            viewport=PHONE if shot.width == PHONE["width"] else DESKTOP,
            device_scale_factor=PIXELS[shot.width],
            color_scheme=shot.colours,
            storage_state=self.cookies.get(shot.who),
        )
        visitor.expect_in_console("status of 404")
        if shot.who != "nobody" and shot.who not in self.cookies:
            if shot.who in DEMO:
                sign_in(visitor, f"{shot.who}@netral.example", DEMO_PASSWORD)
            else:
                signed_in(visitor, getattr(self.scenes, shot.who))
            self.cookies[shot.who] = visitor.context.storage_state()
        yield visitor
        visitor.close()


def _arrange(visitor: Visitor, shot: Shot) -> None:
    page = visitor.page
    if shot.opened:
        page.locator(f"{shot.opened} > summary").click()
    if shot.whole:
        height = page.evaluate("() => document.documentElement.scrollHeight")
        page.set_viewport_size({"width": shot.width, "height": min(height, TALLEST)})
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    if shot.opened:
        page.locator(shot.opened).evaluate("(one) => one.scrollIntoView()")


@contextmanager
def _phone_fonts() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "fonts.conf"
        settings.write_text(FONT_SETTINGS.format(fonts=FONTS, cache=folder), encoding="utf-8")
        yield {"FONTCONFIG_FILE": str(settings)}


def _page_of_pdf(content: bytes) -> Image.Image:
    page = pypdfium2.PdfDocument(io.BytesIO(content))[0]
    picture: Image.Image = page.render(scale=PDF_WIDTH / page.get_width()).to_pil()
    return picture


def _optimised(picture: Image.Image) -> bytes:
    few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    unknown = set(names) - {shot.name for shot in SHOTS}
    if unknown:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(shot.name for shot in SHOTS)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _phone_fonts() as environ, running_chromium(environ) as chromium, running_site() as site:
        studio = Studio(chromium, site)
        for shot in SHOTS:
            if not names or shot.name in names:
                path = FOLDER / f"{shot.name}.png"
                path.write_bytes(studio.take(shot))
                print(f"{path.relative_to(REPOSITORY)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
