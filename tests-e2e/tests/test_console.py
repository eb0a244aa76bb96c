"""The console in a real browser: signing in by the provider, both screens, and nothing that its policy forbids."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from lockstep_e2e.academy import Academy
from lockstep_e2e.browser import HEIGHT_PIXELS, NARROW_PIXELS, Tab, find_browser, open_tab
from lockstep_e2e.platform import Caller
from playwright.async_api import expect


@pytest.fixture
async def tab(academy: Academy) -> AsyncIterator[Tab]:
    """A tab of a browser without anything in it. It must end without a fault."""
    program = find_browser()
    if program is None:
        pytest.skip("this machine has no chromium. Install it: make browser")
    async with open_tab(program, academy.platform.stack.gateway_url) as opened:
        yield opened
    assert opened.faults == []


async def person(academy: Academy, role: str) -> tuple[Caller, str]:
    """Create somebody with a name that nobody else has."""
    name = f"Katherine {uuid4().hex[:8]}"
    body = {"username": name.replace(" ", "."), "name": name, "role": role}
    created = await academy.platform.post(academy.admin, "/v1/people", body)
    return Caller(academy.admin.org_id, UUID(created["person_id"]), (role,)), name


def value(caller: Caller) -> str:
    """Return how the page of the provider names somebody."""
    return f"{caller.org_id}/{caller.person_id}"


async def test_an_admin_signs_in_finds_a_session_and_signs_out(academy: Academy, tab: Tab) -> None:
    page, (admin, name) = tab.page, await person(academy, "admin")
    for title in ("Algebra in the morning", "Geometry in the evening"):
        await academy.schedule(name=title)

    await tab.sign_in("/sessions?q=morn", who=value(admin), search=name)
    row = page.get_by_role("row", name="Algebra in the morning")
    await expect(row).to_contain_text("Grace")
    await expect(row).to_contain_text("Not completed")
    await expect(page.get_by_role("row")).to_have_count(2)  # with the header
    await expect(page.get_by_role("banner")).to_contain_text(name)

    await page.get_by_role("button", name="Clear the filters").click()
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.get_by_label("Search", exact=True).fill("even")
    await expect(row).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"/sessions\?q=even$"))
    await page.reload()
    await expect(page.get_by_role("row", name="Geometry in the evening")).to_be_visible()

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in to Lockstep")).to_be_visible()
    await page.goto("/sessions")
    await expect(page.get_by_role("heading", name="Sign in to Lockstep")).to_be_visible()


async def test_a_learner_accepts_an_invitation_on_a_phone(academy: Academy, tab: Tab) -> None:
    page, (learner, name) = tab.page, await person(academy, "learner")
    start = datetime.now(UTC) + timedelta(days=1)
    session_id = await academy.schedule(
        name="Algebra tomorrow",
        starts_at=start.isoformat(),
        ends_at=(start + timedelta(hours=1)).isoformat(),
        roster=[{"person_id": str(learner.person_id), "acceptance": "invited"}],
    )
    await page.set_viewport_size({"width": NARROW_PIXELS, "height": HEIGHT_PIXELS})

    await tab.sign_in("/", who=value(learner), search=name)
    await expect(page.get_by_text("You have no session now")).to_be_visible()
    await page.get_by_role("link", name="Upcoming").click()
    await page.get_by_role("button", name=f"Accept Algebra tomorrow for {name}").click()
    await expect(page.get_by_text("You take part.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW_PIXELS

    read = await academy.platform.get(academy.admin, f"/v1/sessions/{session_id}")
    assert [seat["acceptance"] for seat in read["roster"]] == ["accepted"]


async def test_an_expired_token_is_renewed_unseen(academy: Academy, tab: Tab) -> None:
    page, (admin, name) = tab.page, await person(academy, "admin")
    await tab.sign_in("/sessions", who=value(admin), search=name)
    await expect(page.get_by_text("There are no sessions yet")).to_be_visible()
    before = await page.evaluate(
        """() => {
            const [key] = Object.keys(localStorage).filter((name) => name.startsWith("oidc.user:"));
            const user = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...user, expires_at: 1 }));
            return user.refresh_token;
        }"""
    )
    await page.reload()
    await expect(page.get_by_text("There are no sessions yet")).to_be_visible()
    stored = await page.evaluate("JSON.stringify(localStorage)")
    assert before not in stored
