"""HTML to blocks: what a reader sees, in the order and the roles in which it is seen."""

from __future__ import annotations

from datetime import date

import pytest

from chipwatch.article import from_html
from chipwatch.errors import ParseError
from tests.article.reading import LI, C, H, P, T, assert_whole, blocks, texts

JSON_LD = '<script type="application/ld+json">'
LEAD = "The Heron H1 has been on sale since spring, and its maker has sold it to banks and to two hospitals."


def page(body: str, head: str = "<title>Heron H1 arrives</title>") -> str:
    article = f"<article><h1>Heron H1 arrives</h1><p>{LEAD}</p>{body}</article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{article}</body></html>"


def read(body: str) -> list[tuple[object, str]]:
    """The blocks behind headline and lead."""
    found = blocks(from_html(page(body)))
    assert found[:2] == [(H, "Heron H1 arrives"), (P, LEAD)]
    return [*found[2:]]


def test_blocks_stand_in_reading_order_with_a_blank_line_between() -> None:
    article = from_html(page("<h2>Memory</h2><p>It has 96 GB.</p><blockquote><p>Enough for us.</p></blockquote>"))
    assert article.text == f"Heron H1 arrives\n\n{LEAD}\n\nMemory\n\nIt has 96 GB.\n\nEnough for us."
    assert [block.level for block in article.blocks if block.kind is H] == [1, 2]
    assert_whole(article)


def test_lists_nest() -> None:
    article = from_html(page("<ul><li>Compute<ul><li>40 TFLOPS</li></ul></li><li><p>96 GB</p></li></ul>"))
    assert [(block.level, article.text[block.start : block.end]) for block in article.blocks if block.kind is LI] == [
        (1, "Compute"),
        (2, "40 TFLOPS"),
        (1, "96 GB"),
    ]


def test_captions() -> None:
    found = read(
        "<figure><img src=a><figcaption>The H1, 300 W</figcaption></figure>"
        '<div class="wp-caption"><p class="wp-caption-text">Two of them</p></div>'
        "<table><caption>Table 1</caption><tr><th>Memory</th><td>96 GB</td></tr></table>"
    )
    assert found == [(C, "The H1, 300 W"), (C, "Two of them"), (C, "Table 1"), (T, "Memory\t96 GB")]


def test_white_space_folds_and_protected_blanks_stay() -> None:
    assert read("<p>It\n  draws <b>300\u202fW</b>,\t80&nbsp;GB.</p>") == [(P, "It draws 300\u202fW, 80\xa0GB.")]


def test_preformatted_lines_stay() -> None:
    assert read("<pre>first line\n  second line</pre>") == [(P, "first line\nsecond line")]


def test_breaks_are_lines_and_two_are_a_new_block() -> None:
    assert read("<p>One line.<br>Another line.<br><br>Another block.</p>") == [
        (P, "One line.\nAnother line."),
        (P, "Another block."),
    ]


def test_pairs_typed_with_breaks_are_items() -> None:
    assert read("<p>On the label:<br>Memory: 24 GB<br>Power: 75 W<br>Clock: 1,350 MHz</p>") == [
        (P, "On the label:"),
        (LI, "Memory: 24 GB"),
        (LI, "Power: 75 W"),
        (LI, "Clock: 1,350 MHz"),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("1,979 TFLOPS<sup>2</sup>", "1,979 TFLOPS[2]"),
        ("132<sup>2</sup>", "132[2]"),
        ("42.5<sup>b</sup>", "42.5[b]"),
        ("96 GB<sup>1,2</sup>", "96 GB[1,2]"),
        ("96 GB<sup><a href='#n1'>1</a></sup>", "96 GB[1]"),
        ("96 GB<sup>[3]</sup>", "96 GB[3]"),
        ("96 GB<sup>*</sup>", "96 GB*"),
        ("826 mm<sup>2</sup>", "826 mm²"),
        ("54.2&times;10<sup>9</sup> transistors", "54.2×10⁹ transistors"),
        ("10<sup>18</sup> operations", "10¹⁸ operations"),
        ("the 20<sup>th</sup> chip", "the 20th chip"),
        ("Heron<sup>TM</sup>", "Heron™"),
        ("H<sub>2</sub>O", "H2O"),
        ("11 m<sup>3</sup> of air", "11 m³ of air"),
        ("the H20<sup>1</sup>", "the H20[1]"),
    ],
)
def test_superscripts_never_stick_to_numbers(html: str, text: str) -> None:
    assert read(f"<p>{html}</p>") == [(P, text)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span>Memory</span><span>96 GB</span> of it", "Memory 96 GB of it"),
        ("昇腾<span>9</span><span>10C</span>", "昇腾910C"),
        ("<b>N</b>vidia", "Nvidia"),
        ("<span>HBM</span><span>3</span>", "HBM3"),
    ],
)
def test_labels_are_parted_from_values_and_words_are_not_torn(html: str, text: str) -> None:
    assert read(f"<p>{html}</p>") == [(P, text)]


