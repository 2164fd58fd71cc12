-- Whose rows the transaction may see; NULL, so none, where no context is set. A pooled connection
-- keeps '' after a transaction that had set it, hence NULLIF.
CREATE OR REPLACE FUNCTION annals.current_account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('annals.account_id', true), '')::uuid
$$
