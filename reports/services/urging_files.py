"""The files of issued urging notices: each as PDF and DOCX, and of a bundle one PDF and one ZIP of them all."""

from pathlib import Path

from django.utils.translation import gettext as _

from arrears.models import UrgingBundle, UrgingNotice
from portal.core import files
from portal.core.acts import NotPossible, act
from reports import permissions
from reports.services.demand_files import ZIP
from reports.services.letters import CONTENT_TYPES


@act(may=permissions.keep_urging_files)
def keep_urging_files(notice: UrgingNotice, *, by, pdf: Path, docx: Path) -> UrgingNotice:
    """Keep the two files of an issued notice; those that are kept already stay."""
    if notice.origin != UrgingNotice.Origin.PORTAL or notice.issued_on is None:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    wanted = [(kind, path) for kind, path in (("pdf", pdf), ("docx", docx)) if getattr(notice, f"{kind}_id") is None]
    for kind, path in wanted:
        name = f"01-DD-{notice.year}-{notice.number:04d}.{kind}"
        stored = files.keep_path(path, name=name, content_type=CONTENT_TYPES[kind], province_code=notice.province_code)
        setattr(notice, kind, stored)
    notice.save(update_fields=[kind for kind, _path in wanted])
    return notice


@act(may=permissions.keep_urging_files)
def keep_urging_bundle_files(bundle: UrgingBundle, *, by, merged: Path, archive: Path) -> UrgingBundle:
    """Keep what holds all notices of the bundle: one PDF, one ZIP."""
    if bundle.status != UrgingBundle.Status.ISSUED:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    for name, path, ending, content_type in (
        ("merged", merged, "pdf", CONTENT_TYPES["pdf"]),
        ("archive", archive, "zip", ZIP),
    ):
        if getattr(bundle, f"{name}_id") is None:
            called = f"01-DD-tap-{bundle.pk}.{ending}"
            stored = files.keep_path(path, name=called, content_type=content_type, province_code=bundle.province_code)
            setattr(bundle, name, stored)
    bundle.save(update_fields=["merged", "archive"])
    return bundle
