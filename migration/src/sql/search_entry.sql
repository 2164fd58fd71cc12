-- What a search finds a journal entry by: its title before its content before the strings of its raw data.
CREATE OR REPLACE FUNCTION annals.search_entry(language text, title text, content text, raw_data jsonb) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  config regconfig := annals.text_search_config(language);
BEGIN
  RETURN setweight(to_tsvector(config, coalesce(title, '')), 'A')
      || setweight(to_tsvector(config, coalesce(annals.searchable(content), '')), 'B')
      || setweight(CASE WHEN octet_length(raw_data::text) <= 120000
                        THEN jsonb_to_tsvector(config, raw_data, '["string"]')
                        ELSE to_tsvector(config, annals.searchable(raw_data::text)) END, 'C');
END
$$
