-- Lets a new user claim the identity of one who was soft-deleted, in whatever account that was. The
-- entry of what is taken away goes to the former account, and tells it nothing of the new one.
CREATE OR REPLACE FUNCTION annals.claim_identity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = annals, pg_catalog, pg_temp AS $$
DECLARE
  actor text := current_setting('annals.actor_id', true);
  context text := current_setting('annals.context', true);
BEGIN
  PERFORM set_config('annals.actor_id', '', true), set_config('annals.context', '{"operation": "identities.claim_anew"}', true);
  DELETE FROM annals.identities i USING annals.users u
   WHERE i.provider = new.provider AND i.subject = new.subject
     AND u.account_id = i.account_id AND u.id = i.user_id AND u.deleted_at IS NOT NULL;
  PERFORM set_config('annals.actor_id', coalesce(actor, ''), true), set_config('annals.context', coalesce(context, ''), true);
  RETURN new;
END
$$
