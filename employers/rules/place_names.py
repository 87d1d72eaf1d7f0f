"""How the name of a commune or a zone is compared, whatever shorthand a file writes it in."""

from portal.core.folding import fold

_SHORT = {"p": "phuong", "x": "xa", "tt": "thi tran", "kcn": "khu cong nghiep", "ccn": "cum cong nghiep"}


def place_key(told: str) -> str:
    """The name of a commune or zone as it is compared: "P. Võ Cường", "phường Võ Cường, tỉnh Bắc Ninh".

    >>> place_key("P. Võ Cường") == place_key("Phường Võ Cường"), place_key("09163")
    (True, '09163')
    """
    said = fold(told.split(",")[0])
    first, _, rest = said.partition(" ")
    return f"{_SHORT[first]} {rest}" if rest and first in _SHORT else said
