"""The old form on its road: stated as said, one statement an employer and month, later files first, undone without a trace."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from arrears.imports.b03_595 import COPY
from arrears.models import LedgerMonth, LedgerRow, OldB03Row, OldStatement
from arrears.queries.imports import copied_columns
from arrears.services import imports
from employers.models import Employer
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import ImportBatch
from portal.core.periods import Month
from tests.arrears.imports.old_form import old_form, old_unit
from tests.arrears.road import NOW, TODAY, confirm, upload
from tests.factories.ledger import Ledger, each_fund
from tests.factories.people import make_person, sign_in

MARCH, APRIL, MAY = Month(2026, 3), Month(2026, 4), Month(2026, 5)
Status = ImportBatch.Status


@pytest.fixture
def ledger(db) -> Ledger:
    return Ledger()


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan")


@pytest.fixture
def send(ledger, lan, tmp_path):
    """Upload a file of the old form and let it in."""
    numbers = iter(range(99))

    def send(*units, month=MARCH, agency=None, by=None, reason="", **form) -> ImportBatch:
        path = old_form(tmp_path / f"b03-{next(numbers)}.xlsx", units, month=str(month), **form)
        batch = upload(agency or ledger.bhxh, path, by=by or lan, kind="b03-595", month=month)
        return confirm(batch, by=by or lan, reason=reason) if batch.status == Status.STAGED else batch

    return send


def in_force(month=MARCH) -> dict[str, Decimal | None]:
    told = OldStatement.objects.filter(month=month.first_day, is_current=True).order_by("employer__unit_code")
    return dict(told.values_list("employer__unit_code", "months"))


def test_the_columns_are_copied_in_the_order_in_which_the_parser_writes_them():
    assert copied_columns("b03-595") == list(COPY)


def test_a_unit_is_stated_as_the_file_says_it(ledger, send):
    known = ledger.employer("TA1")
    batch = send(old_unit("TA1", "IV", months=2.6666667, note="Mất tích"))
    assert (batch.status, batch.rows, batch.new) == (Status.APPLIED, 1, 1)
    told = OldStatement.objects.get()
    assert (told.employer, told.month, told.section, told.batch) == (known, MARCH.first_day, "IV", batch)
    assert (told.months, told.owed, told.owed_bhxh, told.owed_interest) == (
        Decimal("2.6666667"),
        1140,
        800,
        40,
    )
    assert (told.measures, told.document_no, told.document_on) == ("Đã đôn đốc", "15/CV", date(2026, 3, 5))
    assert (told.note, told.workers, told.is_current) == ("Mất tích", 12, True)
    assert not LedgerMonth.objects.exists() and not LedgerRow.objects.exists()


def test_a_unit_nobody_knew_enters_the_register_and_leaves_it_when_undone(ledger, lan, send):
    batch = send(old_unit("TA9", name="Công ty Chưa Ai Biết"))
    assert Employer.objects.get(unit_code="TA9").name == "Công ty Chưa Ai Biết"
    imports.undo_import(batch, by=lan, at=NOW, reason="nhầm tệp")
    assert not Employer.objects.exists() and not OldStatement.objects.exists()
    assert OldB03Row.objects.filter(batch=batch).count() == 1


def test_the_register_is_filled_where_it_is_blank_and_nothing_is_written_over(ledger, send):
    ledger.employer("TA1", address="")
    ledger.employer("TA2", address="Số 9")
    send(old_unit("TA1", name="Tên khác"), old_unit("TA2"))
    assert list(Employer.objects.order_by("unit_code").values_list("name", "address")) == [
        ("Công ty TA1", "Số 2 Lê Lợi"),
        ("Công ty TA2", "Số 9"),
    ]


def test_the_same_file_again_says_nothing_new(send):
    units = [old_unit("TA1"), old_unit("TA2")]
    assert (send(*units).status, send(*units).status) == (Status.APPLIED, Status.UNCHANGED)
    assert OldStatement.objects.count() == 2


def test_a_later_file_of_the_same_office_takes_the_earlier_ones_place_and_undoing_gives_it_back(lan, send):
    send(old_unit("TA1", months=4), old_unit("TA2", months=5))
    second = send(old_unit("TA1", months=6))
    assert (second.changed, second.absent) == (1, 1)
    assert in_force() == {"TA1": 6}
    assert OldStatement.objects.count() == 3
    imports.undo_import(second, by=lan, at=NOW, reason="nhầm")
    assert in_force() == {"TA1": 4, "TA2": 5}


def test_files_of_two_offices_stand_side_by_side_and_the_later_counts_where_both_name_a_unit(send):
    send(old_unit("TA1", months=4), old_unit("TA2", months=5), office="BHXH huyện Yên Dũng")
    send(old_unit("TA2", months=7), old_unit("TA3", months=8), office="BHXH huyện Việt Yên")
    assert in_force() == {"TA1": 4, "TA2": 7, "TA3": 8}


@pytest.mark.parametrize("month", [MAY, Month(2026, 10), Month(2017, 6)])
def test_months_that_the_form_does_not_know_are_refused_in_a_sentence(ledger, lan, month):
    with pytest.raises(ValidationError, match="chỉ dùng cho số liệu từ tháng 7/2017 đến hết tháng 4/2026"):
        imports.upload_month_file(
            ledger.bhxh, by=lan, kind="b03-595", month=month, name="b.xlsx", chunks=[b"x"], on=TODAY
        )


def test_a_month_older_than_every_setting_of_the_province_comes_in(send):
    month = Month(2019, 5)
    assert send(old_unit("TA1", months=4), month=month).status == ImportBatch.Status.APPLIED
    assert in_force(month) == {"TA1": 4}


def owing(code: str, **more) -> dict:
    """A C12 row of March whose BHXH has not been paid since December."""
    row = each_fund(opening=300, payable=100, adjustment=0, paid=0)
    row |= {f"paid_through_{fund}": Month(2025, 12).first_day for fund in ("odts", "httt", "bhyt", "bhtn", "tnld_bnn")}
    return {"unit_code": code} | row | more


def test_where_the_month_has_a_c12_its_months_are_those_of_the_old_form(ledger, send):
    ledger.c12(MARCH, [owing("TA1"), owing("TA2")])
    assert ledger.row(MARCH, "TA1").months_source == LedgerRow.MonthsSource.PAID_THROUGH
    send(old_unit("TA1", months=2.999))
    row = ledger.row(MARCH, "TA1")
    assert (row.months_supplied, row.months_source) == (Decimal("2.99"), LedgerRow.MonthsSource.SUPPLIED)
    assert ledger.row(MARCH, "TA2").months_supplied is None


def test_a_c12_that_comes_after_the_old_form_takes_its_months_too(ledger, send):
    send(old_unit("TA1", months=5))
    ledger.c12(MARCH, [owing("TA1")])
    assert ledger.row(MARCH, "TA1").months_supplied == 5


def test_the_months_of_c12_come_first_and_a_difference_is_told(ledger, send):
    ledger.c12(MARCH, [owing("TA1", months_owed=4), owing("TA2", months_owed=4)])
    send(old_unit("TA1", months=5), old_unit("TA2", months=4))
    assert ledger.row(MARCH, "TA1").months_supplied == 4
    found = ledger.month(MARCH).findings["old_months_differ"]
    assert (found["count"], found["rows"][0]["unit_code"]) == (1, "TA1")
    assert "C12 ghi 4 tháng" in found["rows"][0]["text"] and "595 ghi 5 tháng" in found["rows"][0]["text"]


def test_undoing_takes_the_months_out_of_the_ledger(ledger, lan, send):
    ledger.c12(MARCH, [owing("TA1")])
    batch = send(old_unit("TA1", months=5))
    imports.undo_import(batch, by=lan, at=NOW, reason="nhầm")
    assert ledger.row(MARCH, "TA1").months_supplied is None


def test_a_closed_month_takes_the_old_form_only_as_a_restatement(ledger, lan, send, tmp_path):
    ledger.c12(MARCH, [owing("TA1")])
    first = ledger.close(MARCH)
    path = old_form(tmp_path / "x.xlsx", [old_unit("TA1", months=5)])
    batch = upload(ledger.bhxh, path, by=lan, kind="b03-595", month=MARCH)
    with pytest.raises(NotPossible, match="đã khóa sổ"):
        imports.confirm_import(batch, by=make_person(ledger.bhxh, "minh", "approver"), at=NOW)
    confirm(batch, by=OPERATOR, reason="BHXH bổ sung số tháng")
    second = ledger.close(MARCH)
    assert second.version == first.version + 1
    assert ("b03-595", batch.pk) in {(source["kind"], source["batch"]) for source in second.sources}
    assert LedgerRow.objects.get(version=1).months_supplied is None
    with pytest.raises(NotPossible, match="đã khóa sổ"):
        imports.undo_import(ImportBatch.objects.get(pk=batch.pk), by=OPERATOR, at=NOW, reason="nhầm")


def test_the_old_form_alone_makes_no_month_and_closes_none(ledger, send):
    send(old_unit("TA1", months=5), month=APRIL)
    assert not LedgerMonth.objects.exists()


def test_an_office_sees_the_history_of_its_own_units_and_a_committee_that_of_its_commune(ledger, send):
    ledger.employer("TA1")
    ledger.employer("TA2", commune=ledger.communes[3])
    send(old_unit("TA1"), old_unit("TA2"))
    seen = {
        name: list(
            OldStatement.objects.visible_to(make_person(agency, name)).values_list("employer__unit_code", flat=True)
        )
        for name, agency in (("a", ledger.offices[0]), ("b", ledger.committees[3]), ("c", ledger.bhxh))
    }
    assert (seen["a"], seen["b"], sorted(seen["c"])) == (["TA1"], ["TA2"], ["TA1", "TA2"])


def test_interest_of_before_the_law_of_2024_is_carried_over_as_it_was_said(ledger, lan, send, client):
    """The balance at the end of 6/2025; what the form says of later months holds charge of the new law too."""
    for month, interest in ((Month(2025, 5), 30), (Month(2025, 6), 45), (Month(2025, 7), 99)):
        send(old_unit("TA1", interest=interest), old_unit("TA2"), month=month)
    ledger.c12(
        MAY, [{"unit_code": "TA1", "opening_httt": 100, "payable_httt": 100}, {"unit_code": "TA3", "payable_httt": 9}]
    )
    ledger.close(MAY)
    sign_in(client, lan)
    for page in ("/don-vi/{}/", "/don-vi/{}/du-bao/"):
        told = client.get(page.format(ledger.employer("TA1").pk))
        assert (told.context["old_interest"].month, told.context["old_interest"].owed_interest) == (
            date(2025, 6, 1),
            45,
        )
        assert "mang sang" in told.content.decode() and "06/2025" in told.content.decode()
        assert "mang sang" not in client.get(page.format(ledger.employer("TA3").pk)).content.decode()
