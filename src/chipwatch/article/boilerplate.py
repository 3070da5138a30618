"""What authors of pages call the parts that are not the article, and how such parts introduce themselves.

Some names say so as one word of several ("article-sidebar"), some only whole, since they also tell of layout ("right").
Strong names are noise even where they hold a table; weak ones are believed of small parts only.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

_STRONG = """
    nav navbar navigation breadcrumb breadcrumbs crumbs menu megamenu sidebar sidenav rail footer ftr foot masthead topbar
    topnav hdr toolbar actionbar bottombar skip skiplink banner cookie cookies consent gdpr ccpa modal popup overlay toast
    lightbox paywall regwall login signin signup newsletter subscribe subscription promo promotion promoted sponsor
    sponsored sponsors advert adverts advertisement advertising ad ads adv adbox adslot adsense dfp outbrain taboola
    revcontent disqus comment comments commentlist respond discussion replies livefyre share sharing sharebar sharebox
    addthis social sns follow related recirc recirculation recommend recommended recommendation recommendations suggested
    trending popular teaser teasers tags taglist tagcloud keywords bio pagination pager paging widget widgets poll toc
    rss search qrcode copyright legal colophon sitemap donate classifieds affiliate webinar podcast ticker
    xiangguan tuijian pinglun fenxiang guanggao daohang dibu saoma zhuanti remen paihang
"""
_STRONG_WHOLE = """
    readnext upnext morestories morefrom morenews mostread mostpopular aboutauthor authorbox aboutus prevnext postnav
    skiptocontent siteheader pageheader globalheader site-header tools weather
"""
_WEAK = "form aside card cards carousel linklist toplist"
_WEAK_WHOLE = """
    left leftcol leftside leftbar leftcolumn right rightcol rightside rightbar rightcolumn side sidecol sidecolumn
    more latest hot hotnews rank ranking latestnews breaking complementary secondary
"""
_HEAD = "byline author authors pubdate timestamp posted readtime"
_HEAD_WHOLE = """
    by meta entrymeta postmeta articlemeta postinfo articleinfo articledate postdate publishdate date time info credits
    pubtime
"""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")
_KEPT = re.compile(r"note|table|spec|chart|figure|caption", re.IGNORECASE)

_INTRODUCTION = re.compile(
    r"(?:related|more (?:from|on|in|about|stories|news|like this|articles|coverage|reading)|read (?:more|next|also|this)|also read"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested)|most (?:read|popular|viewed|shared|commented|discussed)"
    r"|popular|trending|recommended|editor'?s.? picks?|elsewhere|latest (?:news|stories|articles|posts)|recent (?:posts|articles|stories)"
    r"|up next|don'?t miss|see also|sponsored|advertisement|promoted|from our (?:sponsors|partners)|partner content|ad:"
    r"|comments?\b|\d+ (?:of \d+ )?(?:comments?|responses|replies|thoughts on)\b|leave a (?:reply|comment)|join the (?:conversation|discussion)"
    r"|sign up|subscribe|newsletter|get the newsletter|follow us|share this|share on|tags?:|topics:|filed under|categories:"
    r"|about the author|also on|now playing|in other news|what to read next|next article|previous article"
    r"|相关(?:阅读|新闻|文章|推荐|报道|资讯|链接)|相關(?:閱讀|新聞|文章|推薦|報導)|延伸[阅閱][读讀]|推[荐薦](?:阅读|閱讀|文章|新[闻聞])|更多(?:新[闻聞]|文章|阅读|内容|精彩)"
    r"|[热熱](?:门|門|点|點|搜|文)|猜你喜[欢歡]|[点點][击擊]排行|阅读排行|最新(?:文章|新[闻聞]|资讯)|[评評][论論](?:区|區|\s*[(（]?\d|$)|网友评论|发表评论|我来说两句"
    r"|上一篇|下一篇|扫一扫|扫码|关注我们|分享(?:到|至)|责任编辑|責任編輯|版权声明|免责声明|广告|廣告"
    r"|関連(?:記事|リンク|ニュース)|あわせて読みたい|おすすめ|人気記事|ランキング|コメント"
    r"|관련\s?(?:기사|뉴스)|많이 본|인기\s?기사|추천\s?기사|댓글"
    r"|mehr zum thema|das könnte sie auch|lesen sie auch|auch interessant|meistgelesen|kommentare|verwandte (?:artikel|themen)"
    r"|à lire aussi|lire aussi|sur le même sujet|articles? (?:liés|similaires)|les plus lus|commentaires"
    r"|te puede interesar|lee también|artículos relacionados|noticias relacionadas|lo más leído|comentarios)",
    re.IGNORECASE,
)
_INTRODUCTION_LENGTH = 60


class Noise(IntEnum):
    NONE = 0
    HEAD = 1
    """A by-line: to be left out where it is short."""
    WEAK = 2
    STRONG = 3


_OF_WORD = (
    dict.fromkeys(_HEAD.split(), Noise.HEAD)
    | dict.fromkeys(_WEAK.split(), Noise.WEAK)
    | dict.fromkeys(_STRONG.split(), Noise.STRONG)
)
_OF_NAME = (
    _OF_WORD
    | dict.fromkeys(_HEAD_WHOLE.split(), Noise.HEAD)
    | dict.fromkeys(_WEAK_WHOLE.split(), Noise.WEAK)
    | dict.fromkeys(_STRONG_WHOLE.split(), Noise.STRONG)
)


@lru_cache(maxsize=20_000)
def noise(names: str) -> Noise:
    """What an element's classes and id, parted by blanks, say of it: the strongest of them."""
    worst = Noise.NONE
    for name in names.split():
        if _KEPT.search(name):
            continue
        words = _WORD.findall(_CAMEL.sub("-", name).lower())
        kinds = [_OF_WORD.get(word, Noise.NONE) for word in words]
        kinds.append(_OF_NAME.get("".join(words), Noise.NONE))
        worst = max(worst, *kinds)
    return worst


def introduces_noise(heading: str) -> bool:
    """Whether a heading or a lead-in ("Related stories", "相关阅读") announces what is not the article."""
    heading = heading.strip(" \t\n·•|>»:：-—【】[]#")
    return len(heading) <= _INTRODUCTION_LENGTH and _INTRODUCTION.match(heading) is not None
