"""Proofs of sessions: what a true proof says, and how each false one is refused."""

import json
from base64 import b64decode, b64encode
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

from .logs import (
    COACH,
    COMPLETION,
    ORIGIN,
    RECAP,
    RECORDS,
    SESSION,
    altered,
    canonical,
    checkpoint,
    encode,
    inclusion,
    leaf,
    logged,
    opened,
    proof,
    rotated_proof,
    vkey,
)
from .script import Runs, verify


def test_a_true_proof_passes_and_says_what_happened(run: Runs) -> None:
    outcome = run("proof", proof())
    assert (outcome.code, outcome.err) == (0, "")
    for words in (
        f"Session {SESSION}: 45 minutes, from 2026-11-02T09:00:00.000000Z to 2026-11-02T09:45:00.000000Z",
        f"completed by {COACH} at 2026-11-02T09:50:00.000000Z",
        "  | Ďábelské ódy, ",
        f"Amended at 2026-11-03T08:00:00.000000Z, proposed by {COACH}, decided alone",
        "logged_minutes: was 45, is 40",
        "  | A slip.",
        "  | Rewritten.",
        "Voided at",
        f"VERIFIED: this is in the log of 11 records that {ORIGIN}+",
    ):
        assert words in outcome.out
    assert "\x1b" not in outcome.out, "texts must not control the terminal"


def test_erased_texts_leave_a_proof_valid(run: Runs) -> None:
    document = proof(indices=(2, 4))
    for entry in document["entries"]:
        entry["opened"] = None
    outcome = run("proof", document)
    assert outcome.code == 0
    assert outcome.out.count("(not in this file: it was erased, or the caller may not read it)") == 2


def test_whatever_is_altered_in_a_proof_is_refused(run: Runs) -> None:
    def changed(entry: int, **changes: object) -> dict[str, Any]:
        document = proof()
        document["entries"][entry] |= changes
        return document

    record = b64decode(proof()["entries"][0]["record"]).replace(b'"logged_minutes":45', b'"logged_minutes":46')
    hashes = proof()["entries"][0]["hashes"]
    not_logged = "entry 1 is not in the log at"
    run("proof", changed(0, record=b64encode(record).decode())).is_refused(not_logged)
    run("proof", changed(0, hashes=hashes[::-1])).is_refused(not_logged)
    run("proof", changed(0, hashes=hashes[:-1])).is_refused(not_logged)
    run("proof", changed(0, leaf_index=3)).is_refused(not_logged)
    run("proof", changed(0, leaf_index=2000)).is_refused(not_logged)
    run("proof", changed(0, leaf_index=-1)).is_refused(not_logged)
    run("proof", changed(0, leaf_index=True)).is_unreadable("entry 1 has no leaf_index")
    run("proof", changed(0, hashes=[hashes[0][:-2] + "B=", *hashes[1:]])).is_unreadable(
        "a hash of entry 1 is not a hash"
    )
    run("proof", changed(1, kind="void")).is_refused(
        "entry 2 says that its kind is void, but its record is of the kind amendment"
    )
    said = RECAP | {"progress": "None."}
    run("proof", changed(0, opened=opened({"recap": said}))).is_refused(
        "the recap of entry 1 is not the text that was recorded"
    )
    run("proof", changed(0, opened=opened({"recap": RECAP}, bytes(32)))).is_refused(
        "the recap of entry 1 is not the text that was recorded"
    )
    run("proof", changed(0, opened=opened({"late_reason": "Never given."}))).is_refused(
        "the late_reason of entry 1 is not the text that was recorded"
    )
    run("proof", proof() | {"session_id": COACH}).is_refused("entry 1 is about another session than the file")
    run("proof", proof() | {"origin": "elsewhere"}).is_refused("the file names the log elsewhere")


def test_entries_that_do_not_belong_together_are_refused(run: Runs) -> None:
    run("proof", proof(indices=(2, 6, 9))).is_refused("a correction is missing before entry 2")
    run("proof", proof(indices=(2, 4, 9))).is_refused("a correction is missing before entry 3")
    run("proof", proof(indices=(4, 6))).is_refused("the file does not start with a completion")
    run("proof", proof() | {"entries": []}).is_refused("the file does not start with a completion")
    run("proof", proof(indices=(2, 4, 6, 9, 9))).is_refused(
        "entry 5, a record of the kind void, cannot follow entry 4, a void"
    )
    assert run("proof", proof(indices=(6, 2, 4))).code == 0, "a log may have a correction before its completion"
    run("proof", proof(indices=(2, 2))).is_refused("entry 2, a record of the kind completion, cannot follow")
    other = altered(4, completion_hash="00" * 32)
    run("proof", proof(other)).is_refused("entry 2 corrects another completion: its completion_hash is not that of")
    run("proof", proof(altered(4, session_id=COACH))).is_refused("entry 2 is about another session")
    run("proof", proof(altered(2, org_id=COACH), (2,))).is_refused("entry 1 is about another organisation than the log")


