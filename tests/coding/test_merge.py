"""Folding: one mention for each event of a report, and no kind, place or day lost."""

import pytest

from crosstally.coding.coder import code_report
from crosstally.coding.merge import merge_mentions
from crosstally.records import ReportLine

# texts, and how many mentions of a kind they give
CASES = [
    ("en", "Hundreds rallied in Arak. The rally ended at dusk.", "ASM", 1),
    ("en", "Hundreds rallied in Arak. Dozens rallied in Tabriz.", "ASM", 2),
    ("en", "Police arrested ten people. Police arrested two more at night.", "ARR", 2),
    ("en", "Rallies were held in Arak, Tabriz and Rasht.", "ASM", 3),
    ("en", "They rallied on 3 May. They rallied on 5 May.", "ASM", 2),
    ("fa", "کارگران در اراک تجمع کردند. این تجمع تا شب ادامه داشت.", "ASM", 1),
    ("fa", "در اراک، تبریز و رشت تجمع برگزار شد.", "ASM", 3),
    ("fa", "در اراک تجمع کردند. در تبریز هم تجمع کردند.", "ASM", 2),
    ("ar", "تظاهر المئات في طهران. وانتهت المظاهرة مساء.", "ASM", 1),
]


def _coded(coder, lang, text):
    line = ReportLine(id="r", text=text, lang=lang, published="2018-06-01")
    return code_report(coder, line).mentions


@pytest.mark.parametrize(("lang", "text", "kind", "count"), CASES)
def test_one_event_is_one_mention(coder, lang, text, kind, count):
    assert [m.kind for m in _coded(coder, lang, text)].count(kind) == count


def test_a_killing_at_a_rally_is_a_killing_and_a_rally(coder):
    kinds = {
        m.kind for m in _coded(coder, "en", "Two were shot dead during Friday's rally in Arak.")
    }
    assert kinds == {"FRC", "ASM"}


def test_a_recap_of_twenty_towns_gives_twenty_mentions(coder):
    towns = (
        "Abadan, Ahvaz, Arak, Ardabil, Bandar Abbas, Birjand, Bushehr, Dezful, Hamadan, Ilam, "
        "Isfahan, Karaj, Kashan, Kerman, Kermanshah, Mashhad, Qazvin, Rasht, Sari and Shiraz"
    )
    places = [m.place.name for m in _coded(coder, "en", f"Rallies were held in {towns}.")]
    assert len(places) == len(set(places)) == 20


def test_folding_twice_is_folding_once(coder):
    text = (
        "Hundreds rallied in Arak. The rally ended. Police arrested ten. Dozens rallied in Rasht."
    )
    mentions = _coded(coder, "en", text)
    assert merge_mentions(mentions) == mentions


def test_a_folded_mention_keeps_what_either_told(coder):
    text = "A rally was held in Arak. About 300 workers rallied there."
    (mention,) = [m for m in _coded(coder, "en", text) if m.kind == "ASM"]
    assert mention.size.low == 300
    assert mention.place.name == "Arak"
