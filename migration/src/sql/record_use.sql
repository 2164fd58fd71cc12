-- Counts uses of articles, which an application may not write otherwise: as often as an id is given, and
-- for an id of no article nothing. Returns how many articles were counted. The rows are locked in one
-- order, so that two that count the same articles wait for each other and never form a deadlock.
CREATE OR REPLACE FUNCTION annals.record_use(used uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
DECLARE
  counted bigint;
BEGIN
  WITH given AS (
    SELECT u.id, count(*) AS times FROM unnest(used) u (id) GROUP BY u.id
  ), held AS MATERIALIZED (
    SELECT a.id, given.times FROM annals.knowledge_articles a JOIN given ON given.id = a.id
     ORDER BY a.id FOR NO KEY UPDATE OF a
  )
  UPDATE annals.knowledge_articles a SET usage_count = least(a.usage_count + held.times, 2147483647)
    FROM held WHERE a.id = held.id;
  GET DIAGNOSTICS counted = ROW_COUNT;
  RETURN counted;
END
$$
