"""What BHXH's officer writes about a long debtor: cause, measures, proposal, as its story suggests."""

from random import Random

CAUSES = {
    "stopped": ("production_difficulty", "cash_flow", "deliberate"),
    "sliding": ("cash_flow", "production_difficulty"),
    "recovering": ("cash_flow",),
    "absconded": ("absconded",),
    "dissolving": ("dissolution",),
    "paused": ("paused",),
}
_MEASURES = {
    "stopped": (
        "Đã gửi văn bản đôn đốc (mẫu 01-ĐĐ) {times} lần; làm việc trực tiếp ngày {day}, lập biên bản đối chiếu.",
        "Đã đôn đốc bằng văn bản {times} lần; mời chủ đơn vị đến làm việc ngày {day}, đơn vị xin gia hạn.",
    ),
    "sliding": ("Đã làm việc ngày {day}; đơn vị cam kết nộp dần số phát sinh hằng tháng và một phần số còn nợ.",),
    "recovering": ("Đơn vị đã ký kế hoạch trả dần ngày {day}; bộ phận thu theo dõi từng tháng.",),
    "absconded": ("Đã phối hợp UBND cấp xã xác minh ngày {day}: không còn hoạt động tại địa chỉ đã đăng ký.",),
    "dissolving": ("Đã gửi thông báo số tiền phải đóng cho người đại diện và cơ quan đăng ký kinh doanh ngày {day}.",),
    "paused": (
        "Đã xác minh ngày {day}: đơn vị tạm ngừng sản xuất, kinh doanh; yêu cầu cam kết trả nợ khi hoạt động lại.",
    ),
}
_PROPOSALS = {
    "stopped": (
        "Đề nghị Sở Nội vụ đưa vào kế hoạch kiểm tra; công khai theo quy định.",
        "Đề nghị kiểm tra đột xuất việc đóng bảo hiểm của đơn vị.",
        "Đề nghị xử phạt vi phạm hành chính theo quy định.",
    ),
    "sliding": ("Tiếp tục đôn đốc hằng tháng.", "Đề nghị Liên đoàn Lao động tỉnh phối hợp vận động đơn vị."),
    "recovering": ("Cho đơn vị trả dần theo kế hoạch đã ký, theo dõi hằng tháng.",),
    "absconded": ("Đề nghị cơ quan chức năng xác minh chủ đơn vị; bảo đảm quyền lợi của người lao động.",),
    "dissolving": ("Đề nghị chỉ xác nhận hoàn tất thủ tục giải thể sau khi đơn vị đóng đủ.",),
    "paused": ("Tiếp tục theo dõi, đôn đốc khi đơn vị hoạt động trở lại.",),
}


def remark(story: str, random: Random, day: str) -> tuple[tuple[str, ...], str, str] | None:
    """Codes of fitting causes, measures and proposal; None for a story nobody writes about."""
    if story not in CAUSES:
        return None
    measures = random.choice(_MEASURES[story]).format(times=random.randint(2, 4), day=day)
    return CAUSES[story], measures, random.choice(_PROPOSALS[story])
