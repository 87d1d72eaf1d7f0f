"""What a month's file does to the register: an employer that others knew gets its unit code, a move keeps the past, and undoing
leaves nothing behind and takes nothing away that somebody else told."""

from datetime import date

import pytest

from agencies.models import ProvinceSetting
from arrears.models import EmployerChange
from arrears.services.imports import undo_import
from employers.models import Employer, Gap, PastPlace, Source, StatusEvent
from employers.models.counts import LabourCount
from employers.queries.joining import not_joined
from employers.services.cross_check import compare_all
from portal.core.acts import THE_CLOCK
from portal.core.periods import Month
from tests.arrears.road import NOW, OCTOBER, b03_file, c12_file, c12_unit, confirm, upload
from tests.factories.gaps import make_employer
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
LEGAL, BRANCH = "0100233488", "0100233488-001"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def lan(ledger):
    return make_person(ledger.bhxh, "lan", "approver")


def send(ledger, lan, tmp_path, *rows, month=OCTOBER):
    return confirm(upload(ledger.bhxh, c12_file(tmp_path, list(rows), month), by=lan, month=month), by=lan)


def undo(batch, lan):
    return undo_import(batch, by=lan, at=NOW, reason="Nhầm tệp")


def stranger(ledger, **columns) -> Employer:
    """Known from the business registry; BHXH does not know it yet."""
    employer = Employer(province=ledger.province, tax_code=LEGAL, tax_code_ok=True, kind=3, **columns)
    employer.rename("Công ty Sen")
    employer.save()
    return employer


def test_an_employer_of_the_registry_gets_its_unit_code_by_its_tax_code_and_loses_it_with_the_file(
    ledger, lan, tmp_path
):
    known = stranger(ledger)
    batch = send(ledger, lan, tmp_path, c12_unit("A1", tax_code=LEGAL, commune_code=ledger.communes[0].code))
    known.refresh_from_db()
    assert (known.unit_code, Employer.objects.count()) == ("A1", 1)
    assert known.identifiers.get(scheme="unit_code").batch == batch
    assert ledger.row(OCTOBER, "A1").employer == known
    assert known.agency == ledger.committees[0]
    undo(batch, lan)
    known.refresh_from_db()
    assert (known.unit_code, known.commune) == ("", None)
    assert [row.value for row in known.identifiers.all()] == [LEGAL]


def test_a_second_file_finds_it_by_its_unit_code(ledger, lan, tmp_path):
    known = stranger(ledger)
    send(ledger, lan, tmp_path, c12_unit("A1", tax_code=LEGAL))
    row = {"unit_code": "A1", "name": "Công ty A1", "workers": 9, "kind": 3, "late_httt": 5}
    confirm(upload(ledger.bhxh, b03_file(tmp_path, [row]), by=lan, kind="b03"), by=lan)
    assert Employer.objects.get() == known


def test_a_branch_is_linked_when_the_file_brings_its_legal_unit(ledger, lan, tmp_path):
    batch = send(ledger, lan, tmp_path, c12_unit("A1", tax_code=LEGAL), c12_unit("A2", tax_code=BRANCH))
    assert Employer.objects.get(unit_code="A2").parent == Employer.objects.get(unit_code="A1")
    undo(batch, lan)
    assert not Employer.objects.exists()


def test_the_newest_month_moves_an_employer_and_where_it_stood_is_kept(ledger, lan, tmp_path):
    first, second = ledger.communes[0], ledger.communes[1]
    send(ledger, lan, tmp_path, c12_unit("A1", commune_code=first.code, sector="C"), month=OCTOBER.plus(-1))
    assert not PastPlace.objects.exists()
    batch = send(ledger, lan, tmp_path, c12_unit("A1", commune_code=second.code, sector="C"))
    employer, past = Employer.objects.get(), PastPlace.objects.get()
    assert (employer.commune, past.commune, past.valid_to) == (second, first, date(2026, 9, 30))
    assert employer.agency == ledger.committees[1]
    undo(batch, lan)
    employer.refresh_from_db()
    assert (employer.commune, employer.agency, PastPlace.objects.count()) == (first, ledger.committees[0], 0)


def test_an_older_month_moves_nobody_and_filling_a_blank_is_no_move(ledger, lan, tmp_path):
    first, second = ledger.communes[0], ledger.communes[1]
    send(ledger, lan, tmp_path, c12_unit("A1"), c12_unit("A2", commune_code=first.code))
    older = OCTOBER.plus(-1)
    send(
        ledger,
        lan,
        tmp_path,
        c12_unit("A1", commune_code=first.code),
        c12_unit("A2", commune_code=second.code),
        month=older,
    )
    assert [employer.commune for employer in Employer.objects.order_by("unit_code")] == [first, first]
    assert not PastPlace.objects.exists()


