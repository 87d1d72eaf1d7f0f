"""Signs a PDF (PAdES B-B) with the certificate that the settings name; without one nothing is signed and nothing says so."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter


class NotSigned(Exception):
    """A certificate is configured but cannot be used: better no file than one that looks signed."""


def sign_pdf(path: Path, *, reason: str, place: str) -> bool:
    """Sign the file where it lies; False where no certificate is configured."""
    if not settings.PDF_SIGNING_CERTIFICATE:
        return False
    password = settings.PDF_SIGNING_PASSWORD.encode() or None
    signer = SimpleSigner.load_pkcs12(settings.PDF_SIGNING_CERTIFICATE, passphrase=password)
    if signer is None:
        raise NotSigned("PDF_SIGNING_CERTIFICATE or its password cannot be read")
    told = PdfSignatureMetadata(
        field_name="ChuKySo", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason, location=place
    )
    signed = path.with_suffix(".signed")
    with path.open("rb") as source, signed.open("w+b") as target:
        # It starts an event loop of its own, which a thread that has one already refuses.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(PdfSigner(told, signer).sign_pdf, IncrementalPdfFileWriter(source), output=target).result()
    signed.replace(path)
    return True
