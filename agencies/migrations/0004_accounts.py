"""Sessions one can end, invitations, hand-overs, reviews of accounts; when and why an account was closed or opened again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.core.protection import take_from_app


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_verdicts_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(null=True, verbose_name="khóa lúc"),
        ),
        migrations.AddField(
            model_name="user",
            name="closed_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="lý do khóa"),
        ),
        migrations.AddField(
            model_name="user",
            name="reactivated_at",
            field=models.DateTimeField(null=True, verbose_name="mở lại lúc"),
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("items", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("ends", models.CharField(blank=True, max_length=8, verbose_name="sau bàn giao")),
                ("handed_at", models.DateTimeField(verbose_name="lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="agencies.agency"
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_over",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bàn giao công việc",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ReviewRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(verbose_name="mở lúc")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                ("accounts", models.PositiveIntegerField(default=0, verbose_name="số tài khoản")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_rounds",
                        to="agencies.province",
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt rà soát tài khoản",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="AccountReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "Giữ nguyên"), ("change", "Cần thay đổi")],
                        max_length=10,
                        verbose_name="kết quả",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="đề nghị")),
                ("rights", models.CharField(max_length=300, verbose_name="quyền khi rà soát")),
                ("reviewed_at", models.DateTimeField(verbose_name="rà soát lúc")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="agencies.reviewround"
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả rà soát",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SessionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("device", models.CharField(max_length=120, verbose_name="thiết bị")),
                ("address", models.CharField(blank=True, max_length=64, verbose_name="địa chỉ mạng")),
                ("began_at", models.DateTimeField(verbose_name="bắt đầu")),
                ("seen_at", models.DateTimeField(verbose_name="hoạt động gần nhất")),
                ("lapses_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên đăng nhập",
                "ordering": ["-seen_at"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Cán bộ"),
                            ("approver", "Người phê duyệt"),
                            ("head", "Thủ trưởng cơ quan"),
                            ("leader", "Lãnh đạo tỉnh"),
                            ("administrator", "Quản trị"),
                            ("auditor", "Kiểm toán, giám sát"),
                        ],
                        max_length=16,
                        verbose_name="vai trò",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="chức danh")),
                ("full_name", models.CharField(max_length=120, verbose_name="họ và tên")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                ("username", models.CharField(blank=True, max_length=80, verbose_name="tên đăng nhập")),
                ("handle", models.CharField(max_length=8, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("invited_at", models.DateTimeField(verbose_name="mời lúc")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="nhận lúc")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="rút lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="agencies.agency"
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lời mời",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="invitation_ends_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("user", None)),
                            models.Q(("accepted_at__isnull", False), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_someone",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reviewround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("province",), name="one_open_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountreview",
            constraint=models.UniqueConstraint(fields=("round", "user"), name="account_review_once"),
        ),
        migrations.AddIndex(
            model_name="sessionnote",
            index=models.Index(fields=["lapses_at"], name="session_note_lapses"),
        ),
        migrations.RunPython(
            take_from_app(
                "DELETE, TRUNCATE",
                "agencies_handover",
                "agencies_reviewround",
                "agencies_accountreview",
                "agencies_invitation",
            ),
            migrations.RunPython.noop,
        ),
    ]