def test_hidden_and_foreign_parts_are_not_read() -> None:
    assert not read(
        "<script>x</script><style>x</style><template>x</template><noscript>x</noscript><svg><text>x</text></svg>"
        "<nav>x</nav><aside>x</aside><form><input value=x><button>x</button></form><p hidden>x</p>"
        '<p aria-hidden="true">x</p><p style="DISPLAY : none">x</p><p class="sr-only">x</p><p role="alert">x</p>'
        "<select><option>x</option></select><iframe>x</iframe><textarea>x</textarea><!-- x -->"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("It has <del>96 GB</del> <ins>128 GB</ins> of memory.", "It has 128 GB of memory."),
        ("It draws <s>350</s>300 W.", "It draws 300 W."),
        ("It draws 3<STRIKE class='a > b'>5</STRIKE >0 W.", "It draws 3 0 W."),
        ("It costs <del datetime=2025><b>$900</b><br>or <s>less</s></del> $700.", "It costs $700."),
        ("An <s>unclosed mark hides nothing.", "An unclosed mark hides nothing."),
        ("A mark <s>closed by <s>a second one.", "A mark closed by a second one."),
        ("Not <slot>this</slot> and not <section-a>that</section-a>.", "Not this and not that."),
    ],
)
def test_what_is_struck_through_is_not_read(html: str, text: str) -> None:
    assert read(f"<p>{html}</p><p>The end.</p>") == [(P, text), (P, "The end.")]


def test_struck_paragraphs_go_and_struck_cells_stay_empty() -> None:
    assert read(
        "<del><p>It has 96 GB.</p><ul><li>300 W</li></ul></del><p>The maker corrected its sheet.</p>"
        "<table><tr><th>Memory<td><s>96 GB</s><td>128 GB<tr><th>Power<td><s>300 W</s><td>350 W</table>"
    ) == [(P, "The maker corrected its sheet."), (T, "Memory\t\t128 GB\nPower\t\t350 W")]


@pytest.mark.parametrize("tag", ["s", "strike", "del"])
@pytest.mark.parametrize(
    "body",
    [
        "<p><{0}>It has 96 GB.</p><p>It draws 300 W.</p><p>More <{0}>or less</{0}></p>",
        "<div><{0}>It has 96 GB.<p>It draws 300 W.<p>More <{0}>or less</{0}></div>",
        "<p><{0}>It has 96 GB.<p>It draws 300 W.</{0}><p>More</p>",
        "<div><p><{0}>It has 96 GB.</p></{0}><p>It draws 300 W.</p></div><p>More</{0}></p>",
        "<{0}><p>It has 96 GB.</p><p>It draws 300 W.<p>More</{0}>",
    ],
)
def test_a_strike_that_crosses_its_paragraph_hides_nothing(tag: str, body: str) -> None:
    assert [text for _, text in read(body.format(tag))] == ["It has 96 GB.", "It draws 300 W.", "More"]


def test_the_text_for_programs_is_struck_too() -> None:
    head = JSON_LD + '{"@type":"NewsArticle","articleBody":"<p>It has <del>96 GB<\\/del> 128 GB.<\\/p>"}</script>'
    text = from_html(f"<title>Heron H1</title>{head}<div id=root></div>").text
    assert " ".join(text.split()) == "Heron H1 It has 128 GB."


def test_links_in_prose_stay() -> None:
    assert read('<p>The <a href="/h1">Heron H1</a> draws 300 W.</p>') == [(P, "The Heron H1 draws 300 W.")]


def test_parts_that_introduce_themselves_as_noise_go() -> None:
    assert read(
        '<p><b>Read more:</b> <a href="/x">X9 has 944 GB</a></p>'
        "<div><h4>You may also like</h4><p>X9, 944 GB</p></div>"
        '<ul><li><a href="/a">X9</a></li><li><a href="/b">X8</a></li></ul>'
        "<h3>Related stories</h3><p>X9 has 944 GB</p><h2>Outlook</h2><p>More cards will come.</p>"
    ) == [(H, "Outlook"), (P, "More cards will come.")]


def test_popular_as_a_word_of_prose_is_no_noise() -> None:
    text = "Popular models such as the H1 sell out within days, the firm said."
    assert read(f"<p>{text.replace('H1', '<a href=/h>H1</a>')}</p>") == [(P, text)]


