"""Where a text stands in its file: the page of a PDF is kept with each paragraph and speech, and said on pages and to programs."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from django.contrib.auth.models import User
from django.test import TestCase
from django.utils import timezone

from ingest import default_lexicon
from ingest.reading import Reading, first_lines, page_of, read_and_parse
from obligations.models import ParagraphText, Speech
from obligations.services import register
from tests.factories import RESOLUTION, make_vocabulary, store_text
from tests.ingest.pdf_makers import Style, paragraphs_of, typeset

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def test_a_line_stands_on_the_page_on_which_it_begins() -> None:
    text = "one\ntwo goes on\nthree\nfour\n"
    pages = first_lines(text, (0, text.index("goes"), text.index("three"), text.index("four")))
    assert pages == (1, 3, 3, 4)
    assert [page_of(line, pages) for line in (1, 2, 3, 4)] == [1, 1, 3, 4]


def test_a_file_without_pages_has_no_page() -> None:
    assert (first_lines("one\ntwo", ()), page_of(2, ())) == ((), None)


def as_pdf(name: str) -> tuple[bytes, Reading]:
    """A sample as PDF in large type, and what is read from it."""
    path = next(SAMPLES.glob(f"{name}*"))
    content = typeset(paragraphs_of(path.read_text(encoding="utf-8")), Style(size=16))
    return content, read_and_parse(content, name="x.pdf", symbol=None, lexicon=default_lexicon())


class Pages(TestCase):
    """A resolution and a record that came as PDF."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_vocabulary()
        cls.files = {}
        for name in ("S-RES-9001", "S-PV-9901"):
            content, reading = as_pdf(name)
            kept = {"media_type": reading.media_type, "by": None, "at": timezone.now(), "pages": reading.pages}
            stored = register.store(reading.document, content=content, filename="x.pdf", **kept)
            cls.files[stored.document.symbol[:5].rstrip("/.")] = (content, stored)

    def test_each_paragraph_and_speech_begins_on_its_page(self) -> None:
        for content, stored in self.files.values():
            with pypdfium2.PdfDocument(content) as file:
                printed = ["".join(page.get_textpage().get_text_range().split()) for page in file]
            rows = [*ParagraphText.objects.filter(edition=stored.edition), *Speech.objects.filter(edition=stored.edition)]
            self.assertGreater(len({row.page for row in rows}), 1)
            for row in rows:
                start = "".join((getattr(row, "speaker", "") or row.text).split())[:6]
                self.assertIn(start, printed[row.page - 1], row)

    def test_pages_say_it(self) -> None:
        self.client.force_login(User.objects.create_superuser("root"))
        text = ParagraphText.objects.filter(page=2, paragraph__kind="operative").select_related("paragraph__document")[0]
        address = f"/documents/{text.paragraph.document.slug}/paragraphs/{text.paragraph.slug}/"
        self.assertContains(self.client.get(address, headers={"accept-language": "en"}), "page 2 of the file")
        record = self.files["S/PV"][1].document
        self.assertContains(self.client.get(record.get_absolute_url(), headers={"accept-language": "en"}), "page 2 of the file")

    def test_programs_are_told(self) -> None:
        self.client.force_login(User.objects.create_superuser("root"))
        text = ParagraphText.objects.filter(page=2, paragraph__kind="operative").select_related("paragraph__document")[0]
        self.assertEqual(self.client.get(f"/api/v1/paragraphs/{text.paragraph.slug}/").json()["file_page"], 2)
        slug = text.paragraph.document.slug
        pages = {row["file_page"] for row in self.client.get(f"/api/v1/documents/{slug}/editions/1/").json()["paragraphs"]}
        self.assertLessEqual({1, 2}, pages)

    def test_a_text_has_none(self) -> None:
        plain = store_text(RESOLUTION)
        self.assertEqual(set(ParagraphText.objects.filter(edition=plain.reference_edition).values_list("page", flat=True)), {None})
