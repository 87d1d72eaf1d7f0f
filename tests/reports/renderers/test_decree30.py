"""The frame of official documents as Decree 30/2020 asks for it."""

from datetime import date

import pytest

from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature
from reports.rules import signing_offices


def head(**changes):
    known = {
        "superior": "Bảo hiểm xã hội Việt Nam",
        "issuer": "Bảo hiểm xã hội tỉnh Bắc Ninh",
        "symbol": "BC-BHXH",
        "place": "Bắc Ninh",
        "number": "7",
        "signed_on": date(2026, 11, 5),
    }
    return Letterhead(**{**known, **changes})


def test_numbers_and_days_below_ten_take_a_zero():
    assert head().number_line == "Số: 07/BC-BHXH"
    assert head().date_line == "Bắc Ninh, ngày 05 tháng 11 năm 2026"


@pytest.mark.parametrize(("month", "words"), [(1, "tháng 01"), (2, "tháng 02"), (3, "tháng 3"), (12, "tháng 12")])
def test_only_the_first_two_months_take_a_zero(month, words):
    assert words in head(signed_on=date(2026, month, 15)).date_line


def test_a_draft_leaves_room_for_number_and_day():
    draft = head(number="", signed_on=None)
    assert draft.number_line.startswith("Số: ")
    assert draft.number_line.endswith("/BC-BHXH")
    assert "2026" not in draft.date_line


def test_a_long_issuing_body_is_broken_before_its_place():
    assert head().issuer_lines == "Bảo hiểm xã hội\ntỉnh Bắc Ninh"


def test_a_deputy_signs_for_the_head_and_a_chief_of_section_by_order():
    assert signing_offices("Phó Giám đốc") == ("KT. Giám đốc", "Phó Giám đốc")
    assert signing_offices("Trưởng phòng Quản lý thu")[0] == "TL. Giám đốc"
    assert signing_offices("") == ("Giám đốc",)


def test_the_letter_holds_every_part_of_the_frame():
    document = OfficialDocument(
        letterhead=head(),
        kind="Báo cáo",
        abstract="Tình hình thu",
        addressees=("Ủy ban nhân dân tỉnh", "Sở Nội vụ"),
        recipients=("Như kính gửi", "Lưu: VT"),
        signature=Signature(("KT. Giám đốc", "Phó Giám đốc"), "Nguyễn <Văn> Bình"),
        body="reports/document/annex_heading.html",
        content={},
    )
    html = document.html()
    for part in (
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
        "Kính gửi:",
        "Nơi nhận:",
        "KT. Giám đốc",
    ):
        assert part in html
    assert "- Ủy ban nhân dân tỉnh;" in html
    assert "- Sở Nội vụ." in html
    assert "Nguyễn &lt;Văn&gt; Bình" in html
    assert "Dự thảo" not in html