def test_comments_may_outweigh_the_article() -> None:
    comments = "<div><p>My X9 has 944 GB and it cost me less than half of what they ask for here.</p></div>" * 40
    html = (
        f"<title>Heron H1 arrives</title><div class=text><p>{LEAD}</p></div><section id=comments>{comments}</section>"
    )
    assert blocks(from_html(html)) == [(H, "Heron H1 arrives"), (P, LEAD)]


def test_live_entries_are_one_article() -> None:
    entries = "".join(f"<article><h2>1{n}:00</h2><p>{LEAD}</p></article>" for n in range(4))
    assert len(texts(from_html(f"<title>Live</title><main><h1>Live: a day</h1>{entries}</main>"), P)) == 4


def test_the_headline_is_the_one_of_the_title_not_of_the_site() -> None:
    head = '<title>Heron H1 arrives - Chip Week</title><header><h1><a href="/">Chip Week</a></h1></header>'
    html = f"{head}<div><h2>Heron H1 arrives</h2><p>{LEAD}</p></div>"
    article = from_html(html)
    assert (article.title, blocks(article)[0]) == ("Heron H1 arrives", (H, "Heron H1 arrives"))


def test_a_page_without_a_headline_shows_its_title_as_one() -> None:
    article = from_html(f"<title>Heron H1 arrives | Chip Week</title><p>{LEAD}</p>")
    assert blocks(article) == [(H, "Heron H1 arrives"), (P, LEAD)]


@pytest.mark.parametrize(
    "head",
    [
        f'{JSON_LD}{{"@graph":[{{"@type":"NewsArticle","datePublished":"2025-03-07T23:30:00-08:00"}}]}}</script>',
        '<meta property="article:published_time" content="2025-03-07T10:00:00Z">',
        '<meta name="pubdate" content="20250307">',
        '<meta itemprop="datePublished" content="Fri, 07 Mar 2025 10:00:00 GMT">',
    ],
)
def test_the_date_in_the_head(head: str) -> None:
    assert from_html(page("", head)).published == date(2025, 3, 7)


@pytest.mark.parametrize(
    "line", ['<time datetime="2025-03-07">last week</time>', "<p class=byline>By A. Smith, March 7, 2025</p>"]
)
def test_the_date_on_the_page(line: str) -> None:
    assert from_html(page(line)).published == date(2025, 3, 7)


def test_the_date_in_the_address_comes_last() -> None:
    assert from_html(page(""), "https://news.example/2025/03/07/heron").published == date(2025, 3, 7)
    assert from_html(page("<p>8 March 2025</p>"), "https://news.example/2025/03/07/").published == date(2025, 3, 8)


def test_a_labelled_date_stands_above_the_headline_too_and_a_month_will_do() -> None:
    def published(above: str, below: str = "", url: str = "") -> date | None:
        return from_html(page(below).replace("<article>", f"<header>{above}</header><article>"), url).published

    assert published("<p>Last updated: 3 May 2025</p>") == date(2025, 5, 3)
    assert published("", "<p>Updated Dec 2025</p>") == date(2025, 12, 1)
    assert published("<b>Updated</b> Dec 2025", "<p>8 March 2025</p>") == date(2025, 3, 8)
    assert published("Updated Dec 2025", url="https://news.example/2025/03/07/heron") == date(2025, 3, 7)
    assert published("Monday, 5 May 2025", "<p>It comes in Dec 2025.</p>") is None


def test_authors() -> None:
    head = JSON_LD + '{"@type":"Article","author":[{"name":"A. Smith"},{"name":"B. Jones"}]}</script>'
    assert from_html(page("", head)).author == "A. Smith, B. Jones"
    assert from_html(page('<p class=byline>By <a rel="author" href="/a">A. Smith</a></p>')).author == "A. Smith"
    assert from_html(page("")).author is None


def test_broken_json_ld_is_passed_over() -> None:
    head = JSON_LD + '{"@type": "Article", </script>' + JSON_LD + "[" * 100_000 + "</script>"
    assert from_html(page("", head)).author is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><body><div id=root></div><script>draw()</script></body></html>",
        "<title>Heron H1 arrives</title><div id=root></div>",
        "<title>Heron</title><frameset><frame src=a></frameset>",
        "<p>&nbsp;</p>",
    ],
)
def test_a_page_without_text_is_an_error_with_a_hint(html: str) -> None:
    with pytest.raises(ParseError) as caught:
        from_html(html)
    assert caught.value.hint


def test_a_page_that_looks_like_boilerplate_all_over_is_still_read() -> None:
    assert (
        f"{LEAD}"
        in from_html(
            f'<div class="promo">{"".join(f"<div class=sidebar><p>{LEAD}</p></div>" for _ in range(3))}</div>'
        ).text
    )
