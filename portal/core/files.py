"""Files under FILES_ROOT: a random name each, written whole before their row, never changed afterwards."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from portal.core.models import StoredFile


def keep(chunks: Iterable[bytes], *, name: str, content_type: str, province_code: str = "") -> StoredFile:
    """Write the chunks under a random name and return the row that describes them."""
    folder = secrets.token_hex(1)
    path = Path(settings.FILES_ROOT) / folder / secrets.token_hex(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return StoredFile.objects.create(
        name=name[-255:],
        path=f"{folder}/{path.name}",
        size=size,
        sha256=digest.hexdigest(),
        content_type=content_type,
        province_code=province_code,
    )


def keep_path(path: Path, *, name: str, content_type: str, province_code: str = "") -> StoredFile:
    """Keep a file that a renderer made on disk."""
    with path.open("rb") as source:
        chunks = iter(lambda: source.read(1 << 20), b"")
        return keep(chunks, name=name, content_type=content_type, province_code=province_code)


def location(stored: StoredFile) -> Path:
    return Path(settings.FILES_ROOT) / stored.path
