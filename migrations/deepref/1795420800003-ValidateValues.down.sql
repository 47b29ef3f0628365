-- PostgreSQL cannot take a validation back: the checks are made anew, as they were before it.

SET LOCAL lock_timeout = '2s';

ALTER TABLE "ai_interactions"
    DROP CONSTRAINT "CHK_ebcbcfd42ba9667b890c260217",
    DROP CONSTRAINT "CHK_1319f4ee4614f395a2bada09a0",
    ADD CONSTRAINT "CHK_ebcbcfd42ba9667b890c260217" CHECK ("tokensUsed" >= 0) NOT VALID,
    ADD CONSTRAINT "CHK_1319f4ee4614f395a2bada09a0" CHECK ("responseTimeMs" >= 0) NOT VALID;
-- howdah: allow several-tables-locked each is held for as long as it takes to write a line into the catalog
ALTER TABLE "ai_sessions"
    DROP CONSTRAINT "CHK_4b0f6c04fabc0c0443161c608e",
    ADD CONSTRAINT "CHK_4b0f6c04fabc0c0443161c608e" CHECK ("sessionType" IN ('coaching', 'verification', 'authenticity', 'intelligence')) NOT VALID;
ALTER TABLE "kyc_documents"
    DROP CONSTRAINT "CHK_9a83f0eacc080baa9ce7ee897b",
    DROP CONSTRAINT "CHK_18b4b3e0bf63164b869e0e9763",
    ADD CONSTRAINT "CHK_9a83f0eacc080baa9ce7ee897b" CHECK ("documentType" IN ('passport', 'drivers_license', 'national_id', 'residence_permit')) NOT VALID,
    ADD CONSTRAINT "CHK_18b4b3e0bf63164b869e0e9763" CHECK ("status" IN ('pending', 'processing', 'verified', 'rejected')) NOT VALID;
ALTER TABLE "bundles"
    DROP CONSTRAINT "CHK_6e05993c1373bdb2bfb91e9f0d",
    ADD CONSTRAINT "CHK_6e05993c1373bdb2bfb91e9f0d" CHECK ("viewCount" >= 0) NOT VALID;
ALTER TABLE "references"
    DROP CONSTRAINT "CHK_0917d1dfde13802fd2212cc6d4",
    DROP CONSTRAINT "CHK_6b6adb19b8094f2bfaff319899",
    DROP CONSTRAINT "CHK_6373d9ae9115cf50094f4e073f",
    DROP CONSTRAINT "CHK_7514e3ca3165483c31ea340b8b",
    ADD CONSTRAINT "CHK_0917d1dfde13802fd2212cc6d4" CHECK ("relationship" IN ('manager', 'peer', 'report', 'client', 'mentor')) NOT VALID,
    ADD CONSTRAINT "CHK_6b6adb19b8094f2bfaff319899" CHECK ("format" IN ('video', 'audio', 'text')) NOT VALID,
    ADD CONSTRAINT "CHK_6373d9ae9115cf50094f4e073f" CHECK ("status" IN ('pending', 'in_progress', 'submitted', 'verified', 'rejected', 'expired')) NOT VALID,
    ADD CONSTRAINT "CHK_7514e3ca3165483c31ea340b8b" CHECK ("rcsScore" >= 0 AND "rcsScore" <= 100) NOT VALID;
ALTER TABLE "users"
    DROP CONSTRAINT "CHK_a00d2b2ad8cd7bc48099fda01f",
    DROP CONSTRAINT "CHK_65dd7beadc34ab496e5269274b",
    ADD CONSTRAINT "CHK_a00d2b2ad8cd7bc48099fda01f" CHECK ("role" IN ('seeker', 'referrer', 'employer', 'admin')) NOT VALID,
    ADD CONSTRAINT "CHK_65dd7beadc34ab496e5269274b" CHECK ("kycStatus" IN ('pending', 'in_review', 'verified', 'rejected')) NOT VALID;
