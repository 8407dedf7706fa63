"""What can be doubtful in a document, and why a text is refused: a sentence for each case, by a code that stays.

A case holds two sentences in English: what is doubtful, and what to do about it. The names in them (`%(label)s`) are filled with the params of
the problem. Programs and translations go by code and params; whoever prints the sentences as they are gets English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from ingest.records import Params, Problem
from ingest.unreadable import Unreadable


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogues of those who show it in other languages; the sentence itself stays English."""
    return text


class Sentences(NamedTuple):
    """What is doubtful, and what to do about it. A refusal has one sentence for both."""

    what: str
    advice: str = ""


_COMPARE = gettext_noop("Compare with the official text.")
_UNCORRECTED = gettext_noop("Compare with the official text; nothing was corrected.")
_CUT_OFF = gettext_noop("The file may be cut off; send the complete record as a new edition.")
_NEW_EDITION = gettext_noop("Compare with the official text; send a complete file as a new edition.")
_ADD_BODY = gettext_noop("Name the actor; add the body to the lexicon of records if it is one.")

# Params that hold a code of these words and no text of the document.
CODED = frozenset({"kind", "side", "on", "language"})
WORDS: Mapping[str, str] = {
    "resolution": gettext_noop("a resolution"),
    "presidential_statement": gettext_noop("a presidential statement"),
    "meeting_record": gettext_noop("a meeting record"),
    "in_favour": gettext_noop("in favour"),
    "against": gettext_noop("against"),
    "abstaining": gettext_noop("abstaining"),
    "doc": gettext_noop("an old Word file (.doc)"),
    "rtf": gettext_noop("an RTF file"),
    "zh": gettext_noop("Chinese"),
    "en": gettext_noop("English"),
    "fr": gettext_noop("French"),
    "es": gettext_noop("Spanish"),
    "ru": gettext_noop("Russian"),
    "ar": gettext_noop("Arabic"),
    "motion": gettext_noop("a motion"),  # what was voted on where no draft is named
}

