-- Which version of a prompt each environment uses, who has approved it, and rules on both that the database holds: who may
-- activate or label, how many approvals that takes, and that nobody approves what he wrote himself. Without a row in
-- ai_prompt_rules everything goes on as before.

SET LOCAL lock_timeout = '2s';

-- Who wrote a version that is there already is not known, which is '' among its writers.
ALTER TABLE "ai_prompts"
    ADD COLUMN "revision"  integer             NOT NULL DEFAULT 1,
    ADD COLUMN "writtenBy" character varying[] NOT NULL DEFAULT '{""}';
COMMENT ON COLUMN "ai_prompts"."revision" IS 'Grows with each change of name, version, texts, model or metadata; set by trigger. An approval is of one revision.';
COMMENT ON COLUMN "ai_prompts"."writtenBy" IS 'The database users who wrote it or changed it, set by trigger; an empty string among them: somebody before that was recorded.';

CREATE TABLE "ai_prompt_labels" (
    "name"     character varying        NOT NULL,
    "label"    character varying        NOT NULL,
    "promptId" uuid                     NOT NULL,
    "reason"   text,
    "setBy"    character varying        NOT NULL DEFAULT SESSION_USER,
    "setAt"    timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_4d0e32c2147472cce42992afcaf" PRIMARY KEY ("name", "label"),
    CONSTRAINT "FK_82f3b2bb2623f8ff98b4a4b6b4c" FOREIGN KEY ("promptId") REFERENCES "ai_prompts" ("id") ON DELETE NO ACTION,
    CONSTRAINT "CHK_22fe223e15ef1135368eae4ecb" CHECK ("label" ~ '^[a-z0-9][a-z0-9._-]{0,39}$' AND "label" <> 'active')
);
CREATE INDEX "IDX_82f3b2bb2623f8ff98b4a4b6b4" ON "ai_prompt_labels" ("promptId");
COMMENT ON TABLE "ai_prompt_labels" IS 'Which version of a prompt an environment uses: production, staging and so on; set under the rules of ai_prompt_rules.';
COMMENT ON COLUMN "ai_prompt_labels"."name" IS 'The prompt, as ai_prompts.name has it.';
COMMENT ON COLUMN "ai_prompt_labels"."label" IS 'The environment, in lower case. Not active: that is ai_prompts.isActive.';
COMMENT ON COLUMN "ai_prompt_labels"."promptId" IS 'The row of ai_prompts (its id): a version of this prompt.';
COMMENT ON COLUMN "ai_prompt_labels"."reason" IS 'Why, in the words of who set it.';
COMMENT ON COLUMN "ai_prompt_labels"."setBy" IS 'The database user who set it; set by trigger.';
COMMENT ON COLUMN "ai_prompt_labels"."setAt" IS 'When; set by trigger.';

CREATE TABLE "ai_prompt_rules" (
    "label"        character varying NOT NULL,
    "name"         character varying NOT NULL DEFAULT '',
    "approvals"    integer           NOT NULL DEFAULT 0,
    "role"         character varying,
    "approverRole" character varying,
    CONSTRAINT "PK_40606b457716ab4edec241690b9" PRIMARY KEY ("label", "name"),
    CONSTRAINT "CHK_53341bc6c6e971729884575b43" CHECK ("approvals" >= 0 AND "approvals" <= 9)
);
COMMENT ON TABLE "ai_prompt_rules" IS 'Who may set a label or activate a version, and how many must have approved it. Without a row: who may write the table.';
COMMENT ON COLUMN "ai_prompt_rules"."label" IS 'The label that it is about; active: ai_prompts.isActive.';
COMMENT ON COLUMN "ai_prompt_rules"."name" IS 'The prompt that it is about, instead of the rule for all; an empty string: all.';
COMMENT ON COLUMN "ai_prompt_rules"."approvals" IS 'How many others than its writers must have approved the version; one more where a writer is not known.';
COMMENT ON COLUMN "ai_prompt_rules"."role" IS 'Only members of this database role may set, change or remove it; NULL: who may write the table.';
COMMENT ON COLUMN "ai_prompt_rules"."approverRole" IS 'Only approvals of members of this database role count; NULL: all.';

