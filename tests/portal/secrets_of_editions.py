"""Addresses of editions, tried by everybody: codes as they will be given, of lists that nobody has published."""

CODES = ("bac-ninh-2026-09-01", "hai-phong-2026-09-01")


def edition_examples() -> dict[str, list[tuple]]:
    found: dict[str, list[tuple]] = {}
    of_one = ("edition", "withdraw-edition", "make-edition-files", "record-proof", "public-edition", "public-verified")
    found |= dict.fromkeys(of_one, [(code,) for code in CODES])
    found |= dict.fromkeys(("edition-line", "delist-line", "correct-line"), [(code, 1) for code in CODES])
    found["public-file"] = [(code, kind) for code in CODES for kind in ("pdf", "json")]
    found["public-nothing"] = [("du-thao/1",)]
    return found | dict.fromkeys(("publicity-proof", "publish-edition"), [(1,)])
