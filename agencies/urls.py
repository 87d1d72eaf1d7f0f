"""Addresses of the agencies storey."""

from django.urls import path

from agencies.views import account, login, users

urlpatterns = [
    path("dang-nhap/", login.login, name="login"),
    path("dang-nhap/ma-xac-thuc/", login.second_factor_page, name="second-factor"),
    path("dang-nhap/thiet-lap-ma/", login.enrol_second_factor_page, name="enrol-second-factor"),
    path("dang-nhap/mat-khau-moi/", login.new_password, name="new-password"),
    path("dang-nhap/tiep-tuc/", login.go_on, name="go-on"),
    path("dang-xuat/", login.logout, name="logout"),
    path("xac-nhan-lai/", account.verify_again, name="verify-again"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/mat-khau/", account.change_password_page, name="change-password"),
    path("tai-khoan/ma-xac-thuc/", account.set_up_second_factor, name="set-up-second-factor"),
    path("tai-khoan/ma-du-phong/", account.renew_codes, name="renew-recovery-codes"),
    path("tai-khoan/dang-xuat-moi-noi/", account.end_all_sessions, name="end-sessions"),
    path("nguoi-dung/", users.users, name="users"),
    path("nguoi-dung/them/", users.add_user, name="add-user"),
    path("nguoi-dung/<int:pk>/", users.user, name="user"),
    path("nguoi-dung/<int:pk>/giao-vi-tri/", users.appoint, name="appoint"),
    path("nguoi-dung/<int:pk>/thoi-vi-tri/", users.release, name="release"),
    path("nguoi-dung/<int:pk>/khoa/", users.disable_user, name="disable-user"),
    path("nguoi-dung/<int:pk>/mo-lai/", users.enable_user, name="enable-user"),
    path("nguoi-dung/<int:pk>/mo-khoa-dang-nhap/", users.unlock_user, name="unlock-user"),
    path("nguoi-dung/<int:pk>/mat-khau/", users.reset_password, name="reset-password"),
    path("nguoi-dung/<int:pk>/ma-xac-thuc/", users.reset_second_factor, name="reset-second-factor"),
]
