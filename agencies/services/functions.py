"""Who holds a function: the administrator names somebody where no text does, or hands it over from a day on. Rows end on
the eve and begin on the day; none is rewritten."""

from datetime import date

from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Agency, AgencyKind, Function, FunctionHolder, Province
from agencies.passing_on import holding, pass_function, pass_obligations_on
from portal.core.acts import NotPossible, act


@act(may=permissions.reorganise)
def name_holder(
    province: Province,
    *,
    by,
    function: Function,
    on: date,
    source: str,
    kind: AgencyKind | None = None,
    agency: Agency | None = None,
) -> FunctionHolder:
    """Answer who holds a function that nobody is named for, from the day on."""
    if holding(province, function.pk, on).exclude(kind=None, agency=None).exists():
        raise NotPossible(_("Chức năng này đã có cơ quan giữ. Muốn chuyển, hãy lập quyết định sắp xếp."))
    pass_obligations_on(province)
    return pass_function(province, function.pk, on, kind=kind, agency=agency, source=source, by=by)


@act(may=permissions.reorganise)
def hand_function(
    province: Province,
    *,
    by,
    function: Function,
    on: date,
    source: str,
    kind: AgencyKind | None = None,
    agency: Agency | None = None,
) -> FunctionHolder:
    """Hand a function to another kind of agency, or to one agency, from the day; who held it holds it until the eve."""
    pass_obligations_on(province)
    return pass_function(province, function.pk, on, kind=kind, agency=agency, source=source, by=by)
