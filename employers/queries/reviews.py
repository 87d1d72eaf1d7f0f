"""Words and people around labour reviews."""

from employers.models import Sector


def sector_names() -> dict[str, str]:
    """Section -> its letter and name, in the newest version of the list."""
    rows = Sector.objects.order_by("version").values_list("code", "name")
    return {code: f"{code}. {name}" for code, name in rows}
