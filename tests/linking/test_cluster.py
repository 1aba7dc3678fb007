"""Average linkage: it does not chain, and judgements stand above it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.linking.cluster import Edge, Rules, cluster, components

RULES = Rules(absent=-8000, join=0)
EDGES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-9000, 9000)), max_size=20
).map(
    lambda rows: [
        Edge(*pair, bits)
        for pair, bits in {(min(a, b), max(a, b)): c for a, b, c in rows if a != b}.items()
    ]
)


def test_a_chain_of_weak_links_does_not_become_one_group():
    chain = [Edge(n, n + 1, 2000) for n in range(7)]
    assert max(map(len, cluster(8, chain, RULES))) == 2
    assert components(8, [(n, n + 1) for n in range(7)]) == [0] * 8


def test_what_must_be_together_is_and_what_cannot_is_not():
    edges = [Edge(0, 1, 9000), Edge(1, 2, 8000), Edge(0, 2, 9000)]
    assert cluster(3, edges, RULES, cannot=[(0, 2)]) == [[0, 1], [2]]
    assert cluster(3, [], RULES, must=[(0, 2)]) == [[0, 2], [1]]


@settings(max_examples=100, deadline=None)
@given(edges=EDGES, data=st.data())
def test_the_order_of_edges_changes_nothing(edges, data):
    assert cluster(8, edges, RULES) == cluster(8, data.draw(st.permutations(edges)), RULES)


@settings(max_examples=100, deadline=None)
@given(edges=EDGES)
def test_every_node_is_in_one_group_inside_its_component(edges):
    groups = cluster(8, edges, RULES)
    assert sorted(node for group in groups for node in group) == list(range(8))
    home = components(8, [(e.one, e.other) for e in edges if e.millibits > RULES.join])
    assert all(len({home[node] for node in group}) == 1 for group in groups)
