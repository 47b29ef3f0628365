-- The 36 indexes of the platform, group by group. Names are TypeORM's, but for the two full-text ones, which it cannot derive.

-- Users (4)
CREATE INDEX "IDX_ace513fa30d485cfd25c11a9e4" ON "users" ("role");
CREATE INDEX "IDX_e3d48758c71ebacf835cad4ebf" ON "users" ("kycStatus");
CREATE INDEX "IDX_19f0320dbf4e94fabff881c0be" ON "users" ("emailVerified");
CREATE INDEX "IDX_204e9b624861ff4a5b26819210" ON "users" ("createdAt");

-- References (7)
CREATE INDEX "IDX_bd09c4ea55ee69b83287b5b04b" ON "references" ("status");
CREATE INDEX "IDX_0963b7e735134cd9b0b5729eb2" ON "references" ("format");
CREATE INDEX "IDX_a988a290539a60ec67fa51d687" ON "references" ("createdAt");
CREATE INDEX "IDX_3d7abf2961337459dccf8f202d" ON "references" ("expiryDate");
CREATE INDEX "IDX_2481a86d3f65ec99bf9d80c859" ON "references" ("rcsScore");
CREATE INDEX "IDX_4e4167739ede74c125bf2af79a" ON "references" ("seekerId", "status");
CREATE INDEX "IDX_2e7853838f661d554f2633c86f" ON "references" ("referrerId", "status");

-- Bundles (4)
CREATE INDEX "IDX_8c94ec5c383f4acbf817fd7c0d" ON "bundles" ("isActive");
CREATE INDEX "IDX_8d9ac9136a23ab4fed6148ae46" ON "bundles" ("createdAt");
CREATE INDEX "IDX_159fc8bdf7820b097036098938" ON "bundles" ("expiryDate");
CREATE INDEX "IDX_3c9bfbd48922ed084bedf13e93" ON "bundles" ("seekerId", "isActive");

-- Identity checks (3)
CREATE INDEX "IDX_f98baabdf4b1539c5013c562bb" ON "kyc_documents" ("status");
CREATE INDEX "IDX_843c603d5cfe91919f885dbc37" ON "kyc_documents" ("documentType");
CREATE INDEX "IDX_3e140f46e67e52ccdf43bdc0ea" ON "kyc_documents" ("userId", "status");

-- AI prompts (3)
CREATE INDEX "IDX_a0696d3ecb984a0e3dc0073dd1" ON "ai_prompts" ("isActive");
CREATE INDEX "IDX_9d799c098d4ba2262baf412be8" ON "ai_prompts" ("modelPreference");
CREATE INDEX "IDX_4e29695aa26216b9c9517c7e00" ON "ai_prompts" ("isActive", "modelPreference");

-- AI sessions; the last finds those of a user that still run (5)
CREATE INDEX "IDX_c73939aeda3b5db93db51f1f4a" ON "ai_sessions" ("sessionType");
CREATE INDEX "IDX_3a3b3e4d79f155ff018fe43f7c" ON "ai_sessions" ("startedAt");
CREATE INDEX "IDX_92894a22b1be1ae705c279af9d" ON "ai_sessions" ("endedAt");
CREATE INDEX "IDX_c8e36203f1be121c2ddfb1bfb4" ON "ai_sessions" ("userId", "sessionType");
CREATE INDEX "IDX_1d478fdb661b9ab10b134c5b25" ON "ai_sessions" ("userId", "startedAt") WHERE "endedAt" IS NULL;

-- AI interactions (5)
CREATE INDEX "IDX_de21b43a184aae652cc78c249f" ON "ai_interactions" ("createdAt");
CREATE INDEX "IDX_45100b2689ce0916a76832d1ec" ON "ai_interactions" ("success");
CREATE INDEX "IDX_d49296ec1c38aff54dd2638236" ON "ai_interactions" ("modelUsed");
CREATE INDEX "IDX_ccaea6e95bb3a47df8857f439e" ON "ai_interactions" ("sessionId", "createdAt");
CREATE INDEX "IDX_dd67d196f68f6356e131729766" ON "ai_interactions" ("promptId", "createdAt");

-- Training data (3)
CREATE INDEX "IDX_284eb92a4f28b2411d8dd8f126" ON "ai_finetune_datasets" ("includedInTraining");
CREATE INDEX "IDX_7892f9dd52dac95b38e5f21ca1" ON "ai_finetune_datasets" ("qualityScore");
CREATE INDEX "IDX_d54b838de13fe23472a31bd3fd" ON "ai_finetune_datasets" ("qualityScore", "includedInTraining");

-- Full text (2); English stemming, names and companies pass through it unharmed
CREATE INDEX "IDX_references_fulltext" ON "references"
    USING gin (to_tsvector('english', "referrerName" || ' ' || "company" || ' ' || "role"));
CREATE INDEX "IDX_bundles_fulltext" ON "bundles"
    USING gin (to_tsvector('english', "title" || ' ' || coalesce("description", '')));
COMMENT ON INDEX "IDX_references_fulltext" IS 'Used by queries that repeat the expression: to_tsvector(''english'', "referrerName" || '' '' || "company" || '' '' || "role") @@ ...';
COMMENT ON INDEX "IDX_bundles_fulltext" IS 'Used by queries that repeat the expression: to_tsvector(''english'', "title" || '' '' || coalesce("description", '''')) @@ ...';
