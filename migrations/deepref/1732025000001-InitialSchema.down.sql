-- No CASCADE: what was built on these tables outside the pack must be dropped first, knowingly.

DROP TABLE "kyc_documents";
DROP TABLE "bundle_references";
DROP TABLE "bundles";
DROP TABLE "references";
DROP TABLE "users";

-- Only where the up installed it: the platform's own start-up, or somebody else, may have done so before.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'uuid-ossp'
               AND obj_description(e.oid, 'pg_extension') = 'Installed by InitialSchema1732025000001.') THEN
        DROP EXTENSION "uuid-ossp";
    END IF;
END
$$;
