-- Shards a table by the column that holds its account, beside the rows of the same account in every
-- other table. Does nothing where the extension is absent.
CREATE OR REPLACE FUNCTION annals.distribute(distributed regclass, account_column text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF annals.has_citus() THEN
    PERFORM create_distributed_table(
      distributed, account_column,
      colocate_with => CASE WHEN distributed = 'annals.accounts'::regclass THEN 'none' ELSE 'annals.accounts' END
    );
  END IF;
END
$$
