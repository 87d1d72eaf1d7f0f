"""Numbers by which the State knows an employer: tax codes of 10 and 13 digits, personal numbers of 12, branches."""

import re

from portal.core.workbooks.text import tax_code_fault

BRANCH = re.compile(r"[0-9]{10}-[0-9]{3}")
PERSONAL = re.compile(r"[0-9]{12}")


def is_right(code: str) -> bool | None:
    """What the check digit says of a tax code, or the shape of a personal number; None where there is no code.

    >>> [is_right(code) for code in ("0100233488", "0100233488-001", "0100233480", "024088001234", "")]
    [True, True, False, True, None]
    """
    return tax_code_fault(code) is None if code else None


def is_personal(code: str) -> bool:
    """A household business is known by its owner's personal number.

    >>> is_personal("024088001234"), is_personal("0100233488")
    (True, False)
    """
    return PERSONAL.fullmatch(code) is not None


def legal_unit(code: str) -> str | None:
    """The code of the legal unit that a branch belongs to; None for what is no branch.

    >>> legal_unit("0100233488-001"), legal_unit("0100233488")
    ('0100233488', None)
    """
    return code[:10] if BRANCH.fullmatch(code) else None
