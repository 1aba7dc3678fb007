"""Near copies: found whatever the order, never by chance, the same in every process."""

import hashlib
import os
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.text.fold import fold
from crosstally.text.grams import contained, fingerprint, likeness, near_copies

WIRE = (
    "Workers of the steel plant gathered outside the governor's office on Monday to demand wages "
    "unpaid for three months, and dispersed after noon when an official promised talks."
)
POST = "کارگران نیشکر هفت‌تپه امروز برای چهارمین روز پیاپی مقابل فرمانداری شوش تجمع کردند"


def prints(*texts):
    return [fingerprint(fold(text).text) for text in texts]


def test_an_empty_text_is_like_nothing_not_even_itself():
    empty, other = prints("", "…"), prints(WIRE)
    assert likeness(empty[0], empty[1]) == 0.0
    assert contained(empty[0], other[0]) == 0.0
    assert near_copies([*empty, *other], 0.1) == []


def test_a_short_text_is_one_shingle():
    one, same, other = prints("down with", "Down, with!", "with down")
    assert likeness(one, same) == 1.0
    assert likeness(one, other) == 0.0


@pytest.mark.parametrize("text", [WIRE, POST])
def test_a_copy_with_other_letters_and_a_changed_word_is_a_near_copy(text):
    words = text.replace("ی", "ي").replace("ک", "ك").split()
    words[6] = "other"
    one, copy = prints(text, " ".join(words))
    assert 0.5 < likeness(one, copy) < 1.0
    found = near_copies([one, copy], 0.5)
    assert [(pair.first, pair.second) for pair in found] == [(0, 1)]


def test_a_relay_with_an_introduction_contains_what_it_relays():
    one, relay = prints(WIRE, f"An agency reported from the south of the country: {WIRE}")
    assert contained(one, relay) == 1.0
    assert likeness(one, relay) < 1.0


def test_equal_texts_are_paired_with_the_first_of_their_kind_only():
    found = near_copies(prints(*[WIRE] * 5, POST), 0.5)
    assert [(pair.first, pair.second) for pair in found] == [(0, at) for at in range(1, 5)]


words = st.lists(st.sampled_from(["نان", "کار", "آزادی", "a", "b", "c", "d"]), max_size=30).map(
    " ".join
)


@given(st.lists(words, max_size=8))
@example(["", ""])
def test_the_pairs_are_those_that_comparing_all_gives(texts):
    folded = prints(*dict.fromkeys(texts))
    found = {(pair.first, pair.second): pair.likeness for pair in near_copies(folded, 0.6)}
    for one in range(len(folded)):
        for other in range(one + 1, len(folded)):
            share = likeness(folded[one], folded[other])
            assert share == likeness(folded[other], folded[one])
            assert found.get((one, other), share) == share
            assert share < 0.8 or (one, other) in found or share == 1.0
    assert all(share >= 0.6 for share in found.values())


def test_a_fingerprint_does_not_depend_on_the_hash_seed():
    script = (
        "import hashlib; from crosstally.text.grams import fingerprint as f;"
        "p = f(' کارگران in the street ');"
        "print(hashlib.sha256(p.shingles.tobytes() + p.sketch.tobytes()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }
    own = fingerprint(" کارگران in the street ")
    digest = hashlib.sha256(own.shingles.tobytes() + own.sketch.tobytes()).hexdigest()
    assert seen == {digest.encode()}


def test_a_near_copy_is_found_among_many():
    texts = [f"{POST} {number * 7} {WIRE[number:]}" if number % 2 else f"{number} {WIRE}"
             for number in range(40)]  # fmt: skip
    strangers = [" ".join(f"w{number * 31 + at}" for at in range(30)) for number in range(200)]
    found = near_copies(prints(*strangers, *texts), 0.5)
    assert found
    assert all(pair.first >= 200 for pair in found)
