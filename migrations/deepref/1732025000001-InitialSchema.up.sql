-- Users, references, bundles and identity checks. Names of keys and indexes are those that TypeORM derives from tables and columns,
-- so that its own comparison of entities with the database finds nothing to rename.

-- A comment marks the extension as ours, so that the down drops it only where it was missing before.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'uuid-ossp') THEN
        CREATE EXTENSION "uuid-ossp";
        COMMENT ON EXTENSION "uuid-ossp" IS 'Installed by InitialSchema1732025000001.';
    END IF;
END
$$;

CREATE TABLE "users" (
    "id"                uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "email"             character varying NOT NULL,
    "passwordHash"      character varying,
    "firstName"         character varying NOT NULL,
    "lastName"          character varying NOT NULL,
    "phoneNumber"       character varying,
    "profilePictureUrl" character varying,
    "role"              character varying NOT NULL,
    "kycStatus"         character varying NOT NULL DEFAULT 'pending',
    "emailVerified"     boolean           NOT NULL DEFAULT false,
    "lastLoginAt"       timestamp,
    "createdAt"         timestamp         NOT NULL DEFAULT now(),
    "updatedAt"         timestamp         NOT NULL DEFAULT now(),
    CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_97672ac88f789774dd47f7c8be3" UNIQUE ("email")
);
COMMENT ON TABLE "users" IS 'Everybody with an account: seekers of references, those who give them, employers and staff.';
COMMENT ON COLUMN "users"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "users"."email" IS 'Sign-in name, unique as spelled: the application stores it in lower case.';
COMMENT ON COLUMN "users"."passwordHash" IS 'One-way hash in PHC format; NULL for accounts that sign in by a link only.';
COMMENT ON COLUMN "users"."firstName" IS 'As the person writes it.';
COMMENT ON COLUMN "users"."lastName" IS 'As the person writes it; empty for people with one name.';
COMMENT ON COLUMN "users"."phoneNumber" IS 'E.164, such as +4722123456.';
COMMENT ON COLUMN "users"."profilePictureUrl" IS 'Where the picture is stored; never the picture itself.';
COMMENT ON COLUMN "users"."role" IS 'seeker, referrer, employer or admin.';
COMMENT ON COLUMN "users"."kycStatus" IS 'State of the identity check: pending, in_review, verified or rejected.';
COMMENT ON COLUMN "users"."emailVerified" IS 'The address answered to a message.';
COMMENT ON COLUMN "users"."lastLoginAt" IS 'UTC; NULL before the first sign-in.';
COMMENT ON COLUMN "users"."createdAt" IS 'UTC; set by the server when the row is made.';
COMMENT ON COLUMN "users"."updatedAt" IS 'UTC; kept by the application at each save.';

