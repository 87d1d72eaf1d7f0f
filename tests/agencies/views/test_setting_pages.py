"""The settings and the special days as pages: read by those who run the directives, changed by the administrator."""

from datetime import date

import pytest
from django.utils import timezone

from agencies.models import ProvinceSetting, SpecialDay
from agencies.models.settings import setting
from agencies.reference_loading import default_settings
from tests.factories.duties import make_directive, make_duty, make_obligation
from tests.factories.people import make_agency, make_person, sign_in

pytestmark = pytest.mark.django_db
KEY = "debtor_list.publication.threshold_months"


@pytest.fixture
def own(province):
    values = default_settings(province.unit.code)
    ProvinceSetting.objects.bulk_create(ProvinceSetting(province=province, **row) for row in values)
    return province


@pytest.fixture
def inside(client, quan, own):
    sign_in(client, quan)
    return client


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_key_stands_on_the_page_in_its_group(inside):
    html = page(inside, "/thiet-lap/")
    for row in default_settings("24"):
        assert f"/thiet-lap/{row['key']}/" in html, row["key"]
    assert "Thanh tra, kiểm tra" in html


def test_the_27_points_name_their_settings(inside):
    html = page(inside, "/thiet-lap/de-ngo/")
    assert "27. Văn bản thiếu chữ" in html
    assert "/thiet-lap/police_referral.precondition/" in html


