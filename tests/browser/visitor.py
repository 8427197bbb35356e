from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page


class Visitor:
    """Goes from page to page and remembers what the browser complains about.

    The browser reports on the console what breaks the Content-Security-Policy, what
    cannot be loaded, and what scripts fail at.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._origin = origin
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(str(error)))

    def open(self, path: str) -> Page:
        answer = self.page.goto(self._origin + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, name: str, password: str) -> None:
        page = self.open("/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(password.strip())
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="What the clock strikes").wait_for()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(message.text)

    def _note(self, words: str) -> None:
        self.complaints.append(f"{self.page.url}: {words}")
