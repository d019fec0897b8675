from django.urls import path

from accounts import views
from accounts.keys import views as key_views

app_name = "accounts"
urlpatterns = [
    path("account", views.account, name="account"),
    path("account/update", views.update, name="update"),
    path("account/keys", key_views.keys, name="keys"),
    path("account/keys/<uuid:key_id>/revoke", key_views.revoke, name="revoke-key"),
    path("account/delete", views.delete, name="delete"),
]
