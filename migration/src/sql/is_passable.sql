-- Whether nothing but objects, or nothing, stands on the way to the end of a path of keys.
CREATE OR REPLACE FUNCTION annals.is_passable(present jsonb, path text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR depth IN 0 .. cardinality(path) - 1 LOOP
    IF jsonb_typeof(present #> path[:depth]) NOT IN ('object', 'null') THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END
$$
