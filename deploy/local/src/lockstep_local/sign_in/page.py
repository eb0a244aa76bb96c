"""The pages of the sign-in: HTML without scripts. It is built as a tree, so that no text can become an element."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Final
from uuid import UUID
from xml.etree import ElementTree as ET

from contracts.roles import Role

from lockstep_local.sign_in.people import Found, Organisation, Shown, staff_of

STYLE: Final = files(__package__).joinpath("page.css").read_text()
SEARCH_CHARACTERS_MAX: Final = 100
SEARCH_FROM: Final = 12
"""The page has a search when it shows more people than this, or when there are more than it shows."""
TITLES: Final[Mapping[Role, str]] = {
    "admin": "Admins",
    "coach": "Coaches",
    "learner": "Learners",
    "guardian": "Guardians",
    "support": "Support",
    "finance": "Finance",
    "auditor": "Auditors",
}


def content_security_policy(origins: Iterable[str]) -> str:
    """Return the policy of the pages: their own style, no script, and forms that lead to the gateway alone.

    A browser also compares the address to which the answer of a form leads with `form-action`.
    """
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self' {' '.join(origins)}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def choice(found: Found, *, words: str, parameters: Mapping[str, str], new_org_id: UUID) -> str:
    """Return the page that asks who somebody is today. `parameters` are those of the authorization request."""
    html, main = _document("Who are you today?")
    _add(
        main,
        "p",
        "This sign-in is for development: it asks for no password. Choose a person, and the console opens as them.",
    )
    if words or _has_many(found):
        _add_search(main, words, parameters)
    if words and not found.organisations:
        _add(main, "p", f"Nobody and no organisation has “{words}” in its name. Search for another part of it.")
    form = _add(main, "form", method="post", action="authorize")
    _add_hidden(form, parameters)
    for organisation in found.organisations:
        _add_organisation(form, organisation)
    if found.has_more:
        _add(form, "p", "There are more organisations than these. Search for one by its name.", cls="more")
    if not words:
        section = _add_section(form, "new", "Nobody here yet?" if not found.organisations else "A new organisation")
        founder = staff_of(new_org_id, "admin")
        _add_buttons(
            section, [Shown(founder.who, "First administrator of a new organisation", "with an id of its own")]
        )
    return _text(html)


def message(title: str, sentences: Sequence[str]) -> str:
    """Return a page that says something."""
    html, main = _document(title)
    for sentence in sentences:
        _add(main, "p", sentence)
    return _text(html)


def _has_many(found: Found) -> bool:
    shown = sum(len(people) for one in found.organisations for people in one.people.values())
    return shown > SEARCH_FROM or found.has_more or any(one.has_more for one in found.organisations)


def _document(title: str) -> tuple[ET.Element, ET.Element]:
    html = ET.Element("html", lang="en")
    head = _add(html, "head")
    _add(head, "meta", charset="utf-8")
    _add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "meta", name="color-scheme", content="light dark")
    _add(head, "title", f"{title} · Lockstep")
    _add(head, "style", STYLE)
    main = _add(_add(html, "body"), "main")
    _add(main, "h1", title)
    return html, main


def _add_search(main: ET.Element, words: str, parameters: Mapping[str, str]) -> None:
    form = _add(main, "form", method="get", action="authorize", role="search", cls="search")
    _add_hidden(form, parameters)
    _add(form, "label", "Search for a person or an organisation", **{"for": "q"})
    row = _add(form, "div")
    _add(row, "input", type="search", id="q", name="q", value=words, maxlength=str(SEARCH_CHARACTERS_MAX))
    _add(row, "button", "Search", type="submit")


def _add_organisation(form: ET.Element, organisation: Organisation) -> None:
    section = _add_section(form, str(organisation.org_id), organisation.name)
    for role, people in organisation.people.items():
        _add(section, "h3", TITLES[role])
        _add_buttons(section, people)
        if role in organisation.has_more:
            _add(section, "p", "There are more. Search for one by name.", cls="more")


def _add_section(form: ET.Element, key: str, title: str) -> ET.Element:
    section = _add(form, "section", **{"aria-labelledby": f"title-{key}"})
    _add(section, "h2", title, id=f"title-{key}")
    return section


def _add_buttons(section: ET.Element, people: Iterable[Shown]) -> None:
    entries = _add(section, "ul")
    for one in people:
        button = _add(_add(entries, "li"), "button", type="submit", name="who", value=str(one.who))
        _add(button, "span", one.name)
        _add(button, "small", one.hint)


def _add_hidden(form: ET.Element, parameters: Mapping[str, str]) -> None:
    for name, value in parameters.items():
        _add(form, "input", type="hidden", name=name, value=value)


def _add(parent: ET.Element, tag: str, text: str | None = None, *, cls: str | None = None, **names: str) -> ET.Element:
    """Add an element to a parent and return it."""
    child = ET.SubElement(parent, tag, names if cls is None else {**names, "class": cls})
    child.text = text
    return child


def _text(html: ET.Element) -> str:
    return "<!doctype html>\n" + ET.tostring(html, encoding="unicode", method="html")
