"""Why more people are counted than take part: the reasons an agency may give, from reference/gap_reasons.csv."""

from agencies.reference_files import rows


def reasons() -> list[tuple[str, str]]:
    """Codes and names, as a form offers them."""
    return [(row["code"], row["name"]) for row in rows("employers", "gap_reasons")]


def reason_name(code: str) -> str:
    """The name of a code; a code that is no longer offered stands for itself."""
    return dict(reasons()).get(code, code)


def needs_note(code: str) -> bool:
    """Whether the code alone says too little."""
    return any(row["code"] == code and row["needs_note"] == "1" for row in rows("employers", "gap_reasons"))
