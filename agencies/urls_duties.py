"""Addresses under /nhiem-vu/: lists, calendar, tracker, one obligation and its buttons."""

from django.urls import path

from agencies.views import calendar, events, obligation, obligation_acts, obligations, tracker

urlpatterns = [
    path("", obligations.obligations, name="obligations"),
    path("phoi-hop/", obligations.shared, name="obligations-shared"),
    path("cho-tiep-nhan/", obligations.to_acknowledge, name="obligations-to-acknowledge"),
    path("cho-xem-xet/", obligations.to_judge, name="obligations-to-judge"),
    path("cho-xem-xet/chap-nhan/", obligation_acts.accept_many, name="accept-many"),
    path("da-xong/", obligations.done, name="obligations-done"),
    path("danh-sach/", obligations.behind, name="obligation-rows"),
    path("lich/", calendar.month_calendar, name="obligation-calendar"),
    path("theo-doi/", tracker.tracker, name="tracker"),
    path("phat-sinh/", events.events, name="events"),
    path("phat-sinh/<int:pk>/", events.report_event, name="report-event"),
    path("minh-chung/<int:pk>/", obligation.evidence_file, name="evidence-file"),
    path("minh-chung/<int:pk>/go/", obligation_acts.remove_evidence, name="remove-evidence"),
    path("<int:pk>/", obligation.obligation, name="obligation"),
    path("<int:pk>/minh-chung/", obligation_acts.add_evidence, name="add-evidence"),
    path("<int:pk>/nop/", obligation_acts.submit, name="submit-obligation"),
    path("<int:pk>/khong-phat-sinh/", obligation_acts.report_nothing, name="report-nothing"),
    path("<int:pk>/mot-lan/", obligation_acts.record_occurrence, name="record-occurrence"),
    path("<int:pk>/chap-nhan/", obligation_acts.accept, name="accept-obligation"),
    path("<int:pk>/tra-lai/", obligation_acts.give_back, name="return-obligation"),
    path("<int:pk>/chuyen-tiep/", obligation_acts.relay, name="relay-obligation"),
    path("<int:pk>/mien/", obligation_acts.excuse, name="excuse-obligation"),
    path("<int:pk>/tiep-nhan/", obligation_acts.acknowledge, name="acknowledge-obligation"),
]
