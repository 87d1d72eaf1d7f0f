"""What is wrong with a row, told by sheet, row and column: why, and what to do. Plain text, for the parsers know no Django.

The sentences are the kind of file's own: code -> (why, what to do), with {facts}."""

from collections.abc import Mapping

from portal.core.workbooks.text import column_letter

Sentences = Mapping[str, tuple[str, str]]

LISTED = 1000
"""How many problems of one file are told one by one; the counts stay exact beyond it."""


def remedy(sentences: Sentences, code: str, message: str) -> tuple[str, str]:
    """Parts a told message again into why it is refused and what to do about it.

    >>> remedy({"name": ("Thiếu tên.", "Hãy nhập tên.")}, "name", "Thiếu tên. Hãy nhập tên.")
    ('Thiếu tên.', 'Hãy nhập tên.')
    """
    opening = sentences[code][1].split("{")[0] if code in sentences else "Hãy "
    place = message.rfind(opening)
    return (message, "") if place < 0 else (message[:place].strip(), message[place:].strip())


class Problems:
    """Gathers errors and warnings of one sheet: all are counted, the first `listed` of each are told. Each kind of file
    makes its own class, with its `sentences`."""

    sentences: Sentences = {}

    def __init__(self, sheet: str | None = None, listed: int = LISTED):
        self.sheet, self.listed = sheet, listed
        self.errors: list[dict] = []
        self.warnings: list[dict] = []
        self.error_count = self.warning_count = 0

    def error(self, code: str, row: int | None = None, column: int | None = None, /, **facts) -> None:
        self.error_count += 1
        if len(self.errors) < self.listed:
            self.errors.append(self._told(code, row, column, facts))

    def warning(self, code: str, row: int | None = None, column: int | None = None, /, **facts) -> None:
        self.warning_count += 1
        if len(self.warnings) < self.listed:
            self.warnings.append(self._told(code, row, column, facts))

    def cells(self, odd: list, rows: list[int], column: int, title: str) -> set[int]:
        """Tell the odd cells of one column; answers their places."""
        for place, wrong in odd:
            if wrong.code in self.sentences:
                self.error(wrong.code, rows[place], column, **{"title": title, **wrong.facts})
            else:
                self.error_count += 1
                if len(self.errors) < self.listed:
                    told = f"Cột {title}: {wrong.message_vi}"
                    self.errors.append(self._entry(wrong.code, rows[place], column, told))
        return {place for place, _ in odd}

    def _told(self, code: str, row: int | None, column: int | None, facts: dict) -> dict:
        facts.setdefault("row", row)
        facts.setdefault("cell", f"{'?' if column is None else column_letter(column)}{row or ''}")
        return self._entry(code, row, column, self._sentence(code, facts))

    def _sentence(self, code: str, facts: dict) -> str:
        why, what_to_do = self.sentences[code]
        return f"{why} {what_to_do}".format_map(facts)

    def _entry(self, code: str, row: int | None, column: int | None, message: str) -> dict:
        letter = None if column is None else column_letter(column)
        return {"sheet": self.sheet, "row": row, "column": letter, "code": code, "message": message}

    def outcome(self) -> dict:
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "error_count": self.error_count,
            "warning_count": self.warning_count,
        }
