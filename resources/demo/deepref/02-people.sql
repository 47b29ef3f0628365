-- Two members of staff, then blocks of ten. Seekers 3 to 8 have names that careless software breaks. No such hash opens anything.
INSERT INTO "users" ("id", "email", "passwordHash", "firstName", "lastName", "phoneNumber", "profilePictureUrl", "role", "kycStatus", "emailVerified",
                     "lastLoginAt", "createdAt", "updatedAt")
WITH people AS (
    SELECT i, CASE WHEN i <= 2 THEN 'admin' WHEN (i - 3) % 10 < 6 THEN 'seeker' WHEN (i - 3) % 10 < 9 THEN 'referrer' ELSE 'employer' END AS role,
           190 + 400 * pg_temp.u(i, 201) AS joined, pg_temp.u(i, 202) AS fate
    FROM generate_series(1, 2 + 10 * pg_temp.n('block')) AS i
), named AS (
    SELECT i, role, joined, fate,
           CASE i WHEN 1 THEN 'Solveig' WHEN 2 THEN 'Kwame' WHEN 3 THEN '太郎' WHEN 4 THEN U&'Jose\0301' WHEN 5 THEN 'Sean' WHEN 6 THEN 'ليلى' WHEN 7 THEN 'Mulyadi' WHEN 8 THEN 'Wanjirũ'
               ELSE pg_temp.pick(i, 203, 'Aoife', 'Björn', 'Chidi', 'Dagný', 'Eszter', 'Farid', 'Giulia', 'Harpreet', 'Ilona', 'Jürgen', 'Kavitha', 'Łucja', 'Matías', 'Ngozi',
                                 'Ondřej', 'Priya', 'Rocío', 'Søren', 'Thiago', 'Uma', 'Vikram', 'Yasmin', '怡君', 'Олена') END AS given,
           CASE i WHEN 1 THEN 'Aasen' WHEN 2 THEN 'Owusu-Ansah' WHEN 3 THEN '𠮷野' WHEN 4 THEN U&'Pen\0303a' WHEN 5 THEN 'O''Neill' WHEN 6 THEN 'حدّاد' WHEN 7 THEN '' WHEN 8 THEN 'wa Thiong''o'
               ELSE pg_temp.pick(i, 204, 'Achebe', 'Bergström', 'Černý', 'de la Fuente', 'Eklund', 'Fontaine', 'Großmann', 'Horváth', 'Ibáñez', 'Jónsdóttir', 'Kulkarni', 'Lindqvist',
                                 'Mansour', 'Nair', 'O’Connell', 'Pemberton', 'Quispe', 'Rousseau', 'Szymańska', 'Tremblay', 'Underhill', '歐陽', 'Шевчук') END AS family
    FROM people
)
SELECT pg_temp.id('user', i), 'person' || lpad(i::text, 4, '0') || '@' || pg_temp.pick(i, 205, 'example.org', 'example.com', 'example.net'),
       CASE WHEN role <> 'referrer' THEN '$argon2id$v=19$m=65536,t=3,p=4$' || left(md5('salt' || i::text), 22) || '$' || md5('hash' || i::text) END,
       given, family, CASE WHEN pg_temp.u(i, 206) < 0.6 THEN '+4755555' || lpad((i % 1000)::text, 3, '0') END,
       CASE WHEN pg_temp.u(i, 207) < 0.5 THEN 'https://media.example.org/people/' || left(md5('face' || i::text), 12) || '.jpg' END, role,
       CASE WHEN role IN ('admin', 'employer') OR fate < 0.62 THEN 'verified' WHEN fate < 0.72 THEN 'in_review' WHEN fate < 0.79 THEN 'rejected' ELSE 'pending' END,
       fate < 0.93 OR role = 'admin',
       CASE WHEN fate < 0.96 THEN pg_temp.ago(0.05 + 60 * pg_temp.u(i, 208) * pg_temp.u(i, 209)) END, pg_temp.ago(joined), pg_temp.ago(joined * pg_temp.u(i, 210) * 0.5)
FROM named
ORDER BY i;

-- A paper of everybody whose identity check has begun; who failed at first has an older one, too.
INSERT INTO "kyc_documents" ("id", "userId", "documentType", "status", "frontImageUrl", "backImageUrl", "selfieImageUrl", "verificationData", "failureReason",
                             "reviewerId", "reviewedAt", "createdAt", "updatedAt")
WITH people AS (
    SELECT i, "kycStatus" AS state, least(180, 150 * pg_temp.u(i, 221)) AS age
    FROM generate_series(1, 2 + 10 * pg_temp.n('block')) AS i JOIN "users" ON "users"."id" = pg_temp.id('user', i)
    WHERE "kycStatus" <> 'pending'
), papers AS (
    SELECT i, i * 2 AS paper, age, CASE state WHEN 'in_review' THEN pg_temp.pick(i, 222, 'pending', 'processing') ELSE state END AS status FROM people
    UNION ALL
    SELECT i, i * 2 + 1, age + 4 + 20 * pg_temp.u(i, 223), 'rejected' FROM people WHERE state = 'verified' AND i % 9 = 0
), kinds AS (
    SELECT *, pg_temp.pick(i, 224, 'passport', 'passport', 'national_id', 'national_id', 'drivers_license', 'residence_permit') AS kind, status IN ('verified', 'rejected') AS decided
    FROM papers
)
SELECT pg_temp.id('paper', paper), pg_temp.id('user', i), kind, status, 'https://vault.example.org/kyc/' || md5('front' || paper::text),
       CASE WHEN kind <> 'passport' THEN 'https://vault.example.org/kyc/' || md5('back' || paper::text) END,
       CASE WHEN pg_temp.u(paper, 225) < 0.8 THEN 'https://vault.example.org/kyc/' || md5('self' || paper::text) END,
       CASE WHEN decided THEN jsonb_build_object('country', pg_temp.pick(i, 226, 'NO', 'DE', 'NG', 'IN', 'BR', 'JP'), 'liveness', pg_temp.whole(paper, 227, CASE WHEN status = 'verified' THEN 78 ELSE 9 END, 99),
                                                 'fields', jsonb_build_object('expires', '20' || pg_temp.whole(paper, 228, 27, 35)::text, 'chip', kind = 'passport')) END,
       CASE WHEN status = 'rejected' THEN pg_temp.pick(paper, 229, 'The picture is blurred: please take it in daylight.', 'The paper has expired.', 'The face does not match the picture on the paper.',
                                                       'The name differs from the one of the account.') END,
       CASE WHEN decided AND pg_temp.u(paper, 230) < 0.4 AND i > 2 THEN pg_temp.id('user', 1 + paper % 2) END,
       CASE WHEN decided THEN pg_temp.ago(age - 0.02 - 0.9 * least(age, 1) * pg_temp.u(paper, 231)) END, pg_temp.ago(age), pg_temp.ago(age * 0.5)
FROM kinds
ORDER BY paper;
