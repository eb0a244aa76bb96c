"""The verifier: signed notes, growth of a log, and the command line."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .logs import (
    COACH,
    COMPLETION,
    ORG,
    ORIGIN,
    RECORDS,
    checkpoint,
    growth,
    leaf,
    logged,
    proof,
    sign,
    tree_root,
    vkey,
)
from .script import SCRIPT, Runs


def test_only_the_key_that_was_brought_can_have_signed(run: Runs) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    theirs = proof() | {"checkpoint": checkpoint(logged(), key=other), "verifier_key": vkey(other)}
    run("proof", theirs).is_refused("the checkpoint is not signed by the key that you brought", vkey(other)[:40])
    elsewhere = checkpoint(logged(), origin="elsewhere")
    run("proof", proof() | {"checkpoint": elsewhere}).is_refused("is not signed by the key that you brought")
    forged = proof()["checkpoint"].replace("\n11\n", "\n12\n")
    run("proof", proof() | {"checkpoint": forged}).is_refused("the checkpoint was altered after it was signed")
    text = f"elsewhere\n1\n{b64encode(tree_root(logged())).decode()}\n"
    run("proof", proof() | {"checkpoint": f"{text}\n{sign(text)}"}).is_refused("the checkpoint is of the log elsewhere")


def test_further_signatures_and_extension_lines_change_nothing(run: Runs) -> None:
    witness = Ed25519PrivateKey.generate()
    note = checkpoint(logged(), more="an extension\n")
    text = note.partition("\n\n")[0] + "\n"
    same_name, same_id = sign(text, witness), "\u2014 witness.test AAAAAAAA\n"
    both = f"{text}\n{same_id}{same_name}{sign(text)}{sign(text, witness, 'witness.test')}"
    assert run("proof", proof() | {"checkpoint": both}).code == 0
    without = f"{text}\n{same_id}{same_name}"
    run("proof", proof() | {"checkpoint": without}).is_refused("is not signed by the key that you brought")
    broken = f"{both}{sign('another text')}"
    run("proof", proof() | {"checkpoint": broken}).is_refused("the checkpoint was altered after it was signed")


def test_what_is_no_note_no_checkpoint_or_no_key_is_unreadable(run: Runs) -> None:
    good = checkpoint(logged())
    text, signatures = good.split("\n\n")
    for note in (
        "",
        text,
        f"{text}\n\n",
        good.rstrip("\n"),
        good.replace("\n", "\r\n"),
        good.replace("\u2014", "-"),
        good.replace("\u2014 ", "\u2014"),
        f"{good}\u2014 name AAAA\n",
        f"{good}\u2014 name !\n",
        f"{text}\n\n{signatures * 101}",
    ):
        run("proof", proof() | {"checkpoint": note}).is_unreadable("the checkpoint")
    for body in (
        f"{ORIGIN}\n11\n",
        f"{ORIGIN}\n011\n{text[-44:]}\n",
        f"{ORIGIN}\n+11\n{text[-44:]}\n",
        f"{ORIGIN}\n{'9' * 30}\n{text[-44:]}\n",
        f"{ORIGIN}\n11\n{text[-44:-4]}\n",
        f"{ORIGIN}\n11\n\n{text[-44:]}\n",
    ):
        run("proof", proof() | {"checkpoint": f"{body}\n{sign(body)}"}).is_unreadable("the")
    good_key = vkey()
    for key in ("x", good_key[:-4], good_key.replace("+", "-"), "name+00000000+AAAA"):
        run("proof", proof(), key=key).is_unreadable("key")
    run("proof", proof(), key=good_key.replace(ORG, COACH)).is_unreadable("the key does not fit its own id")


def test_a_log_that_only_grew_passes(run: Runs) -> None:
    leaves = logged()
    for first, second in ((0, 11), (1, 11), (4, 11), (7, 8), (11, 11)):
        outcome = run("consistency", growth(leaves[:first], leaves[:second]))
        assert (outcome.code, outcome.err) == (0, "")
        assert f"VERIFIED: the log of {second} records starts with the earlier {first}." in outcome.out
    assert run("consistency", growth(leaves, [*leaves, leaf(b"h")]), seen=proof()).code == 0
    assert run("consistency", growth(leaves, [*leaves, leaf(b"h")]), seen=checkpoint(leaves)).code == 0
    assert run("consistency", growth(leaves, [*leaves, leaf(b"h")]), seen=growth(leaves[:4], leaves)).code == 0
    assert run("consistency", checkpoint(leaves), seen=proof()).code == 0, "a log that has not grown"


def test_truncated_and_forked_logs_are_refused(run: Runs) -> None:
    leaves = logged()
    forked = [*leaves[:5], leaf(b"forged"), *leaves[6:]]
    longer = [*forked, leaf(b"h")]
    run("consistency", growth(leaves, leaves[:7])).is_refused("truncated: it had 11 records")
    run("consistency", checkpoint(leaves[:7]), seen=proof()).is_refused("truncated: it had 11 records")
    run("consistency", growth(leaves, forked)).is_refused("the log was forked")
    run("consistency", checkpoint(forked), seen=proof()).is_refused("forked: its key signed two different logs of 11")
    run("consistency", growth(leaves, longer)).is_refused("the log was forked")
    run("consistency", growth(forked, longer), seen=proof()).is_refused("its key signed two different logs of 11")
    run("consistency", growth(leaves[:4], leaves), seen=proof()).is_refused("again with from_size=11")
    hashes = growth(leaves[:4], leaves)["hashes"]
    run("consistency", growth(leaves[:4], leaves, hashes=hashes[::-1])).is_refused("Or the hashes were altered")


def test_both_checkpoints_and_the_one_seen_must_be_signed_by_the_key(run: Runs) -> None:
    leaves = logged()
    other = checkpoint(leaves[:4], key=Ed25519PrivateKey.generate())
    run("consistency", growth(leaves[:4], leaves, **{"from": other})).is_refused("the earlier checkpoint is not signed")
    run("consistency", growth(leaves[:4], leaves, to=other)).is_refused("the later checkpoint is not signed")
    run("consistency", growth(leaves[:4], leaves), seen=other).is_refused("seen is not signed by the key")


def test_files_and_arguments_that_cannot_be_read_say_so(run: Runs, tmp_path: Path) -> None:
    run("proof", "no JSON").is_unreadable("the file is no proof")
    run("proof", '{"half').is_unreadable("file is not JSON")
    run("proof", '{"a":' * 5000 + "1" + "}" * 5000).is_unreadable("file")
    run("proof", '{"a":"\\ud800"}').is_unreadable("is not JSON")
    run("proof", growth(logged(), logged())).is_unreadable("the file is no proof")
    run("consistency", {"type": "other"}).is_unreadable("the file has no from")
    run("consistency", growth(logged(), logged()), seen={}).is_unreadable("seen has no to")
    strange = [*RECORDS[:2], {"type": "lockstep.completion-record.v9"}]
    run("proof", proof(strange, (2,))).is_unreadable("has a type unknown to this script")
    bare = [
        *RECORDS[:2],
        {name: COMPLETION[name] for name in ("type", "org_id", "session_id", "sequence", "recap_sha256")},
    ]
    run("proof", proof(bare, (2,))).is_unreadable("a record is not as Lockstep writes it: 'logged_minutes'")


def test_as_a_user_runs_it(tmp_path: Path) -> None:
    def script(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(SCRIPT), *arguments]  # -I: the script cannot import this repository
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", env={}, check=False)

    (tmp_path / "proof.json").write_text(json.dumps(proof()), encoding="utf-8")
    passed = script("proof", "proof.json", "--key", vkey())
    assert (passed.returncode, passed.stderr) == (0, "")
    assert "VERIFIED" in passed.stdout
    keyless = script("proof", "proof.json")
    assert keyless.returncode == 2
    assert "--key is missing" in keyless.stderr
    absent = script("proof", "absent.json", "--key", vkey())
    assert absent.returncode == 2
    assert "absent.json" in absent.stderr
    assert "Traceback" not in keyless.stderr + absent.stderr
