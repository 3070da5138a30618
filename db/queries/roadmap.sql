-- Announced but not yet released: planned releases in order.
SELECT chip, value AS release, support, disputed
FROM v_fact
WHERE attribute = 'release' AND status = 'planned'
ORDER BY value, chip;
