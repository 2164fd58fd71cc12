COMMENT ON TABLE annals.projects IS 'What documents, agent runs and exports belong to.';
COMMENT ON COLUMN annals.projects.name IS 'The name, as shown.';
COMMENT ON COLUMN annals.projects.status IS 'draft, active, completed or archived.';
COMMENT ON COLUMN annals.projects.current_step IS 'How far its user has come, 1 to 4.';
COMMENT ON COLUMN annals.projects.language IS 'The language that its documents are written in, as a tag such as en.';
COMMENT ON COLUMN annals.projects.metadata IS 'What the application keeps beside the project, as a JSON object.';
COMMENT ON COLUMN annals.projects.created_by IS 'The user who began it. NULL: a user who is gone.';

COMMENT ON TABLE annals.documents IS 'The documents of a project, one of each type; what stands in them is in document_versions.';
COMMENT ON COLUMN annals.documents.project_id IS 'The project it belongs to.';
COMMENT ON COLUMN annals.documents.document_type IS 'What the document is, such as specification. Unique within a project.';
COMMENT ON COLUMN annals.documents.title IS 'The title, as shown.';
COMMENT ON COLUMN annals.documents.current_version IS 'The number of its newest version. 0: nothing is written yet.';
COMMENT ON COLUMN annals.documents.metadata IS 'What the application keeps beside the document, as a JSON object.';
COMMENT ON COLUMN annals.documents.created_by IS 'The user who began it. NULL: a user who is gone.';

COMMENT ON TABLE annals.document_versions IS 'What stood in a document, version by version. Written once: only created_by may change, to NULL.';
COMMENT ON COLUMN annals.document_versions.document_id IS 'The document.';
COMMENT ON COLUMN annals.document_versions.version IS 'Its number, counted up from 1.';
COMMENT ON COLUMN annals.document_versions.content IS 'The text, whole. Only the log''s entry of a deletion holds it.';
COMMENT ON COLUMN annals.document_versions.content_sha256 IS 'SHA-256 of the text in UTF-8, 32 bytes: two versions with the same are equal.';
COMMENT ON COLUMN annals.document_versions.metadata IS 'What the application keeps beside the version, as a JSON object; language chooses the dictionary of the search.';
COMMENT ON COLUMN annals.document_versions.created_by IS 'The user who wrote it. NULL: nobody in particular, or a user who is gone.';
COMMENT ON COLUMN annals.document_versions.search IS 'The words of content, for the full-text search; generated.';

COMMENT ON TABLE annals.agent_executions IS 'Runs of agents for a project.';
COMMENT ON COLUMN annals.agent_executions.project_id IS 'The project it runs for.';
COMMENT ON COLUMN annals.agent_executions.agent_type IS 'Which agent.';
COMMENT ON COLUMN annals.agent_executions.correlation_id IS 'What the runs of one request have in common.';
COMMENT ON COLUMN annals.agent_executions.input_data IS 'What it was given, any JSON. NULL: nothing. Only the log''s entry of a deletion holds it.';
COMMENT ON COLUMN annals.agent_executions.output_data IS 'What it gave back, any JSON. NULL: nothing yet. Only the log''s entry of a deletion holds it.';
COMMENT ON COLUMN annals.agent_executions.status IS 'pending, running, completed, failed or cancelled; the last three are final.';
COMMENT ON COLUMN annals.agent_executions.error_message IS 'Why it failed. NULL: it did not.';
COMMENT ON COLUMN annals.agent_executions.started_at IS 'When it was begun; until it runs, when it was asked for.';
COMMENT ON COLUMN annals.agent_executions.completed_at IS 'When it came to an end, whichever. NULL: it has not.';

COMMENT ON TABLE annals.exports IS 'Files made of a project, to be fetched within a time.';
COMMENT ON COLUMN annals.exports.project_id IS 'The project it is made of.';
COMMENT ON COLUMN annals.exports.format IS 'The format of the file, such as pdf.';
COMMENT ON COLUMN annals.exports.status IS 'pending: waits for a worker; running: claimed; completed: the file is there; failed: given up.';
COMMENT ON COLUMN annals.exports.file_path IS 'Where the file is. NULL: not made yet.';
COMMENT ON COLUMN annals.exports.manifest IS 'What the file holds, as a JSON object.';
COMMENT ON COLUMN annals.exports.error_message IS 'Why it failed. NULL: it did not.';
COMMENT ON COLUMN annals.exports.claimed_by IS 'The worker that makes it. NULL: none. Not in the log.';
COMMENT ON COLUMN annals.exports.claimed_until IS 'When the claim ends, and another worker may take it. NULL: not claimed. Not in the log.';
COMMENT ON COLUMN annals.exports.attempts IS 'How often it was claimed. Not in the log.';
COMMENT ON COLUMN annals.exports.completed_at IS 'When the file was there. NULL: it is not.';
COMMENT ON COLUMN annals.exports.expires_at IS 'From then on the file may be removed; a day after its beginning unless said otherwise.';
