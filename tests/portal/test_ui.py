"""Each part of the interface kit, and a page made of all of them seen in Chromium at desk and phone width."""

import json
import mimetypes
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template import Context, Template

from portal.core.charts import Chart, Series
from portal.core.figures import Stamp
from portal.core.marks import Badge
from portal.core.periods import Month
from tests.portal.sample_board import STAMP, Upload, job, sample_page

BUILD = settings.BASE_DIR / "static" / "build"
ORIGIN = "https://portal.test"


def say(source, **context):
    return Template(source).render(Context(context))


def test_a_figure_says_its_month_source_version_and_moment_and_opens_its_rows():
    html = say('{% figure "Nợ" 12345678901 stamp "/no/" "money" 13000000000 %}', stamp=STAMP)
    for said in ("12,3 tỷ", "12.345.678.901 đồng", "Tháng 10/2026", "C12-TS", "phiên bản 1", "08:02 05/11/2026"):
        assert said in html
    assert 'href="/no/"' in html and "giảm 654,3 triệu (5,0%) so với tháng trước" in html and "change-good" in html


def test_a_provisional_figure_says_that_it_is_provisional():
    assert "tạm tính" in say('{% figure "Nợ" 1 stamp %}', stamp=Stamp(Month(2026, 11), "C12-TS"))


def test_a_missing_figure_is_a_dash_and_not_a_zero():
    assert '<p class="figure-value">–' in say('{% figure "Nợ" value stamp kind="money" %}', value=None, stamp=STAMP)


def test_short_money_keeps_the_whole_figure_beside_it():
    assert 'title="12.345.678.901 đồng">12,3 tỷ</data>' in say("{{ value|money }}", value=12_345_678_901)


def test_a_badge_has_words_and_an_icon():
    html = say("{% badge mark %}{% badge 'Đã chốt' 'success' 'lock' %}", mark=Badge("Trốn <đóng>", "danger", "ban"))
    assert "Trốn &lt;đóng&gt;" in html and "#ban" in html and "mark-success" in html and "#lock" in html


