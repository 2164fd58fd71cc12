-- The digest of many digests in the order given, in the memory of one.
CREATE OR REPLACE AGGREGATE annals.chain_digests(bytea) (SFUNC = annals.link_digest, STYPE = bytea, INITCOND = '')