def test_a_record_that_two_readers_could_read_differently_is_refused(run: Runs) -> None:
    raw = canonical(COMPLETION)[:-1] + b',"logged_minutes":90}'
    document = proof(indices=(2,))
    leaves = [leaf(raw) if at == 2 else value for at, value in enumerate(logged())]
    document["checkpoint"] = checkpoint(leaves)
    document["entries"][0] |= {"record": b64encode(raw).decode(), "hashes": encode(inclusion(2, leaves))}
    run("proof", document).is_refused("the record of entry 1 is not in canonical form")


@given(data=st.data())
@bounded(150)
def test_no_file_whatever_makes_the_script_break_down_or_say_that_it_verified(data: st.DataObject) -> None:
    document: Any = json.loads(json.dumps(data.draw(st.sampled_from([proof(), rotated_proof()]))))
    at: Any = document
    while True:
        name = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else list(range(len(at)))))
        if not at[name] or not isinstance(at[name], dict | list) or data.draw(st.booleans()):
            break
        at = at[name]
    was = at[name]
    junk = st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just([]), st.just({}), st.just("\ud800")
    )
    at[name] = data.draw(junk)
    is_same = at[name] == was and type(at[name]) is type(was)
    key = verify.read_key(vkey())
    try:
        read = verify.read_json(json.dumps(document).encode(), "the file")
        verify.read_proof(read, verify.read_keys(read, key))
    except (verify.RefusedError, verify.UnreadableError):
        assert not is_same
    else:
        assert is_same or name in {
            "type",
            "verifier_key",
            "opened",
            "entries",
            "texts",
            "recap",
            "reason",
            "late_reason",
        }


def event(**changes: object) -> dict[str, Any]:
    """Return what a SessionCompleted event says of the completion in `proof()`."""
    said = {name: COMPLETION[name] for name in ("org_id", "session_id", "sequence", "logged_minutes", "coaches")}
    record = canonical(COMPLETION)
    more = {"completed_by": COACH, "record": record.decode(), "record_hash": leaf(record).hex()}
    return said | more | changes


def test_an_event_is_verified_with_the_proof_of_its_session(run: Runs) -> None:
    outcome = run("proof", proof(), event=event())
    assert (outcome.code, outcome.err) == (0, "")
    run("proof", proof(), event=event(record_hash="0" * 64)).is_refused("the record of the event", "record_hash")
    run("proof", proof(), event=event(logged_minutes=90)).is_refused("the event says logged_minutes 90")
    run("proof", proof(), event=event(coaches=[])).is_refused("the event says coaches")
    run("proof", proof(), event=event(record=7)).is_unreadable("the event has no record")
    other = canonical({**COMPLETION, "logged_minutes": 90})
    forged = event(record=other.decode(), record_hash=leaf(other).hex(), logged_minutes=90)
    run("proof", proof(), event=forged).is_refused("the event has another record than entry 1")


def test_a_record_of_the_second_form_says_what_was_planned_pressed_and_contradicts(run: Runs) -> None:
    plan = {"starts_at": "2026-10-29T09:00:00.000000Z", "ends_at": "2026-10-29T10:00:00.000000Z"}
    second = COMPLETION | {
        "type": "lockstep.completion-record.v2",
        "planned_starts_at": "2026-11-02T09:00:00.000000Z",
        "planned_ends_at": "2026-11-02T09:45:00.000000Z",
        "moved_plan": plan | {"moved_at": "2026-11-02T12:00:00.000000Z"},
        "start_pressed_at": "2026-11-03T15:00:00.000000Z",
        "on_behalf_of": COACH,
        "contradictions": ["started_after_plan", "plan_moved_afterwards"],
        "on_behalf_reason_sha256": None,
    }
    document = proof([*RECORDS[:2], second], (2,))
    outcome = run("proof", document)
    for words in (
        "  start pressed at: 2026-11-03T15:00:00.000000Z",
        f"  on behalf of: {COACH}",
        "  contradictions: started_after_plan; plan_moved_afterwards",
        "  moved plan: ends_at 2026-10-29T10:00:00.000000Z, moved_at",
        "VERIFIED",
    ):
        assert words in outcome.out
    plain = second | {"contradictions": [], "on_behalf_of": None}
    assert "  contradictions: none\n" in run("proof", proof([*RECORDS[:2], plain], (2,))).out
    raw = canonical(second)
    said = {**second, "record": raw.decode(), "record_hash": leaf(raw).hex()}
    assert "VERIFIED" in run("proof", document, event=said).out
    run("proof", document, event=said | {"contradictions": []}).is_refused("the event says contradictions")
