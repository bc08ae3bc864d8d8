"""The report as HTML: escaped, reachable, readable in any script."""

import re
from html.parser import HTMLParser

import pytest

from annotate.models import ReportDefinition
from tests.reports import factories as make
from workers.reports.html import as_file

pytestmark = pytest.mark.django_db
HOSTILE = 'The "plant" <img src=x onerror=alert(1)> & {{ 7|add:7 }} will close.'


def moved_report(wording: str):
    claim = make.known()
    claim.wordings.amend(text=wording)  # as if it had come in past every check
    make.scored(claim, 0.4, at=make.BEFORE_IT)
    make.scored(claim, 0.8, at=make.IN_IT)
    weekly = make.definition()
    ReportDefinition.objects.filter(pk=weekly.pk).update(name="Weekly & <b>more</b>")
    return make.written(weekly)


class Seen(HTMLParser):
    VOID = frozenset({"img", "br", "meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_everything_typed_is_escaped() -> None:
    seen = Seen(moved_report(HOSTILE).html)
    assert HOSTILE in seen.text
    assert "Weekly & <b>more</b>" in seen.text
    assert "img" not in {tag for tag, _ in seen.tags}
    assert "b" not in {tag for tag, _ in seen.tags}
    assert seen.open == []


def test_it_stands_under_a_strict_content_security_policy() -> None:
    seen = Seen(moved_report("Rain.").html)
    assert not {tag for tag, _ in seen.tags} & {"script", "style", "iframe", "object"}
    assert [attrs["href"] for tag, attrs in seen.tags if tag == "link"] == ["/static/reports/report.css"]
    assert not [a for _, attrs in seen.tags for a in attrs if a == "style" or a.startswith("on")]


def test_headings_and_tables_say_what_they_are() -> None:
    html = moved_report("Rain.").html
    assert re.findall(r"<h(\d)\b", html) == ["1"] + ["2"] * html.count("<section")
    assert html.count("<table>") == html.count("<caption") == html.count("<thead>")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


def test_a_right_to_left_name_turns_nothing_around_it() -> None:
    wording = "سيغلق المصنع في مايو"
    assert re.search(rf'<bdi class="ref" data-id="clm_\w+">{wording}</bdi>', moved_report(wording).html)


def test_a_file_stands_alone() -> None:
    page = as_file(moved_report("Rain.").html)
    assert page.startswith("<!doctype html>")
    assert "--ink" in page
    assert not re.search(r'(src|href)="', page)
