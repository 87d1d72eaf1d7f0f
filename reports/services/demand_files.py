"""The files of issued demand letters: each as PDF and DOCX, and of a bundle one PDF and one ZIP of them all."""

from pathlib import Path

from django.utils.translation import gettext as _

from portal.core import files
from portal.core.acts import NotPossible, act
from reports import permissions
from reports.models import Demand, DemandBundle
from reports.services.letters import CONTENT_TYPES

ZIP = "application/zip"


@act(may=permissions.keep_demand_files)
def keep_demand_files(demand: Demand, *, by, pdf: Path, docx: Path) -> Demand:
    """Keep the two files of an issued letter; those that are kept already stay."""
    if demand.issued_on is None:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    wanted = [(kind, path) for kind, path in (("pdf", pdf), ("docx", docx)) if getattr(demand, f"{kind}_id") is None]
    for kind, path in wanted:
        name = f"van-ban-yeu-cau-{demand.year}-{demand.number:04d}.{kind}"
        stored = files.keep_path(path, name=name, content_type=CONTENT_TYPES[kind], province_code=demand.province_code)
        setattr(demand, kind, stored)
    demand.save(update_fields=[kind for kind, _path in wanted])
    return demand


@act(may=permissions.keep_demand_files)
def keep_bundle_files(bundle: DemandBundle, *, by, merged: Path, archive: Path) -> DemandBundle:
    """Keep what holds all letters of the bundle: one PDF, one ZIP."""
    if bundle.status != DemandBundle.Status.ISSUED:
        raise NotPossible(_("Văn bản chưa ban hành, chưa có tệp chính thức."))
    for name, path, ending, content_type in (
        ("merged", merged, "pdf", CONTENT_TYPES["pdf"]),
        ("archive", archive, "zip", ZIP),
    ):
        if getattr(bundle, f"{name}_id") is None:
            called = f"van-ban-yeu-cau-tap-{bundle.pk}.{ending}"
            stored = files.keep_path(path, name=called, content_type=content_type, province_code=bundle.province_code)
            setattr(bundle, name, stored)
    bundle.save(update_fields=["merged", "archive"])
    return bundle
