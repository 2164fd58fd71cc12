-- Keeps journal_entries.word_count, whoever writes the content: runs of anything but white space.
CREATE OR REPLACE FUNCTION annals.count_words() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  new.word_count := coalesce(array_length(regexp_split_to_array(nullif(btrim(new.content, E' \t\n\r\f\v'), ''), '\s+'), 1), 0);
  RETURN new;
END
$$
