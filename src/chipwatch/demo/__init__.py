"""``chipwatch demo``: a bundled newsroom, three days, the real pipeline and a real mailbox, all on this machine."""

from chipwatch.demo.postbox import Postbox
from chipwatch.demo.server import DAYS, Newsroom

__all__ = ["DAYS", "Newsroom", "Postbox"]
