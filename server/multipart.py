"""The file in a multipart body, as a stream: it is never whole in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from channels.core.errors import Invalid

FIELD = "file"


class UploadedPart:
    """The part named `file` of a multipart/form-data body. Source: RFC 7578.

    `name` is the client's file name once `chunks` has given its first piece or ended. Other parts
    are passed over; a second file is refused.
    """

    def __init__(
        self, content_type: str, body: AsyncIterator[bytes], *, any_name: bool = False
    ) -> None:
        """`any_name`: the first part with a file name is taken, whatever it is called itself.

        Errors: Invalid (field `file`) for a body that is no multipart/form-data.
        """
        self._any_name = any_name
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise Invalid("Send the file as multipart/form-data.", FIELD)
        self.name = ""
        self._body = body
        self._taken: list[bytes] = []
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._in_file = False
        self._files = 0
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_end": self._on_end,
                },
            )
        except FormParserError as error:
            raise Invalid(f"{error}.", FIELD) from None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file, as they come in.

        Errors: Invalid (field `file`) for a broken body or one without exactly one file.
        """
        async for chunk in self._body:
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise Invalid("The multipart body is broken.", FIELD) from None
            taken, self._taken = self._taken, []
            for piece in taken:
                yield piece
        if not self._ended:
            raise Invalid("The multipart body ends too early.", FIELD)
        if self._files != 1:
            raise Invalid("Send exactly one part named file, with a file name.", FIELD)

    def _on_part_begin(self) -> None:
        self._in_file = False
        self._disposition = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _on_header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        named = self._any_name or options.get(b"name") == FIELD.encode()
        if not named or b"filename" not in options:
            return
        self._files += 1
        self._in_file = self._files == 1
        if self._in_file:
            # browsers write a quotation mark so. Source: WHATWG HTML, multipart form data
            self.name = options[b"filename"].decode(errors="replace").replace("%22", '"')

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._taken.append(data[start:end])

    def _on_end(self) -> None:
        self._ended = True
