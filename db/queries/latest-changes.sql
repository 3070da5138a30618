-- What the news changed in the last seven days, newest first.
SELECT at, chip, attribute, precision, kind, old_value, new_value, unit
FROM v_change
WHERE cause = 'news' AND kind <> 'support' AND at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days')
ORDER BY at DESC, chip, attribute;
