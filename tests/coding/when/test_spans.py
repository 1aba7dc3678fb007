"""How far a time reaches, in the constructions of Persian that name one; and what some of them mean.

The cases stand in `spans_fa.txt`, each time between ⟨ and ⟩; a line without is no time at all.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from crosstally.coding.coder import Coder, code_report, load_coder
from crosstally.records import ReportLine

LINES = (Path(__file__).parent / "spans_fa.txt").read_text("utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]
EDGE = re.compile(r"[⟨⟩]")


@cache
def _coder() -> Coder:
    return load_coder()


def times_of(text, published="2022-10-20"):
    line = ReportLine(id="r", text=text, lang="fa", published=published)
    return code_report(_coder(), line).times


def spans_marked(case):
    edges = [match.start() - count for count, match in enumerate(EDGE.finditer(case))]
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_persian_time_reaches_as_far_as_its_words(case):
    times = times_of(EDGE.sub("", case))
    assert [(time.span.start, time.span.end) for time in times] == spans_marked(case)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("تابستان ۶۷ تلخ بود", "1988-06-22", "1988-09-22"),
        ("پاییز سال ۱۴۰۱ شلوغ بود", "2022-09-23", "2022-12-21"),
        ("زمستان گذشته سرد بود", "2021-12-22", "2022-03-20"),
        ("تابستان ۲۰۱۸ گرم بود", "2018-06-22", "2018-09-22"),
        ("بعد از فتنه ۸۸ رفت", "2009-03-21", "2010-03-20"),
        ("سال‌های ۹۲، ۹۳ و ۹۴ گذشت", "2013-03-21", "2016-03-19"),
        ("روز دانشجو جمع شدند", "2021-12-07", "2021-12-07"),
        ("آبان‌ماه سال ۱۳۹۸ شلوغ بود", "2019-10-23", "2019-11-21"),
        ("جمعه‌ی نهم شهر تعطیل بود", "2022-10-14", "2022-10-14"),  # no month has a ninth on Friday
        ("جمعه ۲۲ در شهر بودیم", "2022-10-14", "2022-10-14"),
    ],
)
def test_a_season_a_feast_and_the_year_of_an_election_have_their_days(text, first, last):
    (time,) = times_of(text)
    assert (str(time.first), str(time.last)) == (first, last)


def test_a_number_of_people_is_no_year_and_a_street_is_no_day():
    assert times_of("نزدیک به ۱۵۰۰ نفر در خیابان ۱۷ شهریور جمع شدند") == ()
    assert len(times_of("در خیابان‌های آبان ۹۸ جمع شدند")) == 1
