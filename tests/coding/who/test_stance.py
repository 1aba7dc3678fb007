"""Stance: a protest challenges unless the text makes it an official or a counter rally."""

import pytest

from crosstally.coding.coder import code_report
from crosstally.records import ReportLine

CASES = [
    ("en", "Thousands joined a pro-government rally.", "pro-state", None),
    ("en", "A state-organised rally was held.", "pro-state", True),
    ("en", "Counter-protesters held a rally.", "counter", None),
    ("en", "Hundreds rallied over prices.", "challenger", None),
    ("fa", "هزاران نفر در حمایت از نظام راهپیمایی کردند.", "pro-state", None),
    ("fa", "صدها نفر در اعتراض به گرانی تجمع کردند.", "challenger", None),
    ("ar", "خرجت مظاهرة مؤيدة للحكومة.", "pro-state", None),
    ("ar", "خرجت مظاهرة ضد الغلاء.", "challenger", None),
]


@pytest.mark.parametrize(("lang", "text", "stance", "organised"), CASES)
def test_an_assembly_stands_where_its_words_put_it(coder, lang, text, stance, organised):
    mentions = code_report(coder, ReportLine(id="r", text=text, lang=lang)).mentions
    assert (stance, organised) in [(m.stance, m.state_organised) for m in mentions]


def test_an_arrest_has_no_stance(coder):
    mentions = code_report(coder, ReportLine(id="r", text="Ten were arrested.", lang="en")).mentions
    assert [m.stance for m in mentions] == [None]


def test_the_target_is_the_one_named_in_the_clause(coder):
    text = "Hundreds rallied against the governor."
    (mention,) = code_report(coder, ReportLine(id="r", text=text, lang="en")).mentions
    assert mention.target == "local"
