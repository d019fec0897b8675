from django.urls import path

from gallery import api, oembed

app_name = "gallery-api"
urlpatterns = [
    path("gallery", api.GalleryView.as_view(), name="gallery"),
    path("gallery/<uuid:item_id>", api.ItemView.as_view(), name="item"),
    path("gallery/<uuid:item_id>/like", api.LikeView.as_view(), name="like"),
    path("gallery/<uuid:item_id>/report", api.ReportView.as_view(), name="report"),
    path("oembed", oembed.OEmbedView.as_view(), name="oembed"),
]