PROBLEMS: Mapping[str, Sentences] = {
    # The heading
    "symbol_differs": Sentences(
        gettext_noop("the symbol given is %(given)s, the text says %(found)s"),
        gettext_noop("The one given is used; check that the file is the right one."),
    ),
    "date_differs": Sentences(
        gettext_noop("the date given is %(given)s, the text says %(found)s"),
        gettext_noop("The one given is used, also for deadlines that count from it; check that it is right."),
    ),
    "meeting_differs": Sentences(
        gettext_noop("the meeting given is %(given)s, the text says %(found)s"),
        gettext_noop("The one given is used; check that it is right."),
    ),
    "year_missing": Sentences(
        gettext_noop("the heading does not say the year of the resolution"), gettext_noop("Give the symbol (S/RES/1373 (2001)).")
    ),
    "adoption_date_missing": Sentences(
        gettext_noop("the date of adoption is not in the heading"),
        gettext_noop("Give the date when the document is stored; deadlines that count from adoption have no date without it."),
    ),
    # Paragraphs of a resolution or a statement
    "no_preamble": Sentences(
        gettext_noop("no preamble was found"),
        gettext_noop("Check that the file begins with the resolution's heading and names the Council after it."),
    ),
    "no_operative": Sentences(
        gettext_noop("no operative paragraph was found"), gettext_noop("The file may be cut off; send the complete text as a new edition.")
    ),
    "paragraph_twice": Sentences(
        gettext_noop("a second paragraph %(number)s"), gettext_noop("It is kept as %(label)s; compare with the official text.")
    ),
    "paragraph_missing": Sentences(gettext_noop("paragraph %(missing)s is missing before paragraph %(number)s"), _NEW_EDITION),
    "paragraphs_missing": Sentences(gettext_noop("paragraph %(first)s to %(last)s is missing before paragraph %(number)s"), _NEW_EDITION),
    "paragraph_late": Sentences(gettext_noop("paragraph %(number)s stands after paragraph %(after)s"), _NEW_EDITION),
    "paragraph_unended": Sentences(
        gettext_noop("paragraph %(label)s ends without a full stop"), gettext_noop("The file may be cut off; compare with the official text.")
    ),
    "verb_unknown": Sentences(
        gettext_noop("paragraph %(label)s: no verb of the Council was recognised in “%(words)s…”"),
        gettext_noop("Name its verb, or add the verb to the lexicon."),
    ),
    "language_without_lexicon": Sentences(
        gettext_noop("the text is in %(language)s, whose words of the Council are not known here: it was split by its numbers and is not labelled"),
        gettext_noop("Labels come from the Chinese edition; compare the paragraphs with the official text."),
    ),
    # A meeting record as a whole
    "record_without_symbol": Sentences(
        gettext_noop("the record has no cover page, so its symbol is not in the text"), gettext_noop("Give the symbol (S/PV.…).")
    ),
    "record_without_date": Sentences(
        gettext_noop("the date of the meeting is not in the text"), gettext_noop("Give the date when the record is stored.")
    ),
    "record_without_end": Sentences(gettext_noop("the record does not say when the meeting rose"), _CUT_OFF),
    "record_breaks_off": Sentences(gettext_noop("the record breaks off at “…%(words)s”"), _CUT_OFF),
    # Its cover page
    "president_missing": Sentences(gettext_noop("the state of the President is not on the cover page"), _COMPARE),
    "members_number": Sentences(
        gettext_noop("the cover page names %(named)s members of the Council, not %(seats)s"),
        gettext_noop("Votes are checked against these members; compare with the official text."),
    ),
    "members_uneven": Sentences(
        gettext_noop("the cover page lists %(states)s states known here and %(others)s other entries (%(entries)s)"),
        gettext_noop("No name is tied to a state; compare with the official text."),
    ),
    "meeting_number_differs": Sentences(
        gettext_noop("the cover page says %(symbol)s and meeting %(number)s"), gettext_noop("Compare with the official text; the symbol is used.")
    ),
    # Its speakers
    "language_unknown": Sentences(gettext_noop("unknown language in “%(heading)s”"), gettext_noop("Add the language to the lexicon of records.")),
    "speaker_actor_unknown": Sentences(
        gettext_noop("unknown state or body “%(name)s” in the heading of %(speaker)s"),
        gettext_noop("Name the actor; add the name to the list of states or bodies."),
    ),
    "speaker_body_unknown": Sentences(gettext_noop("unknown body of %(speaker)s, announced as “%(words)s”"), _ADD_BODY),
    "speaker_unsaid": Sentences(gettext_noop("the record does not say for whom %(speaker)s speaks"), _ADD_BODY),
    "presiding_unnamed": Sentences(
        gettext_noop("the President speaks for a state that the record does not name"), gettext_noop("Name the actor of this speech.")
    ),
    # Its votes
    "voter_unknown": Sentences(gettext_noop("the vote names “%(name)s”: no known state"), _COMPARE),
    "vote_count_differs": Sentences(gettext_noop("vote on %(on)s: the President announces %(said)s %(side)s, the list has %(listed)s"), _UNCORRECTED),
    "voter_twice": Sentences(gettext_noop("vote on %(on)s: %(state)s is listed twice"), _UNCORRECTED),
    "voter_no_member": Sentences(gettext_noop("vote on %(on)s: %(state)s votes and is not among the members on the cover page"), _UNCORRECTED),
    "member_without_vote": Sentences(gettext_noop("vote on %(on)s: %(state)s is a member on the cover page and not in the lists"), _UNCORRECTED),
    "voters_number": Sentences(gettext_noop("vote on %(on)s: %(listed)s states are listed, not %(seats)s"), _UNCORRECTED),
    "adopted_against_veto": Sentences(
        gettext_noop("vote on %(on)s: the draft is said to be adopted although %(state)s, a permanent member, voted against"), _UNCORRECTED
    ),
    "adopted_with_too_few": Sentences(gettext_noop("vote on %(on)s: the draft is said to be adopted with %(listed)s votes"), _UNCORRECTED),
    # The file it came in
    "symbol_from_header": Sentences(
        gettext_noop("the symbol %(symbol)s stands only in the page header"), gettext_noop("Check that it is the symbol of this document.")
    ),
    "changes_accepted": Sentences(
        gettext_noop("the file holds tracked changes (%(inserted)s insertions, %(deleted)s deletions); all were taken as accepted"), _COMPARE
    ),
    "hidden_left_out": Sentences(gettext_noop("the file holds hidden text, which was left out"), _COMPARE),
    "embedded_left_out": Sentences(
        gettext_noop("the file holds other files inside, which were not read"), gettext_noop("Where they belong to the document, send them as well.")
    ),
    "numbers_unsure": Sentences(
        gettext_noop("the file numbers some paragraphs in a way that is not known here"),
        gettext_noop("Compare the numbers of the paragraphs with the official text."),
    ),
    "pdf_picture_page": Sentences(
        gettext_noop("page %(page)s is a picture without text, which was not read"),
        gettext_noop("Compare with the official text; send a file with text as a new edition."),
    ),
    "pdf_askew": Sentences(
        gettext_noop("page %(page)s: %(count)s characters that run in another direction than the text were left out (a stamp or a mark)"), _COMPARE
    ),
    "converted": Sentences(
        gettext_noop("the file was converted by %(program)s before it was read"),
        gettext_noop("Compare the numbers of the paragraphs with the official text."),
    ),
}

