-- Dense FP16 compute for each watt, where both are known.
SELECT c.chip, c.value_num AS tflops, p.value_num AS watts, round(c.value_num / p.value_num, 2) AS tflops_per_watt
FROM v_fact c
JOIN v_fact p ON p.slug = c.slug AND p.attribute = 'power'
WHERE c.attribute = 'compute' AND c.precision = 'FP16' AND NOT c.sparse AND p.value_num > 0
ORDER BY tflops_per_watt DESC, c.chip;
