"""RFC 6962 as it is written, slow and recursive. The product's tree and proofs are compared with it."""

import hashlib
from collections.abc import Sequence


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash MTH of leaf hashes (2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the inclusion proof PATH (2.1.1)."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """Return the consistency proof PROOF, or SUBPROOF if not `whole` (2.1.2)."""
    n = len(leaves)
    if m == n:
        return [] if whole else [tree_hash(leaves)]
    k = _split(n)
    if m <= k:
        return [*proof(m, leaves[:k], whole=whole), tree_hash(leaves[k:])]
    return [*proof(m - k, leaves[k:], whole=False), tree_hash(leaves[:k])]


def _split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root_of_inclusion(index: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    fn, sn, root = index, size - 1, leaf
    for hash_ in hashes:
        assert sn > 0, "the proof is too long"
        if fn & 1 or fn == sn:
            root = _node(hash_, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = _node(root, hash_)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "the proof is too short"
    return root


def roots_of_consistency(first: int, second: int, root: bytes, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both sizes from a consistency proof (RFC 9162, 2.1.4.2). `root` is the first size's."""
    if first == second:
        assert not hashes
        return root, root
    path = list(hashes) if first & (first - 1) else [root, *hashes]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for hash_ in path[1:]:
        assert sn > 0, "the proof is too long"
        if fn & 1 or fn == sn:
            fr, sr = _node(hash_, fr), _node(hash_, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = _node(sr, hash_)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "the proof is too short"
    return fr, sr


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
