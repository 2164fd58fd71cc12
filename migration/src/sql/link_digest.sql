-- One link of a chain of digests: the digest of the chain so far and the next one.
CREATE OR REPLACE FUNCTION annals.link_digest(chained bytea, next bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(chained || next);
END
$$
