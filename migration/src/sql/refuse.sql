-- Refuses what must not happen to a table, whoever asks.
CREATE OR REPLACE FUNCTION annals.refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is not allowed on %.%', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'insufficient_privilege',
          HINT = CASE tg_op WHEN 'TRUNCATE' THEN 'TRUNCATE fires no row trigger, so the audit log would have a gap: use DELETE.'
                            ELSE 'The rows of this table are written once.' END;
END
$$
