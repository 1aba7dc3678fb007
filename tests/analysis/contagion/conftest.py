"""Measles in 17 districts of Weser-Ems, weeks of 2001 and 2002: reported cases, borders, people.

Facts of the Robert Koch Institute's SurvStat as in the R package surveillance (measlesWeserEms).
Cells are `week:cases`, a bare week had one.
"""

import numpy as np
import pytest

from crosstally.analysis.inputs import Floats

CASES = (
    "",
    "14:2 15:2 17:11 18:6 19:20 20:18 21:35 22:25 23:33 24:41 25:33 26:14 27:6 30 31:5 32 34 37 45 "
    "46 47 52 55 56:2 57 59:4 60 61:2 62:3 63:4 64 66:2 67:4 68:5 70 71 99",
    "53:2 57 59 64:2 73 75:3 77:2",
    "42 44 74",
    "",
    "11 58:2 73 86",
    "9:2 10 11 13 14 18 19:5 20:2 21:6 23:6 24:9 25:8 26:2 27:2 28 30 32:2 33:2 53:2 54 55:4 56:3 "
    "58:5 59 60:2 61:5 62:3 63:2 64:4 65 66 67:4 68 69 72 81 97",
    "37 53 59 62:6 63 65 67 68 73:2 74:3 77 80 96",
    "19 25:15 26:9 56:2 59 60:2 61:4 62:12 63:12 64:11 65:4 66:7 67:6 68:5 69:9 70:16 71:17 72:8 "
    "73:15 74:3 75:12 76:7 77:2 78",
    "24 45",
    "14 41",
    "9:2 14:11 15:3 16 18:2 20:2 21:4 22:3 23:3 24:8 25:3 26:4 27:2 29:2 33:2 35 39 43 44 46:3 "
    "47:2 48:4 49:12 50:38 51:25 52:22 53:30 54:33 55:29 56:31 57:24 58:10 59:51 60:33 61:41 62:18 "
    "63:10 64:9 65:10 66:12 67:19 68:6 69:3 70:3 71:5 72:5 73:6 74:2 75:3 76:2 77:4 78:3 79:7 80:4 "
    "81 85 86",
    "15 16:2 61 64 65 67:3 70",
    "19 22 23 26 27:2 28 30 38 47 61 62 63:2 64 66 67:2 68:2 69 70:18 71:4 72:3 73 74:2 89 94",
    "21 70:4",
    "16 37 38 48 54 57 69 72 74:2 75:2 76 78:3 79 81 82 99",
    "18 19 67 71 73",
)
ORDERS = (
    "04243242324313213 40343212223133332 23043132324213213 44405342243331244 33350233314234422 "
    "22132021213112212 41343202223133331 22223120122111122 32323221021121232 22241122203123311 "
    "43434332130232343 31232111112022221 13133131223202113 33314231132220133 23224231233211023 "
    "13142132314213202 32342212213133320"
)
PEOPLE = (
    75986, 51445, 158340, 165517, 84586, 114524, 189652, 153283, 307734, 101657, 132975, 164540,
    124564, 358041, 130471, 94242, 57672,
)  # fmt: skip
# children with a first vaccination at school entry in 2004
VACCINATED = (
    0.951923, 0.860169, 0.91704, 0.920673, 0.939297, 0.965673, 0.87904, 0.945554, 0.969434,
    0.890845, 0.968915, 0.913587, 0.945429, 0.949811, 0.968948, 0.924242, 0.941915,
)  # fmt: skip


@pytest.fixture(scope="session")
def unvaccinated() -> Floats:
    """The share of children without a first vaccination, by district."""
    return 1.0 - np.array(VACCINATED)


@pytest.fixture(scope="session")
def measles() -> tuple[Floats, Floats, Floats]:
    """Cases by district and week, orders of neighbourhood, shares of the population."""
    counts = np.zeros((len(CASES), 104))
    for row, cells in zip(counts, CASES, strict=True):
        for cell in cells.split():
            week, _, cases = cell.partition(":")
            row[int(week)] = int(cases or 1)
    orders = np.array([[float(order) for order in row] for row in ORDERS.split()])
    return counts, orders, np.array(PEOPLE) / sum(PEOPLE)
