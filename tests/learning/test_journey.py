"""The whole journey of a participant, without scripts."""

from tests.client import Browser
from tests.factories.attempts import make_assignment, places_of_keys
from tests.factories.content import make_module
from tests.factories.people import PASSWORD, make_unit, make_user


def test_a_participant_signs_in_reads_answers_passes_and_proves_it(browser: Browser) -> None:
    unit = make_unit("Dinas Kesehatan")
    user = make_user("Wahyuni Lestari", unit=unit, email="wahyuni@example.id")
    module = make_module(items=3)
    make_assignment(module, unit)
    browser.log_in("wahyuni@example.id", PASSWORD)

    home = browser.get("/home")
    assert home.heading == "1 pelatihan untuk diselesaikan"
    start = browser.get(browser.get(f"/modules/{module.slug}").links()["Ke halaman kuis"])
    question = browser.follow(browser.submit(start, start.form()))
    attempt_id = int(question.response.request.path.split("/")[2])
    for right in places_of_keys(attempt_id).values():
        question = browser.follow(browser.submit(question, question.form(), answer=right, action="next"))
    assert question.heading == "Semua 3 soal sudah dijawab"
    result = browser.follow(browser.submit(question, question.form(), action="submit"))
    assert "Anda menjawab benar 3 dari 3 soal (100%). Nilai ambang 70%. Anda lulus." in result.words
    assert "butir-1 pembahasan" in result.words

    certificates = browser.get("/certificates")
    verify = Browser(browser.app).get(
        certificates.links()["Lihat halaman bukti " + certificates.texts(".//p[@class='code']")[0]]
    )
    assert verify.heading == "✓ Sertifikat ini asli dan berlaku"
    for printed in (user.full_name, "Dinas Kesehatan", module.title["id"], "100%", "2 JP"):
        assert printed in verify.words
