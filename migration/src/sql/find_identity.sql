-- The user behind a login, and whether the account lets anybody in. A login knows no account yet, so this
-- one function looks across accounts, and finds exactly one identity or none; an identity whose user was
-- deleted finds nobody.
CREATE OR REPLACE FUNCTION annals.find_identity(by_provider text, by_subject text)
RETURNS TABLE (identity_id uuid, identity_version bigint, password_hash varchar, password_changed_at timestamptz,
               account_status varchar, "user" annals.users)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = annals, pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT i.id, i.row_version, i.password_hash, i.password_changed_at, a.status, u
      FROM annals.identities i JOIN annals.users u ON u.account_id = i.account_id AND u.id = i.user_id
      JOIN annals.accounts a ON a.id = i.account_id
     WHERE i.provider = by_provider AND i.subject = by_subject AND u.deleted_at IS NULL;
END
$$