REFUSALS: Mapping[str, Sentences] = {
    "no_document": Sentences(
        gettext_noop(
            "this is no resolution, presidential statement or meeting record of the Security Council (no heading such as 第2370(2017)号决议 or "
            "Resolution 2370 (2017) and no speech was found). Check that the file is the right one, or give its symbol."
        )
    ),
    "other_kind": Sentences(
        gettext_noop("the symbol given is %(given)s, but the text is that of %(kind)s. Give the symbol of this document, or send the right file.")
    ),
    "other_document": Sentences(
        gettext_noop(
            "the symbol given is %(given)s, but the text is that of %(kind)s (%(found)s). Give the symbol of this document, or send the right file."
        )
    ),
    "record_in_other_language": Sentences(
        gettext_noop("this is the record of a meeting in %(language)s; records are read in Chinese alone. Send the Chinese record of the meeting.")
    ),
    "no_speech": Sentences(
        gettext_noop(
            "%(symbol)s, from line %(line)s: no speech was found (no heading such as 主席（以英语发言）：). "
            "Check that the file is a meeting record in Chinese and complete."
        )
    ),
    "no_speech_unnamed": Sentences(
        gettext_noop(
            "the record, from line %(line)s: no speech was found (no heading such as 主席（以英语发言）：). "
            "Check that the file is a meeting record in Chinese and complete."
        )
    ),
    # Files
    "not_opened": Sentences(gettext_noop("%(path)s: cannot be opened (%(why)s). Check the path and that you may read it.")),
    "empty": Sentences(gettext_noop("the file is empty. Send the file with the document's text.")),
    "too_large": Sentences(
        gettext_noop("the file has %(size)s MB; at most %(limit)s MB are read. Import one document per file, without pictures or as text.")
    ),
    "text_too_long": Sentences(gettext_noop("the file holds %(size)s MB of text; at most %(limit)s MB are read. Import one document per file.")),
    "too_many_pieces": Sentences(
        gettext_noop("the file is built of more pieces than any document of the Council. Save its text as plain text and send that.")
    ),
    "picture": Sentences(gettext_noop("this is a picture, which has no text. Send the document itself as Word, PDF, HTML or plain text.")),
    "spreadsheet": Sentences(gettext_noop("this is a spreadsheet, not a document. Send the document itself as Word, PDF, HTML or plain text.")),
    "presentation": Sentences(gettext_noop("this is a presentation, not a document. Send the document itself as Word, PDF, HTML or plain text.")),
    "open_document": Sentences(gettext_noop("this is an OpenDocument file. Save it as Word file (.docx) or as plain text and send that.")),
    "not_text": Sentences(gettext_noop("this is no text, Word, PDF or HTML file. Save the document as plain text (UTF-8) and send that.")),
    "xml": Sentences(gettext_noop("this is an XML file, not a document. Send the document as Word, PDF, HTML or plain text.")),
    # Files that are read apart
    "reading_too_long": Sentences(
        gettext_noop(
            "reading this file took more than %(seconds)s seconds and was stopped. Save the document anew, or as plain text (UTF-8), and send that."
        )
    ),
    "reading_too_large": Sentences(
        gettext_noop(
            "reading this file took more than %(megabytes)s MB of memory and was stopped. "
            "Save the document anew, or as plain text (UTF-8), and send that."
        )
    ),
    "reading_broke_off": Sentences(
        gettext_noop(
            "this file brought the program that reads it down: it is damaged, needs far more memory than a document does, or is made to do harm. "
            "Save the document anew, or as plain text (UTF-8), and send that."
        )
    ),
    # PDF files
    "pdf_encrypted": Sentences(
        gettext_noop("this PDF file is protected by a password. Save it without protection, or save its text as plain text, and send that.")
    ),
    "pdf_damaged": Sentences(gettext_noop("this PDF file is damaged or cut off. Get it again from where it came, or save it anew, and send that.")),
    "pdf_scan": Sentences(
        gettext_noop("this is a scan: %(pages)s pages of pictures without text. Send the Word, PDF or HTML file that the paper was printed from.")
    ),
    "pdf_empty": Sentences(gettext_noop("this PDF file has no text on its %(pages)s pages. Check that it is the right file.")),
    "pdf_unknown_characters": Sentences(
        gettext_noop("the fonts of this PDF file do not tell which characters they show. Send the document as Word, HTML or plain text.")
    ),
    "pdf_too_many_pages": Sentences(gettext_noop("this PDF file has %(pages)s pages; at most %(most)s are read. Import one document per file.")),
    "pdf_too_long": Sentences(gettext_noop("this PDF file holds more than %(most)s characters. Import one document per file.")),
    # Word files
    "archive_broken": Sentences(gettext_noop("the Word or ZIP file is damaged or cut off. Open it in Word, save it again and send that.")),
    "archive_part_broken": Sentences(
        gettext_noop("the Word file is damaged: %(part)s cannot be read. Open it in Word, save it again and send that.")
    ),
    "archive_too_large": Sentences(
        gettext_noop("unpacked, the file would pass the limit of %(limit)s MB. Save the document again without pictures, or as plain text.")
    ),
    "archive_doctype": Sentences(
        gettext_noop("the Word file declares a document type in %(part)s, which Word never does, so it is not read. Save it again in Word.")
    ),
    "archive_no_document": Sentences(
        gettext_noop("this is a ZIP archive or another packed file, not a Word file. Unpack it and send the documents one by one.")
    ),
    "word_without_document": Sentences(gettext_noop("the Word file has no document inside. Open it in Word, save it again and send that.")),
    "word_without_text": Sentences(
        gettext_noop("the Word file holds no text, at most pictures. Send a file with the document's text in it, not pictures of its pages.")
    ),
    "macros": Sentences(gettext_noop("the Office file holds macros and is not opened. Save it as .docx, without macros, and send that.")),
    "encrypted": Sentences(gettext_noop("the file is protected by a password. Take the password off and send it again.")),
    "old_office": Sentences(gettext_noop("this is an old Office file that is no Word file. Send the document as Word, PDF, HTML or plain text.")),
    "no_converter": Sentences(
        gettext_noop(
            "this is %(kind)s, and no program that converts it (%(programs)s) is installed here. "
            "Save it as Word file (.docx) or as plain text and send that."
        )
    ),
    "conversion_failed": Sentences(
        gettext_noop("%(program)s could not convert the file. Save it as Word file (.docx) or as plain text and send that.")
    ),
    # Web pages
    "sign_in_page": Sentences(
        gettext_noop("this is a page that asks to sign in, not the document behind it. Sign in, open the document, save it and send that.")
    ),
    "error_page": Sentences(
        gettext_noop("this is an error page (“%(title)s”), not the document. Open the document in the browser, save it and send that.")
    ),
    "page_without_text": Sentences(
        gettext_noop("the web page holds no text; it may only load when opened in a browser. Save the text shown there and send that.")
    ),
}


