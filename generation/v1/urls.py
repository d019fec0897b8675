from django.urls import path

from generation.v1 import views

app_name = "v1"
urlpatterns = [
    path("models", views.ModelsView.as_view(), name="models"),
    path("models/<path:model_id>", views.ModelView.as_view(), name="model"),
    path("images/generations", views.GenerationsView.as_view(), name="generations"),
    path("images/edits", views.EditsView.as_view(), name="edits"),
    path("images/variations", views.VariationsView.as_view(), name="variations"),
    path("files/<str:token>", views.SignedFileView.as_view(), name="file"),
]
