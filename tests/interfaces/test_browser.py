"""The page in a browser: quiet, offline, accessible, as wide as the window."""

import pytest

from tests.conftest import chromium

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCROLL_THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 700) {
    window.scrollTo(0, y);
    await new Promise(r => setTimeout(r, 40));
  }
  window.scrollTo(0, 0);
}"""
ALL_DRAWN = "document.querySelectorAll('figure.drawn').length === document.querySelectorAll('figure').length"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for lang, page in pages.items():
        (folder / f"{lang}.html").write_text(page, encoding="utf-8")
    return folder


class Visit:
    """A page opened in a window, with what it said and asked for."""

    def __init__(self, browser, file, width, scheme, **other):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **other)
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def draw_all(self):
        self.page.evaluate(SCROLL_THROUGH)
        self.page.wait_for_function(ALL_DRAWN, timeout=60_000)


@pytest.fixture
def visit(browser, files):
    opened = []

    def go(lang, width, scheme, **other):
        opened.append(Visit(browser, files / f"{lang}.html", width, scheme, **other))
        return opened[-1]

    yield go
    for one in opened:
        one.context.close()


VIEWS = [("en", 390, "light"), ("en", 1280, "dark"), ("zh-Hant", 390, "dark"), ("zh-Hant", 1280, "light")]


@pytest.mark.parametrize(("lang", "width", "scheme"), VIEWS)
def test_the_page_is_quiet_offline_and_fits_the_window(visit, lang, width, scheme):
    shown = visit(lang, width, scheme)
    shown.draw_all()
    assert shown.said == []
    assert [url for url in shown.asked if not url.startswith("data:")] == [shown.page.url]
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("lang", "width", "scheme"), [VIEWS[2], VIEWS[3]])
def test_axe_finds_nothing_serious(visit, lang, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(visit(lang, width, scheme).page).response["violations"]
    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in grave] == []


def test_without_scripts_every_picture_still_stands(visit):
    shown = visit("en", 1280, "light", java_script_enabled=False)
    stills = shown.page.locator("img.still")
    assert stills.count() == 11
    assert all(stills.nth(i).is_visible() for i in range(stills.count()))
    assert shown.page.locator(".live:visible").count() == 0


def test_on_paper_each_picture_stands_once_and_in_daylight(visit):
    shown = visit("zh-Hant", 794, "dark")
    shown.draw_all()
    shown.page.emulate_media(media="print")
    assert shown.page.locator(".live:visible").count() == 0
    assert shown.page.locator("img.still:visible").count() == 11
    assert shown.page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 36, 48)"
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 794
    assert shown.page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


def test_the_page_is_read_by_keyboard_alone(visit):
    shown = visit("en", 1280, "light")
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.className") == "skip"
    shown.page.locator("summary").first.focus()
    shown.page.keyboard.press("Enter")
    assert shown.page.locator("details").first.get_attribute("open") is not None


def test_a_chart_follows_the_window_into_the_night(visit):
    shown = visit("en", 1280, "light")
    shown.draw_all()
    shown.page.emulate_media(color_scheme="dark")
    shown.page.wait_for_function("document.querySelector('.live svg').outerHTML.includes('#6f9fe8')", timeout=30_000)
    assert shown.said == []


def test_a_mark_says_its_figure_when_pointed_at(visit):
    shown = visit("en", 1280, "light")
    shown.draw_all()
    shown.page.locator("#say-by_stake .live .mark-symbol path").first.hover()
    tip = shown.page.locator("#vg-tooltip-element")
    tip.wait_for(state="visible")
    assert "0.90 [0.88, 0.92] n=1,200" in tip.inner_text()
