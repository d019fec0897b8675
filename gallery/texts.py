"""What people write about a picture, as long as it may be: the same for pages and the API."""

from typing import Any

from gallery.models import DESCRIPTION_LENGTH, REASON_LENGTH, TITLE_LENGTH
from generation.texts import LineField, TextField

SEARCH_LENGTH = 200


class TitleField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TITLE_LENGTH, **kwargs)


class DescriptionField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=DESCRIPTION_LENGTH, **kwargs)


class ReasonField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=REASON_LENGTH, **kwargs)


class SearchField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=SEARCH_LENGTH, **kwargs)
