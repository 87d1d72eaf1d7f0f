"""A register file is read: columns by any of their names, cells by their type, what is wrong by sheet, row and column."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employers.imports.problems import SENTENCES
from employers.imports.readers import folded, sort_keys
from employers.models import ReviewLine, StatusEvent, UnitKind
from employers.rules.file_choices import EVENTS, FOUND, REASONS, UNIT_KINDS
from employers.rules.file_columns import COPY_COLUMNS, ROW_FIELDS
from employers.rules.file_kinds import KINDS
from employers.rules.review_lines import REASONS as REVIEW_REASONS
from portal.core.folding import fold, sort_key
from portal.core.workbooks.text import clean
from tests.employers.imports.desk import codes, firm, read, table, tax_code

HEADER = ["Mã số thuế", "Tên đơn vị", "Địa chỉ", "Mã ngành VSIC", "Ngày bắt đầu hoạt động"]
ZONES = [
    "Mã số thuế",
    "Tên đơn vị",
    "Khu, cụm",
    "Số lao động đang làm việc",
    "Thuộc diện tham gia BHXH bắt buộc",
    "Đã tham gia",
]
ZONES += ["Chưa tham gia"]
PLACES = {
    "communes": {"phuong vo cuong": "09184", "vo cuong": "09184", "09184": "09184"},
    "communes_known": {"dai dong": ["Xã Đại Đồng", "Phường Đại Đồng"]},
    "zones": {"kcn1": "KCN1", "khu cong nghiep que vo": "KCN1"},
}


def one(path, kind="business-registry", **options):
    outcome, rows = read(path, kind, **options)
    assert outcome["errors"] == []
    return outcome, rows[0]


def test_a_row_is_staged_as_it_says(tmp_path):
    path = table(tmp_path / "a.xlsx", [firm(1)], HEADER)
    outcome, row = one(path)
    assert (outcome["rows"], outcome["accepted"], outcome["sheet"], outcome["header_row"]) == (1, 1, "Danh sách", 1)
    assert {name: value for name, value in row.items() if value is not None} == {
        "batch_id": "7",
        "row_no": "2",
        "sheet": "Danh sách",
        "tax_code": firm(1)["Mã số thuế"],
        "tax_code_ok": "t",
        "name": "Công ty TNHH Số 1",
        "folded": "cong ty tnhh so 1",
        "sort_key": sort_key("Công ty TNHH Số 1"),
        "address": "Số 1 Lý Thái Tổ",
        "vsic": "1410",
        "vsic_version": "2025",
        "sector": "C",
        "happened_on": "2024-03-15",
    }


def test_columns_are_known_by_any_name_in_any_order_below_other_lines(tmp_path):
    above = [["UBND TỈNH"], [], ["Danh sách doanh nghiệp"], ["Mẫu business-registry v1"]]
    rows = [["Số 1", 1, "Công ty A", "0100233488"]]
    path = table(tmp_path / "a.xlsx", rows, ["dia chi tru so", "STT", "TÊN DOANH NGHIỆP", "mst"], above)
    outcome, row = one(path)
    assert (outcome["header_row"], row["name"], row["tax_code"], row["address"]) == (
        5,
        "Công ty A",
        "0100233488",
        "Số 1",
    )
    assert codes(outcome["warnings"]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_titles_of_a_kind_are_all_known_and_none_means_two_columns(kind, tmp_path):
    titles = [column.title for column in KINDS[kind].columns]
    outcome, _ = read(table(tmp_path / "a.xlsx", [["x"] * len(titles)], titles), kind)
    assert outcome["columns_known"] == [column.field for column in KINDS[kind].columns]


def test_a_csv_file_is_read_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Mã số thuế;Tên đơn vị\n0100233488;Công ty A\n", encoding="utf-8")
    assert one(path)[1]["tax_code"] == "0100233488"


# --- Cells -----------------------------------------------------------------------------------------------------------


def refused(tmp_path, header, row, kind="business-registry", **options):
    outcome, rows = read(table(tmp_path / "a.xlsx", [row], header), kind, **options)
    assert rows == []
    return [(told["code"], told["row"], told["column"]) for told in outcome["errors"]]


def test_a_code_kept_as_a_number_is_refused_with_what_to_do(tmp_path):
    outcome, _ = read(table(tmp_path / "a.xlsx", [[100233488, "A"]], HEADER[:2]), "business-registry")
    told = outcome["errors"][0]
    assert (told["sheet"], told["row"], told["column"]) == ("Danh sách", 2, "A")
    assert "số 0" in told["message"] and "Văn bản" in told["message"]


def test_codes_keep_their_leading_zeros(tmp_path):
    header = [
        "Mã số thuế",
        "Mã đơn vị",
        "Số đăng ký kinh doanh",
        "Mã đơn vị quan hệ ngân sách",
        "Tên đơn vị",
        "Mã ngành VSIC",
    ]
    row = one(table(tmp_path / "a.xlsx", [["0100233488", "00012A", "00099", "0105", "A", "0111"]], header))[1]
    assert [row[name] for name in ("tax_code", "unit_code", "registration_no", "budget_code", "vsic", "sector")] == [
        *("0100233488", "00012A", "00099", "0105", "0111", "A")
    ]


def test_thirteen_digits_have_one_spelling_and_twelve_are_a_household(tmp_path):
    rows = [["0100233488001", "A"], ["0100233488-002", "B"], ["027085001234", "Hộ kinh doanh C"]]
    _, staged = read(table(tmp_path / "a.xlsx", rows, HEADER[:2]), "business-registry")
    assert [row["tax_code"] for row in staged] == ["0100233488-001", "0100233488-002", "027085001234"]
    assert [row["tax_code_ok"] for row in staged] == ["t", "t", "t"]


def test_a_wrong_check_digit_warns_and_refuses_nothing(tmp_path):
    outcome, row = one(table(tmp_path / "a.xlsx", [["0100233489", "A"]], HEADER[:2]))
    assert (row["tax_code"], row["tax_code_ok"], codes(outcome["warnings"])) == ("0100233489", "f", ["tax_check_digit"])


def test_a_formula_is_refused(tmp_path):
    assert refused(tmp_path, HEADER[:2], ["0100233488", "=A1"]) == [("formula", 2, "B")]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("15/03/2024", "2024-03-15"),
        ("5.3.2024", "2024-03-05"),
        (date(2024, 3, 5), "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
    ],
)
def test_days_are_dd_mm_yyyy_or_excels_own(tmp_path, told, kept):
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", told]], [*HEADER[:2], "Ngày thành lập"])
    assert one(path)[1]["happened_on"] == kept


@pytest.mark.parametrize("told", ["31/02/2024", "2024", "03/2024", "15/13/2024", "ngày 5"])
def test_what_is_no_day_is_refused(tmp_path, told):
    header = [*HEADER[:2], "Ngày thành lập"]
    assert refused(tmp_path, header, ["0100233488", "A", told]) == [("not_a_day", 2, "C")]


@pytest.mark.parametrize("told", ["suspended", "Tạm ngừng kinh doanh", "TAM NGUNG KINH DOANH", " tạm  ngừng "])
def test_a_choice_is_known_by_word_or_code(tmp_path, told):
    header = ["MST", "Tên đơn vị", "Biến động", "Ngày xảy ra"]
    row = one(table(tmp_path / "a.xlsx", [["0100233488", "A", told, "01/09/2026"]], header), "status-events")[1]
    assert row["event"] == "suspended"


def test_an_unknown_choice_is_refused_with_what_may_be_chosen(tmp_path):
    header = ["MST", "Tên đơn vị", "Biến động", "Ngày xảy ra"]
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", "bay hơi", "01/09/2026"]], header)
    outcome, _ = read(path, "status-events")
    assert codes(outcome["errors"]) == ["choice"] and "Phá sản" in outcome["errors"][0]["message"]


def test_words_of_choices_are_those_of_the_models():
    assert {c.code: c.word for c in EVENTS} == {value: str(label) for value, label in StatusEvent.Kind.choices}
    assert {c.code: c.word for c in FOUND} == {value: str(label) for value, label in ReviewLine.Found.choices}
    assert {c.code: c.word for c in REASONS} == {code: str(label) for code, label in REVIEW_REASONS.items()}


@pytest.mark.django_db
def test_kinds_of_unit_are_those_of_the_reference():
    assert {int(c.code): c.word for c in UNIT_KINDS} == dict(
        UnitKind.objects.filter(is_employer=True).values_list("number", "name")
    )


def test_staged_columns_are_those_of_the_model():
    from_model = {
        field.column for field in StatusEvent._meta.apps.get_model("employers.SourceRow")._meta.concrete_fields
    }
    assert set(COPY_COLUMNS) == from_model - {"id"} and len(set(ROW_FIELDS)) == len(ROW_FIELDS)


# --- Places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told", ["Phường Võ Cường", "P. Võ Cường", "vo cuong", "09184", "Phường Võ Cường, tỉnh Bắc Ninh"]
)
def test_a_commune_is_known_by_code_or_name(tmp_path, told):
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", told]], [*HEADER[:2], "Xã, phường"])
    outcome, row = one(path, **PLACES)
    assert (row["commune_code"], codes(outcome["warnings"])) == ("09184", [])


@pytest.mark.parametrize(("told", "code"), [("Đại Đồng", "commune_ambiguous"), ("Nơi nào đó", "commune_unknown")])
def test_a_place_that_is_not_clear_is_kept_as_told_with_a_warning(tmp_path, told, code):
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", told]], [*HEADER[:2], "Xã, phường"])
    outcome, row = one(path, **PLACES)
    assert (row["commune_code"], row["commune_name"], codes(outcome["warnings"])) == (None, told, [code])


def test_a_commune_code_that_lost_its_zero_is_refused(tmp_path):
    assert refused(tmp_path, [*HEADER[:2], "Xã, phường"], ["0100233488", "A", 9184], **PLACES) == [
        ("commune_as_number", 2, "C")
    ]


def test_a_zone_is_known_by_code_or_name(tmp_path):
    rows = [["0100233488", "A", "KCN Quế Võ"], [tax_code(230000009), "B", "kcn1"]]
    _, staged = read(table(tmp_path / "a.xlsx", rows, ZONES[:3]), "zone-list", **PLACES)
    assert [row["zone_code"] for row in staged] == ["KCN1", "KCN1"]


# --- Rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ((120, 110, 95, 15), None),
        ((120, 110, 95, 14), "subject_sum"),
        ((120, 90, 95, None), "subject_less"),
        ((120, 110, None, None), None),
        ((None, None, 95, 15), None),
        ((-1, None, None, None), "negative"),
        ((1.5, None, None, None), "not_whole"),
        (("nhiều", None, None, None), "not_a_number"),
        ((99_999_999, None, None, None), "too_many"),
    ],
)
def test_subject_is_participating_and_not_participating(tmp_path, figures, code):
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", "KCN1", *figures]], ZONES)
    outcome, _ = read(path, "zone-list", **PLACES)
    assert codes(outcome["errors"]) == ([code] if code else [])


def test_the_same_row_twice_warns_and_contradicting_rows_are_both_refused(tmp_path):
    rows = [firm(1), firm(1), firm(2), firm(2, **{"Tên đơn vị": "Khác"}), firm(3)]
    outcome, staged = read(table(tmp_path / "a.xlsx", rows, HEADER), "business-registry")
    assert codes(outcome["warnings"]) == ["duplicate_same"]
    assert [(told["code"], told["row"]) for told in outcome["errors"]] == [
        ("duplicate_conflict", 4),
        ("duplicate_conflict", 5),
    ]
    assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (4, 2, 2)


def test_one_employer_may_have_many_events_in_a_file(tmp_path):
    header = ["MST", "Tên đơn vị", "Biến động", "Ngày xảy ra"]
    rows = [["0100233488", "A", "Tạm ngừng", "01/03/2026"], ["0100233488", "A", "Hoạt động trở lại", "01/09/2026"]]
    outcome, staged = read(table(tmp_path / "a.xlsx", rows, header), "status-events")
    assert (outcome["errors"], len(staged)) == ([], 2)


def test_totals_signatures_and_blank_rows_are_passed_over(tmp_path):
    rows = [firm(1), {}, {"Mã số thuế": "Tổng cộng"}, {"Tên đơn vị": "Người lập biểu"}]
    outcome, staged = read(table(tmp_path / "a.xlsx", rows, HEADER), "business-registry")
    assert (outcome["errors"], len(staged), codes(outcome["warnings"])) == ([], 1, ["row_ignored"])


def test_a_row_without_any_code_is_refused_where_a_code_is_needed(tmp_path):
    assert refused(tmp_path, HEADER[:3], ["", "A", "Số 1"]) == [("missing_identity", 2, "A")]


def test_a_suspension_does_not_end_before_it_begins(tmp_path):
    header = ["MST", "Tên đơn vị", "Biến động", "Ngày xảy ra", "Dự kiến đến ngày"]
    row = ["0100233488", "A", "Tạm ngừng", "01/09/2026", "31/08/2026"]
    assert refused(tmp_path, header, row, "status-events") == [("days_order", 2, "E")]


# --- Whole files -----------------------------------------------------------------------------------------------------


def test_missing_columns_are_named(tmp_path):
    outcome, _ = read(table(tmp_path / "a.xlsx", [["0100233488", "A"]], HEADER[:2]), "status-events")
    assert codes(outcome["errors"]) == ["columns_missing"]
    assert "Biến động, Ngày xảy ra" in outcome["errors"][0]["message"]


def test_a_column_twice_is_refused(tmp_path):
    assert refused(tmp_path, ["Mã số thuế", "MST", "Tên đơn vị"], ["1", "2", "A"]) == [("column_twice", 1, "B")]


def test_another_kinds_template_is_refused(tmp_path):
    path = table(tmp_path / "a.xlsx", [firm(1)], HEADER, [["Mẫu zone-list v1"]])
    assert codes(read(path, "business-registry")[0]["errors"]) == ["wrong_template"]


def test_a_workbook_that_merely_has_the_columns_is_refused(tmp_path):
    """BHXH's monthly book also names employers and counts workers; taken for a tax list it would tell wrong counts."""
    strange = [f"Đã đóng quỹ {number}" for number in range(30)]
    header = ["Mã số thuế", "Tên đơn vị", "Số lao động", *strange]
    path = table(tmp_path / "c12.xlsx", [["0100233488", "Công ty A", 3, *range(30)]], header)
    assert codes(read(path, "tax-labour")[0]["errors"]) == ["other_file"]


