"""What the portal itself reckons of every employer at a month's end, beside what BHXH supplied; and where the two differ."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from arrears.models.fund_columns import dong, with_fund_columns
from arrears.models.ledger import SEES_BEFORE_SUBMISSION, LedgerRow, LedgerVersion
from employers.models import Employer
from employers.models.reach import within_reach
from portal.core.money import FUNDS
from portal.core.scoping import ScopedQuerySet


class ReckoningRun(models.Model):
    """One reckoning of a closed version (lần tính): the law and settings it read, frozen, so that it reproduces."""

    version = models.OneToOneField(LedgerVersion, models.PROTECT, related_name="reckoning")
    as_of = models.DateField(_("tính đến ngày"))
    law = models.JSONField(_("quy định đã dùng"), default=dict)
    employers = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    carries = models.PositiveSmallIntegerField(
        default=0
    )  # how its accounts are kept for the next month; 0 = they are not
    computed_at = models.DateTimeField(_("tính lúc"))

    class Meta:
        verbose_name = _("lần tính nợ")

    @property
    def province_code(self) -> str:
        return self.version.province_code


class OfReckoning(ScopedQuerySet):
    def restricted_to(self, user):
        """Differences are BHXH's own business: the province's office all, a local one its units."""
        if not user.may("see_differences"):
            return self.none()
        agency = user.posting.agency
        if agency.kind_id not in SEES_BEFORE_SUBMISSION:
            return self.none()
        seen = within_reach(Employer.objects.filter(province_id=agency.province_id), agency)
        return self.filter(employer__in=seen)


@with_fund_columns(("not_due", "late", "evaded", "charge_late", "charge_evaded"), FUNDS, dong)
class Reckoning(models.Model):
    """One employer at the month's end, reckoned (số liệu tính). Written for those that owe, by the portal or by BHXH.

    `ground`: đ or e where it is evasion. `urged_on`: the day of the urging it rests on. not_due + late + evaded = outstanding.
    """

    class Cause(models.TextChoices):
        NONE = "", "–"
        OPENING = "opening", _("Số dư đầu kỳ chưa rõ thuộc tháng nào")
        REVERSAL = "reversal", _("Có điều chỉnh giảm, hoàn trả")
        NO_URGING = "no_urging", _("Cổng chưa có văn bản đôn đốc")
        JUSTIFIED = "justified", _("Có lý do chính đáng")
        RESTARTED = "restarted", _("Số ngày trốn đóng đếm lại từ ngày 61")
        PAYMENT_DAY = "payment_day", _("Khác ngày nộp: không có ngày, tính ngày cuối tháng")
        GROUND = "ground", _("Trốn đóng theo căn cứ khác điểm đ, e")
        CYCLE = "cycle", _("Khác chu kỳ đóng 3, 6 tháng")
        OTHER = "other", _("Chưa rõ nguyên nhân")

    # As with the ledger's rows there are no foreign keys in the database: one statement writes them all, and looks there.
    run = models.ForeignKey(ReckoningRun, models.PROTECT, related_name="rows", db_index=False, db_constraint=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="reckonings", db_constraint=False)
    worst = models.PositiveSmallIntegerField(_("phân loại"), choices=LedgerRow.Class.choices)
    ground = models.CharField(_("căn cứ"), max_length=1, blank=True)
    urged_on = models.DateField(_("ngày đôn đốc"), null=True)
    is_justified = models.BooleanField(_("có lý do chính đáng"), default=False)
    is_opening_dated = models.BooleanField(default=True)
    days_late = models.PositiveIntegerField(_("số ngày chậm"), default=0)
    days_evaded = models.PositiveIntegerField(_("số ngày trốn"), default=0)
    age_evaded = models.PositiveIntegerField(_("số ngày của khoản trốn cũ nhất, mọi quỹ"), default=0)
    due_on = models.DateField(_("hạn của khoản BHXH cũ nhất chưa đóng"), null=True)
    months_age = models.PositiveSmallIntegerField(_("số tháng theo tuổi nợ"), default=0)
    months_unpaid = models.PositiveSmallIntegerField(_("số tháng chưa đóng quá hạn"), default=0)
    months_ratio = models.DecimalField(_("số tháng theo tỷ lệ tiền"), max_digits=9, decimal_places=2, null=True)
    paid_through = models.DateField(_("đã đóng đến tháng"), null=True)
    surplus = models.BigIntegerField(_("thừa"), default=0)

    objects = OfReckoning.as_manager()

    class Meta:
        verbose_name = _("số liệu tính")
        constraints = [
            models.UniqueConstraint(fields=["run", "employer"], name="reckoning_once"),
            models.CheckConstraint(
                condition=~models.Q(worst=3)
                | (
                    models.Q(ground__in=["đ", "e"])
                    & models.Q(age_evaded__gt=60)
                    & models.Q(urged_on__isnull=False)
                    & models.Q(is_justified=False)
                ),
                name="reckoned_evasion_has_grounds",
            ),
        ]


class ReckoningDifference(models.Model):
    """One figure of one employer that BHXH supplied and the portal reckons otherwise (chênh lệch tính). BHXH's counts."""

    class What(models.TextChoices):
        MONTHS = "months", _("Số tháng")
        DAYS_LATE = "days_late", _("Số ngày chậm")
        DAYS_EVADED = "days_evaded", _("Số ngày trốn")
        CLASS = "class", _("Phân loại")
        CHARGE = "charge", _("Tiền xử lý 0,03%/ngày")
        URGING = "urging", _("Trốn đóng theo BHXH, cổng chưa có văn bản đôn đốc")

    run = models.ForeignKey(ReckoningRun, models.PROTECT, related_name="differing", db_index=False, db_constraint=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", db_constraint=False)
    what = models.CharField(_("chỉ tiêu"), max_length=12, choices=What.choices)
    fund = models.CharField(_("quỹ"), max_length=10, blank=True)
    supplied = models.DecimalField(_("BHXH cung cấp"), max_digits=20, decimal_places=2, null=True)
    computed = models.DecimalField(_("cổng tính"), max_digits=20, decimal_places=2, null=True)
    cause = models.CharField(_("nguyên nhân có thể"), max_length=12, choices=Reckoning.Cause.choices, blank=True)

    objects = OfReckoning.as_manager()

    class Meta:
        verbose_name = _("chênh lệch tính")
        constraints = [models.UniqueConstraint(fields=["run", "employer", "what", "fund"], name="difference_once")]


@with_fund_columns(("closing", "settled", "part"), FUNDS, dong)
class CarriedAccount(models.Model):
    """Where one employer's account stood at the end of a run's month, for the next month to go on from (số liệu mang sang).

    `closing_F`: what is left, below zero what is over. `settled_F`: dong-days of all that was settled, whose charge stays owed;
    `part_F`: of these the ones of the oldest month still open. `lately`: what became payable of BHXH in each of the last
    months, the newest first. No more than can be found again from the ledger: only the newest two months are kept.
    """

    pk = models.CompositePrimaryKey("run", "employer")
    run = models.ForeignKey(ReckoningRun, models.CASCADE, related_name="carried", db_index=False, db_constraint=False)
    employer = models.BigIntegerField(
        db_column="employer_id"
    )  # a number alone: whoever merges files has nothing to move
    cycle = models.SmallIntegerField()
    last_at = models.SmallIntegerField(null=True)
    covered_at = models.SmallIntegerField(null=True)
    has_less = models.BooleanField()
    lately = ArrayField(models.BigIntegerField())

    objects = ScopedQuerySet.as_manager()  # no door shows it

    class Meta:
        verbose_name = _("số liệu mang sang")


@with_fund_columns(("left", "upto"), FUNDS, dong)
class CarriedMonth(models.Model):
    """One contribution month of such an account that is not settled yet, and the newest one always (tháng mang sang). They are
    only ever read and written all at once: the database has no index of single ones, which would cost more than the rows.

    `left_F`: what is left of it; `upto_F`: of it and all months before it. `undated`: the funds, a bit each, of whose money
    nobody says what months it is of. `is_bhxh`: something of BHXH became payable in it.
    """

    pk = models.CompositePrimaryKey("run", "employer", "at")
    run = models.ForeignKey(
        ReckoningRun, models.CASCADE, related_name="carried_months", db_index=False, db_constraint=False
    )
    employer = models.BigIntegerField(db_column="employer_id")
    at = models.SmallIntegerField()
    undated = models.SmallIntegerField()
    is_bhxh = models.BooleanField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tháng mang sang")
        indexes = [BrinIndex(fields=["run"], name="carried_months_of_run")]
