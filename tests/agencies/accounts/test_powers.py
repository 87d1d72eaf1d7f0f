"""The powers matrix: what the table gives is what the page and the file say; for auditors and administrators."""

import io

import openpyxl
import pytest
from django.test import Client

from agencies.models import Power
from agencies.queries.powers import act_names, powers_matrix
from portal.core.models import AuditEntry
from tests.factories.people import make_agency, make_person, sign_in

PAGE = "/tham-quyen/"


@pytest.fixture
def auditor(province):
    return make_person(make_agency(province, "inspectorate", "thanh-tra"), "kiem", "auditor")


@pytest.fixture
def browser(auditor):
    client = Client()
    sign_in(client, auditor)
    return client


@pytest.mark.django_db
def test_every_act_that_is_given_has_a_name():
    given = set(Power.objects.values_list("act", flat=True))
    assert given - set(act_names()) == set()


@pytest.mark.django_db
def test_the_matrix_says_what_the_table_gives():
    said = {
        (row.act, row.agency_kind_id, name.removeprefix("may_"))
        for row in powers_matrix()
        for name in vars(row)
        if name.startswith("may_") and getattr(row, name)
    }
    assert said == set(Power.objects.values_list("act", "agency_kind_id", "role"))


@pytest.mark.django_db
def test_narrowing_keeps_the_rows_whole():
    rows = list(powers_matrix(kind="social_insurance", act="close_month"))
    assert len(rows) == 1
    assert {row.agency_kind_id for row in powers_matrix(role="administrator", act="administer_users")} == set(
        Power.objects.filter(role="administrator", act="administer_users").values_list("agency_kind_id", flat=True)
    )


def test_the_page_names_acts_in_vietnamese_and_filters(browser):
    text = browser.get(PAGE).content.decode()
    assert "Khóa sổ tháng" in text and "close_month" not in text.split("</form>")[-1]
    narrowed = browser.get(f"{PAGE}?act=close_month").content.decode().split("<tbody")[-1]
    assert "Khóa sổ tháng" in narrowed and "Tiếp nhận" not in narrowed
    assert browser.get(f"{PAGE}?act=khong-co").status_code == 200


def test_the_file_holds_the_same_and_is_remembered(browser, auditor):
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(browser.get(f"{PAGE}?format=xlsx&act=close_month").streaming_content))
    )
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "Khóa sổ tháng" in cells and "x" in cells
    assert AuditEntry.objects.get(kind="export", act="powers").user == auditor


def test_it_is_closed_to_officers_and_open_to_administrators(lan, quan):
    for user, status in ((lan, 403), (quan, 200)):
        client = Client()
        sign_in(client, user)
        assert client.get(PAGE).status_code == status
