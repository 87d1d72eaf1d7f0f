"""Addresses of the drops of data, of exchanges, of the counters of those not in step."""

from django.urls import path

from employers.views import drops, exchanges, sync

urlpatterns = [
    path("", drops.data_drops, name="data-drops"),
    path("so-sanh/<int:pk>/", drops.drop_difference, name="drop-difference"),
    path("trao-doi/", exchanges.exchanges, name="exchanges"),
    path("trao-doi/ghi/", exchanges.record_exchange, name="record-exchange"),
    path("trao-doi/<int:pk>/", exchanges.exchange, name="exchange"),
    path("trao-doi/<int:pk>/nhan/", exchanges.receive_exchange, name="receive-exchange"),
    path("trao-doi/<int:pk>/tep/", exchanges.exchange_file, name="exchange-file"),
    path("dong-bo/", sync.sync_counts, name="sync-counts"),
    path("dong-bo/ghi/", sync.record_sync_count, name="record-sync-count"),
    path("dong-bo/<int:pk>/", sync.sync_count, name="sync-count"),
    path("dong-bo/<int:pk>/xac-minh/", sync.verify_sync, name="verify-sync"),
]
