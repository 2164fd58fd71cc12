-- What stands for a column of which an entry says nothing, be it untracked or younger than the entry: its
-- default. Columns without one are left out, so are NULL. A sequence is not asked: that would advance it.
CREATE OR REPLACE FUNCTION annals.unknown_values(asked regclass) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  defaults text;
  found jsonb;
BEGIN
  SELECT string_agg(format('%s AS %I', pg_get_expr(d.adbin, d.adrelid), a.attname), ', ') INTO defaults
    FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = asked AND NOT a.attisdropped AND a.attgenerated = ''
     AND pg_get_expr(d.adbin, d.adrelid) NOT LIKE '%nextval(%';
  EXECUTE format('SELECT to_jsonb(of_default) FROM (SELECT %s) of_default', defaults) INTO found;
  RETURN coalesce(found, '{}');
END
$$
