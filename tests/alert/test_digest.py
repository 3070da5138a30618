from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from chipwatch.alert import Mail, Subscription, digests
from chipwatch.alert.digest import MOST_CHANGES, subject
from chipwatch.model import Change, ChangeKind
from tests.alert.samples import CHANGES, REVISION, change, evidence, fact

SENDER = "radar@chips.example.org"
LAB = Subscription(name="lab", to="lab@example.org")


def digest(*changes: Change, subscription: Subscription = LAB) -> Mail:
    [mail] = digests([(subscription, changes)], sender=SENDER, revision=REVISION)
    return mail


def parts(mail: Mail) -> tuple[EmailMessage, str, str]:
    message = message_from_bytes(mail.content, policy=default)
    assert isinstance(message, EmailMessage)
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    text, page = (part.get_content().replace("\r\n", "\n") for part in (plain, html))
    return message, text, page


def test_the_subject_tells_the_news_in_numbers() -> None:
    assert subject(CHANGES) == ("chipwatch: 2 new chips, 1 new, 1 changed, 1 withdrawn — Ascend 950, H20, MLU790 …")
    assert subject(CHANGES[:1]) == "chipwatch: 1 new — Ascend 950"


def test_text_and_html_tell_old_and_new_value_sentence_source_link_and_date() -> None:
    message, text, html = parts(digest(*CHANGES))
    assert message["Subject"] == subject(CHANGES)
    page = LexborHTMLParser(html)
    for body in (text, page.text()):
        assert "memory capacity: 128 GB (planned) → 144 GB (planned)" in body
        assert "FP8 compute: 1 PFLOPS (planned)" in body
        assert "power: 350 W withdrawn" in body
        assert "Memory grows to 144 GB, the company says." in body
        assert "显存为 144 GB。" in body
        assert "Chip Wire (press), 18 November 2025" in body
        assert body.count("Huawei Ascend 950") == 1
    assert "https://news.example.org/a?b=1&c=2" in text
    links = [node.attributes["href"] for node in page.css("a")]
    assert links == ["https://news.example.org/a?b=1&c=2"] * 2 + ["https://zh.example.org/新闻", f"mailto:{SENDER}"]
    assert [node.text() for node in page.css("mark")] == ["1 petaflop", "144 GB", "144 GB"]
    assert "lab: each run" in text


def test_a_mail_has_the_headers_of_an_automatic_list_mail() -> None:
    message, _, _ = parts(digest(*CHANGES))
    assert message["From"] == f"chipwatch <{SENDER}>"
    assert message["To"] == "lab@example.org"
    assert message["Date"] == "Tue, 18 Nov 2025 08:30:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == f"<mailto:{SENDER}?subject=unsubscribe>"


def test_a_mail_passes_servers_that_take_seven_bits_and_short_lines() -> None:
    content = digest(*CHANGES).content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_repeat_is_the_same_mail_and_other_news_another() -> None:
    first = digest(*CHANGES)
    assert digest(*CHANGES) == first
    assert first.message_id in first.content.decode()
    others = [
        digest(*CHANGES[1:]),
        digest(*CHANGES, subscription=replace(LAB, to="other@example.org")),
        *digests([(LAB, CHANGES)], sender=SENDER, revision=replace(REVISION, number=5)),
    ]
    assert len({mail.message_id for mail in (first, *others)}) == 4


def test_one_recipient_gets_one_mail_with_each_change_once() -> None:
    huawei = Subscription(name="huawei", to=LAB.to, vendors=("Huawei",))
    press = Subscription(name="press office", to="press@example.org")
    mails = digests([(LAB, CHANGES), (huawei, CHANGES), (press, CHANGES[:1])], sender=SENDER, revision=REVISION)
    assert [mail.recipient for mail in mails] == [LAB.to, press.to]
    _, text, _ = parts(mails[0])
    assert text.count("128 GB (planned) → 144 GB (planned)") == 1
    assert "  lab: each run\n  huawei: each run, vendors Huawei\n" in text


def test_who_wants_none_of_the_news_gets_no_mail() -> None:
    intel = Subscription(name="intel", to="i@example.org", vendors=("Intel",))
    assert digests([(intel, CHANGES)], sender=SENDER, revision=REVISION) == []


def test_a_flood_of_changes_is_cut_and_says_so() -> None:
    flood = [
        change(ChangeKind.ADDED, None, fact(f"Vendor Chip{n}", "power", "300", "W")) for n in range(MOST_CHANGES + 7)
    ]
    mail = digest(*flood)
    _, text, html = parts(mail)
    assert mail.subject.startswith(f"chipwatch: {MOST_CHANGES + 7} new — Chip0, Chip1, Chip2 …")
    for body in (text, html):
        assert "7 more changes did not fit" in body
        assert f"Chip{MOST_CHANGES}" not in body


HOSTILE = "Evil\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>\u202e\x1b]0;owned\x07{{ 7*7 }}"


def test_hostile_names_and_sentences_change_neither_headers_nor_markup() -> None:
    told_by = evidence("</blockquote>", HOSTILE + "</blockquote>", "javascript:alert(1)", 'en" onload="x')._replace(
        title=HOSTILE, source=HOSTILE
    )
    bad = change(ChangeKind.ADDED, None, fact(f"Vendor {HOSTILE}", "power", "300", "W"), told_by)
    message, text, html = parts(digest(bad, bad._replace(kind=ChangeKind.NEW_CHIP, detail=HOSTILE)))
    assert message["Bcc"] is None
    assert set(message.keys()) == set(parts(digest(*CHANGES))[0].keys())
    page = LexborHTMLParser(html)
    assert page.css("script") == []
    assert all("javascript" not in (node.attributes["href"] or "") for node in page.css("a"))
    assert all("onload" not in node.attributes for node in page.css("*"))
    assert "49" not in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text + html)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_subject_reads_back_to_the_letter_from_short_lines(names: list[str]) -> None:
    mail = digest(*(change(ChangeKind.ADDED, None, fact(f"Vendor {name}", "power", "300", "W")) for name in names))
    message, _, _ = parts(mail)
    assert str(message["Subject"]) == mail.subject
    assert max(map(len, mail.content.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=50), st.text(max_size=10))
def test_any_text_makes_a_mail_that_reads_back(name: str, sentence: str, quote: str, lang: str) -> None:
    told_by = evidence(quote, sentence, sentence, lang)._replace(title=name, source=name)
    mail = digest(change(ChangeKind.ADDED, None, fact(name, "power", "300", "W"), told_by))
    message, _, html = parts(mail)
    assert message.defects == []
    assert str(message["Subject"]) == mail.subject
    assert mail.content.isascii()
    assert len(LexborHTMLParser(html).css("blockquote")) == 1
