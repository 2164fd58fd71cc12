-- A JSON document with a value put in at a path of keys, whose missing objects are made: an object's keys
-- over those of an object that stands there, one level deep; any other value in place of what stands there.
--
-- A function, and no recursive query within the UPDATE: with one, writers that had to wait for each other
-- lost changes, which a test of eight writers shows.
CREATE OR REPLACE FUNCTION annals.merge_at(present jsonb, path text[], given jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  here jsonb := present #> path;
  merged jsonb := given;
BEGIN
  IF jsonb_typeof(here) = 'object' AND jsonb_typeof(given) = 'object' THEN
    merged := here || given;
  END IF;
  FOR depth IN REVERSE cardinality(path) - 1 .. 0 LOOP
    here := present #> path[:depth];
    merged := CASE jsonb_typeof(here) WHEN 'object' THEN here ELSE '{}' END || jsonb_build_object(path[depth + 1], merged);
  END LOOP;
  RETURN merged;
END
$$
