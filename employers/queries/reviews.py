"""Words around labour reviews."""

from employers.models import LabourReview, Sector


def closing_key(review: LabourReview) -> str:
    """The key of the work that ends a review."""
    return f"close-review:{review.pk}"


def sector_words(version: str, code: str, known: dict[tuple[str, str], str]) -> str:
    """A section with its name in its own version of the list, which is named where there is more than one."""
    if not code:
        return ""
    name = known.get((version, code)) or next((said for (_version, one), said in known.items() if one == code), "")
    return f"{code}. {name} (VSIC {version})" if version else f"{code}. {name}"


def sector_names() -> dict[tuple[str, str], str]:
    """(Version, section) -> name; the newest version first."""
    rows = Sector.objects.order_by("-version", "code").values_list("version", "code", "name")
    return {(version, code): name for version, code, name in rows}
