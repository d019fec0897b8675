from django.urls import path

from files import api

app_name = "files"
urlpatterns = [
    path("upload", api.UploadView.as_view(), name="upload"),
    path("files/upload", api.UploadView.as_view(), name="upload-file"),
    path("files/<uuid:file_id>", api.FileView.as_view(), name="file"),
]
