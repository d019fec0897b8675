"""This room's errors."""

from nanobanana.http.problems import Problem


class GalleryError(Problem):
    code = "gallery_error"


class ItemNotFound(GalleryError):
    status = 404
    code = "not_found"
    message = "There is no such picture in the gallery."


class NotPublishable(GalleryError):
    status = 400
    code = "not_completed"
    message = "Only a finished picture can be published. Wait until this one is done."


class OutputUnknown(GalleryError):
    status = 400
    code = "output_not_found"
    message = "This generation made no picture with this id."
