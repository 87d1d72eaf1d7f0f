"""The files of an edition: what they say, that who has left stands in none, that text stays text, that they are signed."""

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from openpyxl import load_workbook
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from arrears.models import EditionFile
from arrears.services.publication import editions
from portal.core.jobs import run
from portal.core.models import Job
from portal.core.periods import Month
from reports.queries.edition_documents import edition_document, made_files
from reports.renderers.official.d15 import D15Form, D15Row, write_d15
from tests.factories.publications import PUBLISHED, Publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing() -> Publishing:
    return Publishing()


@pytest.fixture
def edition(publishing):
    return publishing.published()


def files_of(edition) -> dict[str, EditionFile]:
    return {file.kind: file for file in made_files(edition_document(edition))}


def words(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_every_file_says_the_same_and_carries_the_code(edition):
    made = files_of(edition)
    assert set(made) == {"pdf", "xlsx", "csv", "json"}
    pdf, csv = words(made["pdf"].content), made["csv"].content.decode("utf-8-sig")
    for text in (pdf, csv, made["json"].content.decode()):
        for code in ("TA0001A", "TA0002A", "TA0003A", "01/DS-BHXH"):
            assert code in text
    assert made["csv"].content.startswith(b"\xef\xbb\xbf") and edition.verify_code in csv
    assert "-".join(edition.verify_code[at : at + 4] for at in range(0, 16, 4)) in pdf and edition.content_hash in pdf
    sheet = load_workbook(io.BytesIO(made["xlsx"].content)).worksheets[0]
    told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "TA0001A" in told and edition.title in told
    told = json.loads(made["json"].content)
    assert told["content_sha256"] == edition.content_hash and len(told["lines"]) == 3
    assert all(hashlib.sha256(file.content).hexdigest() == file.sha256 for file in made.values())


def test_the_worker_keeps_them_and_makes_them_anew_without_who_has_left(publishing, edition):
    job = Job.objects.get(key=f"edition-files:{edition.pk}:0")
    assert run(job.pk).state == Job.State.DONE
    assert set(edition.files.values_list("kind", "revision")) == {(kind, 0) for kind in ("pdf", "xlsx", "csv", "json")}
    by = publishing.person("duyet")
    editions.delist_line(edition.publication, by=by, place=2, at=PUBLISHED + timedelta(days=1))
    assert run(Job.objects.get(key=f"edition-files:{edition.pk}:1").pk).state == Job.State.DONE
    fresh = {file.kind: bytes(file.content) for file in edition.files.filter(revision=1)}
    assert "TA0002A" not in words(fresh["pdf"]) and "TA0001A" in words(fresh["pdf"])
    assert b"TA0002A" not in fresh["csv"] + fresh["json"]
    assert "1 đơn vị đã được đưa ra" in fresh["csv"].decode("utf-8-sig")


def test_a_name_that_looks_like_a_formula_starts_nothing(edition):
    line = edition.lines.first()
    line.name, line.address = '=HYPERLINK("http://x")', "@SUM(1)"
    document = edition_document(edition)
    document.lines[0] = line
    made = {file.kind: file for file in made_files(document)}
    assert "\"'=HYPERLINK" in made["csv"].content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(made["xlsx"].content))
    assert not any(cell.data_type == "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_form_d15_keeps_the_official_layout(tmp_path):
    form = D15Form(
        "Bảo hiểm xã hội Việt Nam", "Bảo hiểm xã hội tỉnh", Month(2026, 10), "Bắc Ninh, ngày 16 tháng 11 năm 2026"
    )
    rows = [D15Row(f"=Đơn vị {place}", f"TA{place}", "xã Đông", place, place * 1000) for place in range(1, 31)]
    assert write_d15(form, rows, to=tmp_path / "d15.xlsx") == 30
    book = load_workbook(tmp_path / "d15.xlsx")
    sheet = book.active
    assert book.sheetnames == ["Mẫu D15-TS"] and sheet.page_setup.orientation == "landscape"
    assert [sheet.cell(7, column).value for column in (1, 2, 3, 4, 5, 7)] == [
        *("STT", "Tên đơn vị", "Mã đơn vị", "Địa chỉ", "Số lao động", "Ghi chú")
    ]
    assert sheet["A5"].value == "Tháng 10 năm 2026" and sheet["A2"].value == "BẢO HIỂM XÃ HỘI TỈNH"
    assert [sheet.cell(40, column).value for column in range(1, 7)] == [30, "=Đơn vị 30", "TA30", "xã Đông", 30, 30000]
    assert sheet["B40"].data_type == "s" and sheet["F40"].number_format == "#,##0"
    assert sheet["B40"].border.left.style == "thin" and sheet["F42"].value.startswith("Bắc Ninh")
    assert sheet["F43"].value == "GIÁM ĐỐC" and sheet["B14"].value == "=Đơn vị 4"


def certificate(folder) -> tuple[str, bytes]:
    """A PKCS#12 file made for this test, and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "BHXH thử")])
    begins = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begins).not_valid_after(begins + timedelta(days=30))
    made = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    secret = serialization.BestAvailableEncryption(b"mat-khau")
    path = folder / "chung-thu.p12"
    path.write_bytes(serialization.pkcs12.serialize_key_and_certificates(b"x", key, made, None, secret))
    return str(path), made.public_bytes(serialization.Encoding.PEM)


def test_a_configured_certificate_signs_and_no_certificate_says_nothing(edition, settings, tmp_path):
    assert not files_of(edition)["pdf"].is_signed
    settings.PDF_SIGNING_CERTIFICATE, own = certificate(tmp_path)
    settings.PDF_SIGNING_PASSWORD = "mat-khau"
    made = files_of(edition)["pdf"]
    assert made.is_signed and hashlib.sha256(made.content).hexdigest() == made.sha256
    signature = PdfFileReader(io.BytesIO(made.content)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(pem.unarmor(own)[2])], allow_fetching=False)
    # The check starts an event loop; a browser test that ran before in this process leaves one in this thread.
    with ThreadPoolExecutor(1) as apart:
        status = apart.submit(validate_pdf_signature, signature, context).result()
    assert status.intact and status.valid and signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
