-- The topics that came in with files, as they were.
SELECT topic::text FROM (
  SELECT DISTINCT ON (kept.topic) kept.topic, r.started_at, kept.place
    FROM annals.import_runs r CROSS JOIN LATERAL jsonb_array_elements(
      CASE jsonb_typeof(r.counts -> 'topics') WHEN 'array' THEN r.counts -> 'topics' ELSE '[]' END) WITH ORDINALITY kept (topic, place)
   WHERE r.account_id = $1 AND $2::uuid IS NOT NULL
   ORDER BY kept.topic, r.started_at, kept.place) told
 ORDER BY started_at, place
