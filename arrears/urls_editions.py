"""Addresses of what was published, for its publisher (the public's are portal.public.urls)."""

from django.urls import path

from arrears.views import editions

urlpatterns = [
    path("so/", editions.editions, name="editions"),
    path("so/<slug:code>/", editions.edition, name="edition"),
    path("so/<slug:code>/dong/<int:place>/", editions.line, name="edition-line"),
    path("so/<slug:code>/dong/<int:place>/dua-ra", editions.delist, name="delist-line"),
    path("so/<slug:code>/dong/<int:place>/dinh-chinh", editions.correct, name="correct-line"),
    path("so/<slug:code>/go", editions.withdraw, name="withdraw-edition"),
    path("so/<slug:code>/lap-tep", editions.make_files, name="make-edition-files"),
    path("so/<slug:code>/chung-cu", editions.prove, name="record-proof"),
    path("chung-cu/<int:pk>/", editions.proof, name="publicity-proof"),
    path("<int:pk>/cong-bo/", editions.publish, name="publish-edition"),
]
