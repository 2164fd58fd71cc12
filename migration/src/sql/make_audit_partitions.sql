-- Makes the audit log's partitions for a month and the ones after it, where they are missing. Rows of
-- that month that wait in the default partition move into the new one. Returns how many were made.
CREATE OR REPLACE FUNCTION annals.make_audit_partitions(first_day date, months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = annals, pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  month timestamptz;
  partition_name text;
  made integer := 0;
BEGIN
  PERFORM set_config('annals.maintenance', 'on', true);  -- rows leave the default partition
  FOR month IN SELECT date_trunc('month', first_day::timestamptz) + n * interval '1 month' FROM generate_series(0, months - 1) n LOOP
    partition_name := 'audit_log_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass('annals.' || partition_name) IS NOT NULL;
    EXECUTE format('CREATE TABLE annals.%I (LIKE annals.audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
    EXECUTE format('WITH moved AS (DELETE FROM annals.audit_log_default WHERE occurred_at >= %1$L AND occurred_at < %2$L RETURNING *)
                    INSERT INTO annals.%3$I SELECT * FROM moved', month, month + interval '1 month', partition_name);
    EXECUTE format('ALTER TABLE annals.audit_log ATTACH PARTITION annals.%I FOR VALUES FROM (%L) TO (%L)', partition_name, month, month + interval '1 month');
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON annals.%I FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()', partition_name);
    made := made + 1;
  END LOOP;
  PERFORM set_config('annals.maintenance', '', true);
  RETURN made;
END
$$