def test_a_wrong_form_names_its_fields_and_ties_each_error_to_its_control():
    form = Upload({"month": "x"}, {})
    html = say("{% form_errors form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    assert 'href="#id_reason"' in html and 'role="alert"' in html
    assert re.search(r'<textarea[^>]*aria-describedby="id_reason-error"[^>]*aria-invalid="true"', html)
    assert 'class="drop"' in html and 'id="id_file-hint"' in html and "<fieldset" in html


def test_progress_asks_again_only_while_the_work_goes_on():
    running = say('{% progress job "/tien-do/" "/ket-qua/" %}', job=job())
    assert 'hx-trigger="every 1s"' in running and "30 / 60" in running and "<noscript>" in running
    done = say('{% progress job "/tien-do/" "/ket-qua/" %}', job=job("done", percent=100))
    assert "hx-get" not in done and 'data-finished-url="/ket-qua/"' in done
    failed = say('{% progress job "/tien-do/" %}', job=job("failed", message="Tệp hỏng."))
    assert "hx-get" not in failed and "Tệp hỏng." in failed


def test_steps_mark_the_present_one_and_those_behind():
    html = say("{% steps 2 %}")
    assert html.count("is-done") == 1 and html.count('aria-current="step"') == 1 and "Kiểm tra" in html
    assert say("{% steps 5 %}").count("is-done") == 4


def test_messages_of_django_become_alerts_with_the_right_tone():
    html = say('{% include "ui/alert.html" with tone="error" head="Không được" text=said %}', said="<x>")
    assert "notice-danger" in html and 'role="alert"' in html and "&lt;x&gt;" in html


def test_a_chart_without_numbers_says_so_instead_of_drawing_nothing():
    assert "Chưa có số liệu" in say("{% chart c %}", c=Chart("bar", "Nợ", ["a"], [Series("x", [0])]))


def test_every_icon_that_a_template_or_module_names_is_in_the_sprite():
    known = set(json.loads((settings.BASE_DIR / "static" / "src" / "icons.json").read_text()))
    named = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', text)) | set(re.findall(r'\bicon="([a-z0-9-]+)"', text))
    for folder in ("portal", "agencies", "employers", "arrears", "inspections", "reports"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            text = path.read_text()
            named |= set(re.findall(r'\b_?Badge\([^()]*(?:\([^()]*\))?[^()]*, "[a-z]+", "([a-z0-9-]+)"\)', text))
            named |= set(re.findall(r'\bicon(?:=|\()"([a-z0-9-]+)"', text))
    assert named and named <= known, f"missing from static/src/icons.json: {sorted(named - known)}"


def test_the_lock_file_names_no_registry():
    assert '"resolved"' not in (settings.BASE_DIR / "package-lock.json").read_text()


def answer_with(html, headers):
    """Answers every address with the page, and those under /static/ with the bundle."""

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
        if path == "/tien-do/":
            route.fulfill(status=204)
            return
        if not path.startswith("/static/"):
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            return
        file = BUILD / path.removeprefix("/static/")
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2")

    return answer


@pytest.fixture
def open_sample(page):
    """Opens the sample page under the strict policy of the portal, and gathers what the browser complains of."""
    html = sample_page()
    policy = "; ".join(
        f"{name} {' '.join(place for place in places if 'nonce' not in str(place).lower())}"
        for name, places in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    )
    complaints = []

    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer_with(html, {"Content-Security-Policy": policy}))

    def open_at(width):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{ORIGIN}/")
        page.wait_for_selector("[data-chart] svg")
        return page, complaints

    return open_at


@pytest.mark.parametrize("width", [1440, 390])
def test_the_sample_page_is_drawn_accessible_and_within_the_policy(open_sample, width):
    page, complaints = open_sample(width)
    assert page.locator("[data-chart] svg").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    broken = [(fault["id"], fault["nodes"][0]["target"]) for fault in Axe().run(page).response["violations"]]
    assert broken == []
    assert complaints == []


def test_the_brand_and_the_title_are_never_cut(open_sample):
    for width in (1440, 390):
        page, _ = open_sample(width)
        for place in (".brand-name", "h1"):
            cut = page.locator(place).first.evaluate(
                "e => e.scrollWidth > e.clientWidth + 1 || getComputedStyle(e).overflow !== 'visible'"
            )
            assert not cut, place


def test_a_chart_keeps_its_texts_apart(open_sample):
    for width in (1440, 390):
        page, _ = open_sample(width)
        overlaps = page.evaluate(OVERLAPS)
        assert overlaps == [], f"{width}: {overlaps}"


OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("[data-chart] svg")) {
    const boxes = [...svg.querySelectorAll("text")].filter((t) => t.textContent.trim())
      .map((t) => ({ text: t.textContent, box: t.getBoundingClientRect() }));
    for (let a = 0; a < boxes.length; a++) for (let b = a + 1; b < boxes.length; b++) {
      const [p, q] = [boxes[a].box, boxes[b].box];
      const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (across > 1 && down > 4) found.push([boxes[a].text, boxes[b].text]);
    }
  }
  return found;
}"""


def test_a_point_of_a_chart_opens_its_rows(open_sample):
    page, _ = open_sample(1440)
    page.locator("[data-chart] svg path[fill='#3f7fb5']").nth(3).click()
    page.wait_for_url("**/thang/")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(open_sample):
    page, _ = open_sample(390)
    assert not page.locator("#nav").is_visible()
    page.locator("[data-opens-nav]").focus()
    page.keyboard.press("Enter")
    page.locator("#nav a.brand").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#nav").wait_for(state="hidden")


def test_an_act_asks_first_and_is_sent_once(open_sample):
    page, _ = open_sample(1440)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Chốt tháng").click()
    dialog = page.get_by_role("dialog", name="Chốt tháng 10/2026?")
    dialog.get_by_role("button", name="Để sau").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Chốt tháng").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Chốt tháng").dblclick(no_wait_after=True)
    assert len(sent) == 1


def test_without_scripts_the_menu_and_the_acts_are_still_there(browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.route("**/*", answer_with(sample_page(), {}))
    page.goto(f"{ORIGIN}/")
    page.locator("[data-opens-nav]").click()
    page.locator("#nav a.brand").wait_for(state="visible")
    assert page.locator("form[action='/chot/'] button", has_text="Chốt tháng").last.is_visible()
    context.close()
