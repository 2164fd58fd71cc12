-- As much of a text as can always be indexed. A tsvector is limited to 1 MB and a text is not; a
-- lexeme takes up to about four times its bytes (its positions, and the parts of a compound or a
-- URL), so 120 kB from each of two sources stay below the limit whatever they hold.
CREATE OR REPLACE FUNCTION annals.searchable(whole text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(whole) <= 120000 THEN whole ELSE left(whole, 30000) END
$$
