-- The platform writes prompts without saying whether they are active. The default said true for all of them, which since
-- PromptActivationHistory refuses every version but the first. Now the first version of a prompt is active by itself, and
-- later ones wait to be activated. Who says true is still held to one active version.

SET LOCAL lock_timeout = '2s';

-- A default cannot look at the other rows; a trigger cannot tell a default from what was said. So the default is nothing,
-- and NOT NULL is checked after the trigger has filled it in. The table is that of the trigger, in whatever schema it is.
CREATE FUNCTION ai_prompts_first_version_is_active() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s WHERE "name" = $1)', TG_RELID::regclass)
        INTO NEW."isActive" USING NEW."name";
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION ai_prompts_first_version_is_active() IS 'Decides for a new version that does not say it whether it is active: the first of its prompt is.';

ALTER TABLE "ai_prompts" ALTER COLUMN "isActive" DROP DEFAULT;
CREATE TRIGGER "TR_ai_prompts_first_version_is_active" BEFORE INSERT ON "ai_prompts"
    FOR EACH ROW WHEN (NEW."isActive" IS NULL) EXECUTE FUNCTION ai_prompts_first_version_is_active();
COMMENT ON TRIGGER "TR_ai_prompts_first_version_is_active" ON "ai_prompts" IS 'Only for rows that do not say whether they are active.';
COMMENT ON COLUMN "ai_prompts"."isActive" IS 'The agents use this version, of each prompt one at most. Not said: true for its first version, false for later ones.';

-- What the search_path of a session holds must not answer for the server's own functions.
ALTER FUNCTION ai_prompt_activations_append_only() SET search_path = pg_catalog, pg_temp;