def test_a_value_is_changed_and_its_history_kept(inside, own, quan):
    today = timezone.localdate()
    facts = {"value": "5", "valid_from": today.isoformat(), "reason": "Công văn 12"}
    assert inside.post(f"/thiet-lap/{KEY}/", facts).status_code == 302
    assert setting(own, KEY, on=today) == 5
    html = page(inside, f"/thiet-lap/{KEY}/")
    assert "Công văn 12" in html
    assert quan.full_name in html


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("tax_list.individuals_offered", "false", False),
        ("enforcement.bank", "account_bank", "account_bank"),
        ("report.funds", ["bhxh"], ["bhxh"]),
        ("publication.channels", "báo, đài", ["báo", "đài"]),
        ("debtor_list.gate.kinds", "1, 2", [1, 2]),
        ("monthly_report.legal_basis", "Chỉ thị 9", "Chỉ thị 9"),
    ],
)
def test_each_type_has_its_control(inside, own, key, value, kept):
    today = timezone.localdate()
    assert "Đặt giá trị mới" in page(inside, f"/thiet-lap/{key}/")
    answer = inside.post(f"/thiet-lap/{key}/", {"value": value, "valid_from": today.isoformat(), "reason": "thử"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert setting(own, key, on=today) == kept


@pytest.mark.parametrize("value", ["0", "99", "ba", ""])
def test_a_wrong_value_is_told_beside_its_field(inside, value):
    facts = {"value": value, "valid_from": timezone.localdate().isoformat(), "reason": "thử"}
    answer = inside.post(f"/thiet-lap/{KEY}/", facts)
    assert answer.status_code == 200
    assert "value" in answer.context["form"].errors


def test_a_day_in_the_past_and_a_missing_reason_are_told(inside):
    answer = inside.post(f"/thiet-lap/{KEY}/", {"value": "5", "valid_from": "2020-01-01", "reason": "thử"})
    assert "valid_from" in answer.context["form"].errors
    answer = inside.post(f"/thiet-lap/{KEY}/", {"value": "5", "valid_from": "2020-01-01", "reason": ""})
    assert "reason" in answer.context["form"].errors


def test_due_rules_of_a_duty_are_set_by_the_same_form_as_in_a_draft(inside, own):
    assumed = [{"every": "month", "day": 10, "offset": 1, "assumed": True, "why": "Không nêu ngày"}]
    make_duty(make_directive(own, "thu-1"), "mot", due=assumed)
    assert "/thiet-lap/due.thu-1.mot/" in page(inside, "/thiet-lap/")
    assert "Không nêu ngày" in page(inside, "/thiet-lap/due.thu-1.mot/")
    today = timezone.localdate()
    rule = {"rule-0-every": "month", "rule-0-day": "last_working", "rule-0-offset": "0", "rule-0-inclusive": "yes"}
    forms = {"rule-TOTAL_FORMS": "1", "rule-INITIAL_FORMS": "1"}
    facts = {**rule, **forms, "valid_from": today.isoformat(), "reason": "Công văn 3"}
    answer = inside.post("/thiet-lap/due.thu-1.mot/", facts)
    assert answer.status_code == 302, answer.context["form"].errors
    held = setting(own, "due.thu-1.mot", on=today)
    assert held == [{"every": "month", "day": "last_working", "inclusive": True}]


def test_who_has_nothing_to_do_with_directives_reads_no_settings(client, own):
    sign_in(client, make_person(make_agency(own, "tax", "thue"), "thu"))
    for path in ("/thiet-lap/", "/thiet-lap/de-ngo/", f"/thiet-lap/{KEY}/"):
        assert client.get(path).status_code == 403


def test_an_officer_reads_but_does_not_change(client, lan, own):
    sign_in(client, lan)
    assert "Đặt giá trị mới" not in page(client, f"/thiet-lap/{KEY}/")
    facts = {"value": "5", "valid_from": timezone.localdate().isoformat(), "reason": "thử"}
    assert client.post(f"/thiet-lap/{KEY}/", facts).status_code == 403


def test_a_key_that_nobody_knows_has_no_page(inside):
    for key in ("khong.co", "due.x.y", "due.", "due"):
        assert inside.get(f"/thiet-lap/{key}/").status_code == 404


class TestSpecialDays:
    DAY = date(2027, 5, 31)

    @pytest.fixture
    def duty(self, own):
        """Due on the last working day of each month; the last of May 2027 is a Monday."""
        directive = make_directive(own, "thu-1")
        agency = make_agency(own, "home_affairs", "so-noi-vu")
        rule = [{"every": "month", "day": "last_working"}]
        duty = make_duty(directive, "mot", bearer=agency, due=rule, summary_vi="Đóng đủ trong tháng")
        month = {"period": "2027-05", "period_start": date(2027, 5, 1), "period_end": self.DAY}
        make_obligation(duty, agency, **month, opens_on=date(2027, 5, 1), due_on=self.DAY)
        return duty

    def test_a_year_is_listed(self, inside):
        SpecialDay.objects.get_or_create(day=date(2027, 9, 2), defaults={"name": "Quốc khánh"})
        html = page(inside, "/ngay-lam-viec/?nam=2027")
        assert "Quốc khánh" in html
        assert page(inside, "/ngay-lam-viec/?nam=abcd")

    def test_a_day_is_looked_at_before_it_is_written(self, inside, duty):
        facts = {"day": self.DAY.isoformat(), "is_working": "off", "name": "Nghỉ hoán đổi"}
        html = inside.post("/ngay-lam-viec/them/", facts).content.decode()
        assert "Đóng đủ trong tháng" in html
        assert "28/05/2027" in html
        assert "1 việc chưa đến hạn" in html
        assert not SpecialDay.objects.filter(day=self.DAY).exists()
        assert inside.post("/ngay-lam-viec/them/", {**facts, "sure": "1"}).status_code == 302
        assert SpecialDay.objects.get(day=self.DAY).name == "Nghỉ hoán đổi"

    def test_a_day_is_corrected_and_taken_out_with_a_reason(self, inside, quan):
        SpecialDay.objects.create(day=self.DAY, name="Nghỉ", is_estimate=True)
        path = f"/ngay-lam-viec/{self.DAY}/"
        inside.post(path, {"name": "Nghỉ hoán đổi", "source": "Thông báo 1"})
        row = SpecialDay.objects.get(day=self.DAY)
        assert (row.name, row.is_estimate, row.changed_by) == ("Nghỉ hoán đổi", False, quan)
        inside.post(f"{path}bo/", {"reason": ""})
        assert SpecialDay.objects.get(day=self.DAY).is_special
        inside.post(f"{path}bo/", {"reason": "Thông báo 2"})
        assert not SpecialDay.objects.get(day=self.DAY).is_special
        assert inside.get(path).status_code == 404

    def test_what_cannot_be_is_told(self, inside):
        facts = {"day": self.DAY.isoformat(), "is_working": "worked", "name": "Làm bù", "sure": "1"}
        assert "Ngày thường chỉ có thể" in inside.post("/ngay-lam-viec/them/", facts).content.decode()

    def test_everybody_reads_and_only_administrators_write(self, client, lan, own):
        sign_in(client, lan)
        assert "Thêm ngày" not in page(client, "/ngay-lam-viec/")
        assert client.get("/ngay-lam-viec/them/").status_code == 403
        SpecialDay.objects.create(day=self.DAY, name="Nghỉ")
        assert client.post(f"/ngay-lam-viec/{self.DAY}/", {"name": "x"}).status_code == 403
        assert client.post(f"/ngay-lam-viec/{self.DAY}/bo/", {"reason": "x"}).status_code == 403
