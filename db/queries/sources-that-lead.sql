-- Which sources said first what chipwatch holds now.
SELECT t.source, count(*) AS facts_first
FROM v_fact f
JOIN v_timeline t ON t.chip = f.chip AND t.attribute = f.attribute AND t.precision IS f.precision
  AND t.sparse = f.sparse AND t.value = f.value
WHERE t.day = (
  SELECT min(x.day) FROM v_timeline x
  WHERE x.chip = t.chip AND x.attribute = t.attribute AND x.precision IS t.precision AND x.sparse = t.sparse
    AND x.value = t.value
)
GROUP BY t.source
ORDER BY facts_first DESC, t.source;
