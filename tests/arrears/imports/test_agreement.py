"""Random files: what is staged is what a slow, obvious addition says; a figure changed by hand is always noticed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.imports.b03_layout import MONEY_COLUMNS
from arrears.imports.c12_headers import CORE
from arrears.imports.c12_workbook import write_c12
from arrears.imports.columns import B03_FUND, FUNDS
from portal.core.workbooks.text import column_letter
from tests.arrears.imports.desk import BAC_GIANG, TU_SON, form, read_b03, read_c12, row_of, spoil, unit

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DONG = st.integers(0, 10**12)


@st.composite
def units(draw):
    found = []
    for place in range(draw(st.integers(1, 8))):
        money = {f"{what}_{fund}": draw(DONG) for fund in FUNDS for what in B03_FUND}
        office = draw(st.sampled_from([TU_SON, BAC_GIANG]))
        found.append(unit(f"TA{place:04d}A", kind=draw(st.integers(1, 11)), office_name=office, **money))
    return found


@QUICK
@given(rows=units())
def test_the_totals_of_a_form_are_those_of_its_units(tmp_path, rows):
    outcome, staged = read_b03(form(tmp_path / "B03.xlsx", rows))
    assert outcome["errors"] == []
    assert len(staged) == len(rows)
    for fund in FUNDS:
        for what in B03_FUND:
            total = sum(row[f"{what}_{fund}"] for row in rows)
            assert outcome["totals"][fund][what] == total == sum(int(row[f"{what}_{fund}"]) for row in staged)
    late = sum(row[f"late_{fund}"] for row in rows for fund in FUNDS)
    assert outcome["control"]["total"]["late"] == late
    assert sum(group["late"] for group in outcome["control"]["groups"].values()) == late


@QUICK
@given(rows=units(), column=st.sampled_from(MONEY_COLUMNS), by=st.integers(1, 10**9), data=st.data())
def test_any_money_cell_changed_by_hand_is_noticed(tmp_path, rows, column, by, data):
    path = form(tmp_path / "B03.xlsx", rows)
    names = [data.draw(st.sampled_from(rows))["unit_code"], "Tổng số"]
    name = data.draw(st.sampled_from(names))

    def change(sheet):
        sheet[f"{column_letter(column + 2)}{row_of(sheet, name)}"].value += by

    outcome, _ = read_b03(spoil(path, change))
    told = {(error["code"], error["column"]) for error in outcome["errors"]}
    assert told and told <= {(code, column_letter(c + 2)) for code in ("sum_across", "sum_down") for c in MONEY_COLUMNS}


@st.composite
def flat_rows(draw):
    found = []
    for place in range(draw(st.integers(1, 8))):
        row = {"unit_code": f"TB{place:04d}B", "name": "Công ty", "workers": draw(st.integers(0, 9999))}
        for fund in FUNDS:
            opening, payable, paid = draw(DONG), draw(DONG), draw(DONG)
            adjustment = draw(st.integers(-(10**9), 10**9))
            closing = opening + payable + adjustment - paid
            figures = zip(CORE, (opening, payable, adjustment, paid, closing), strict=True)
            row |= {f"{what}_{fund}": figure for what, figure in figures}
        found.append(row)
    return found


@QUICK
@given(rows=flat_rows(), off=st.integers(-(10**6), 10**6).filter(bool), data=st.data())
def test_a_flat_file_is_staged_to_the_dong_and_every_imbalance_is_found(tmp_path, rows, off, data):
    path = tmp_path / "C12.xlsx"
    write_c12(path, "2026-10", rows)
    outcome, staged = read_c12(path)
    assert (outcome["errors"], len(staged)) == ([], len(rows))
    for fund in FUNDS:
        for what in CORE:
            assert outcome["totals"][fund][what] == sum(row[f"{what}_{fund}"] for row in rows)
    place, fund = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(FUNDS))
    rows[place][f"{data.draw(st.sampled_from(CORE))}_{fund}"] += off
    write_c12(path, "2026-10", rows)
    outcome, staged = read_c12(path)
    assert [(error["code"], error["row"]) for error in outcome["errors"]] == [("balance", place + 2)]
    rows[place]["difference"] = rows[place][f"closing_{fund}"] - (
        rows[place][f"opening_{fund}"]
        + rows[place][f"payable_{fund}"]
        + rows[place][f"adjustment_{fund}"]
        - rows[place][f"paid_{fund}"]
    )
    write_c12(path, "2026-10", rows)
    assert read_c12(path)[0]["errors"] == []
