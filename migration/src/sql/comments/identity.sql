COMMENT ON TABLE annals.accounts IS 'Whose data it is: one person or a team. Every other row of a tenant table belongs to exactly one account.';
COMMENT ON COLUMN annals.accounts.account_id IS 'The account itself, generated from id, so that what holds for tenant tables holds here too.';
COMMENT ON COLUMN annals.accounts.name IS 'The name of the person or the team, as shown.';
COMMENT ON COLUMN annals.accounts.status IS 'active: in use; suspended: closed for a while; closed: for good. Whether it lets anybody in, the application decides.';

COMMENT ON TABLE annals.users IS 'The people of an account.';
COMMENT ON COLUMN annals.users.email IS 'The address as the user wrote it.';
COMMENT ON COLUMN annals.users.email_key IS 'The address in one spelling, for comparisons: trimmed, composed (NFKC), lowered. Unique among the living users of the account.';
COMMENT ON COLUMN annals.users.username IS 'A name to be called by, unique among the living users of the account. NULL: none chosen.';
COMMENT ON COLUMN annals.users.name IS 'The full name. NULL: not said.';
COMMENT ON COLUMN annals.users.is_active IS 'False: may not log in. The application refuses the login; the row stays.';
COMMENT ON COLUMN annals.users.preferences IS 'Settings of the application for this user.';
COMMENT ON COLUMN annals.users.profile IS 'What the application knows of this user.';
COMMENT ON COLUMN annals.users.last_login_at IS 'When the user last logged in. NULL: never. Not in the log.';

COMMENT ON TABLE annals.identities IS 'What a user logs in with, found before any account is known. Global: a provider''s subject signs in to one user.';
COMMENT ON COLUMN annals.identities.provider IS 'Who vouches: email, google, github and so on. With email, the application checks a password.';
COMMENT ON COLUMN annals.identities.subject IS 'Whom the provider means, in its own words; for email the address in one spelling.';
COMMENT ON COLUMN annals.identities.user_id IS 'The user who logs in.';
COMMENT ON COLUMN annals.identities.password_hash IS 'The hash that the application made. NULL: the provider vouches. Not in the log, and not for annals_reader.';
COMMENT ON COLUMN annals.identities.password_changed_at IS 'When the password was last set. NULL: there is none.';
COMMENT ON COLUMN annals.identities.last_used_at IS 'When it was last logged in with. NULL: never. Not in the log.';

COMMENT ON TABLE annals.roles IS 'What users may be granted. Global: the same for all accounts, written by the operator. There are admin and user from the start.';
COMMENT ON COLUMN annals.roles.name IS 'The name that the application asks for.';
COMMENT ON COLUMN annals.roles.description IS 'What whoever holds it may do.';

COMMENT ON TABLE annals.user_roles IS 'The roles that users hold.';
COMMENT ON COLUMN annals.user_roles.user_id IS 'Who holds the role.';
COMMENT ON COLUMN annals.user_roles.role_id IS 'The role held.';
COMMENT ON COLUMN annals.user_roles.granted_by IS 'The user who granted it. NULL: given at the sign-up, or by a user who is gone.';

COMMENT ON TABLE annals.sessions IS 'Logins that last. Not in the log.';
COMMENT ON COLUMN annals.sessions.user_id IS 'Who is logged in.';
COMMENT ON COLUMN annals.sessions.token_hash IS 'SHA-256 of the random part of the token, 32 bytes. The token itself is nowhere.';
COMMENT ON COLUMN annals.sessions.expires_at IS 'From then on it is no longer valid.';
COMMENT ON COLUMN annals.sessions.revoked_at IS 'When it was ended before its time. NULL: it was not.';
COMMENT ON COLUMN annals.sessions.ip IS 'The address that the login came from. NULL: not known.';
COMMENT ON COLUMN annals.sessions.user_agent IS 'What the client called itself. NULL: not known.';
