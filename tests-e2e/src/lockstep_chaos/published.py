"""Check the published events themselves: their order, their sequences, and the states of sessions."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.payouts import EarningsCredited
from contracts.reports import InsightInputsRefreshed
from contracts.sessions import SessionStateChanged
from contracts.topics import TOPIC_OF, TOPICS

from lockstep_chaos.findings import Findings, Seen
from lockstep_chaos.load import AMENDED_MINUTES, MINUTES
from lockstep_chaos.topics import Records, type_of


def check_topics(records: Records, completions: Counter[str], seen: Seen, findings: Findings) -> None:
    """Check the order, the gaps and the uniqueness of the published events.

    Not those of insight inputs if reports was restored: it counts their versions again, in other steps.
    """
    sequences: dict[tuple[str, str], set[int]] = defaultdict(set)
    duplicates = foreign = 0
    counted_again = {TOPIC_OF[InsightInputsRefreshed].name} if seen.was_restored("reports") else set()
    for topic in TOPICS:
        if topic.name in counted_again:
            continue
        ids: dict[tuple[str, int], object] = {}
        last: dict[str, int] = defaultdict(int)
        events: Counter[tuple[str, str]] = Counter()
        for record in records[topic.name]:
            if type_of(record) is None:
                foreign += 1
                continue
            event = from_record(record.headers, record.value)
            place = (event.key, event.sequence)
            if place in ids:
                duplicates += 1
                findings.expect(ids[place] == event.event_id, f"{topic.name}: two events have one sequence", [place])
                continue
            ids[place] = event.event_id
            findings.expect(event.sequence > last[event.key], f"{topic.name}: an event is out of order", [place])
            last[event.key] = event.sequence
            sequences[topic.producer, event.key].add(event.sequence)
            if not isinstance(event, EarningsCredited) or event.pricing_revision == 1:
                events[type(event).__name__, str(getattr(event, "session_id", ""))] += 1
        _check_once_per_completion(topic.events, events, set(completions), findings)
    gaps = [place for place, found in sequences.items() if found != set(range(1, len(found) + 1))]
    findings.expect(not gaps, "a sequence has gaps", gaps)
    findings.numbers["published"] = sum(map(len, records.values()))
    findings.numbers["published_twice"] = duplicates
    findings.numbers["foreign"] = foreign


def _check_once_per_completion(
    kinds: Iterable[type[Event]], events: Counter[tuple[str, str]], completions: set[str], findings: Findings
) -> None:
    for kind in ("SessionCompleted", "AttendanceLocked", "EarningsCredited"):
        if kind not in {one.__name__ for one in kinds}:
            continue
        seen = Counter({session: count for (name, session), count in events.items() if name == kind})
        missing = completions - set(seen)
        findings.expect(not missing, f"{kind} was never published", missing)
        findings.expect(max(seen.values(), default=1) == 1, f"a session has two events {kind}")


def check_states(records: Records, completions: Iterable[str], *, amended: set[str], findings: Findings) -> None:
    """Check that the latest state of each session is that of its completion, as corrected."""
    minutes: dict[str, int | None] = {}
    for record in records[TOPIC_OF[SessionStateChanged].name]:
        if type_of(record):
            event = from_record(record.headers, record.value)
            assert isinstance(event, SessionStateChanged)
            minutes[event.key] = event.completion.logged_minutes if event.completion else None
    wrong = [one for one in completions if minutes.get(one) != (AMENDED_MINUTES if one in amended else MINUTES)]
    findings.expect(not wrong, "the latest state of a session is not that of its completion", wrong)