class Refusal(Unreadable):
    """A text that is none of the documents that are read: why, as a code of `REFUSALS` with its params. `name` is the file's name."""

    def __init__(self, code: str, *, name: str = "", **params: str | int) -> None:
        """The message is in English, with the name of the file where it is known."""
        self.code, self.params, self.name = code, params, name
        sentence = filled(REFUSALS[code].what, params)
        super().__init__(f"{name}: {sentence}" if name else sentence)

    def __reduce__(self) -> tuple[partial[Refusal], tuple[()]]:
        """A copy that comes out of another process is made from the code again, not from the sentence."""
        return partial(Refusal, self.code, name=self.name, **self.params), ()

    def of(self, name: str) -> Refusal:
        """The same refusal of the file of a name."""
        return Refusal(self.code, name=name, **self.params)


def problem(code: str, line: int | None, **params: str | int) -> Problem:
    """A problem of a code of `PROBLEMS`, at a line of the file (None where no line is to blame). Raises KeyError for an unknown code."""
    sentences = PROBLEMS[code]
    return Problem(line, filled(sentences.what, params), filled(sentences.advice, params), code, params)


def filled(sentence: str, params: Params) -> str:
    """A sentence with its params; those that are codes are put in words."""
    return sentence % {name: WORDS.get(str(value), value) if name in CODED else value for name, value in params.items()}
