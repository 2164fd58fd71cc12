-- The columns of a tracked table that the image of a deletion has and no other image.
CREATE OR REPLACE FUNCTION annals.bulky_columns(asked regclass) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  in_schema name;
  bare_name name;
  whole jsonb;
  bulky text[];
BEGIN
  SELECT n.nspname, c.relname INTO STRICT in_schema, bare_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = asked;
  IF annals.tracked_table(annals.log_name(asked)) IS NULL THEN
    RAISE EXCEPTION '% is not tracked, so nothing is known of its past', asked
      USING ERRCODE = 'invalid_parameter_value', COLUMN = 'table', HINT = 'Track it in a migration.';
  END IF;
  SELECT jsonb_object_agg(attname, '') INTO whole FROM pg_attribute WHERE attrelid = asked AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('SELECT ARRAY(SELECT jsonb_object_keys(%1$I.%2$I($1)) EXCEPT SELECT jsonb_object_keys(%1$I.%3$I($1)))',
                 in_schema, 'last_image_' || bare_name, 'image_' || bare_name) INTO bulky USING whole;
  RETURN bulky;
END
$$
