from django.urls import path

from files import api
from files.provenance.api import ProvenanceView
from files.resumable.api import UploadsView, UploadView
from files.resumable.piece_api import UploadPiecesView

app_name = "files"
urlpatterns = [
    path("upload", UploadView.as_view(), name="upload"),
    path("files/upload", UploadsView.as_view(), name="upload-file"),
    path("files/upload/<uuid:upload_id>", UploadPiecesView.as_view(), name="upload-pieces"),
    path("files/<uuid:file_id>/provenance", ProvenanceView.as_view(), name="provenance"),
    path("files/<uuid:file_id>", api.FileView.as_view(), name="file"),
]