CREATE TABLE "references" (
    "id"             uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "seekerId"       uuid              NOT NULL,
    "referrerId"     uuid              NOT NULL,
    "referrerName"   character varying NOT NULL,
    "referrerEmail"  character varying NOT NULL,
    "company"        character varying NOT NULL,
    "role"           character varying NOT NULL,
    "relationship"   character varying,
    "questions"      jsonb             NOT NULL DEFAULT '[]',
    "responses"      jsonb,
    "format"         character varying,
    "contentUrl"     character varying,
    "status"         character varying NOT NULL DEFAULT 'pending',
    "rcsScore"       numeric(5,2),
    "analysis"       jsonb,
    "allowReachback" boolean           NOT NULL DEFAULT false,
    "submittedAt"    timestamp,
    "expiryDate"     timestamp,
    "createdAt"      timestamp         NOT NULL DEFAULT now(),
    "updatedAt"      timestamp         NOT NULL DEFAULT now(),
    CONSTRAINT "PK_795ec632ca1153bf5ec99d656e5" PRIMARY KEY ("id"),
    CONSTRAINT "FK_ba7bd0621890d1a29a6c08d5499" FOREIGN KEY ("seekerId") REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_ec9197cf65c832344c6aff29a3a" FOREIGN KEY ("referrerId") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "references" IS 'Professional references: asked for by a seeker, given by a referrer, scored by the verification agents.';
COMMENT ON COLUMN "references"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "references"."seekerId" IS 'Whom the reference is about.';
COMMENT ON COLUMN "references"."referrerId" IS 'Who gives it.';
COMMENT ON COLUMN "references"."referrerName" IS 'As it was when the reference was asked for; searched in full text.';
COMMENT ON COLUMN "references"."referrerEmail" IS 'Where the request was sent.';
COMMENT ON COLUMN "references"."company" IS 'Where the two worked together; searched in full text.';
COMMENT ON COLUMN "references"."role" IS 'What the seeker worked as there; searched in full text.';
COMMENT ON COLUMN "references"."relationship" IS 'manager, peer, report, client or mentor.';
COMMENT ON COLUMN "references"."questions" IS 'What is asked: a list of texts.';
COMMENT ON COLUMN "references"."responses" IS 'The answers in the order of the questions, or the transcript of a recording.';
COMMENT ON COLUMN "references"."format" IS 'video, audio or text; NULL until the referrer chooses.';
COMMENT ON COLUMN "references"."contentUrl" IS 'Where a recording is stored.';
COMMENT ON COLUMN "references"."status" IS 'pending, in_progress, submitted, verified, rejected or expired.';
COMMENT ON COLUMN "references"."rcsScore" IS 'Reference credibility score, 0 to 100, by the verification orchestrator; NULL until then.';
COMMENT ON COLUMN "references"."analysis" IS 'What the authenticity analyzer found: likelihoods of forgery and of machine-written text, with reasons.';
COMMENT ON COLUMN "references"."allowReachback" IS 'An employer may contact the referrer.';
COMMENT ON COLUMN "references"."submittedAt" IS 'UTC; when the referrer finished.';
COMMENT ON COLUMN "references"."expiryDate" IS 'UTC; the request or the reference is void from then on.';
COMMENT ON COLUMN "references"."createdAt" IS 'UTC; when it was asked for.';
COMMENT ON COLUMN "references"."updatedAt" IS 'UTC; kept by the application at each save.';

CREATE TABLE "bundles" (
    "id"           uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "seekerId"     uuid              NOT NULL,
    "title"        character varying NOT NULL,
    "description"  text,
    "shareLink"    character varying NOT NULL,
    "passwordHash" character varying,
    "isActive"     boolean           NOT NULL DEFAULT true,
    "viewCount"    integer           NOT NULL DEFAULT 0,
    "lastViewedAt" timestamp,
    "expiryDate"   timestamp,
    "createdAt"    timestamp         NOT NULL DEFAULT now(),
    "updatedAt"    timestamp         NOT NULL DEFAULT now(),
    CONSTRAINT "PK_a9118b2e4597aede4d5d4c43433" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_804c4bd429dd694c1bf99f62eec" UNIQUE ("shareLink"),
    CONSTRAINT "FK_22e73fdc7cb9f217919987f50a3" FOREIGN KEY ("seekerId") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "bundles" IS 'Selections of references that a seeker shares with employers by a link.';
COMMENT ON COLUMN "bundles"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "bundles"."seekerId" IS 'Whose references these are.';
COMMENT ON COLUMN "bundles"."title" IS 'Shown to employers; searched in full text.';
COMMENT ON COLUMN "bundles"."description" IS 'Shown below the title; searched in full text.';
COMMENT ON COLUMN "bundles"."shareLink" IS 'The secret part of the address; unique.';
COMMENT ON COLUMN "bundles"."passwordHash" IS 'One-way hash in PHC format; NULL: the link is enough.';
COMMENT ON COLUMN "bundles"."isActive" IS 'The link works.';
COMMENT ON COLUMN "bundles"."viewCount" IS 'How often the link was opened.';
COMMENT ON COLUMN "bundles"."lastViewedAt" IS 'UTC; NULL: never opened.';
COMMENT ON COLUMN "bundles"."expiryDate" IS 'UTC; the link is void from then on. NULL: never.';
COMMENT ON COLUMN "bundles"."createdAt" IS 'UTC; set by the server when the row is made.';
COMMENT ON COLUMN "bundles"."updatedAt" IS 'UTC; kept by the application at each save.';

CREATE TABLE "bundle_references" (
    "bundleId"    uuid NOT NULL,
    "referenceId" uuid NOT NULL,
    CONSTRAINT "PK_23fd0180500e0fcd7beb9df8c4c" PRIMARY KEY ("bundleId", "referenceId"),
    CONSTRAINT "FK_da079e0af9f7ae2269cd337c048" FOREIGN KEY ("bundleId") REFERENCES "bundles" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_5f1afc4b44212730c6b78848b77" FOREIGN KEY ("referenceId") REFERENCES "references" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "bundle_references" IS 'Which references are in which bundle.';
COMMENT ON COLUMN "bundle_references"."bundleId" IS 'The bundle.';
COMMENT ON COLUMN "bundle_references"."referenceId" IS 'A reference in it, once at most.';

CREATE TABLE "kyc_documents" (
    "id"               uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "userId"           uuid              NOT NULL,
    "documentType"     character varying NOT NULL,
    "status"           character varying NOT NULL DEFAULT 'pending',
    "frontImageUrl"    character varying NOT NULL,
    "backImageUrl"     character varying,
    "selfieImageUrl"   character varying,
    "verificationData" jsonb,
    "failureReason"    character varying,
    "reviewerId"       uuid,
    "reviewedAt"       timestamp,
    "createdAt"        timestamp         NOT NULL DEFAULT now(),
    "updatedAt"        timestamp         NOT NULL DEFAULT now(),
    CONSTRAINT "PK_02e49877f1578e6285f84e57ab6" PRIMARY KEY ("id"),
    CONSTRAINT "FK_5582c3140c9cdbc6e5f61e05773" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_3256a066ee781d0174a5b663ade" FOREIGN KEY ("reviewerId") REFERENCES "users" ("id") ON DELETE NO ACTION
);
COMMENT ON TABLE "kyc_documents" IS 'Identity papers that users hand in ("know your customer"), and what became of them.';
COMMENT ON COLUMN "kyc_documents"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "kyc_documents"."userId" IS 'Whose paper it is; it goes with the account.';
COMMENT ON COLUMN "kyc_documents"."documentType" IS 'passport, drivers_license, national_id or residence_permit.';
COMMENT ON COLUMN "kyc_documents"."status" IS 'pending, processing, verified or rejected.';
COMMENT ON COLUMN "kyc_documents"."frontImageUrl" IS 'Where the picture is stored; never the picture itself.';
COMMENT ON COLUMN "kyc_documents"."backImageUrl" IS 'NULL for papers with one side.';
COMMENT ON COLUMN "kyc_documents"."selfieImageUrl" IS 'NULL where no comparison of faces was asked for.';
COMMENT ON COLUMN "kyc_documents"."verificationData" IS 'What was read from the paper and how sure the reader was.';
COMMENT ON COLUMN "kyc_documents"."failureReason" IS 'Why it was rejected, for the user to read.';
COMMENT ON COLUMN "kyc_documents"."reviewerId" IS 'The member of staff who decided; who has decided cannot be deleted. NULL: decided by software, or not yet.';
COMMENT ON COLUMN "kyc_documents"."reviewedAt" IS 'UTC; when it was decided.';
COMMENT ON COLUMN "kyc_documents"."createdAt" IS 'UTC; when it was handed in.';
COMMENT ON COLUMN "kyc_documents"."updatedAt" IS 'UTC; kept by the application at each save.';
