"""This room's errors."""

from nanobanana.http.problems import Problem


class FilesError(Problem):
    code = "file_error"


class UnsupportedImage(FilesError):
    status = 415
    code = "unsupported_image"
    message = "This is not a picture we can read. Send a JPEG, PNG, WebP, GIF, AVIF or TIFF."


class InvalidImage(FilesError):
    status = 422
    code = "invalid_image"
    message = "This picture is damaged or cut short and cannot be opened."


class FileTooLarge(FilesError):
    status = 413
    code = "file_too_large"
    message = "That is too large."


class StorageFull(FilesError):
    status = 507
    code = "storage_full"
    message = "There is no room left to store this. Nothing was kept."


class FileNotFound(FilesError):
    status = 404
    code = "not_found"
    message = "There is no such file."


class FileInUse(FilesError):
    status = 409
    code = "in_use"
    message = "A picture in the public gallery shows this file. Unpublish it first."


class VariantUnknown(FilesError):
    status = 400
    code = "invalid"
