"""The calendar of dated obligations a second time: slow, obvious, written by hand from the five texts (the numbers in the
comments are their lines). It knows nothing of the portal's rules, packs and queries; where a text states no day, the day that
the portal assumes stands here as a number and is marked "assumed".
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

SPECIAL_DAYS = Path(__file__).parents[3] / "agencies/reference/special_days.csv"
YEARS = range(2019, 2032)
MONTHS = range(1, 13)
ONE_DAY = timedelta(days=1)


class Owed(NamedTuple):
    """One thing owed by a kind of agency: `party` is the body as the text named it, `kind` who held its work when it began."""

    directive: str
    duty: str
    party: str
    kind: str
    due: date


class Written(NamedTuple):
    """What a text asks for, before anybody asks who that is today and whether the text was in force."""

    duty: str
    parties: list[str]
    begins: date
    due: date


# Who did the work of each body, from when to when. Sở LĐTBXH, KH&ĐT, TT&TT and GTVT ended with February 2025, districts with
# June 2025; communes of the three-tier time have no place in the portal, those of the two-tier time begin with July 2025.
FEBRUARY, MARCH = date(2025, 2, 28), date(2025, 3, 1)
JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
FIRST, LAST = date(2020, 1, 1), date(2099, 12, 31)
WHO = {
    "so-ldtbxh": [("labour_department", FIRST, FEBRUARY), ("home_affairs", MARCH, LAST)],
    "so-noi-vu": [("home_affairs", FIRST, LAST)],
    "bhxh-tinh": [("social_insurance", FIRST, LAST)],
    "bhxh-co-so": [("social_insurance_local", FIRST, LAST)],
    "thong-ke-tinh": [("statistics", FIRST, LAST)],
    "bql-kcn": [("industrial_zone_board", FIRST, LAST)],
    "bql-kkt": [("industrial_zone_board", FIRST, LAST)],
    "cong-an-tinh": [("police", FIRST, LAST)],
    "so-khdt": [("planning_investment", FIRST, FEBRUARY), ("finance", MARCH, LAST)],
    "so-nnptnt": [("agriculture_environment", FIRST, LAST)],
    "so-nnmt": [("agriculture_environment", FIRST, LAST)],
    "so-xay-dung": [("construction", FIRST, LAST)],
    "so-cong-thuong": [("industry_trade", FIRST, LAST)],
    "so-gtvt": [("transport", FIRST, FEBRUARY), ("construction", MARCH, LAST)],
    "so-gddt": [("education", FIRST, LAST)],
    "so-yte": [("health", FIRST, LAST)],
    "so-tttt": [("information", FIRST, FEBRUARY), ("culture_and_press", MARCH, LAST)],
    "so-tu-phap": [("justice", FIRST, LAST)],
    "thanh-tra-tinh": [("inspectorate", FIRST, LAST)],
    "so-vhttdl": [("culture_and_press", FIRST, LAST)],
    "so-khcn": [("science", FIRST, LAST)],
    "so-tai-chinh": [("finance", FIRST, LAST)],
    "so-dttg": [("ethnic_religion", MARCH, LAST)],
    "thue-tinh": [("tax", FIRST, LAST)],
    "lm-htx": [("cooperative_alliance", FIRST, LAST)],
    "buu-dien-tinh": [("post", FIRST, LAST)],
    "bao-ptth": [("media", FIRST, LAST)],
    "ubnd-tinh": [("provincial_chair", FIRST, LAST)],
    "ubnd-huyen": [("district_committee", FIRST, JUNE)],
    "ubnd-xa": [("commune_committee", JULY, LAST)],
    "ban-chi-dao-tinh": [("steering_committee", FIRST, LAST)],
    "ban-chi-dao-huyen": [("district_committee", FIRST, JUNE)],
    "ban-chi-dao-xa": [("commune_committee", JULY, LAST)],
}


def bac_giang() -> Iterator[Written]:
    """000, the directive of Bắc Giang."""
    # 358-362: "các sở, ban, ngành, UBND huyện, thành phố"; bodies only "requested" are not among them, and Sở LĐTBXH,
    # to whom the results go, does not send itself any.
    everybody = ["bhxh-tinh", "bql-kcn", "cong-an-tinh", "so-tttt", "so-khdt", "so-noi-vu", "thue-tinh"]
    everybody += ["thanh-tra-tinh", "ubnd-huyen"]
    for year in YEARS:
        new_year = date(year, 1, 1)
        yield Written("so-ldtbxh-05", ["so-ldtbxh"], new_year, date(year, 1, 31))  # 77 hằng năm; assumed
        yield Written("so-ldtbxh-07", ["so-ldtbxh"], new_year, date(year, 12, 31))  # 87 hằng năm; assumed
        yield Written("so-ldtbxh-08", ["so-ldtbxh"], new_year, date(year, 12, 31))  # 89, with it; assumed
        yield Written("so-ldtbxh-10", ["so-ldtbxh"], new_year, date(year, 7, 31))  # 366 định kỳ; assumed
        yield Written("so-ldtbxh-10", ["so-ldtbxh"], new_year, date(year, 12, 31))  # 366 định kỳ; assumed
        yield Written("thue-tinh-01", ["thue-tinh"], new_year, date(year, 6, 30))  # 245 quý II hằng năm
        yield Written("ubnd-huyen-01", ["ubnd-huyen"], new_year, date(year, 1, 31))  # 322 hằng năm; assumed
        yield Written("tat-ca-02", everybody, new_year, date(year, 7, 14))  # 360 trước ngày 15/7
        yield Written("tat-ca-03", everybody, new_year, date(year, 12, 14))  # 360-362 trước ngày 15/12
        for month in MONTHS:
            first = date(year, month, 1)
            yield Written("so-ldtbxh-06", ["so-ldtbxh"], first, tenth_after(first))  # 83 hằng tháng; assumed
            yield Written("bhxh-tinh-04", ["bhxh-tinh"], first, tenth_after(first))  # 113 hằng tháng; assumed
            yield Written("bhxh-tinh-05", ["bhxh-tinh"], first, tenth_after(first))  # 115 đồng thời; assumed
        for month in (1, 4, 7, 10):
            first = date(year, month, 1)
            after = tenth_after(date(year, month + 2, 1))
            yield Written("ubnd-huyen-07", ["ubnd-huyen"], first, after)  # 348 hằng quý; assumed
            yield Written("ubnd-huyen-08", ["ubnd-huyen"], first, after)  # 354, with it; assumed


def hai_duong() -> Iterator[Written]:
    """001, the plan of Hải Dương."""
    # 131: "các sở, ngành, cơ quan liên quan và UBND các huyện": those of part IV without the union and the Front, and without
    # Sở LĐTBXH, where the reports go.
    reporters = ["bhxh-tinh", "thong-ke-tinh", "bql-kcn", "cong-an-tinh", "so-khdt", "so-nnptnt", "so-xay-dung"]
    reporters += ["so-cong-thuong", "so-gtvt", "so-gddt", "so-yte", "so-tttt", "so-tu-phap", "thanh-tra-tinh"]
    reporters += ["so-vhttdl", "so-khcn", "so-tai-chinh", "thue-tinh", "ubnd-huyen"]
    committees = ["ban-chi-dao-tinh", "ban-chi-dao-huyen", "ban-chi-dao-xa"]
    half, year_end = date(2024, 7, 1), date(2024, 12, 31)
    yield Written("khong-neu-chu-the-01", ["ubnd-tinh"], half, year_end)  # 27, once; assumed
    yield Written("ban-chi-dao-01", committees, half, year_end)  # 48 phân công rõ trách nhiệm, once; assumed
    yield Written("bhxh-tinh-09", ["bhxh-tinh"], half, year_end)  # 74 Quy chế phối hợp, once; assumed
    yield Written("bhxh-tinh-10", ["bhxh-tinh"], half, year_end)  # 74 quy trình thu, chi, once; assumed
    yield Written("bhxh-tinh-11", ["bhxh-tinh"], half, year_end)  # 74 chương trình phối hợp, once; assumed
    yield Written("thong-ke-tinh-01", ["thong-ke-tinh"], half, year_end)  # 77 cách tính số liệu, once; assumed
    for year in YEARS:
        new_year = date(year, 1, 1)
        yield Written("ban-chi-dao-02", committees, new_year, date(year, 12, 31))  # 48 định kỳ đánh giá; assumed
        yield Written("so-khdt-04", ["so-khdt"], new_year, date(year, 11, 30))  # 90 chỉ tiêu trong kế hoạch; assumed
        yield Written("so-khdt-05", ["so-khdt"], new_year, date(year, 12, 31))  # 90 kiểm tra UBND huyện; assumed
        yield Written("ubnd-huyen-10", ["ubnd-huyen"], new_year, date(year, 1, 31))  # 130 giao chỉ tiêu; assumed
        yield Written("ubnd-huyen-11", ["ubnd-huyen"], new_year, date(year, 12, 31))  # 130 đánh giá hằng năm; assumed
        for month in MONTHS:
            first = date(year, month, 1)
            yield Written("so-ldtbxh-03", ["so-ldtbxh"], first, tenth_after(first))  # 61 hàng tháng; assumed
            yield Written("so-ldtbxh-04", ["so-ldtbxh"], first, tenth_after(first))  # 61, with it; assumed
            yield Written("bhxh-tinh-05", ["bhxh-tinh"], first, tenth_after(first))  # 71 hàng tháng; assumed
            if year <= 2024:  # 131 trước ngày 25 hàng tháng; Sở LĐTBXH then consolidates, assumed by the month's end
                yield Written("tat-ca-05", reporters, first, date(year, month, 24))
                yield Written("so-ldtbxh-19", ["so-ldtbxh"], first, last_day(year, month))
            elif month in (3, 6, 9, 12):  # 131 kể từ năm 2025 trước ngày 25 của tháng cuối quý
                quarter = date(year, month - 2, 1)
                yield Written("tat-ca-05", reporters, quarter, date(year, month, 24))
                yield Written("so-ldtbxh-19", ["so-ldtbxh"], quarter, last_day(year, month))


def thai_nguyen() -> Iterator[Written]:
    """003, the letter of Thái Nguyên."""
    # 20-27: sở, ban, ngành and UBND xã, phường of the letter; the Front is only requested (115)
    everybody = ["so-noi-vu", "bhxh-tinh", "so-tai-chinh", "so-vhttdl", "so-tu-phap", "so-cong-thuong"]
    everybody += ["thanh-tra-tinh", "thue-tinh", "thong-ke-tinh", "cong-an-tinh", "bql-kcn", "bao-ptth", "ubnd-xa"]
    yield Written("ubnd-xa-06", ["ubnd-xa"], date(2026, 1, 1), date(2026, 3, 31))  # 129 kiện toàn, once; assumed
    for year in YEARS:
        new_year = date(year, 1, 1)
        yield Written("tat-ca-05", everybody, new_year, date(year, 12, 15))  # 31 chế độ báo cáo; assumed
        yield Written("so-noi-vu-01", ["so-noi-vu"], new_year, date(year, 11, 30))  # 35 hằng năm; assumed
        yield Written("so-noi-vu-11", ["so-noi-vu"], new_year, date(year, 12, 24))  # 47 trước ngày 25/12
        yield Written("so-noi-vu-12", ["so-noi-vu"], new_year, date(year, 12, 24))  # 47 trước ngày 25/12
        yield Written("bhxh-tinh-01", ["bhxh-tinh"], new_year, date(year, 11, 30))  # 51, with the plan; assumed
        yield Written("so-vhttdl-02", ["so-vhttdl"], new_year, date(year, 1, 31))  # 77 kế hoạch năm; assumed
        yield Written("ubnd-xa-02", ["ubnd-xa"], new_year, date(year, 12, 31))  # 125 hằng năm; assumed
        yield Written("ubnd-xa-07", ["ubnd-xa"], new_year, date(year, 12, 31))  # 131 hằng năm; assumed
        yield Written("ubnd-xa-09", ["ubnd-xa"], new_year, date(year, 12, 31))  # 131 chịu trách nhiệm; assumed
        for month in (1, 4, 7, 10):
            first = date(year, month, 1)
            after = tenth_after(date(year, month + 2, 1))
            yield Written("so-noi-vu-10", ["so-noi-vu"], first, after)  # 45 định kỳ; assumed
            yield Written("bhxh-tinh-14", ["bhxh-tinh"], first, after)  # 67 định kỳ; assumed


def gia_lai() -> Iterator[Written]:
    """004, the directive of Gia Lai."""
    # 481-487: "các sở, ngành", "các cơ quan, đơn vị", UBND xã; through BHXH tỉnh, which has results of its own too
    everybody = ["bhxh-tinh", "so-noi-vu", "so-yte", "so-tai-chinh", "so-gddt", "so-tu-phap", "so-vhttdl"]
    everybody += ["cong-an-tinh", "so-dttg", "so-nnmt", "thanh-tra-tinh", "thue-tinh", "bql-kkt", "lm-htx"]
    everybody += ["buu-dien-tinh", "ubnd-xa"]
    yield Written("cong-an-tinh-07", ["cong-an-tinh"], date(2025, 9, 1), date(2025, 12, 31))  # 308, once; assumed
    for year in YEARS:
        new_year = date(year, 1, 1)
        yield Written("so-noi-vu-07", ["so-noi-vu"], new_year, date(year, 1, 31))  # 141 hằng năm; assumed
        yield Written("so-noi-vu-11", ["so-noi-vu"], new_year, date(year, 12, 15))  # 151 chậm nhất đến ngày 15/12
        yield Written("so-yte-05", ["so-yte"], new_year, date(year, 1, 31))  # 173 hằng năm; assumed
        yield Written("so-tai-chinh-03", ["so-tai-chinh"], new_year, date(year, 11, 30))  # 211 hằng năm; assumed
        yield Written("so-gddt-01", ["so-gddt"], new_year, date(year, 9, 30))  # 230 hằng năm, school year; assumed
        yield Written("so-gddt-02", ["so-gddt"], new_year, date(year, 12, 31))  # 234 phấn đấu 100%; assumed
        yield Written("so-gddt-06", ["so-gddt"], new_year, date(year, 8, 31))  # 246 thời gian nghỉ hè; assumed
        yield Written("so-nnmt-01", ["so-nnmt"], new_year, date(year, 12, 14))  # 325 hoàn thành trước ngày 15/12
        yield Written("ubnd-xa-09", ["ubnd-xa"], new_year, date(year, 12, 14))  # 325, the communes' own part
        yield Written("buu-dien-tinh-04", ["buu-dien-tinh"], new_year, date(year, 12, 31))  # 392 chỉ tiêu; assumed
        yield Written("ubnd-xa-02", ["ubnd-xa"], new_year, date(year, 1, 31))  # 456 giao chỉ tiêu; assumed
        yield Written("ubnd-xa-03", ["ubnd-xa"], new_year, date(year, 12, 31))  # 462 đánh giá hằng năm; assumed
        yield Written("ubnd-xa-05", ["ubnd-xa"], new_year, date(year, 12, 31))  # 467 phấn đấu 100%; assumed
        yield Written("tat-ca-02", everybody, new_year, date(year, 3, 14))  # 485-487 trước ngày 15 tháng 3
        for month in MONTHS:
            first = date(year, month, 1)
            yield Written("bhxh-co-so-01", ["bhxh-co-so"], first, tenth_after(first))  # 109 hằng tháng; assumed
            yield Written("bql-kkt-02", ["bql-kkt"], first, tenth_after(first))  # 361 hàng tháng; assumed
        for month in (1, 4, 7, 10):
            first = date(year, month, 1)
            after = tenth_after(date(year, month + 2, 1))
            yield Written("so-tai-chinh-04", ["so-tai-chinh"], first, after)  # 217 hằng quý; assumed
            yield Written("bql-kkt-02", ["bql-kkt"], first, after)  # 361 quý; assumed
    monday = date(2025, 9, 1)  # 278-282 mỗi tuần 2 lần; the directive's first day is a Monday
    while monday.year < 2032:
        yield Written("ubnd-xa-08", ["ubnd-xa"], monday, monday + timedelta(days=6))
        monday += timedelta(days=7)


# What each province has: the directives that speak of it or of what was merged into it, and since when they are in force
# (000, 001, 003 and 004 state no day: assumed). 002, the ministry's letter, dates nothing.
DIRECTIVES = {
    "bac-ninh": [("000", date(2020, 1, 1), bac_giang)],
    "hai-phong": [("001", date(2024, 7, 1), hai_duong)],
    "thai-nguyen": [("003", date(2026, 1, 1), thai_nguyen)],
    "gia-lai": [("004", date(2025, 9, 1), gia_lai)],
}


def calendar_of(province: str) -> dict[tuple[int, int], Counter[Owed]]:
    """Everything that falls due in each month of 2020 to 2030; twice where a month's and a quarter's list fall on one day."""
    found: dict[tuple[int, int], Counter[Owed]] = {
        (year, month): Counter() for year in range(2020, 2031) for month in MONTHS
    }
    for code, in_force, texts in DIRECTIVES[province]:
        for written in texts():
            month = (written.due.year, written.due.month)
            if written.due >= in_force and month in found:
                found[month].update(owed(code, written, in_force))
    return found


def owed(code: str, written: Written, in_force: date) -> set[Owed]:
    """Asked when the period began, or when the directive did. Where one office does the work of two bodies that the text
    names, it owes once, for the body named first."""
    found: set[Owed] = set()
    seen: set[str] = set()
    asked_on = max(written.begins, in_force)
    for party in written.parties:
        kind = kind_on(party, asked_on)
        if kind is not None and kind not in seen:
            seen.add(kind)
            found.add(Owed(code, written.duty, party, kind, written.due))
    return found


def kind_on(party: str, day: date) -> str | None:
    for kind, first, last in WHO[party]:
        if first <= day <= last:
            return kind
    return None


def tenth_after(first: date) -> date:
    """The 10th of the month after."""
    return date(first.year + 1, 1, 10) if first.month == 12 else date(first.year, first.month + 1, 10)


def last_day(year: int, month: int) -> date:
    day = date(year, month, 28)
    while (day + ONE_DAY).month == month:
        day += ONE_DAY
    return day


def employer_pays_by(year: int, month: int) -> date:
    """004, 408: "chậm nhất đến ngày làm việc cuối cùng của tháng"."""
    special = {}
    with SPECIAL_DAYS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            special[row["day"]] = row["is_working"] == "1"
    day = last_day(year, month)
    while not special.get(day.isoformat(), day.weekday() < 5):
        day -= ONE_DAY
    return day
