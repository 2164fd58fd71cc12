-- A piece of a text with what a search matches between U+0002 and U+0003, which the text itself is
-- rid of first. Only the first 10,000 characters are looked through: it is done for every row of a page.
CREATE OR REPLACE FUNCTION annals.search_snippet(config regconfig, whole text, query tsquery, is_title boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET client_min_messages = warning AS $$
BEGIN
  RETURN ts_headline(
    config, translate(left(whole, 10000), U&'\0002\0003', ''), query,
    U&'StartSel=\0002, StopSel=\0003, ' || CASE WHEN is_title THEN 'HighlightAll=true' ELSE 'MaxWords=35, MinWords=15' END
  );
END
$$
