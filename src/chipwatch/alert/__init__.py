"""Subscriptions, digests, delivery. The outbox between the last two is the store's; the pipeline joins them."""

from chipwatch.alert.delivery import connect, deliver
from chipwatch.alert.digest import Mail, digests
from chipwatch.alert.subscriptions import Every, Subscription, describe, due, load

__all__ = ["Every", "Mail", "Subscription", "connect", "deliver", "describe", "digests", "due", "load"]
