-- What a search finds a text by: its title, where it has one, before its content.
CREATE OR REPLACE FUNCTION annals.search_text(language text, title text, content text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  config regconfig := annals.text_search_config(language);
BEGIN
  IF title IS NULL THEN
    RETURN setweight(to_tsvector(config, coalesce(annals.searchable(content), '')), 'B');
  END IF;
  RETURN setweight(to_tsvector(config, title), 'A')
      || setweight(to_tsvector(config, coalesce(annals.searchable(content), '')), 'B');
END
$$
