-- A search while its last word is being typed. Three ways lead from it to a row: what begins with it
-- as it stands, for an index of stems has no stop words but of other languages; what begins with its
-- stem; and a stem that it has grown beyond: `gardeni` is on its way to `gardening`, which is kept as
-- `garden`. Of such stems only those that lack two fifths of it at most, and four letters are left.
CREATE OR REPLACE FUNCTION annals.prefix_query(config regconfig, asked text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET client_min_messages = warning AS $$
DECLARE
  typed text := lower(substring(btrim(asked) FROM '\S+$'));
  quoted text := '''' || replace(replace(typed, '\', '\\'), '''', '''''') || ''':*';
  is_word boolean := typed ~ '^[[:alnum:]]+$' AND octet_length(typed) <= 200;
  last tsquery;
  others tsquery := plainto_tsquery(config, substring(btrim(asked) FROM '^(.*)\s\S+$'));
BEGIN
  IF typed IS NULL THEN
    RETURN NULL;
  END IF;
  last := to_tsquery('pg_catalog.simple', quoted);
  IF config <> 'pg_catalog.simple'::regconfig THEN
    last := last || to_tsquery(config, quoted);
    IF is_word THEN
      SELECT coalesce(last || string_agg('''' || left(typed, n) || '''', ' | ')::tsquery, last) INTO last
        FROM generate_series(greatest(4, ceil(length(typed) * 0.6)::integer), length(typed) - 1) n;
    END IF;
  END IF;
  RETURN coalesce(others && last, last);
END
$$
