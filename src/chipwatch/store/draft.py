"""A revision in the making: what it asserts and retires, and the facts that follow. Lives inside one transaction."""

from __future__ import annotations

from chipwatch.model import Cause, Claim, FactKey, Revision
from chipwatch.store import claims, facts, seals
from chipwatch.store.chips import refresh_chips
from chipwatch.store.claims import Spoken
from chipwatch.store.database import Database, Row, to_time
from chipwatch.store.facts import Digest
from chipwatch.store.merge import merge
from chipwatch.store.names import slug
from chipwatch.store.origins import add_to_stories
from chipwatch.store.policy import Policy
from chipwatch.store.rulings import Rulings, SlugKey


class Draft:
    """Collects rows, writes them in bulk, merges what they touch. ``settle`` before ``write_revision``."""

    def __init__(self, db: Database, latest: Row | None, policy: Policy, rulings: Rulings) -> None:
        """``latest`` is the newest revision's number, facts digest and claims digest."""
        self.db = db
        self.policy = policy
        self.rulings = rulings
        self.number = latest[0] + 1 if latest else 1
        self.facts_digest = Digest(latest[1]) if latest else Digest()
        self.claims_digest = Digest(latest[2]) if latest else Digest()
        self.asserted = 0
        self.retired = 0
        self.facts_changed = 0
        self.chips_changed = 0
        self.touched_chips: set[int] = set()
        self._touched: set[int] = set()
        self._articles: set[int] = set()  # that claims are asserted from
        self._chips: dict[str, int] = {}
        self._facts: dict[tuple[int, str, str, bool], int] = {}
        self._keys: dict[int, SlugKey] = {}
        self._claims: list[Row] = []
        self._placed: dict[int, tuple[str, int | None, int]] = {}
        self._first: int = db.value("SELECT coalesce(max(n), 0) + 1 FROM claim")
        self._next: int = self._first

    # --- identities ----------------------------------------------------------------------------------------------

    def chip_id(self, key: str) -> int:
        """The row of a chip, made where there is none."""
        found = self._chips.get(key)
        if found is None:
            found = self.db.value("SELECT id FROM chip WHERE slug = ?", (key,))
            if found is None:
                found = self.db.insert("INSERT INTO chip (slug) VALUES (?)", (key,))
            self._chips[key] = found
        return found

    def fact_id(self, chip: str, claim: Claim | FactKey) -> int:
        """The row of a fact, made where there is none."""
        key = (self.chip_id(chip), claim.attribute, claim.precision or "", claim.sparse)
        found = self._facts.get(key)
        if found is None:
            found = self.db.value(
                "SELECT id FROM fact WHERE chip = ? AND attribute = ? AND precision = ? AND sparse = ?", key
            )
            if found is None:
                found = self.db.insert("INSERT INTO fact (chip, attribute, precision, sparse) VALUES (?, ?, ?, ?)", key)
            found = self._facts[key] = int(found)
            self._keys[found] = (chip, claim.attribute, claim.precision, claim.sparse)
        return found

    def key_of(self, fact: int) -> SlugKey:
        if fact not in self._keys:
            [row] = self.db.rows(
                """
                SELECT c.slug, f.attribute, nullif(f.precision, ''), f.sparse FROM fact f JOIN chip c ON c.id = f.chip
                WHERE f.id = ?
                """,
                (fact,),
            )
            chip, attribute, precision, sparse = row
            self._keys[fact] = (chip, attribute, precision, bool(sparse))
        return self._keys[fact]

    # --- claims --------------------------------------------------------------------------------------------------

    def write_claim(self, spoken: Spoken) -> int:
        """Queue a claim not yet in the database; returns its row's number."""
        n = self._next
        self._next += 1
        self._claims.append(claims.to_row(n, spoken))
        return n

    def place(self, n: int, claim_id: str, fact: int | None, article_id: int) -> None:
        """From this revision on the claim counts for this fact (None: for none), on the word of this article."""
        self._placed[n] = (claim_id, fact, article_id)

    def write_claims(self, at_least: int = 0) -> None:
        """Write the claims queued, if so many are, and an event for each that is placed otherwise than before.

        A claim is placed once in a revision.
        """
        if len(self._placed) < at_least:
            return
        self.db.executemany(claims.INSERT, self._claims)
        self._claims.clear()
        events: list[Row] = []
        for n, (claim_id, fact, article_id) in self._placed.items():
            held, word = claims.placed(self.db, n) if n < self._first else (None, None)
            if held is not None and held != fact:
                events.append((n, self.number, held, "retire", word))
                self.claims_digest.remove((claim_id, *self.key_of(held)))
                self._touched.add(held)
                self.retired += 1
            if fact is not None and (fact, article_id) != (held, word):
                events.append((n, self.number, fact, "assert", article_id))
                self._touched.add(fact)
                self._articles.add(article_id)
                if fact != held:
                    self.claims_digest.add((claim_id, *self.key_of(fact)))
                    self.asserted += 1
        self._placed.clear()
        self.db.executemany(claims.INSERT_EVENT, events)

    # --- what follows --------------------------------------------------------------------------------------------

    def touch_all(self) -> None:
        """Merge every fact anew: the policy is another."""
        self._touched.update(fact for (fact,) in self.db.rows("SELECT id FROM fact"))

    def touch_pinned(self, key: FactKey) -> None:
        """Merge a fact anew: a pin on it came or went."""
        self._touched.add(self.fact_id(self.rulings.chip(slug(key.chip)), key))

    def settle(self) -> None:
        """Merge the facts touched, write the versions that differ, and bring the chips' rows up to date."""
        self.write_claims()
        moved = add_to_stories(self.db, sorted(self._articles), self.number, self.policy.copies)
        for article_id in moved:
            self._touched.update(
                fact for (fact,) in self.db.rows("SELECT fact FROM claim_event WHERE article_id = ?", (article_id,))
            )
        versions: list[Row] = []
        for fact in sorted(self._touched):
            version = self._merged(fact)
            if version is not None:
                versions.append(facts.version_row(fact, self.number, version))
                self.touched_chips.add(self.chip_id(self.key_of(fact)[0]))  # with its first fact it is seen, or no more
        self.db.executemany(facts.INSERT_VERSION, versions)
        self.facts_changed = len(versions)
        self.chips_changed = refresh_chips(self.db, self.touched_chips, self.number, self.rulings)

    def _merged(self, fact: int) -> Row | None:
        """The fact's new content, None where it is as it was."""
        key = self.key_of(fact)
        before = facts.latest_content(self.db, fact)
        merged = merge(FactKey(*key), facts.testimonies(self.db, fact), self.policy, pinned=self.rulings.pins.get(key))
        after = None if merged is None else facts.content(merged)
        if before == after:
            return None
        if before is not None:
            self.facts_digest.remove((*key, *before))
        if after is not None:
            self.facts_digest.add((*key, *after))
        return facts.NOTHING if after is None else after

    @property
    def empty(self) -> bool:
        """Whether nothing at all changed, so that no revision is due."""
        return not (self.asserted or self.retired or self.facts_changed or self.chips_changed)

    def write_revision(
        self, at: str, cause: Cause, rules_digest: str, *, author: str | None = None, note: str | None = None
    ) -> Revision:
        self.db.execute(
            "INSERT OR IGNORE INTO policy (digest, content) VALUES (?, ?)", (self.policy.digest, self.policy.content())
        )
        facts_digest, claims_digest = str(self.facts_digest), str(self.claims_digest)
        digests = (rules_digest, self.policy.digest, facts_digest, claims_digest)
        seals.insert(self.db, "revision", (self.number, at, cause.value, *digests, author, note))
        return Revision(self.number, to_time(at), cause, rules_digest, facts_digest, author, note)


def later(now: str, last: str | None) -> str:
    """The time of a new revision: now, or the last revision's where the clock stands behind it, so that time and
    number always agree."""
    return now if last is None else max(now, last)
