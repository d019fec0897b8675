from django.urls import path

from files import api
from files.provenance.api import ProvenanceView
from files.resumable.api import UploadView

app_name = "files"
urlpatterns = [
    path("upload", UploadView.as_view(), name="upload"),
    path("files/upload", UploadView.as_view(), name="upload-file"),
    path("files/<uuid:file_id>/provenance", ProvenanceView.as_view(), name="provenance"),
    path("files/<uuid:file_id>", api.FileView.as_view(), name="file"),
]
