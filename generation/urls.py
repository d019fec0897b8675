from django.urls import path

from generation import views

app_name = "generation"
urlpatterns = [
    path("editor", views.editor, name="editor"),
    path("generations", views.submit, name="submit"),
    path("generations/<uuid:generation_id>", views.show, name="show"),
    path("generations/<uuid:generation_id>/fragment", views.fragment, name="fragment"),
    path("generations/<uuid:generation_id>/cancel", views.cancel, name="cancel"),
    path("generations/<uuid:generation_id>/retry", views.retry, name="retry"),
    path("generations/<uuid:generation_id>/delete", views.delete, name="delete"),
    path("history", views.history, name="history"),
]