CREATE TABLE "ai_prompt_approvals" (
    "id"        bigint                   NOT NULL GENERATED ALWAYS AS IDENTITY,
    "promptId"  uuid                     NOT NULL,
    "revision"  integer                  NOT NULL,
    "decision"  character varying        NOT NULL DEFAULT 'approve',
    "comment"   text,
    "decidedBy" character varying        NOT NULL DEFAULT SESSION_USER,
    "decidedAt" timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_ab67a4a1af65ae797839affdffc" PRIMARY KEY ("id"),
    CONSTRAINT "FK_37c7d7beee6de1454b748c1ed59" FOREIGN KEY ("promptId") REFERENCES "ai_prompts" ("id") ON DELETE NO ACTION,
    CONSTRAINT "CHK_fc3c10ced55569ec49725daaa8" CHECK ("decision" IN ('approve', 'withdraw'))
);
CREATE INDEX "IDX_3e4bb1e082fe5ca01ff9158bf2" ON "ai_prompt_approvals" ("promptId", "id");
COMMENT ON TABLE "ai_prompt_approvals" IS 'Who approved which version, or withdrew that; the last decision of each counts. Append-only by trigger.';
COMMENT ON COLUMN "ai_prompt_approvals"."id" IS 'The order of the decisions.';
COMMENT ON COLUMN "ai_prompt_approvals"."promptId" IS 'The row of ai_prompts (its id).';
COMMENT ON COLUMN "ai_prompt_approvals"."revision" IS 'What was approved, ai_prompts.revision as it was read: refused when the version has changed since.';
COMMENT ON COLUMN "ai_prompt_approvals"."decision" IS 'approve or withdraw.';
COMMENT ON COLUMN "ai_prompt_approvals"."comment" IS 'Why, in the words of who decided.';
COMMENT ON COLUMN "ai_prompt_approvals"."decidedBy" IS 'The database user who decided; set by trigger, so that nobody approves in the name of another.';
COMMENT ON COLUMN "ai_prompt_approvals"."decidedAt" IS 'When; set by trigger.';

CREATE TABLE "ai_prompt_label_changes" (
    "id"        bigint                   NOT NULL GENERATED ALWAYS AS IDENTITY,
    "subject"   character varying        NOT NULL,
    "operation" character varying        NOT NULL,
    "label"     character varying        NOT NULL,
    "name"      character varying        NOT NULL,
    "before"    jsonb,
    "after"     jsonb,
    "changedBy" character varying        NOT NULL DEFAULT SESSION_USER,
    "changedAt" timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_803e9ed85f4ee2a02ebbe4cac93" PRIMARY KEY ("id"),
    CONSTRAINT "CHK_6d350627b0533bd469fdbe61fe" CHECK ("subject" IN ('label', 'rule'))
);
CREATE INDEX "IDX_ef927fefb598443e70eb344fcf" ON "ai_prompt_label_changes" ("name", "id");
COMMENT ON TABLE "ai_prompt_label_changes" IS 'Every change of a label or of a rule, written by trigger; append-only.';
COMMENT ON COLUMN "ai_prompt_label_changes"."id" IS 'The order of the changes.';
COMMENT ON COLUMN "ai_prompt_label_changes"."subject" IS 'label or rule.';
COMMENT ON COLUMN "ai_prompt_label_changes"."operation" IS 'INSERT, UPDATE or DELETE.';
COMMENT ON COLUMN "ai_prompt_label_changes"."label" IS 'The label that was changed, or that the rule is about.';
COMMENT ON COLUMN "ai_prompt_label_changes"."name" IS 'The prompt; an empty string: a rule for all.';
COMMENT ON COLUMN "ai_prompt_label_changes"."before" IS 'The row as it was; NULL: there was none.';
COMMENT ON COLUMN "ai_prompt_label_changes"."after" IS 'The row as it is since; NULL: there is none.';
COMMENT ON COLUMN "ai_prompt_label_changes"."changedBy" IS 'The database user.';
COMMENT ON COLUMN "ai_prompt_label_changes"."changedAt" IS 'When; changes of one transaction share it, id tells them apart.';

