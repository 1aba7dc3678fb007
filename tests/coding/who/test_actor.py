"""Who acted: by the side of the verb, by voice, and never by who is nearest alone."""

import pytest

from crosstally.coding.coder import code_report
from crosstally.records import ReportLine

# the kind wanted and its actor; None where the text names no force of the state
CASES = [
    ("en", "A man killed his brother.", "ARM", None),
    ("en", "Gunmen shot a judge.", "ARM", None),
    ("en", "Police said a man was killed by his brother.", "ARM", None),
    ("en", "Police said gunmen killed three.", "ARM", None),
    ("en", "A crowd killed a policeman.", "RIO", None),
    ("en", "Police killed a student.", "FRC", "police"),
    ("en", "A student was killed by police.", "FRC", "police"),
    ("en", "Four protesters killed in Dorud.", "FRC", "unknown"),
    ("en", "Soldiers who shot the boy were seen.", "FRC", "army"),
    ("en", "Police arrested forty people and beat a woman.", "FRC", "police"),
    ("en", "Basij forces beat the students.", "FRC", "basij"),
    ("en", "Three died in police firing, and the firing went on.", "FRC", "police"),
    ("en", "Forty people were arrested.", "ARR", "unknown"),
    ("en", "Anti-government protesters burned a bank.", "RIO", None),
    ("en", "Dozens wounded Sunday when soldiers broke up a rally.", "FRC", "army"),
    ("en", "A student was killed when the police fired at the gate.", "FRC", "police"),
    ("en", "Two officers were hurt when people threw bottles.", "RIO", None),
    ("en", "Suicide bombers attacked the office of a mayor.", "ARM", None),
    ("en", "Police arrested 12 people for blocking the highway.", "BLK", None),
    ("en", "The gunman who killed ten wrote of a vigil.", "ARM", None),
    ("en", "The police have not been able to stop the mob.", "INA", "police"),
    ("en", "The state government failed to protect the shops.", "INA", "government"),
    ("fa", "مردی برادرش را کشت.", "ARM", None),
    ("fa", "پلیس یک دانشجو را کشت.", "FRC", "police"),
    ("fa", "یک دانشجو توسط پلیس کشته شد.", "FRC", "police"),
    ("fa", "معترضان به کلانتری حمله کردند.", "RIO", None),
    ("fa", "لباس‌شخصی‌ها به معترضان حمله کردند.", "FRC", "plainclothes"),
    ("fa", "سه نفر بازداشت شدند.", "ARR", "unknown"),
    ("ar", "قتل متظاهر برصاص الشرطة.", "FRC", "police"),
    ("ar", "اعتقلت الشرطة طالبا.", "ARR", "police"),
    ("ar", "اعتقل عشرون طالبا.", "ARR", "unknown"),
]


@pytest.mark.parametrize(("lang", "text", "kind", "actor"), CASES)
def test_kind_and_actor_follow_who_did_it_to_whom(coder, lang, text, kind, actor):
    coded = code_report(coder, ReportLine(id="r", text=text, lang=lang))
    assert (kind, actor) in [(m.kind, m.actor) for m in coded.mentions]


def test_no_actor_is_given_to_what_the_state_does_not_do(coder):
    text = "Police watched as hundreds rallied and shops closed."
    coded = code_report(coder, ReportLine(id="r", text=text, lang="en"))
    assert all(m.actor is None for m in coded.mentions if m.kind in ("ASM", "STK"))


def test_a_crowd_that_hurts_somebody_attacks(coder):
    report = ReportLine(id="r", text="A mob beat a driver to death on Saturday.", lang="en")
    (mention,) = code_report(coder, report).mentions
    assert (mention.kind, mention.subtype) == ("RIO", "attack")
