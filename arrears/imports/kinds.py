"""The fifteen kinds of form B03-TS and the eleven states of a unit: how they are printed and recognised."""

import difflib

from portal.core.folding import fold

KINDS = (
    "Doanh nghiệp Nhà nước",
    "DN có vốn đầu tư nước ngoài",
    "Doanh nghiệp ngoài quốc doanh",
    "Hành chính, Đảng, đoàn thể",
    "Sự nghiệp công lập",
    "Xã, phường, thị trấn",
    "Cán bộ không CT cấp xã",
    "Hợp tác xã",
    "Ngoài công lập",
    "Hộ SXKD cá thể, tổ hợp tác, CN",
    "Lao động có thời hạn ở NN",
    "Đối tượng tự đóng",
    "Đối tượng BHYT do NSNN đóng",
    "Đối tượng BHYT do NSNN hỗ trợ",
    "BHXH tự nguyện",
)
PEOPLE = frozenset((12, 13, 14, 15))
"""Kinds of people who pay for themselves or are paid for: not employers, so control totals only."""

_OTHER_NAMES = {
    1: ("DN nhà nước", "DNNN"),
    2: ("Doanh nghiệp có vốn đầu tư nước ngoài", "DN có vốn ĐTNN", "DN FDI"),
    3: ("DN ngoài quốc doanh", "DNNQD"),
    4: ("Hành chính sự nghiệp Đảng đoàn thể", "HC, Đảng, đoàn thể", "HCSN"),
    7: ("Cán bộ không chuyên trách cấp xã", "Người hoạt động không chuyên trách cấp xã"),
    8: ("HTX",),
    10: ("Hộ sản xuất kinh doanh cá thể, tổ hợp tác, cá nhân", "Hộ SXKD cá thể"),
    11: ("Lao động có thời hạn ở nước ngoài", "LĐ có thời hạn ở nước ngoài"),
    13: ("Đối tượng BHYT do ngân sách nhà nước đóng", "BHYT do NSNN đóng"),
    14: ("Đối tượng BHYT do ngân sách nhà nước hỗ trợ", "BHYT do NSNN hỗ trợ", "BHYT NSNN hỗ trợ"),
    15: ("Bảo hiểm xã hội tự nguyện",),
}

KIND_BY_NAME = {fold(name): number for number, name in enumerate(KINDS, 1)} | {
    fold(name): number for number, names in _OTHER_NAMES.items() for name in names
}

STATE_TITLES = (
    "Đang hoạt động",
    "Tạm ngừng SXKD",
    "Tạm dừng đóng vào quỹ HTTT",
    "Chậm đóng không bị coi là trốn đóng",
    "Phá sản",
    "Đang làm thủ tục phá sản",
    "Đang làm thủ tục giải thể",
    "Không còn hoạt động KD tại địa chỉ đã đăng ký",
    "Bị thu hồi Giấy chứng nhận đăng ký DN",
    "Không có người đại diện theo pháp luật",
    "Giải thể",
)


def kind_named(text: str) -> int | None:
    """The kind a group row names, forgiving a slip of the hand as the official form itself has one.

    >>> kind_named("Xã, phường, thị trán"), kind_named("DOANH NGHIỆP  NHÀ NƯỚC"), kind_named("Công ty TNHH Hoa Sen")
    (6, 1, None)
    """
    folded = fold(text)
    if not folded:
        return None
    exact = KIND_BY_NAME.get(folded)
    if exact or len(folded) < 8:
        return exact
    close = difflib.get_close_matches(folded, KIND_BY_NAME, n=1, cutoff=0.9)
    return KIND_BY_NAME[close[0]] if close else None
