"""A real browser in front of the platform. It notes everything that a page must not do."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

from lockstep_local.waiting import HANGING_SECONDS
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
WIDTH_PIXELS: Final = 1280
NARROW_PIXELS: Final = 390
HEIGHT_PIXELS: Final = 900
_NOTE_VIOLATIONS: Final = """
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.effectiveDirective} refuses ${event.blockedURI}`));
"""


def find_browser() -> str | None:
    """Return the path of the machine's browser, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@dataclass
class Tab:
    """A page of the browser, and its faults: errors, violations of its policy, and requests to other origins."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note faults from now on."""
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"request to another origin: {request.url}")

    async def sign_in(self, path: str, *, who: str, search: str) -> None:
        """Open a page of the console, and sign in as `who`, whom a search for `search` finds."""
        await self.page.goto(path)
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.wait_for_url("**/issuer/authorize?*")
        # as its search does, which is not on the page where few people are
        await self.page.goto(f"{self.page.url}&{urlencode({'q': search})}")
        await self.page.locator(f'button[value="{who}"]').click()


@asynccontextmanager
async def open_tab(program: str, origin: str) -> AsyncIterator[Tab]:
    """Start a browser with an empty profile, and open a tab.

    Its own sandbox refuses root and some containers. It sees the pages of this origin alone.
    """
    expect.set_options(timeout=HANGING_SECONDS * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = await browser.new_context(
            base_url=origin, viewport={"width": WIDTH_PIXELS, "height": HEIGHT_PIXELS}, locale="en-GB"
        )
        context.set_default_timeout(HANGING_SECONDS * 1000)
        await context.add_init_script(_NOTE_VIOLATIONS)
        yield Tab(await context.new_page(), origin)
        await browser.close()
