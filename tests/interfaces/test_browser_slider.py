"""The slider through the years in a browser: named, moved by keyboard, and no trouble to a screen reader."""

import pytest

from softbalance.dossier.model import Section
from softbalance.interfaces.html import to_html
from tests.conftest import chromium

from .dossiers import dossier, text
from .test_browser import ARGUMENTS
from .test_report_charts import BY_YEAR, MAPPED, MOVING

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    file = tmp_path_factory.mktemp("slider") / "page.html"
    section = Section("moves", text("Moves"), tables=(BY_YEAR,), charts=(MOVING, MAPPED))
    file.write_text(to_html(dossier(sections=(section,))), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        shown = browser.new_page(viewport={"width": 1280, "height": 1600})
        shown.goto(file.as_uri())
        shown.wait_for_function("document.querySelectorAll('figure.drawn').length === 2", timeout=60_000)
        yield shown
        browser.close()


def test_the_slider_has_a_name_and_moves_by_keyboard(page):
    slider = page.get_by_role("slider", name="year").first
    assert slider.input_value() == "2025"
    assert "2.01" in page.locator("#moves-moving .live").inner_text()
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function(
        "!document.querySelector('#moves-moving .live').textContent.includes('2.01')", timeout=20_000
    )
    assert "1.01" in page.locator("#moves-moving .live").text_content()


def test_axe_finds_nothing_serious_about_sliders(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
