from django.urls import path

from accounts import api
from accounts.keys import api as keys_api

urlpatterns = [
    path("auth/register", api.RegisterView.as_view(), name="auth-register"),
    path("auth/login", api.LoginView.as_view(), name="auth-login"),
    path("auth/refresh", api.RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout", api.LogoutView.as_view(), name="auth-logout"),
    path("auth/keys", keys_api.KeysView.as_view(), name="auth-keys"),
    path("auth/keys/<uuid:key_id>", keys_api.KeyView.as_view(), name="auth-key"),
    path("auth/me", api.MeView.as_view(), name="auth-me"),
]