-- The triggers find their tables beside the one that they are on, in whatever schema the pack is, and call nothing that
-- the search_path of a session would offer.
CREATE FUNCTION ai_prompts_note_writer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW."revision" := 1;
        NEW."writtenBy" := ARRAY[session_user::varchar];
        RETURN NEW;
    END IF;
    NEW."revision" := OLD."revision";
    NEW."writtenBy" := OLD."writtenBy";
    IF ROW (NEW."name", NEW."version", NEW."systemPrompt", NEW."userPromptTemplate", NEW."modelPreference", NEW."metadata")
       IS DISTINCT FROM ROW (OLD."name", OLD."version", OLD."systemPrompt", OLD."userPromptTemplate", OLD."modelPreference", OLD."metadata") THEN
        NEW."revision" := OLD."revision" + 1;
        IF session_user::varchar <> ALL (OLD."writtenBy") THEN
            NEW."writtenBy" := array_append(OLD."writtenBy", session_user::varchar);
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION ai_prompts_note_writer() IS 'Records who wrote a version and how often it has changed, whatever the statement says.';

CREATE FUNCTION ai_prompt_refusal(place name, target varchar, prompt varchar, version uuid, seen integer, writers varchar[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rule   record;
    needed integer;
    given  integer;
BEGIN
    EXECUTE format('SELECT "approvals", "role", "approverRole" FROM %I."ai_prompt_rules" WHERE "label" = $1 AND "name" IN ($2, '''')
                    ORDER BY "name" = '''' LIMIT 1', place) INTO rule USING target, prompt;
    IF rule."approvals" IS NULL THEN
        RETURN NULL;
    END IF;
    IF rule."role" IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_roles AS r WHERE r.rolname::text = rule."role"::text AND pg_has_role(session_user, r.oid, 'MEMBER')) THEN
        RETURN format('%s of %s is reserved to members of the role %s', target, prompt, rule."role");
    END IF;
    IF version IS NULL OR rule."approvals" = 0 THEN
        RETURN NULL;
    END IF;
    needed := rule."approvals" + CASE WHEN '' = ANY (writers) THEN 1 ELSE 0 END;
    EXECUTE format('SELECT count(*) FROM (SELECT DISTINCT ON ("decidedBy") "decidedBy", "decision", "revision" FROM %I."ai_prompt_approvals"
                    WHERE "promptId" = $1 ORDER BY "decidedBy", "id" DESC) AS last
                    WHERE "decision" = ''approve'' AND "revision" = $2 AND "decidedBy" <> ALL ($3) AND ($4 IS NULL OR EXISTS (
                        SELECT FROM pg_roles AS w, pg_roles AS r WHERE w.rolname::text = "decidedBy"::text AND r.rolname::text = $4::text
                        AND pg_has_role(w.oid, r.oid, ''MEMBER'')))', place)
        INTO given USING version, seen, writers, rule."approverRole";
    IF given < needed THEN
        RETURN format('%s of %s needs %s approvals of others than its writers, and has %s', target, prompt, needed, given);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ai_prompt_refusal(name, varchar, varchar, uuid, integer, varchar[]) IS 'Why the rules of the schema refuse a label on a version to this session; NULL: they do not.';

-- Whoever writes prompts need not be allowed to read the rules: these triggers have the rights of the owner.
CREATE FUNCTION ai_prompts_await_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    refusal text;
BEGIN
    EXECUTE format('SELECT %I.ai_prompt_refusal($1, ''active'', $2, $3, 1, ARRAY[session_user::varchar])', TG_TABLE_SCHEMA)
        INTO refusal USING TG_TABLE_SCHEMA, NEW."name", NEW."id";
    IF refusal IS NOT NULL THEN
        NEW."isActive" := false;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION ai_prompts_await_approval() IS 'A new version that does not say whether it is active is not, where a rule would refuse it.';

CREATE FUNCTION ai_prompts_obey_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held    boolean := TG_OP <> 'INSERT' AND OLD."isActive";
    holds   boolean := TG_OP <> 'DELETE' AND NEW."isActive";
    changed boolean := TG_OP = 'UPDATE' AND NEW."revision" <> OLD."revision";
    refusal text;
BEGIN
    IF held AND (NOT holds OR changed) THEN
        EXECUTE format('SELECT %I.ai_prompt_refusal($1, ''active'', $2, NULL, NULL, NULL)', TG_TABLE_SCHEMA)
            INTO refusal USING TG_TABLE_SCHEMA, OLD."name";
    END IF;
    IF refusal IS NULL AND holds AND (NOT held OR changed) THEN
        EXECUTE format('SELECT %I.ai_prompt_refusal($1, ''active'', $2, $3, $4, $5)', TG_TABLE_SCHEMA)
            INTO refusal USING TG_TABLE_SCHEMA, NEW."name", NEW."id", NEW."revision", NEW."writtenBy";
    END IF;
    IF refusal IS NULL AND changed THEN
        EXECUTE format('SELECT r FROM %1$I."ai_prompt_labels" AS l, %1$I.ai_prompt_refusal($1, l."label", l."name", $2, $3, $4) AS r
                        WHERE l."promptId" = $2 AND r IS NOT NULL LIMIT 1', TG_TABLE_SCHEMA)
            INTO refusal USING TG_TABLE_SCHEMA, NEW."id", NEW."revision", NEW."writtenBy";
        IF refusal IS NULL AND NEW."name" <> OLD."name" THEN
            EXECUTE format('SELECT ''It is labelled as a version of '' || "name" FROM %I."ai_prompt_labels" WHERE "promptId" = $1 LIMIT 1', TG_TABLE_SCHEMA)
                INTO refusal USING NEW."id";
        END IF;
    END IF;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION '%', refusal USING ERRCODE = 'insufficient_privilege', HINT = CASE WHEN changed
            THEN 'What is used is not changed: write a new version, have it approved, and use that.'
            ELSE 'The rules are in ai_prompt_rules, the approvals in ai_prompt_approvals.' END;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION ai_prompts_obey_rules() IS 'Holds the active version, and the text of what is active or labelled, to ai_prompt_rules.';

CREATE FUNCTION ai_prompt_labels_obey_rules() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found   record;
    refusal text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format('SELECT %I.ai_prompt_refusal($1, $2, $3, NULL, NULL, NULL)', TG_TABLE_SCHEMA)
            INTO refusal USING TG_TABLE_SCHEMA, OLD."label", OLD."name";
    END IF;
    IF refusal IS NULL AND TG_OP <> 'DELETE' THEN
        NEW."setBy" := session_user;
        NEW."setAt" := now();
        EXECUTE format('SELECT "name", "revision", "writtenBy" FROM %I."ai_prompts" WHERE "id" = $1 FOR SHARE', TG_TABLE_SCHEMA)
            INTO found USING NEW."promptId";
        IF found."name" <> NEW."name" THEN
            RAISE EXCEPTION 'The version is one of %, not of %', found."name", NEW."name" USING ERRCODE = 'foreign_key_violation';
        END IF;
        EXECUTE format('SELECT %I.ai_prompt_refusal($1, $2, $3, $4, $5, $6)', TG_TABLE_SCHEMA)
            INTO refusal USING TG_TABLE_SCHEMA, NEW."label", NEW."name", NEW."promptId", found."revision", found."writtenBy";
    END IF;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION '%', refusal USING ERRCODE = 'insufficient_privilege', HINT = 'The rules are in ai_prompt_rules, the approvals in ai_prompt_approvals.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION ai_prompt_labels_obey_rules() IS 'Holds labels to ai_prompt_rules, and to versions of their own prompt.';

CREATE FUNCTION ai_prompt_approvals_four_eyes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found record;
BEGIN
    NEW."decidedBy" := session_user;
    NEW."decidedAt" := now();
    EXECUTE format('SELECT "revision", "writtenBy" FROM %I."ai_prompts" WHERE "id" = $1 FOR SHARE', TG_TABLE_SCHEMA)
        INTO found USING NEW."promptId";
    IF found."revision" <> NEW."revision" THEN
        RAISE EXCEPTION 'The version has changed since it was read: it is revision % now, not %', found."revision", NEW."revision"
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Read it again.';
    ELSIF NEW."decision" = 'approve' AND session_user::varchar = ANY (found."writtenBy") THEN
        RAISE EXCEPTION '% wrote this version, and cannot approve it', session_user USING ERRCODE = 'insufficient_privilege',
            HINT = 'Have somebody else approve it.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION ai_prompt_approvals_four_eyes() IS 'Refuses an approval by who wrote the version, or of a text that has changed since.';

CREATE FUNCTION ai_prompt_note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after  jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    EXECUTE format('INSERT INTO %I."ai_prompt_label_changes" ("subject", "operation", "label", "name", "before", "after", "changedBy")
                    VALUES ($1, $2, $3, $4, $5, $6, $7)', TG_TABLE_SCHEMA)
        USING TG_ARGV[0], TG_OP, coalesce(after, before) ->> 'label', coalesce(after, before) ->> 'name', before, after, session_user::varchar;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ai_prompt_note_change() IS 'Writes a change of a label or a rule into ai_prompt_label_changes.';

CREATE FUNCTION ai_prompt_not_so() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation', HINT = TG_ARGV[0];
END
$$;
COMMENT ON FUNCTION ai_prompt_not_so() IS 'Refuses what would change a log, or change labels and rules past their triggers.';

-- They name their tables by the schema of the one that they are on: nobody else may put them on a table of his own.
REVOKE EXECUTE ON FUNCTION ai_prompts_await_approval(), ai_prompts_obey_rules(), ai_prompt_labels_obey_rules(),
    ai_prompt_approvals_four_eyes(), ai_prompt_note_change() FROM PUBLIC;

CREATE TRIGGER "TR_ai_prompts_await_approval" BEFORE INSERT ON "ai_prompts"
    FOR EACH ROW WHEN (NEW."isActive" IS NULL) EXECUTE FUNCTION ai_prompts_await_approval();
COMMENT ON TRIGGER "TR_ai_prompts_await_approval" ON "ai_prompts" IS 'By its name before TR_ai_prompts_first_version_is_active.';
CREATE TRIGGER "TR_ai_prompts_note_writer" BEFORE INSERT OR UPDATE ON "ai_prompts"
    FOR EACH ROW EXECUTE FUNCTION ai_prompts_note_writer();
CREATE TRIGGER "TR_ai_prompts_obey_rules" BEFORE INSERT OR UPDATE OR DELETE ON "ai_prompts"
    FOR EACH ROW EXECUTE FUNCTION ai_prompts_obey_rules();
COMMENT ON TRIGGER "TR_ai_prompts_obey_rules" ON "ai_prompts" IS 'By its name after all that decide what the row holds.';

CREATE TRIGGER "TR_ai_prompt_labels_obey_rules" BEFORE INSERT OR UPDATE OR DELETE ON "ai_prompt_labels"
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_labels_obey_rules();
CREATE TRIGGER "TR_ai_prompt_labels_note" AFTER INSERT OR UPDATE OR DELETE ON "ai_prompt_labels"
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_note_change('label');
CREATE TRIGGER "TR_ai_prompt_labels_not_so" BEFORE TRUNCATE ON "ai_prompt_labels"
    FOR EACH STATEMENT EXECUTE FUNCTION ai_prompt_not_so('Delete the rows.');
CREATE TRIGGER "TR_ai_prompt_rules_note" AFTER INSERT OR UPDATE OR DELETE ON "ai_prompt_rules"
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_note_change('rule');
CREATE TRIGGER "TR_ai_prompt_rules_not_so" BEFORE TRUNCATE ON "ai_prompt_rules"
    FOR EACH STATEMENT EXECUTE FUNCTION ai_prompt_not_so('Delete the rows.');
CREATE TRIGGER "TR_ai_prompt_approvals_four_eyes" BEFORE INSERT ON "ai_prompt_approvals"
    FOR EACH ROW EXECUTE FUNCTION ai_prompt_approvals_four_eyes();
CREATE TRIGGER "TR_ai_prompt_approvals_not_so" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ai_prompt_approvals"
    FOR EACH STATEMENT EXECUTE FUNCTION ai_prompt_not_so('Withdraw it with a new row.');
CREATE TRIGGER "TR_ai_prompt_label_changes_not_so" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ai_prompt_label_changes"
    FOR EACH STATEMENT EXECUTE FUNCTION ai_prompt_not_so('It is a log.');
