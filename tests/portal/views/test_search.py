"""The page of search and what the box suggests: every kind of thing, each only for those who may see it, and written down."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Clause, Directive
from employers.models import Employer
from employers.services.words import keep_words
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry
from tests.portal.canaries import build

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def world(tmp_path):
    made = build("bac-ninh", tmp_path)
    directive = Directive.objects.create(
        province=made.province,
        code="vb-tim",
        kind="chi_thi",
        issuer="UBND tỉnh",
        number="08/CT-UBND",
        subject="Tăng cường đôn đốc",
        territory=made.province.unit,
        in_force_from="2024-01-01",
        text="",
        fingerprint="x",
    )
    Clause.objects.create(
        directive=directive,
        code="c001",
        order=1,
        kind="paragraph",
        lines="3",
        text="Yêu cầu khẩn trương rà soát khuyến nghị.",
    )
    keep_words(made.province, by=THE_CLOCK)
    return made


def asked(world, name: str, **question) -> str:
    client = Client()
    client.force_login(world.person(name), BACKEND)
    page = client.get(reverse("search"), question)
    assert page.status_code == 200
    html = page.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def suggested(world, name: str, text: str) -> str:
    client = Client()
    client.force_login(world.person(name), BACKEND)
    return client.get(reverse("search-suggestions"), {"q": text}).content.decode()


def test_one_box_finds_every_kind(world):
    assert reverse("employer", args=[world.employers["mot"].pk]) in asked(world, "officer", q=world.word("mot"))
    assert reverse("agency", args=["bhxh-cs-1"]) in asked(world, "officer", q="social insurance local", what="agencies")
    for text in ("08/CT-UBND", "tang cuong don doc", "cuongg don doc"):
        assert reverse("directive", args=["vb-tim"]) in asked(world, "officer", q=text, what="directives"), text
    for text in ("khuyến nghị", "nghi khuyen", "khuyem nghi"):
        assert f"{reverse('directive', args=['vb-tim'])}#c001" in asked(world, "tax", q=text), text
    assert reverse("monthly-report", args=[world.report.pk]) in asked(
        world, "officer", q="báo cáo tháng 9", what="documents"
    ) + asked(world, "officer", q="bao cao thang 09/2026", what="documents")
    commune = world.employers["mot"].commune
    assert f"commune={commune.pk}" in asked(world, "officer", q=commune.name, what="places")


def test_each_finds_only_what_is_theirs_and_no_number_tells_of_more(world):
    every, own = (
        asked(world, "officer", q="cong ty", what="employers"),
        asked(world, "commune", q="cong ty", what="employers"),
    )
    assert "(6)" in every and "(2)" in own
    for key in ("hai", "khu", "vo", "vang"):
        assert world.word(key) not in own
        assert reverse("employer", args=[world.employers[key].pk]) not in asked(world, "commune", q=world.word(key))
    assert "Báo cáo tháng" not in asked(world, "tax", q="báo cáo tháng", what="documents")
    assert "hơn" not in own


def test_employers_are_narrowed_as_their_list_is_and_paged(world):
    commune = world.employers["hai"].commune
    narrowed = asked(world, "officer", q="cong ty", what="employers", commune=str(commune.pk))
    assert world.word("hai") in narrowed and world.word("mot") not in narrowed
    for place in range(60):
        row = Employer(province=world.province, unit_code=f"TZ{place:04d}", commune=commune)
        row.rename(f"Công ty Trang Giấy {place:02d}")
        row.save()
    keep_words(world.province, by=THE_CLOCK)
    seen, question = [], {"q": "trang giay", "what": "employers"}
    for _turn in range(2):
        html = asked(world, "officer", **question)
        seen += re.findall(r"Trang Giấy (\d\d)", html)
        following = re.search(r'after=(\d+)" rel="next"', html)
        question["after"] = following[1] if following else ""
    assert seen == [f"{place:02d}" for place in range(60)]
    assert question["after"] == ""


def test_the_box_suggests_eight_at_most_in_groups_of_options(world):
    html = suggested(world, "officer", "cong ty")
    assert 'role="listbox"' in html and html.count('role="option"') <= 9
    assert suggested(world, "officer", "zzzqqq").count('role="option"') == 0
    assert suggested(world, "officer", "<script>").count("<script>") == 0


def test_searching_is_written_down(world):
    asked(world, "officer", q="cong ty", what="employers")
    entry = AuditEntry.objects.get(act="search", kind="read")
    assert (entry.detail["q"], entry.detail["rows"]) == ("cong ty", 6)
    suggested(world, "officer", "trung")
    assert AuditEntry.objects.filter(act="search").count() == 2


def test_nothing_asked_is_no_question(world):
    assert "Không cần gõ dấu" in asked(world, "officer", q="  ")
    assert not AuditEntry.objects.filter(act="search").exists()
