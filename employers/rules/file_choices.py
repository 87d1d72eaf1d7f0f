"""The words a file may use for a choice: the code that is kept, the word the template offers, other words that are
understood. Plain text, for the capped child knows no Django; tests hold it beside the models' own words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One thing to choose."""

    code: str
    word: str
    also: tuple[str, ...] = ()


UNIT_KINDS = (
    Choice("1", "Doanh nghiệp Nhà nước", ("DN nhà nước", "DNNN")),
    Choice("2", "Doanh nghiệp có vốn đầu tư nước ngoài", ("DN có vốn đầu tư nước ngoài", "DN FDI", "FDI")),
    Choice("3", "Doanh nghiệp ngoài quốc doanh", ("DN ngoài quốc doanh", "DNNQD", "Doanh nghiệp tư nhân")),
    Choice("4", "Hành chính, Đảng, đoàn thể", ("HCSN", "HC, Đảng, đoàn thể")),
    Choice("5", "Sự nghiệp công lập"),
    Choice("6", "Xã, phường, thị trấn"),
    Choice("7", "Cán bộ không chuyên trách cấp xã", ("Cán bộ không CT cấp xã",)),
    Choice("8", "Hợp tác xã", ("HTX",)),
    Choice("9", "Ngoài công lập"),
    Choice(
        "10",
        "Hộ sản xuất kinh doanh cá thể, tổ hợp tác, cá nhân",
        ("Hộ kinh doanh", "Hộ SXKD cá thể", "Hộ SXKD cá thể, tổ hợp tác, CN"),
    ),
    Choice("11", "Lao động có thời hạn ở nước ngoài", ("Lao động có thời hạn ở NN",)),
)
"""Kinds 12 to 15 are people, not employers: no file of employers may name them."""

VSIC_VERSIONS = (Choice("2018", "2018", ("VSIC 2018",)), Choice("2025", "2025", ("VSIC 2025",)))

EVENTS = (
    Choice("new", "Mới hoạt động", ("mới thành lập", "thành lập mới", "đăng ký mới", "mới")),
    Choice("suspended", "Tạm ngừng kinh doanh", ("tạm ngừng", "tạm ngừng hoạt động", "tạm dừng")),
    Choice("resumed", "Hoạt động trở lại", ("quay trở lại hoạt động", "tiếp tục hoạt động", "trở lại")),
    Choice("dissolving", "Đang làm thủ tục giải thể", ("đang giải thể", "chờ giải thể")),
    Choice(
        "dissolved", "Đã giải thể, chấm dứt hoạt động", ("giải thể", "đã giải thể", "chấm dứt hoạt động", "chấm dứt")
    ),
    Choice("bankrupt", "Phá sản"),
    Choice(
        "licence_revoked",
        "Bị thu hồi giấy chứng nhận đăng ký",
        ("thu hồi giấy chứng nhận đăng ký doanh nghiệp", "bị thu hồi", "thu hồi"),
    ),
    Choice("not_at_address", "Không hoạt động tại địa chỉ đăng ký", ("bỏ địa chỉ", "không hoạt động tại địa chỉ")),
    Choice("no_representative", "Không có người đại diện theo pháp luật", ("không có người đại diện",)),
    Choice("absconded", "Chủ bỏ trốn", ("bỏ trốn",)),
)

FOUND = (
    Choice("operating", "Đang hoạt động", ("hoạt động",)),
    Choice("suspended", "Tạm ngừng", ("tạm ngừng kinh doanh",)),
    Choice(
        "stopped",
        "Đã ngừng hoạt động",
        ("đã ngừng, giải thể", "đã giải thể", "giải thể", "đã ngừng", "ngừng hoạt động"),
    ),
    Choice("not_found", "Không tìm thấy tại địa chỉ", ("không tìm thấy",)),
    Choice("no_workers", "Không sử dụng lao động", ("không có lao động",)),
    Choice("elsewhere", "Không thuộc phạm vi quản lý", ("không thuộc phạm vi",)),
)

REASONS = (
    Choice("seasonal", "Lao động thời vụ", ("thời vụ",)),
    Choice("probation", "Đang thử việc", ("thử việc",)),
    Choice("short", "Hợp đồng dưới 01 tháng", ("hợp đồng dưới 1 tháng",)),
    Choice("part_time", "Không trọn thời gian, dưới mức lương tối thiểu", ("không trọn thời gian",)),
    Choice("retired", "Đang hưởng lương hưu, trợ cấp", ("hưu trí", "đang hưởng lương hưu")),
    Choice("foreign", "Người nước ngoài chưa thuộc diện", ("người nước ngoài",)),
    Choice("elsewhere", "Đã tham gia ở đơn vị khác"),
    Choice("delayed", "Đơn vị chậm làm thủ tục", ("chậm làm thủ tục",)),
    Choice("evading", "Đơn vị không đăng ký cho người lao động", ("không đăng ký",)),
    Choice("other", "Lý do khác", ("khác",)),
)
