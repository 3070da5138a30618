-- Facts whose sources disagree: each claim that counts, by fact.
SELECT chip, attribute, precision, held, said, bound, unit, source, tier, published, url
FROM v_dispute
ORDER BY chip, attribute, precision, published DESC;
