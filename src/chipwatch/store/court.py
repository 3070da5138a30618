"""Facts judged anew as of a revision: who agrees, who disagrees."""

from __future__ import annotations

from datetime import date

from chipwatch.model import FactKey
from chipwatch.store import facts, policy
from chipwatch.store.database import Database
from chipwatch.store.merge import Testimony, Verdict, judge
from chipwatch.store.origins import stories_at
from chipwatch.store.rulings import rulings, slug_key


class Court:
    """Judges under the policy, pins and stories of a revision. ``fact`` is a row, ``key`` holds the chip's slug."""

    def __init__(self, db: Database, as_of: int) -> None:
        content = db.value(
            "SELECT p.content FROM revision r JOIN policy p ON p.digest = r.policy_digest WHERE r.number = ?", (as_of,)
        )
        self._db = db
        self._as_of = as_of
        self._policy = policy.from_content(content)
        self._pins = rulings(db, as_of).pins
        self._stories = stories_at(db, as_of)

    def judge(self, fact: int, key: FactKey, until: date = date.max) -> Verdict:
        """What the claims make of it that were published up to a day."""
        return self._judge(key, [t for t in self._heard(fact) if t.published <= until])

    def dissent(self, fact: int, key: FactKey) -> list[str]:
        """The claims that dispute the fact, strongest first."""
        heard = self._heard(fact)
        roles = self._judge(key, heard).roles
        against = [t for t in heard if roles[t.id][0] == "disputes"]
        against.sort(key=lambda t: (self._policy.rank_of(t.tier, t.status), -t.published.toordinal(), t.id))
        return [t.id for t in against]

    def _heard(self, fact: int) -> list[Testimony]:
        return facts.testimonies_at(self._db, fact, self._as_of, self._stories)

    def _judge(self, key: FactKey, heard: list[Testimony]) -> Verdict:
        return judge(key, heard, self._policy, pinned=self._pins.get(slug_key(key)))
