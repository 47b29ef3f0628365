-- The knowledge base: texts to be found by their words and by their meaning. Meaning is a vector of 384 numbers: of type
-- vector with a HNSW index where the server has pgvector, else a real[] that is compared one by one. What the application
-- calls, orchestrator_similar_knowledge(), is the same for both.

CREATE TYPE knowledge_source AS ENUM ('document', 'web', 'conversation', 'code', 'manual');

CREATE TABLE knowledge_entries (
    id              uuid             NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid             NOT NULL,
    project_id      uuid,
    title           varchar(240)     NOT NULL,
    content         text             NOT NULL,
    source          knowledge_source NOT NULL DEFAULT 'manual',
    source_uri      text,
    chunk_number    integer          NOT NULL DEFAULT 1,
    content_hash    varchar(64)      NOT NULL,
    language        varchar(20)      NOT NULL DEFAULT 'english',
    tags            text[]           NOT NULL DEFAULT '{}',
    metadata        jsonb            NOT NULL DEFAULT '{}',
    created_by      uuid,
    created_at      timestamptz      NOT NULL DEFAULT now(),
    updated_at      timestamptz      NOT NULL DEFAULT now(),
    embedding_model varchar(120),
    embedded_at     timestamptz,
    search          tsvector         GENERATED ALWAYS AS (
        setweight(to_tsvector(CASE language WHEN 'english' THEN 'english'::regconfig WHEN 'german' THEN 'german'::regconfig
                                            WHEN 'french' THEN 'french'::regconfig WHEN 'spanish' THEN 'spanish'::regconfig
                                            ELSE 'simple'::regconfig END, title), 'A')
        || setweight(to_tsvector(CASE language WHEN 'english' THEN 'english'::regconfig WHEN 'german' THEN 'german'::regconfig
                                               WHEN 'french' THEN 'french'::regconfig WHEN 'spanish' THEN 'spanish'::regconfig
                                               ELSE 'simple'::regconfig END, content), 'C')) STORED,
    CONSTRAINT pk_knowledge_entries PRIMARY KEY (id),
    CONSTRAINT uq_knowledge_entries_content UNIQUE (organization_id, content_hash, chunk_number),
    CONSTRAINT fk_knowledge_entries_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_knowledge_entries_project FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_knowledge_entries_created_by FOREIGN KEY (organization_id, created_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (created_by),
    CONSTRAINT ck_knowledge_entries_title CHECK (btrim(title) <> ''),
    CONSTRAINT ck_knowledge_entries_chunk_number CHECK (chunk_number >= 1),
    CONSTRAINT ck_knowledge_entries_content_hash CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_knowledge_entries_language CHECK (language ~ '^[a-z]+$'),
    CONSTRAINT ck_knowledge_entries_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_knowledge_entries_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX ix_knowledge_entries_project ON knowledge_entries (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX ix_knowledge_entries_created_by ON knowledge_entries (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX ix_knowledge_entries_created_at ON knowledge_entries (organization_id, created_at);
CREATE INDEX ix_knowledge_entries_tags ON knowledge_entries USING gin (tags);
CREATE INDEX ix_knowledge_entries_search ON knowledge_entries USING gin (search);
CREATE INDEX ix_knowledge_entries_metadata ON knowledge_entries USING gin (metadata jsonb_path_ops);
COMMENT ON TABLE knowledge_entries IS 'The knowledge base: pieces of text with their words indexed and their meaning as a vector.';
COMMENT ON COLUMN knowledge_entries.project_id IS 'NULL is for the whole organization.';
COMMENT ON COLUMN knowledge_entries.chunk_number IS 'Place within the source, from 1.';
COMMENT ON COLUMN knowledge_entries.content_hash IS 'SHA-256 of the source in hex; the same source is taken in once.';
COMMENT ON COLUMN knowledge_entries.language IS 'Name of the stemmer: english, german, french, spanish; any other word takes none.';
COMMENT ON COLUMN knowledge_entries.embedding_model IS 'Which model made the vector; those of two models cannot be compared.';
COMMENT ON COLUMN knowledge_entries.search IS 'Words of title (weight A) and content (C), stemmed as language says.';

DO $$
DECLARE
    home name;
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
            CREATE EXTENSION vector;
            COMMENT ON EXTENSION vector IS 'Made by the orchestrator pack';
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'pgvector is there, but may not be created by %', current_user;
    END;
    home := (SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'vector');
    IF home IS NULL THEN
        RAISE NOTICE 'Without pgvector embeddings are kept as real[] and compared one by one';
        ALTER TABLE knowledge_entries
            ADD COLUMN embedding real[]
                CONSTRAINT ck_knowledge_entries_embedding
                CHECK (array_ndims(embedding) = 1 AND cardinality(embedding) = 384 AND array_position(embedding, NULL) IS NULL);
        CREATE FUNCTION orchestrator_cosine_distance(a real[], b real[]) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$
            SELECT 1 - sum(x::float8 * y::float8) / nullif(sqrt(sum(x::float8 * x::float8)) * sqrt(sum(y::float8 * y::float8)), 0)
            FROM unnest(a, b) AS pair (x, y)
        $f$;
        COMMENT ON FUNCTION orchestrator_cosine_distance(real[], real[]) IS '0 (same direction) to 2 (opposite), as <=> of pgvector.';
        CREATE FUNCTION orchestrator_similar_knowledge(query real[], most integer DEFAULT 10) RETURNS TABLE (entry_id uuid, distance double precision)
        LANGUAGE sql STABLE SET search_path FROM CURRENT AS $f$
            SELECT id, orchestrator_cosine_distance(embedding, query) AS far
            FROM knowledge_entries WHERE embedding IS NOT NULL ORDER BY far, id LIMIT most
        $f$;
    ELSE
        EXECUTE format('ALTER TABLE knowledge_entries ADD COLUMN embedding %I.vector(384)', home);
        IF EXISTS (SELECT FROM pg_am WHERE amname = 'hnsw') THEN
            EXECUTE format('CREATE INDEX ix_knowledge_entries_embedding ON knowledge_entries USING hnsw (embedding %I.vector_cosine_ops)', home);
        ELSE
            RAISE NOTICE 'This pgvector is older than 0.5 and has no HNSW index; embeddings are compared one by one';
        END IF;
        EXECUTE format($f$
            CREATE FUNCTION orchestrator_similar_knowledge(query real[], most integer DEFAULT 10) RETURNS TABLE (entry_id uuid, distance double precision)
            LANGUAGE sql STABLE SET search_path FROM CURRENT AS $g$
                SELECT id, embedding OPERATOR(%1$I.<=>) query::%1$I.vector(384)
                FROM knowledge_entries WHERE embedding IS NOT NULL ORDER BY embedding OPERATOR(%1$I.<=>) query::%1$I.vector(384) LIMIT most
            $g$ $f$, home);
    END IF;
END
$$;
COMMENT ON COLUMN knowledge_entries.embedding IS 'Meaning as 384 numbers: vector(384) where pgvector is installed, else real[]. NULL until embedded.';
COMMENT ON FUNCTION orchestrator_similar_knowledge(real[], integer) IS 'The entries nearest in meaning, nearest first, by cosine distance; only what the session''s tenant may read.';

CREATE TRIGGER tr_knowledge_entries_updated_at BEFORE UPDATE ON knowledge_entries FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_knowledge_entries_organization BEFORE UPDATE ON knowledge_entries FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