def test_a_branch_of_the_economy_is_read_by_the_version_of_its_month_and_its_code_is_kept(ledger, lan, tmp_path):
    before, after = Month(2025, 10), Month(2025, 12)
    send(ledger, lan, tmp_path, c12_unit("A1", sector="8510"), month=before)
    employer = Employer.objects.get()
    assert (employer.sector, employer.vsic, employer.vsic_version) == ("P", "8510", "2018")
    send(ledger, lan, tmp_path, c12_unit("A1", sector="8510"), month=after)
    employer.refresh_from_db()
    assert (employer.sector, employer.vsic, employer.vsic_version) == ("Q", "8510", "2025")
    assert PastPlace.objects.values_list("sector", "vsic_version", "valid_to").get() == (
        *("P", "2018"),
        date(2025, 11, 30),
    )
    assert ProvinceSetting.objects.filter(key="register.vsic_version", province=ledger.province).count() == 2


def test_what_a_file_changed_is_kept_with_only_what_changed(ledger, lan, tmp_path):
    send(ledger, lan, tmp_path, c12_unit("A1", address="Chỗ cũ"), month=OCTOBER.plus(-1))
    send(ledger, lan, tmp_path, c12_unit("A1", name="Công ty Hòa Bình", address="Chỗ mới"))
    change = EmployerChange.objects.get()
    assert change.before == {"name": "Công ty A1", "address": "Chỗ cũ"}
    assert change.after == {"name": "Công ty Hòa Bình", "address": "Chỗ mới"}
    assert Employer.objects.get().folded == "cong ty hoa binh"


def test_newcomers_that_somebody_else_spoke_of_stay_when_the_file_is_undone(ledger, lan, tmp_path):
    batch = send(ledger, lan, tmp_path, *(c12_unit(f"A{number}") for number in range(1, 6)))
    counted, told, numbered, plain, parent = Employer.objects.order_by("unit_code")
    LabourCount.objects.create(
        employer=counted, source=Source.TAX, period="2026", starts_on=date(2026, 1, 1), version=1, employed=5
    )
    StatusEvent.objects.create(employer=told, kind="suspended", happened_on=date(2026, 10, 1), agency=ledger.bhxh)
    numbered.identifiers.create(scheme="registration_no", value="21A8", source="Đăng ký kinh doanh")
    branch = ledger.employer("B1", parent=parent)
    undo(batch, lan)
    left = set(Employer.objects.values_list("unit_code", flat=True))
    assert left == {"A1", "A2", "A3", "B1"}
    branch.refresh_from_db()
    assert branch.parent is None and not Employer.objects.filter(pk=plain.pk).exists()


def test_what_other_agencies_send_of_later_periods_leaves_bhxh_s_month_the_newest(ledger, lan, tmp_path):
    send(ledger, lan, tmp_path, c12_unit("A1", name="Công ty Cũ"))
    later = ledger.batch(OCTOBER.plus(1), "zone-list", "zone-list")
    later.period = "2026-11"
    later.save(update_fields=["period"])
    send(ledger, lan, tmp_path, c12_unit("A1", name="Công ty Mới"))
    assert Employer.objects.get(unit_code="A1").name == "Công ty Mới"


def test_whose_code_came_in_a_month_still_open_is_not_told_as_not_joined(ledger, lan, tmp_path):
    other = make_employer(ledger.province, "Y", unit_code="Y1")
    LabourCount.objects.create(
        employer=other, source=Source.SOCIAL_INSURANCE, period="2026-09", starts_on=date(2026, 9, 1), participating=10
    )
    known = stranger(ledger, began_on=date(2026, 8, 1), agency=ledger.committees[0])
    assert list(not_joined(ledger.province)) == [known]
    send(ledger, lan, tmp_path, c12_unit("A1", tax_code=LEGAL))
    assert not not_joined(ledger.province).exists()
    compare_all(ledger.province, by=THE_CLOCK, at=NOW)
    assert not Gap.objects.exists()
    LabourCount.objects.create(
        employer=other, source=Source.SOCIAL_INSURANCE, period="2026-11", starts_on=date(2026, 11, 1), participating=9
    )
    assert list(not_joined(ledger.province)) == [known], "the month was counted, without it"
    compare_all(ledger.province, by=THE_CLOCK, at=NOW.replace(month=12))
    assert Gap.objects.get().employer == known