def test_no_header_and_no_rows_are_told(tmp_path):
    assert codes(read(table(tmp_path / "a.xlsx", [["1"]], ["x"]), "coverage")[0]["errors"]) == ["no_header"]
    assert codes(read(table(tmp_path / "b.xlsx", [], HEADER), "business-registry")[0]["errors"]) == ["no_rows"]


def test_figures_without_a_column_become_json(tmp_path):
    path = table(
        tmp_path / "a.xlsx",
        [["09184", 120, 0, None, 9_000]],
        ["Mã xã", "BHXH bắt buộc", "BHXH tự nguyện", "BHTN", "BHYT"],
    )
    outcome, row = one(path, "coverage", **PLACES)
    assert row["figures"] == '{"bhxh_compulsory": 120, "bhxh_voluntary": 0, "bhyt": 9000}'
    assert outcome["totals"]["figures.bhyt"] == 9_000


# --- People ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Họ và tên người lao động", "CCCD", "Mã số thuế cá nhân", "Ngày sinh"])
def test_a_tax_list_with_people_in_it_is_refused(tmp_path, title):
    path = table(tmp_path / "a.xlsx", [["0100233488", "A", 120, "x"]], ["MST", "Tên đơn vị", "Số lao động", title])
    assert codes(read(path, "tax-labour")[0]["errors"]) == ["persons"]


def test_a_row_of_a_person_is_refused_and_one_of_a_household_business_is_not(tmp_path):
    rows = [["027085001234", "Nguyễn Văn An", 1], ["027085001235", "Hộ kinh doanh Nguyễn Văn An", 3]]
    outcome, staged = read(table(tmp_path / "a.xlsx", rows, ["MST", "Tên đơn vị", "Số lao động"]), "tax-labour")
    assert (codes(outcome["errors"]), len(staged)) == (["person_row"], 1)


# --- What must always hold -------------------------------------------------------------------------------------------


def test_every_sentence_says_why_and_what_to_do():
    for code, (why, what_to_do) in SENTENCES.items():
        assert why.endswith((".", "?")) and len(what_to_do) > 10, code


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12), min_size=1, max_size=6))
def test_names_are_folded_together_as_one_by_one(names):
    assert folded(names) == list(map(fold, names))
    told = list(map(clean, names))
    assert sort_keys(told) == list(map(sort_key, told))
