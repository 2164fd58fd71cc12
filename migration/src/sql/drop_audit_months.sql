-- Drops the months of the audit log that ended `keep` months or longer before this one began. What is in
-- them is sealed first; a month that holds other than what its seals say (a transaction that has run all
-- the while, or somebody was at it) is not dropped, and said so. The seals stay, and a row of
-- audit_retentions says what went.
CREATE OR REPLACE FUNCTION annals.drop_audit_months(keep integer)
RETURNS TABLE (month date, row_count bigint, is_dropped boolean)
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  cutoff timestamptz;
  waiting timestamptz;
  old record;
  counted bigint;
  as_sealed boolean;
BEGIN
  IF keep IS NULL OR keep < 1 THEN
    RAISE EXCEPTION 'the months to keep are %: one at least', keep USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('annals.drop_audit_months', 0));
  cutoff := date_trunc('month', now()) - make_interval(months => keep);
  FOR waiting IN SELECT DISTINCT date_trunc('month', l.occurred_at) FROM annals.audit_log_default l WHERE l.occurred_at < cutoff LOOP
    PERFORM annals.make_audit_partitions(waiting::date, 1);
  END LOOP;
  FOR old IN
    SELECT * FROM (
      SELECT c.oid::regclass AS name, c.relname,
             substring(pg_get_expr(c.relpartbound, c.oid) FROM $from$FROM \('([^']+)'\)$from$)::timestamptz AS begins,
             substring(pg_get_expr(c.relpartbound, c.oid) FROM $to$TO \('([^']+)'\)$to$)::timestamptz AS ends
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'annals.audit_log'::regclass) partition
     WHERE partition.ends <= cutoff AND partition.ends = partition.begins + interval '1 month' ORDER BY partition.begins
  LOOP
    EXECUTE format('SELECT count(s.number) FROM (SELECT DISTINCT account_id FROM %s) l CROSS JOIN LATERAL annals.seal(l.account_id) s', old.name);
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', old.name);
    EXECUTE format(
      'SELECT coalesce(sum(l.counted), 0), coalesce(bool_and(l.counted IS NOT DISTINCT FROM s.counted), true)
         FROM (SELECT account_id, count(*) AS counted FROM %s GROUP BY 1) l
         FULL JOIN (SELECT account_id, sum(row_count) AS counted FROM annals.audit_seals WHERE month = $1 GROUP BY 1) s USING (account_id)',
      old.name) INTO counted, as_sealed USING old.begins::date;
    IF as_sealed THEN
      EXECUTE format('ALTER TABLE annals.audit_log DETACH PARTITION %s', old.name);
      EXECUTE format('DROP TABLE %s', old.name);
      INSERT INTO annals.audit_retentions (month, row_count, kept_months) VALUES (old.begins::date, counted, keep);
    END IF;
    RETURN QUERY SELECT old.begins::date, counted, as_sealed;
  END LOOP;
END
$$
