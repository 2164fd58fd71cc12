-- What a snippet of a journal entry is cut from: the beginning of its content, then the strings of its raw
-- data. The beginning leaves these 3,000 of the 10,000 characters that search_snippet looks through.
CREATE OR REPLACE FUNCTION annals.entry_text(content text, raw_data jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  beginning text := left(content, 7000);
BEGIN
  IF pg_column_size(raw_data) > 120000 THEN
    RETURN beginning;
  END IF;
  RETURN concat_ws(E'\n', beginning, (
    SELECT string_agg(said #>> '{}', E'\n')
      FROM jsonb_path_query(raw_data, 'strict $.** ? (@.type() == "string")') said
  ));
END
$$
