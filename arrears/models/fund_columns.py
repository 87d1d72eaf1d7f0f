"""Give a model one column per fund: `late_odts`, `late_httt`, … One row with the funds side by side is half the size of a
row per fund, and every question over a month takes half the time."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])


def with_fund_columns(
    names: Iterable[str], funds: Iterable[str], field: Callable[[], models.Field]
) -> Callable[[M], M]:
    """A class decorator: for each fund and name, the column `{name}_{fund}` made by `field()`."""

    def decorate(model: M) -> M:
        for name in names:
            for fund in funds:
                model.add_to_class(f"{name}_{fund}", field())
        return model

    return decorate


def dong_or_unknown() -> models.Field:
    """Whole dong; NULL where the files do not say."""
    return models.BigIntegerField(null=True)


def dong() -> models.Field:
    """Whole dong."""
    return models.BigIntegerField(default=0, db_default=0)


def month_or_unknown() -> models.Field:
    return models.DateField(null=True)
