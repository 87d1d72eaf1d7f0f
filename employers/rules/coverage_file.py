"""The columns of a file of coverage: one commune a row. The list on the page has the same: its file comes back as it is."""

from django.utils.translation import gettext_lazy as _

TITLES = {
    "commune_code": _("Mã xã"),
    "commune_name": _("Xã, phường"),
    "bhxh_compulsory": _("BHXH bắt buộc"),
    "bhxh_voluntary": _("BHXH tự nguyện"),
    "bhtn": _("BHTN"),
    "bhyt": _("BHYT"),
    "labour_force": _("Lực lượng lao động trong độ tuổi"),
    "population": _("Dân số"),
    "unsynced": _("Chưa đồng bộ CSDL dân cư"),
}
FIGURES = tuple(name for name in TITLES if not name.startswith("commune"))
