"""The result: goals, the document, the table and the page, from invented findings."""

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

from lockstep_bench import page, report
from lockstep_bench.bench import Bench
from lockstep_bench.figures import Spread
from lockstep_bench.goals import outcome_text
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.report import Result

HOSTILE = '<script>alert("1 & 2")</script>'


async def nothing(_: Bench) -> Findings:
    """Run nothing, because the findings are invented."""
    return Findings([])


SPEED = Measure(
    "speed", f"Speed {HOSTILE}", "sides", nothing, {"fast": Goal(0.6, "at least"), "slow": Goal(2, "at most")}
)
DRAIN = Measure("drain", "Drain", "sides", nothing, {"per": Goal(0.6, "at least"), "absent": Goal(1, "at least")})
FOUND = {
    "speed": Findings(
        [
            Line(
                "rate",
                "per second",
                "more",
                {"lockstep": Spread(100.0, 90.0, 120.0), HOSTILE: Spread(50.0, 50.0, 50.0)},
            ),
            Line("answer", "ms", "less", {"lockstep": Spread(1.5, 1.0, 2.0)}),
        ],
        {"fast": 0.6, "slow": 2.000049},
        {"rounds": [1, 2]},
    ),
    "drain": Findings(
        [Line("drained", "events per second", "more", {"floor": Spread(0.0, 0.0, 0.0)})], {"per": {"a": 0.5, "b": 0.9}}
    ),
}
ABOUT = {
    "measured_at": "2026-11-21T12:00:00+00:00",
    "took_seconds": 600,
    "quick": True,
    "machine": {"processor": HOSTILE, "load_average_before": [0.1, 0.2, 0.3]},
    "versions": {"kafka": "4.4.0"},
    "settings": {"postgresql": {"fsync": "on"}},
}
RESULT = Result([SPEED, DRAIN], FOUND, ABOUT)


def test_a_goal_is_reached_at_its_limit_and_missed_beyond_it() -> None:
    verdicts = {verdict.ratio: outcome_text(verdict) for verdict in RESULT.verdicts()}
    assert verdicts == {
        "fast": "reached",
        "slow": "missed",
        "per.a": "missed",
        "per.b": "reached",
        "absent": "not measured",
    }


def test_goals_of_measures_that_did_not_run_are_no_goals_of_the_result() -> None:
    assert {verdict.ratio for verdict in Result([SPEED], {"speed": FOUND["speed"]}, ABOUT).verdicts()} == {
        "fast",
        "slow",
    }


def test_the_document_holds_ratios_goals_lines_details_and_where_they_come_from() -> None:
    document = json.loads(json.dumps(report.document(RESULT)))
    assert document["ratios"] == {"fast": 0.6, "slow": 2.0, "per": {"a": 0.5, "b": 0.9}}
    assert document["goals"][0] == {
        "ratio": "fast",
        "value": 0.6,
        "reached_when": "at least",
        "limit": 0.6,
        "reached": True,
    }
    assert document["goals"][-1]["value"] is None
    assert document["goals"][-1]["reached"] is None
    rate = document["measures"]["speed"]["lines"][0]
    assert rate["candidates"]["lockstep"] == {"median": 100.0, "lowest": 90.0, "highest": 120.0}
    assert document["measures"]["speed"]["details"] == {"rounds": [1, 2]}
    assert document["settings"]["postgresql"]["fsync"] == "on"


def test_the_table_has_every_line_and_goal() -> None:
    table = report.table(RESULT)
    for text in (
        "rate, per second",
        "100 (90.0 to 120)",
        "answer, ms",
        "1.50 (1.00 to 2.00)",
        "drained",
        "per.b",
        "missed",
    ):
        assert text in table


def test_the_page_shows_every_line_of_every_measure_and_every_goal() -> None:
    seen = _Reader.read(page.render(RESULT))
    for line in (line for findings in FOUND.values() for line in findings.lines):
        assert line.title in seen.text
    for text in ("Speed", "Drain", "100 (90.0 to 120)", "reached", "missed", "not measured", "per.a", "fsync", "4.4.0"):
        assert text in seen.text


def test_the_page_shows_markup_of_others_as_text_and_runs_nothing() -> None:
    seen = _Reader.read(page.render(RESULT))
    assert seen.text.count(HOSTILE) >= 3  # heading, candidate, machine
    assert not seen.tags & {"script", "link", "img", "iframe"}


def test_the_page_is_one_file() -> None:
    rendered = page.render(RESULT)
    assert "http:" not in rendered
    assert "https:" not in rendered
    assert "url(" not in rendered


def test_the_page_is_well_formed() -> None:
    body = page.render(RESULT).removeprefix("<!doctype html>\n")
    ET.fromstring(
        body.replace('<meta charset="utf-8">', "").replace(
            '<meta name="viewport" content="width=device-width, initial-scale=1">', ""
        )
    )


def test_a_quick_run_says_so() -> None:
    assert "quick run" in page.render(RESULT)
    assert "quick run" not in page.render(RESULT._replace(about={**ABOUT, "quick": False}))


class _Reader(HTMLParser):
    """Collects what a browser shows of a page: its text and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()

    @classmethod
    def read(cls, page: str) -> "_Reader":
        reader = cls()
        reader.feed(page)
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
