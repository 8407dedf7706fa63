"""Labels, marks and addresses as they are joined from strings, and the condition on many keys."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from obligations.marking import Mark, segments
from obligations.models import SubjectArea
from obligations.stats.figures import Tally
from obligations.templatetags.addresses import addressing
from obligations.templatetags.labels import labels, with_marks

HOSTILE = "<script>\"'&"
ESCAPED = "&lt;script&gt;&quot;&#x27;&amp;"


def test_an_address_is_that_of_the_resolver() -> None:
    assert addressing("obligation")("9001-2031-3-1") == reverse("obligation", args=["9001-2031-3-1"])


def test_an_address_below_another_is_that_of_the_resolver() -> None:
    assert addressing("paragraph", "any-key")("S-1") == reverse("paragraph", args=["any-key", "S-1"])


def test_the_words_and_the_title_of_a_mark_are_escaped() -> None:
    drawn = with_marks(segments(HOSTILE, [Mark(0, len(HOSTILE), "act", HOSTILE, HOSTILE)]), acts=True)
    assert drawn == f'<mark class="m m-act" title="{ESCAPED}" data-act="{ESCAPED}">{ESCAPED}</mark>'


def test_what_a_label_is_given_is_escaped() -> None:
    drawn = labels()
    given = [
        drawn.tag(HOSTILE, "machine", "force", "zh"),
        drawn.addressee(("JPN", HOSTILE), "", "machine", HOSTILE),
        drawn.addressee(None, HOSTILE, "staff", ""),
        drawn.subject("border", HOSTILE, "staff"),
        drawn.deadline(HOSTILE, None, ""),
        drawn.citation(HOSTILE, "", HOSTILE),
    ]
    assert [(ESCAPED in html, "<script" in html) for html in given] == [(True, False)] * len(given)


def test_labels_speak_the_language_of_each_reader() -> None:
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(labels().tally(Tally(), ""))
    assert said[0] == said[2] != said[1]


@pytest.mark.django_db
def test_a_column_holds_one_of_many_keys() -> None:
    rows = [SubjectArea.objects.create(code=f"area-{n}", label_zh=str(n), label_en=str(n), position=n) for n in range(4)]
    found = SubjectArea.objects.filter(pk__among=[rows[1].pk, rows[3].pk]).order_by("position")
    assert list(found) == [rows[1], rows[3]]


@pytest.mark.django_db
def test_a_column_that_may_hold_no_key_is_not_asked_for(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert list(SubjectArea.objects.filter(pk__among=[])) == []


@pytest.mark.django_db
def test_a_column_that_must_not_hold_some_keys_holds_another() -> None:
    rows = [SubjectArea.objects.create(code=f"area-{n}", label_zh=str(n), label_en=str(n), position=n) for n in range(2)]
    found = SubjectArea.objects.exclude(pk__among=[rows[0].pk])
    assert (rows[0] in found, rows[1] in found) == (False, True)
