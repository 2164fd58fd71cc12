-- The columns of a tracked table that the image of a deletion has: all but untracked and generated ones.
CREATE OR REPLACE FUNCTION annals.tracked_columns(asked regclass) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  asking text;
  columns text[];
BEGIN
  SELECT format('SELECT ARRAY(SELECT jsonb_object_keys(%I.%I(%L)))', n.nspname, 'last_image_' || c.relname, whole.image) INTO STRICT asking
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   CROSS JOIN LATERAL (SELECT jsonb_object_agg(attname, '') AS image FROM pg_attribute
                        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') whole
   WHERE c.oid = asked;
  EXECUTE asking INTO columns;
  RETURN columns;
END
$$
