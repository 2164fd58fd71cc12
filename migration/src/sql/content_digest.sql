-- The digest of an entry's image or context, with the salt of the entry before it: once both are erased,
-- no guess at what stood there can be tried against the digest, which stays.
CREATE OR REPLACE FUNCTION annals.content_digest(salt uuid, content jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN encode(sha256(convert_to(coalesce(salt::text, '') || content::text, 'UTF8')), 'hex');
END
$$
