"""Addresses under /chi-tieu/."""

from django.urls import path

from agencies.views import target_acts, targets

urlpatterns = [
    path("", targets.targets, name="targets"),
    path("danh-sach/", targets.target_list, name="target-list"),
    path("ket-qua/", targets.actual_list, name="actual-list"),
    path("mau-so/", targets.denominators, name="denominators"),
    path("mau-so/cach-tinh/", target_acts.record_method, name="record-method"),
    path("mau-so/<int:pk>/so-nguoi/", target_acts.record_denominator, name="record-denominator"),
    path("mau-so/<int:pk>/cac-xa/", target_acts.record_denominators, name="record-denominators"),
    path("giao/", target_acts.set_target, name="set-target"),
    path("ghi-ket-qua/", target_acts.record_actual, name="record-actual"),
    path("muc-tieu/<int:pk>/", targets.target, name="target"),
    path("muc-tieu/<int:pk>/thoi/", target_acts.end_target, name="end-target"),
    path("muc-tieu/<int:pk>/giao-xa/", target_acts.assign_parts, name="assign-parts"),
    path("<slug:code>/", targets.indicator, name="indicator"),
]
