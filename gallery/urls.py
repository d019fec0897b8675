from django.urls import path

from gallery import views

app_name = "gallery"
urlpatterns = [
    path("gallery", views.index, name="index"),
    path("gallery/publish", views.publish, name="publish"),
    path("gallery/<uuid:item_id>", views.item, name="item"),
    path("gallery/<uuid:item_id>/like", views.like, name="like"),
    path("gallery/<uuid:item_id>/report", views.report, name="report"),
    path("gallery/<uuid:item_id>/update", views.update, name="update"),
    path("gallery/<uuid:item_id>/delete", views.delete, name="delete"),
]
