"""``chipwatch demo``: a bundled newsroom, three days, the real pipeline and a real mailbox, all on this machine."""

from chipwatch.demo.newsroom import DAYS, Newsroom
from chipwatch.demo.postbox import Postbox

__all__ = ["DAYS", "Newsroom", "Postbox"]
