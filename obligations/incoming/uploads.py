"""Stop an upload at the limit: what is larger is neither held in memory nor written to the disk, and the rest of its form still arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

NAMES = "_files_too_large"  # of the fields whose files were left out, on the request


class StopAtLimit(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS. A file beyond LARGEST_UPLOAD is left out and its field noted; what comes of it is read and thrown away.

    The whole request is refused nowhere here, so that the page can be shown again with what was typed, beside one sentence.
    """

    field_name = ""
    announced = 0  # bytes of the whole request, as its sender says

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Remember how much was announced."""
        self.announced = content_length

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Leave out at once what cannot fit: fields other than files take no more than DATA_UPLOAD_MAX_MEMORY_SIZE of the request."""
        self.field_name = field_name
        if self.announced > settings.LARGEST_UPLOAD + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self._leave_out()
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to where files are kept, as long as the file is within the limit."""
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            self._leave_out()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler holds the file."""

    def _leave_out(self) -> None:
        if self.request is not None:
            self.request.__dict__.setdefault(NAMES, set()).add(self.field_name)
        raise SkipFile


def was_too_large(request: HttpRequest, name: str) -> bool:
    """Whether a file was sent in this field and left out because it is too large. Ask after `request.POST` was read."""
    return name in request.__dict__.get(NAMES, ())
