"""No text has a phrase that the style of CONTRIBUTING.md excludes, in pages, code, workflows and the Makefile."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

REPOSITORY: Final = Path(__file__).resolve().parents[2]
SUFFIXES: Final = frozenset({".md", ".py", ".yaml", ".yml", ".toml", ".sql", ".html", ".ts", ".tsx", ".css"})
MADE_FOLDERS: Final = frozenset({"node_modules", "dist"})
"""Folders of the console with files that are not ours."""
HIDDEN_FOLDERS_READ: Final = frozenset({".github", ".devcontainer"})
HISTORY: Final = "/migrations/versions/"
"""Migrations that were released never change, and their texts neither."""

INSTEAD: Final = {
    "told": "say, or name what somebody gets (a message, the settings, the events)",
    "for ever": "without end, always, or without limit",
    "by and by": "in the background, or later",
    "so many": "this number of, or: too many",
    "lastly": "at last, or the last one",
    "just so": "exactly like this",
    "save that": "except that",
    "since ever": "no lower bound",
    "stand in for": "replace, or: be used instead of",
    "stands in for": "replaces, or: is used instead of",
    "standing in for": "that replaces",
    "unless you read otherwise": "say what holds",
    "no such thing": "say what is missing",
    "whoever": "a person who, or everybody who",
    "e.g.": "for example",
    "i.e.": "that is, or a sentence that needs no explanation",
}
"""Phrases that are always wrong, and what to write."""

_PHRASES: Final = "|".join(re.escape(phrase).replace(r"\ ", r"[\s#]+") for phrase in INSTEAD)
_BANNED: Final = re.compile(rf"(?<![\w])(?:{_PHRASES})(?![\w])", re.IGNORECASE)
_CITATION: Final = re.compile(r"\bDESIGN(?:\.md)?[\s,(#§]*(?:section\s*)?\d")
_FRONTED: Final = re.compile(
    r"(?:[.:;]\s+|\"\"\"|^\s*(?:#|-|\*|\d+\.)?\s*)(?P<start>Of (?:an?|the|one|two|each|every|these|those|what|whom)\b)",
    re.MULTILINE,
)
_STYLE_SECTION: Final = re.compile(r"^## Style\n.*?(?=^## )", re.MULTILINE | re.DOTALL)


class Fault(NamedTuple):
    """A phrase to be replaced."""

    line: int
    phrase: str
    instead: str


def faults(text: str) -> Iterator[Fault]:
    """Yield the phrases of a text that the style excludes."""
    for match in _BANNED.finditer(text):
        phrase = re.sub(r"[\s#]+", " ", match[0])
        yield Fault(text.count("\n", 0, match.start()) + 1, phrase, INSTEAD[phrase.lower()])
    for match in _CITATION.finditer(text):
        yield Fault(text.count("\n", 0, match.start()) + 1, match[0], "the reason itself, or a link to an ADR")
    for match in _FRONTED.finditer(text):
        line = text.count("\n", 0, match.start("start")) + 1
        yield Fault(line, match["start"], "the subject first: A coach has one session at a time.")


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of a repository that has texts, as its path and its content without the section on style."""
    for folder, folders, names in os.walk(root):
        folders[:] = [
            name
            for name in folders
            if name not in MADE_FOLDERS and (not name.startswith(".") or name in HIDDEN_FOLDERS_READ)
        ]
        for file in (Path(folder) / name for name in names):
            path = file.relative_to(root).as_posix()
            is_read = file.suffix in SUFFIXES or file.name == "Makefile"
            if not is_read or HISTORY in path or file == Path(__file__):
                continue
            # empty lines replace the section on style, which names the phrases, so that later lines keep their numbers
            yield path, _STYLE_SECTION.sub(lambda match: "\n" * match[0].count("\n"), file.read_text("utf-8"))


def found(root: Path) -> list[str]:
    """Return every excluded phrase below a folder, as `path:line: phrase (write: …)`."""
    return [
        f"{path}:{fault.line}: {fault.phrase} (write: {fault.instead})"
        for path, text in texts(root)
        for fault in sorted(faults(text))
    ]


def test_no_text_has_a_phrase_that_the_style_excludes() -> None:
    lines = found(REPOSITORY)
    assert not lines, "\n".join(["phrases that the style excludes:", *lines])


@pytest.mark.parametrize("phrase", INSTEAD)
def test_an_excluded_phrase_is_found_in_any_case_and_across_lines(phrase: str) -> None:
    for written in (phrase, phrase.capitalize(), phrase.replace(" ", "\n    # ")):
        (fault,) = faults(f"first line\n# it is {written}, here\n")
        assert (fault.line, fault.phrase.lower(), fault.instead) == (2, phrase, INSTEAD[phrase])
        assert list(faults(f"a{written}b test_is_{written}_here".replace(" ", "_"))) == []


def test_citations_and_fronted_genitives_are_found_and_similar_words_are_not() -> None:
    text = "as DESIGN 4.2 says\nOf one coach there are two. Of course not.\n# Of the rows one holds\nDESIGNED 5\n"
    assert [(fault.line, fault.phrase) for fault in faults(text)] == [(1, "DESIGN 4"), (2, "Of one"), (3, "Of the")]


def test_a_fault_is_named_with_its_file_and_exceptions_are_left_out(tmp_path: Path) -> None:
    for name, text in {
        "page.md": "# A page\n\nfor ever\n\n## Style\n\ntold\n\n## After\n\ntold\n",
        "Makefile": "# so many\n",
        "data.json": "told",
        ".venv/code.py": "told",
        ".github/work.yml": "told",
        "service/migrations/versions/0001_first.py": "told",
        "benchmarks/src/code.py": "told",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert sorted(line.partition(" (write: ")[0] for line in found(tmp_path)) == [
        ".github/work.yml:1: told",
        "Makefile:1: so many",
        "benchmarks/src/code.py:1: told",
        "page.md:11: told",
        "page.md:3: for ever",
    ]
