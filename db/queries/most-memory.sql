-- Chips by memory, with how many independent origins say so.
SELECT chip, value, unit, status, support
FROM v_fact
WHERE attribute = 'memory_capacity' AND kind = 'chip'
ORDER BY value_num DESC, chip
LIMIT 20;
