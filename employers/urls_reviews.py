"""Addresses under /ra-soat/: labour reviews, an agency's share as a spreadsheet, one line."""

from django.urls import path

from employers.views import review_acts, review_share, reviews

urlpatterns = [
    path("", reviews.labour_reviews, name="labour-reviews"),
    path("mo/", reviews.open_review, name="open-labour-review"),
    path("<int:pk>/", reviews.labour_review, name="labour-review"),
    path("<int:pk>/bao-cao/", reviews.review_report, name="labour-review-report"),
    path("<int:pk>/don-vi/", reviews.review_lines, name="labour-review-lines"),
    path("<int:pk>/bo-sung/", review_acts.add, name="add-to-review"),
    path("<int:pk>/tiep-nhan/", review_acts.accept_all, name="accept-review-shares"),
    path("<int:pk>/nhac/", review_acts.remind, name="remind-review-shares"),
    path("<int:pk>/ket-thuc/", review_acts.close, name="close-labour-review"),
    path("phan/<int:pk>/", review_share.share, name="review-share"),
    path("phan/<int:pk>/o/", review_share.save, name="save-review-cells"),
    path("phan/<int:pk>/tep/", review_share.share_file, name="review-share-file"),
    path("phan/<int:pk>/nop/", review_acts.submit, name="submit-review-share"),
    path("phan/<int:pk>/tra-lai/", review_acts.give_back, name="return-review-share"),
    path("phan/<int:pk>/tiep-nhan/", review_acts.accept, name="accept-review-share"),
    path("phan/<int:pk>/rut-bien-dong/", review_acts.withdraw_events, name="withdraw-events-of-review-share"),
    path("dong/<int:pk>/", review_share.line, name="review-line"),
    path("dong/<int:pk>/giao-lai/", review_acts.reassign, name="reassign-review-line"),
]
