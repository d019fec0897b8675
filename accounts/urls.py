from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account", views.account, name="account"),
    path("account/update", views.update, name="update"),
    path("account/delete", views.delete, name="delete"),
]
