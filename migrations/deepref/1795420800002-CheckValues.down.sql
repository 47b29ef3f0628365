-- Whatever is written from then on goes in, as before.

SET LOCAL lock_timeout = '2s';

ALTER TABLE "ai_interactions"
    DROP CONSTRAINT "CHK_1319f4ee4614f395a2bada09a0",
    DROP CONSTRAINT "CHK_ebcbcfd42ba9667b890c260217";
-- howdah: allow several-tables-locked each is held for as long as it takes to write a line into the catalog
ALTER TABLE "ai_sessions"
    DROP CONSTRAINT "CHK_4b0f6c04fabc0c0443161c608e";
ALTER TABLE "kyc_documents"
    DROP CONSTRAINT "CHK_18b4b3e0bf63164b869e0e9763",
    DROP CONSTRAINT "CHK_9a83f0eacc080baa9ce7ee897b";
ALTER TABLE "bundles"
    DROP CONSTRAINT "CHK_6e05993c1373bdb2bfb91e9f0d";
ALTER TABLE "references"
    DROP CONSTRAINT "CHK_7514e3ca3165483c31ea340b8b",
    DROP CONSTRAINT "CHK_6373d9ae9115cf50094f4e073f",
    DROP CONSTRAINT "CHK_6b6adb19b8094f2bfaff319899",
    DROP CONSTRAINT "CHK_0917d1dfde13802fd2212cc6d4";
ALTER TABLE "users"
    DROP CONSTRAINT "CHK_65dd7beadc34ab496e5269274b",
    DROP CONSTRAINT "CHK_a00d2b2ad8cd7bc48099fda01f";
