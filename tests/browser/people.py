"""What a person does in a browser."""

from playwright.sync_api import Page

from tests.admin_ui.houses import PASSWORD, Home


def sign_in(page: Page, home: Home, role: str = "admin", locale: str = "en") -> None:
    """Sign in and arrive in the library."""
    choose(page, home, locale=locale)
    page.goto(f"{home.url}/sign-in")
    page.fill("#email", f"{role}@example.org")
    page.fill("#password", PASSWORD)
    page.click("form.sign-in button")
    page.wait_for_url(f"{home.url}/")


def choose(page: Page, home: Home, **cookies: str) -> None:
    """Choose `locale` or `theme` as the cookies keep them."""
    page.context.add_cookies(
        [{"name": f"vitrine_{name}", "value": value, "url": home.url} for name, value in cookies.items()]
    )
