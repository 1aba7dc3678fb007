"""A desk's incidents as they might as well have been."""

from crosstally.linking import load_weights
from crosstally.linking.incidents import prepare
from crosstally.linking.replicates import replicates
from crosstally.linking.trees import Rung
from crosstally.records import encode

ALWAYS = (Rung(0, 1.0, 1.0, 1.0),)


def _known(made, reverse=False):
    towns = ("dorud", "karaj", "tehran")
    told = [made.tell(f"r{n}", made.event(at=towns[n % 3]), source=f"s{n}") for n in range(9)]
    told = told[::-1] if reverse else told
    return prepare([t[0] for t in told], [t[1] for t in told], [], [], load_weights())


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_input(made):
    one, other = (
        list(replicates(_known(made, order), number=4, seed=3)) for order in (False, True)
    )
    assert list(map(encode, one)) == list(map(encode, other))


def test_a_replicate_does_not_depend_on_how_many_are_drawn(made):
    few, many = (list(replicates(_known(made), number=n, seed=3)) for n in (2, 5))
    assert few == many[:2]


def test_without_doubt_every_replicate_is_what_linking_gives(made):
    known = _known(made)
    (one, other) = replicates(known, number=2, seed=1, rungs=ALWAYS)
    assert one == other
    assert len(one) == 3


def test_every_mention_stands_in_one_incident_of_every_replicate(made):
    for version in replicates(_known(made), number=6, seed=2):
        assert sorted(m for i in version for m in i.mentions) == [f"r{n}#1" for n in range(9)]
