"""The register as a file, sent back as it is: the kind business-registry knows its columns and finds nothing new in it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from employers.models import Employer, SourceRow
from employers.services.identifiers import keep_identifiers
from portal.core.acts import OPERATOR
from tests.employers.imports.desk import Province, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Province:
    return Province()


def exported(client, person, path, kind="xlsx"):
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    answer = client.get("/don-vi/", {"format": kind})
    assert answer.status_code == 200
    path.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return path


def test_the_exported_register_comes_back_unchanged(place, client, tmp_path):
    legal = place.employer(
        1, tax_code="0100233488", unit_code="00123", address="Số 1", kind=3, began_on=date(2024, 1, 2)
    )
    place.employer(2, tax_code="0100233488-001", parent=legal, commune=place.communes[0], sector="C", vsic="1410")
    zoned = place.employer(3, zone=place.zone, commune=place.communes[1], kind=2, sector="F", vsic_version="2025")
    Employer.objects.filter(sector="C").update(vsic_version="2025")
    zoned.identifiers.create(scheme="registration_no", value="21A8012345", source="Đăng ký kinh doanh")
    zoned.identifiers.create(scheme="budget_code", value="0053629", source="Sở Tài chính")
    merged = place.employer(4)
    Employer.objects.filter(pk=merged.pk).update(merged_into=legal)
    keep_identifiers(place.province, by=OPERATOR, on=date(2026, 11, 1), source="Tệp thử")
    clerk = place.clerk(place.finance)
    path = exported(client, clerk, tmp_path / "don-vi.xlsx")
    cells = {cell.value for row in load_workbook(BytesIO(path.read_bytes())).active.iter_rows() for cell in row}
    assert {"00123", "0100233488-001", "0053629", "KCN1", "1410"} <= cells and merged.tax_code not in cells
    batch = checked(place.finance, clerk, "business-registry", "2026-11", path)
    assert (batch.status, batch.outcome["errors"]) == ("unchanged", [])
    assert (batch.rows, batch.new, batch.changed, batch.same) == (3, 0, 0, 3)
    assert SourceRow.objects.get(batch=batch, tax_code=zoned.tax_code).budget_code == "0053629"


def test_who_may_not_export_gets_no_file_of_the_register(place, client):
    clerk = place.clerk(place.finance)
    clerk.posts.update(role="auditor")
    client.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/don-vi/", {"format": "xlsx"}).status_code == 404
