"""Every address of the portal, by storey. Strings only: the frame imports no app."""

from django.urls import include, path, register_converter

from portal.core.periods import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns = [
    path("", include("portal.shell.urls")),
    path("", include("agencies.urls")),
    path("don-vi/", include("employers.urls_happening")),
    path("don-vi/canh-bao/", include("arrears.urls_alerts")),
    path("don-vi/", include("arrears.urls_outlook")),
    path("don-vi/", include("employers.urls")),
    path("ra-soat/", include("employers.urls_reviews")),
    path("bao-phu/", include("employers.urls_coverage")),
    path("nguon-du-lieu/", include("employers.urls_data")),
    path("nguon-du-lieu/", include("employers.urls_files")),
    path("thu-no/", include("arrears.urls")),
    path("don-doc/", include("arrears.urls_urging")),
    path("don-doc/", include("reports.urging_urls")),
    path("quy-dinh/", include("arrears.urls_law")),
    path("ghi-nhan/", include("arrears.urls_notes")),
    path("bieu-mau/", include("reports.form_urls")),
    path("rui-ro/", include("arrears.urls_risk")),
    path("bao-cao/", include("reports.urls")),
    path("doi-chieu/", include("employers.urls_gaps")),
    path("doi-chieu/", include("reports.demand_urls")),
    path("api/", include("portal.shell.api_urls")),
    path("cong-khai-no/", include("arrears.urls_publication")),
    path("cong-khai-no/", include("arrears.urls_editions")),
    path("cong-khai/", include("portal.public.urls")),
]

handler400 = "portal.shell.views.errors.bad_request"
handler403 = "portal.shell.views.errors.forbidden"
handler404 = "portal.shell.views.errors.not_found"
handler500 = "portal.shell.views.errors.server_error"
