"""A QR code as a picture that stands in the document itself."""

import base64
import io

import qrcode


def qr_picture(text: str) -> str:
    """A data: address of a PNG; medium error correction, so that a worn print still reads."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=8, border=2)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image().save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
