"""A day as people in Viet Nam write it, whatever language their browser speaks: a box of its own would turn day and month."""

from django import forms


class DayInput(forms.DateInput):
    """A line of text with an example; what is typed is read by the formats of the language (portal/formats)."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "placeholder": "31/12/2026"}, format="%d/%m/%Y")
