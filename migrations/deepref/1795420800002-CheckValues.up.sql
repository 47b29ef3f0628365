-- Scores, roles, states and counts hold only what the comments of their columns say. New rows are held to it from here on;
-- those that are there are looked at first, so that a platform with values of its own is refused before one of its writes is,
-- and once more, for good, by ValidateValues.

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
    refused text;
BEGIN
    SELECT string_agg(format('%s %L (%s)', place, left(value, 40), number), ', ' ORDER BY place, value) INTO refused FROM (
        SELECT 'users.role' AS place, "role"::text AS value, count(*) AS number FROM "users" WHERE NOT ("role" IN ('seeker', 'referrer', 'employer', 'admin')) GROUP BY "role"
        UNION ALL
        SELECT 'users.kycStatus', "kycStatus"::text, count(*) FROM "users" WHERE NOT ("kycStatus" IN ('pending', 'in_review', 'verified', 'rejected')) GROUP BY "kycStatus"
        UNION ALL
        SELECT 'references.relationship', "relationship"::text, count(*) FROM "references" WHERE NOT ("relationship" IN ('manager', 'peer', 'report', 'client', 'mentor')) GROUP BY "relationship"
        UNION ALL
        SELECT 'references.format', "format"::text, count(*) FROM "references" WHERE NOT ("format" IN ('video', 'audio', 'text')) GROUP BY "format"
        UNION ALL
        SELECT 'references.status', "status"::text, count(*) FROM "references" WHERE NOT ("status" IN ('pending', 'in_progress', 'submitted', 'verified', 'rejected', 'expired')) GROUP BY "status"
        UNION ALL
        SELECT 'references.rcsScore', "rcsScore"::text, count(*) FROM "references" WHERE NOT ("rcsScore" >= 0 AND "rcsScore" <= 100) GROUP BY "rcsScore"
        UNION ALL
        SELECT 'bundles.viewCount', "viewCount"::text, count(*) FROM "bundles" WHERE NOT ("viewCount" >= 0) GROUP BY "viewCount"
        UNION ALL
        SELECT 'kyc_documents.documentType', "documentType"::text, count(*) FROM "kyc_documents" WHERE NOT ("documentType" IN ('passport', 'drivers_license', 'national_id', 'residence_permit')) GROUP BY "documentType"
        UNION ALL
        SELECT 'kyc_documents.status', "status"::text, count(*) FROM "kyc_documents" WHERE NOT ("status" IN ('pending', 'processing', 'verified', 'rejected')) GROUP BY "status"
        UNION ALL
        SELECT 'ai_sessions.sessionType', "sessionType"::text, count(*) FROM "ai_sessions" WHERE NOT ("sessionType" IN ('coaching', 'verification', 'authenticity', 'intelligence')) GROUP BY "sessionType"
        UNION ALL
        SELECT 'ai_interactions.tokensUsed', "tokensUsed"::text, count(*) FROM "ai_interactions" WHERE NOT ("tokensUsed" >= 0) GROUP BY "tokensUsed"
        UNION ALL
        SELECT 'ai_interactions.responseTimeMs', "responseTimeMs"::text, count(*) FROM "ai_interactions" WHERE NOT ("responseTimeMs" >= 0) GROUP BY "responseTimeMs"
        LIMIT 20
    ) AS found;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'Rows with values that the checks refuse: %', refused
            USING ERRCODE = 'check_violation', HINT = 'Correct these rows first; a value that the platform needs belongs into the check of its column.';
    END IF;
END
$$;

ALTER TABLE "users"
    ADD CONSTRAINT "CHK_a00d2b2ad8cd7bc48099fda01f" CHECK ("role" IN ('seeker', 'referrer', 'employer', 'admin')) NOT VALID,
    ADD CONSTRAINT "CHK_65dd7beadc34ab496e5269274b" CHECK ("kycStatus" IN ('pending', 'in_review', 'verified', 'rejected')) NOT VALID;
-- howdah: allow several-tables-locked each is held for as long as it takes to write a line into the catalog, and a check alone would hold half of the values
ALTER TABLE "references"
    ADD CONSTRAINT "CHK_0917d1dfde13802fd2212cc6d4" CHECK ("relationship" IN ('manager', 'peer', 'report', 'client', 'mentor')) NOT VALID,
    ADD CONSTRAINT "CHK_6b6adb19b8094f2bfaff319899" CHECK ("format" IN ('video', 'audio', 'text')) NOT VALID,
    ADD CONSTRAINT "CHK_6373d9ae9115cf50094f4e073f" CHECK ("status" IN ('pending', 'in_progress', 'submitted', 'verified', 'rejected', 'expired')) NOT VALID,
    ADD CONSTRAINT "CHK_7514e3ca3165483c31ea340b8b" CHECK ("rcsScore" >= 0 AND "rcsScore" <= 100) NOT VALID;
ALTER TABLE "bundles"
    ADD CONSTRAINT "CHK_6e05993c1373bdb2bfb91e9f0d" CHECK ("viewCount" >= 0) NOT VALID;
ALTER TABLE "kyc_documents"
    ADD CONSTRAINT "CHK_9a83f0eacc080baa9ce7ee897b" CHECK ("documentType" IN ('passport', 'drivers_license', 'national_id', 'residence_permit')) NOT VALID,
    ADD CONSTRAINT "CHK_18b4b3e0bf63164b869e0e9763" CHECK ("status" IN ('pending', 'processing', 'verified', 'rejected')) NOT VALID;
ALTER TABLE "ai_sessions"
    ADD CONSTRAINT "CHK_4b0f6c04fabc0c0443161c608e" CHECK ("sessionType" IN ('coaching', 'verification', 'authenticity', 'intelligence')) NOT VALID;
ALTER TABLE "ai_interactions"
    ADD CONSTRAINT "CHK_ebcbcfd42ba9667b890c260217" CHECK ("tokensUsed" >= 0) NOT VALID,
    ADD CONSTRAINT "CHK_1319f4ee4614f395a2bada09a0" CHECK ("responseTimeMs" >= 0) NOT VALID;
