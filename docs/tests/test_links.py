"""The pages hold together: links lead somewhere, names are in the files that they link to, indexes are complete."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

REPOSITORY: Final = Path(__file__).resolve().parents[2]
DOCS: Final = REPOSITORY / "docs"
ADRS: Final = DOCS / "adr"
HIDDEN_FOLDERS_READ: Final = frozenset({".github"})
MADE_FOLDERS: Final = frozenset({"node_modules", "dist"})

_FENCE: Final = re.compile(r"^( *)(```+|~~~+).*?^\1\2\s*$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"!?\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^()\s]+(?:\([^()\s]*\))?)(?:\s+\"[^\"]*\")?\)")
_DEFINITION: Final = re.compile(r"^\[([^\]]+)\]:\s*(\S+)", re.MULTILINE)
_CODE: Final = re.compile(r"`[^`]*`")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_NAME: Final = re.compile(r"`([A-Za-z_][\w.]*)`")
_OUTSIDE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FILE_NAMED: Final = re.compile(
    r"`((?:services|libs|deploy|docs|examples|benchmarks|tests-e2e)/[\w./-]+\.(?:py|md|sql|yaml|yml|toml))`"
)
_ADR_FORM: Final = re.compile(
    r"# ADR (\d+): ([^\n]+[^.\n])\n\n\*\*Status:\*\* [^\n]*\d{4}-\d\d-\d\d.*?"
    r"\n## Context\n.*?\n## Decision\n.*?\n## Consequences\n",
    re.DOTALL,
)


class Link(NamedTuple):
    """A link as a page has it: the text that is shown, and where it leads."""

    text: str
    target: str


def pages(root: Path) -> list[Path]:
    """Return every Markdown page below a folder; of hidden folders only those that the repository has."""
    found = []
    for path in sorted(root.rglob("*.md")):
        folders = path.relative_to(root).parts[:-1]
        is_read = all(not folder.startswith(".") or folder in HIDDEN_FOLDERS_READ for folder in folders)
        if is_read and MADE_FOLDERS.isdisjoint(folders):
            found.append(path)
    return found


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> Iterator[Link]:
    """Yield the links of a page, those outside and those in blocks or spans of code left out."""
    text = prose(page)
    code = [match.span() for match in _CODE.finditer(text)]
    for match in [*_LINK.finditer(text), *_DEFINITION.finditer(text)]:
        is_code = any(start < match.start() and match.end() < end for start, end in code)
        if not is_code and not _OUTSIDE.match(match[2]):
            yield Link(match[1], match[2])


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for heading in _HEADING.findall(prose(page)):
        shown = _LINK.sub(r"\1", heading).replace("`", "").replace("*", "")
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def broken_links(root: Path) -> list[str]:
    """Return every relative link of the pages below a folder that leads nowhere, as `page: target`."""
    found = []
    for page in pages(root):
        for link in links(page):
            path, _, anchor = link.target.partition("#")
            target = page if not path else page.parent / path
            leads = target.exists() and not path.startswith("/")
            if leads and anchor:
                leads = target.suffix == ".md" and anchor in anchors(target)
            if not leads:
                found.append(f"{page.relative_to(root)}: {link.target}")
    return found


def missing_names(root: Path) -> list[str]:
    """Return every name in code style that links to a Python file without that name, as `page: name in target`."""
    found = []
    for page in pages(root):
        for link in links(page):
            target = page.parent / link.target
            name = _NAME.fullmatch(link.text)
            if name is None or target.suffix != ".py" or not target.is_file():
                continue
            definition = rf"^\s*(?:async def|def|class) {re.escape(name[1])}\b|^{re.escape(name[1])}\b.* = "
            if not re.search(definition, target.read_text("utf-8"), re.MULTILINE):
                found.append(f"{page.relative_to(root)}: {name[1]} in {link.target}")
    return found


def missing_files(root: Path) -> list[str]:
    """Return every file that a page names by its path from the root and that does not exist, as `page: path`."""
    return [
        f"{page.relative_to(root)}: {path}"
        for page in pages(root)
        for path in _FILE_NAMED.findall(prose(page))
        if not (root / path).is_file()
    ]


def listed(index: Path) -> set[Path]:
    """Return the files that a page links to."""
    return {(index.parent / link.target.partition("#")[0]).resolve() for link in links(index)}


def test_every_relative_link_leads_to_a_file_and_a_heading_that_exist() -> None:
    assert broken_links(REPOSITORY) == []


def test_every_name_that_links_to_a_python_file_is_defined_there() -> None:
    assert missing_names(REPOSITORY) == []


def test_every_file_that_a_page_names_exists() -> None:
    assert missing_files(REPOSITORY) == []


def test_the_index_lists_every_page() -> None:
    assert set(DOCS.glob("*.md")) - {DOCS / "README.md"} <= listed(DOCS / "README.md")


def test_the_list_of_decisions_has_every_decision_under_its_title() -> None:
    index = ADRS / "README.md"
    decisions = sorted(ADRS.glob("[0-9]*.md"))
    assert set(decisions) <= listed(index)
    for number, path in enumerate(decisions, start=1):
        form = _ADR_FORM.match(path.read_text("utf-8"))
        assert form is not None, f"{path.name} does not have the form that {index} asks for"
        assert int(form[1]) == number == int(path.name[:4]), path.name
        assert f"| [{number}]({path.name}) | {form[2]} |" in index.read_text("utf-8"), path.name


def test_the_checks_see_a_link_a_heading_a_name_and_a_file_that_are_missing(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("def here() -> None: ...\n")
    (tmp_path / "other.md").write_text("# A `heading`, twice\n\n## Twice\n\n## Twice\n\n```\n# Not one\n```\n")
    (tmp_path / "page.md").write_text(
        "[a](other.md#a-heading-twice) [b](other.md#twice-1) [c](gone.md) [d](other.md#not-one) [e](#nowhere)\n"
        "[f](https://example.org/gone.md) `[g](code)` [`here`](code.py) [`there`](code.py) `docs/gone.md`\n"
        "```\n[h](code-block.md)\n```\n"
    )
    assert broken_links(tmp_path) == ["page.md: gone.md", "page.md: other.md#not-one", "page.md: #nowhere"]
    assert missing_names(tmp_path) == ["page.md: there in code.py"]
    assert missing_files(tmp_path) == ["page.md: docs/gone.md"]
