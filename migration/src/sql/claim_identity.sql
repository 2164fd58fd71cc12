-- Lets a new user claim the identity of one who was soft-deleted, in whatever account that was. The
-- entry of what is taken away goes to the former account, and tells it nothing of the new one.
CREATE OR REPLACE FUNCTION annals.claim_identity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = annals, pg_catalog, pg_temp AS $$
DECLARE
  actor text := current_setting('annals.actor_id', true);
  context text := current_setting('annals.context', true);
BEGIN
  -- What the transaction itself did to the identity before is its own doing, under its own context.
  PERFORM annals.settle_identities(i.account_id, i.id)
     FROM annals.identities i JOIN annals.users u ON u.account_id = i.account_id AND u.id = i.user_id
    WHERE i.provider = new.provider AND i.subject = new.subject AND u.deleted_at IS NOT NULL;
  IF NOT FOUND THEN
    RETURN new;
  END IF;
  PERFORM set_config('annals.actor_id', '', true), set_config('annals.context', '{"operation": "identities.claim_anew"}', true);
  DELETE FROM annals.identities i USING annals.users u
   WHERE i.provider = new.provider AND i.subject = new.subject
     AND u.account_id = i.account_id AND u.id = i.user_id AND u.deleted_at IS NOT NULL;
  PERFORM set_config('annals.actor_id', coalesce(actor, ''), true), set_config('annals.context', coalesce(context, ''), true);
  -- `begin_life`, which comes before in the order of names, could not yet know what was just deleted: a
  -- copy of that very row brings its signature along.
  IF annals.is_recorded(new.account_id, 'identities', new.id, new.row_version, new.audit_id) THEN
    new.audit_id := NULL;
  END IF;
  RETURN new;
END
$$
