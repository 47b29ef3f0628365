-- Users first by hand: administrators, service accounts, and names that careless software breaks.
INSERT INTO users (id, email, username, full_name, organisation, department, role, status, security_level, password_hash,
                   email_verified_at, mfa_enabled, last_login_at, last_login_ip, locale, time_zone, preferences, created_at, updated_at)
SELECT pg_temp.id('user', i), email, split_part(email, '@', 1), full_name, organisation, department, role::user_role, 'active',
       level::security_level,
       CASE WHEN role <> 'service' THEN '$argon2id$v=19$m=65536,t=3,p=4$' || left(md5('salt' || i::text), 22) || '$' || md5('hash' || i::text) END,
       pg_temp.ago(700 - i), role <> 'service', pg_temp.ago(0.1 + i * 0.37), ip::inet, locale, zone, preferences::jsonb,
       pg_temp.ago(720 - i), pg_temp.ago(30 + i)
FROM (VALUES
    (1, 'margit.halvorsen@example.org', 'Margit Halvorsen', 'Fjordlys Energi', 'Platform', 'admin', 'restricted', '192.0.2.14', 'nb-NO', 'Europe/Oslo',
        '{"theme": "dark", "pinned": ["dashboards", "migrations"], "density": 0.85}'),
    (2, 'tariq.benali@example.com', 'Tariq Ben Ali', 'Meridian Freight', 'Platform', 'admin', 'restricted', '2001:db8::4a:17', 'fr-TN', 'Africa/Tunis', '{"theme": "light"}'),
    (3, 'nightly-pipeline@example.net', 'Nightly Pipeline', NULL, NULL, 'service', 'confidential', '198.51.100.7', 'en', 'UTC',
        '{"owner": "Platform", "schedule": "15 2 * * *"}'),
    (4, 'anh.nguyen@example.org', 'Nguyễn Thị Ánh', 'Lotus Health', 'Research', 'developer', 'confidential', '203.0.113.9', 'vi-VN', 'Asia/Ho_Chi_Minh', '{}'),
    (5, 'taro.yoshino@example.com', '𠮷野 太郎', 'Kitano Instruments', 'Research', 'developer', 'confidential', '203.0.113.88', 'ja-JP', 'Asia/Tokyo',
        '{"theme": "system", "shortcuts": {"run": "Ctrl+Enter"}}'),
    (6, 'jose.pena@example.net', U&'Jose\0301 Pen\0303a', 'Meridian Freight', 'Operations', 'operator', 'internal', '192.0.2.200', 'es-MX', 'America/Mexico_City',
        '{"notifications": {"email": true, "digest": null}}'),
    (7, 'sean.oneill@example.org', 'Sean O''Neill', 'Northgate Water', 'Operations', 'operator', 'internal', '192.0.2.31', 'en-IE', 'Europe/Dublin', '{}'),
    (8, 'leila.haddad@example.com', 'ليلى حدّاد', 'Cedar Mutual', 'Claims', 'analyst', 'confidential', '198.51.100.201', 'ar-LB', 'Asia/Beirut', '{"direction": "rtl"}'),
    (9, 'mulyadi@example.net', 'Mulyadi', 'Lotus Health', 'Finance', 'analyst', 'internal', '203.0.113.140', 'id-ID', 'Asia/Jakarta', '{"currency": "IDR"}'),
    (10, 'event-relay@example.net', 'Event Relay', NULL, NULL, 'service', 'internal', '198.51.100.8', 'en', 'UTC', '{"owner": "Integrations"}')
) AS v (i, email, full_name, organisation, department, role, level, ip, locale, zone, preferences)
WHERE i <= pg_temp.n('user');

-- The rest: twelve given by twelve family names in each of ten parts of the world, each pair once; "shown/in ASCII".
INSERT INTO users (id, email, username, full_name, organisation, department, role, status, security_level, password_hash,
                   email_verified_at, mfa_enabled, failed_login_attempts, locked_until, last_login_at, last_login_ip,
                   locale, time_zone, preferences, created_at, updated_at, deleted_at)
WITH parts (part, pattern, locale, zone, given, family) AS MATERIALIZED (
    VALUES
    (0, '%1$s %2$s', 'en-GB', 'Europe/London',
     ARRAY['Aoife/aoife','Ciarán/ciaran','Eleanor/eleanor','Graham/graham','Imogen/imogen','Marcus/marcus','Niamh/niamh','Oliver/oliver','Priya/priya','Rhys/rhys','Saoirse/saoirse','Theodore/theodore'],
     ARRAY['O’Connell/oconnell','Whitcombe/whitcombe','Ashdown/ashdown','Fairweather/fairweather','Kavanagh/kavanagh','Llewellyn/llewellyn','MacAllister/macallister','Pemberton/pemberton','Ó Súilleabháin/osuilleabhain','Thackeray/thackeray','Underhill/underhill','Yarrow/yarrow']),
    (1, '%1$s %2$s', 'de-DE', 'Europe/Berlin',
     ARRAY['Anneliese/anneliese','Björn/bjoern','Dagný/dagny','Friedrich/friedrich','Greta/greta','Håkon/haakon','Jürgen/juergen','Liesl/liesl','Mikkel/mikkel','Sigrún/sigrun','Søren/soeren','Ulrike/ulrike'],
     ARRAY['Bergström/bergstroem','Dürr/duerr','Eklund/eklund','Großmann/grossmann','Haugen/haugen','Jónsdóttir/jonsdottir','Kjær/kjaer','Lindqvist/lindqvist','Nygård/nygaard','Schäfer/schaefer','Vogt/vogt','Weiß/weiss']),
    (2, '%1$s %2$s', 'pt-BR', 'America/Sao_Paulo',
     ARRAY['Ainhoa/ainhoa','Beatriz/beatriz','Caetano/caetano','Dolores/dolores','Esteban/esteban','Graça/graca','Íñigo/inigo','Joaquín/joaquin','Luísa/luisa','Matías/matias','Rocío/rocio','Thiago/thiago'],
     ARRAY['de la Fuente/delafuente','Araújo/araujo','Bustamante/bustamante','Cavalcanti/cavalcanti','Echeverría/echeverria','Gonçalves/goncalves','Ibáñez/ibanez','Magalhães/magalhaes','Núñez/nunez','Quispe/quispe','Sepúlveda/sepulveda','Vilanova/vilanova']),
    (3, '%1$s %2$s', 'fr-FR', 'Europe/Paris',
     ARRAY['Amélie/amelie','Baptiste/baptiste','Clémence/clemence','Didier/didier','Élodie/elodie','François/francois','Héloïse/heloise','Jean-Loup/jean-loup','Maëlys/maelys','Noël/noel','Solène/solene','Thibault/thibault'],
     ARRAY['Beauchêne/beauchene','Chevalier/chevalier','d’Aubigny/daubigny','Delacroix/delacroix','Fontaine/fontaine','Lefèvre/lefevre','L’Hôpital/lhopital','Marchand/marchand','Pélissier/pelissier','Rousseau/rousseau','Tremblay/tremblay','Vaillancourt/vaillancourt']),
    (4, '%1$s %2$s', 'pl-PL', 'Europe/Warsaw',
     ARRAY['Agnieszka/agnieszka','Bronisław/bronislaw','Dorota/dorota','Eszter/eszter','Grzegorz/grzegorz','Jiří/jiri','Łucja/lucja','Małgorzata/malgorzata','Ondřej/ondrej','Radosław/radoslaw','Šárka/sarka','Zoltán/zoltan'],
     ARRAY['Błaszczyk/blaszczyk','Černý/cerny','Dvořáková/dvorakova','Grabowska/grabowska','Horváth/horvath','Kovačević/kovacevic','Nagy/nagy','Novotný/novotny','Szymańska/szymanska','Wiśniewski/wisniewski','Wójcik-Śliwa/wojcik-sliwa','Żukowski/zukowski']),
    (5, '%1$s %2$s', 'uk-UA', 'Europe/Kyiv',
     ARRAY['Андрій/andrii','Богдан/bohdan','Василіса/vasylisa','Ганна/hanna','Дмитро/dmytro','Ілона/ilona','Катерина/kateryna','Любов/liubov','Мирослав/myroslav','Олена/olena','Соломія/solomiia','Тарас/taras'],
     ARRAY['Бондаренко/bondarenko','Гнатюк/hnatiuk','Дем’яненко/demianenko','Захарчук/zakharchuk','Іваненко/ivanenko','Коваленко/kovalenko','Лисенко/lysenko','Мельник/melnyk','Онищук/onyshchuk','Сидоренко/sydorenko','Ткачук/tkachuk','Шевчук/shevchuk']),
    (6, '%1$s %2$s', 'ar-EG', 'Africa/Cairo',
     ARRAY['أمينة/amina','بلال/bilal','Dalia/dalia','Farid/farid','هالة/hala','Idris/idris','كريم/karim','Layan/layan','Mounir/mounir','نور/nour','Samira/samira','Yasmin/yasmin'],
     ARRAY['الأحمد/alahmad','Bakri/bakri','Chaoui/chaoui','درويش/darwish','El-Masry/elmasry','Farouk/farouk','Ghazal/ghazal','حجازي/hegazy','Khoury/khoury','Mansour/mansour','النجار/alnajjar','Zidane/zidane']),
    (7, '%1$s %2$s', 'en-IN', 'Asia/Kolkata',
     ARRAY['Aditi/aditi','Bhaskar/bhaskar','Chitra/chitra','Deepak/deepak','Gayatri/gayatri','Harpreet/harpreet','Ishaan/ishaan','Kavitha/kavitha','Meenakshi/meenakshi','Nikhil/nikhil','Sunita/sunita','Vikram/vikram'],
     ARRAY['Agarwal/agarwal','Banerjee/banerjee','Chattopadhyay/chattopadhyay','Deshpande/deshpande','Iyer/iyer','Kulkarni/kulkarni','Mukherjee/mukherjee','Nair/nair','Rao/rao','Singh/singh','Subramaniam/subramaniam','Venkataraman/venkataraman']),
    (8, '%2$s%1$s', 'zh-TW', 'Asia/Taipei',
     ARRAY['小明/xiaoming','美玲/meiling','志豪/zhihao','雅婷/yating','建宏/jianhong','淑芬/shufen','家豪/jiahao','怡君/yijun','俊傑/junjie','麗華/lihua','文雄/wenxiong','思涵/sihan'],
     ARRAY['王/wang','陳/chen','林/lin','黃/huang','張/zhang','李/li','吳/wu','劉/liu','蔡/cai','楊/yang','歐陽/ouyang','司馬/sima']),
    (9, '%1$s %2$s', 'en-NG', 'Africa/Lagos',
     ARRAY['Adébáyọ̀/adebayo','Amara/amara','Chidi/chidi','Efua/efua','Folasadé/folasade','Kwabena/kwabena','Lindiwe/lindiwe','Makena/makena','Ngozi/ngozi','Ọlámidé/olamide','Sipho/sipho','Wanjirũ/wanjiru'],
     ARRAY['Achebe/achebe','Boateng/boateng','Dlamini/dlamini','Ẹkúndayọ̀/ekundayo','Kimathi/kimathi','Mbeki/mbeki','Nkosi/nkosi','Okonkwo/okonkwo','Ọláwálé/olawale','Owusu-Ansah/owusu-ansah','wa Thiong''o/wathiongo','Zulu/zulu'])
), people AS (
    SELECT i, (i - 11) / 10 * 89 + 7 AS pair, (i - 11) % 10 AS part, pg_temp.u(i, 201) AS fate, pg_temp.ago(30 + 690 * pg_temp.u(i, 202)) AS joined
    FROM generate_series(11, pg_temp.n('user')) AS i
), named AS (
    SELECT i, fate, joined, locale, zone, pattern,
           given[1 + pair % 12] AS given, family[1 + pair % 144 / 12] AS family
    FROM people JOIN parts USING (part)
), states AS (
    SELECT *, CASE WHEN fate < 0.84 THEN 'active' WHEN fate < 0.91 THEN 'invited' WHEN fate < 0.95 THEN 'suspended' ELSE 'deactivated' END AS status,
           split_part(given, '/', 2) || '.' || split_part(family, '/', 2) AS login
    FROM named
)
SELECT pg_temp.id('user', i), login || '@' || pg_temp.pick(i, 203, 'example.org', 'example.com', 'example.net'), login,
       format(pattern, split_part(given, '/', 1), split_part(family, '/', 1)),
       CASE WHEN pg_temp.u(i, 204) < 0.93 THEN pg_temp.pick(i, 205, 'Meridian Freight', 'Lotus Health', 'Northgate Water', 'Cedar Mutual', 'Kitano Instruments',
           'Fjordlys Energi', 'Banco do Vale', 'Halden & Söhne', 'Université de Brume', 'Sahel Agritech', 'Pâtisserie Mérou', 'Ostrava Rail') END,
       CASE WHEN pg_temp.u(i, 206) < 0.88 THEN pg_temp.pick(i, 207, 'Research', 'Operations', 'Claims', 'Finance', 'Customer care', 'Legal', 'Platform', 'Marketing') END,
       pg_temp.pick(i, 208, 'viewer', 'viewer', 'viewer', 'analyst', 'analyst', 'developer', 'developer', 'operator')::user_role,
       status::user_status,
       pg_temp.pick(i, 209, 'public', 'internal', 'internal', 'internal', 'confidential', 'confidential', 'restricted')::security_level,
       CASE WHEN status <> 'invited' THEN '$argon2id$v=19$m=65536,t=3,p=4$' || left(md5('salt' || i::text), 22) || '$' || md5('hash' || i::text) END,
       CASE WHEN status <> 'invited' THEN joined + interval '1 minute' * pg_temp.whole(i, 210, 1, 4000) END,
       status = 'active' AND pg_temp.u(i, 211) < 0.55,
       CASE WHEN status = 'suspended' THEN 5 WHEN pg_temp.u(i, 212) < 0.1 THEN pg_temp.whole(i, 213, 1, 4) ELSE 0 END,
       CASE WHEN status = 'suspended' THEN pg_temp.ago(-1.0 / 48) END,
       CASE status WHEN 'active' THEN pg_temp.busy_time(i, 214, 28) WHEN 'invited' THEN NULL ELSE pg_temp.ago(20 + 9 * pg_temp.u(i, 215)) END,
       CASE WHEN status <> 'invited' THEN CASE WHEN pg_temp.u(i, 216) < 0.8 THEN '198.51.100.' || pg_temp.whole(i, 217, 1, 254)::text
                                               ELSE '2001:db8:' || to_hex(pg_temp.whole(i, 218, 1, 65535)) || '::' || to_hex(pg_temp.whole(i, 219, 1, 65535)) END END::inet,
       locale, zone,
       CASE pg_temp.whole(i, 220, 0, 5) WHEN 0 THEN '{"theme": "dark"}' WHEN 1 THEN '{"theme": "light", "pinned": []}'
           WHEN 2 THEN '{"notifications": {"email": false, "push": true, "quiet_hours": ["22:00", "07:00"]}}'
           WHEN 3 THEN '{"table": {"page_size": 250, "zebra": true}, "beta": ["charts2"]}' ELSE '{}' END::jsonb,
       joined, CASE WHEN status = 'active' THEN pg_temp.ago(29 * pg_temp.u(i, 221)) ELSE joined + interval '1 hour' END,
       CASE WHEN status = 'deactivated' THEN pg_temp.ago(10 * pg_temp.u(i, 222)) END
FROM states
ORDER BY i;

-- Two or three sign-ins for each active user; the first token of a family was exchanged for the second.
INSERT INTO refresh_tokens (id, user_id, family_id, token_hash, issued_at, expires_at, last_used_at, revoked_at, revoked_reason,
                            replaced_by_id, ip_address, user_agent, device)
SELECT pg_temp.id('refresh', i * 4 + k), pg_temp.id('user', i), pg_temp.id('family', i * 4 + k / 2),
       md5('refresh' || (i * 4 + k)::text) || md5('token' || (i * 4 + k)::text),
       issued, issued + interval '43200 minutes', CASE WHEN k > 0 THEN issued + interval '1 minute' * pg_temp.whole(i * 4 + k, 231, 5, 900) END,
       CASE WHEN k = 0 THEN issued + interval '1440 minutes' WHEN reuse THEN issued + interval '1441 minutes' END,
       CASE WHEN k = 0 THEN 'rotated' WHEN reuse THEN pg_temp.pick(i, 232, 'reuse detected', 'signed out', 'password changed') END,
       CASE WHEN k = 0 THEN pg_temp.id('refresh', i * 4 + 1) END,
       ('198.51.100.' || pg_temp.whole(i, 233, 1, 254)::text)::inet,
       pg_temp.pick(i * 4 + k, 234, 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
           'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
           'uaip-cli/2.3.1 (linux; amd64)', 'uaip-mobile/4.0 (Android 14)'),
       CASE pg_temp.whole(i * 4 + k, 235, 0, 2) WHEN 0 THEN '{}' WHEN 1 THEN '{"kind": "laptop", "trusted": true}' ELSE '{"kind": "phone", "trusted": false, "model": "Pixel 8"}' END::jsonb
FROM generate_series(1, pg_temp.n('user')) AS i
CROSS JOIN generate_series(0, 2) AS k
CROSS JOIN LATERAL (SELECT pg_temp.ago(2 + 26 * pg_temp.u(i, 236) - k * 0.7) AS issued, k = 2 AND pg_temp.u(i, 237) < 0.15 AS reuse) AS t
JOIN users ON users.id = pg_temp.id('user', i) AND users.status = 'active'
WHERE k < 2 OR pg_temp.u(i, 238) < 0.5;

INSERT INTO password_reset_tokens (id, user_id, token_hash, requested_ip, created_at, expires_at, used_at)
SELECT pg_temp.id('reset', i), pg_temp.id('user', i), md5('reset' || i::text) || md5('once' || i::text),
       CASE WHEN pg_temp.u(i, 241) < 0.8 THEN ('203.0.113.' || pg_temp.whole(i, 242, 1, 254)::text)::inet END,
       asked, asked + interval '60 minutes', CASE WHEN pg_temp.u(i, 243) < 0.7 THEN asked + interval '1 second' * pg_temp.whole(i, 244, 40, 3000) END
FROM generate_series(1, pg_temp.n('user'), 3) AS i
CROSS JOIN LATERAL (SELECT pg_temp.busy_time(i, 245, 60) AS asked) AS t
JOIN users ON users.id = pg_temp.id('user', i) AND users.role <> 'service';

INSERT INTO security_policies (id, name, version, description, policy_type, status, security_level, priority, rules, applies_to,
                               compliance_tags, effective_from, effective_until, created_by, created_at, updated_at)
SELECT pg_temp.id('policy', i), name, version, description, kind::policy_type, status::policy_status, level::security_level, priority, rules::jsonb,
       applies::jsonb, tags::text[], pg_temp.ago(since), CASE WHEN status = 'retired' THEN pg_temp.ago(90) END, pg_temp.id('user', 1 + i % 2),
       pg_temp.ago(since + 5), pg_temp.ago(since / 3)
FROM (VALUES
    (1, 'Production tools need approval', 1, 'Anything that changes production data waits for a person.', 'approval', 'active', 'restricted', 10,
        '[{"if": {"tool.category": ["system", "communication"], "environment": "production"}, "then": {"require": "approval", "approvers": 1}}]', '{"agents": "*"}', '{sox}', 400),
    (2, 'Personal data stays inside', 2, 'Masks names, addresses and account numbers in calls to outside providers.', 'data_protection', 'active', 'confidential', 20,
        '[{"match": "iban", "then": "mask"}, {"match": "email", "then": "mask", "except": ["example.org"]}, {"match": {"regex": "\\b\\d{11}\\b"}, "then": "refuse"}]', '{"providers": ["external"]}', '{gdpr,hipaa}', 320),
    (3, 'Personal data stays inside', 1, 'First version; refused too much.', 'data_protection', 'retired', 'confidential', 20, '[{"match": "digits", "then": "refuse"}]', '{}', '{gdpr}', 460),
    (4, 'Calls per minute', 1, NULL, 'rate_limit', 'active', 'internal', 50, '[{"limit": 120, "per": "minute", "by": "agent"}, {"limit": 2000, "per": "hour", "by": "organisation"}]', '{}', '{}', 410),
    (5, 'No medical advice', 3, 'Support personas answer with a referral.', 'content_filter', 'active', 'public', 40, '[{"topic": "diagnosis", "action": "refer", "to": "https://www.example.org/care"}]', '{"personas": {"category": "support"}}', '{hipaa}', 210),
    (6, 'Everything restricted is logged', 1, NULL, 'audit', 'active', 'restricted', 5, '[{"log": "full", "retain_days": 2555}]', '{"security_level": "restricted"}', '{sox,iso27001}', 500),
    (7, 'Analysts read only', 1, 'Denies sql_runner anything but SELECT.', 'access_control', 'active', 'internal', 30, '[{"role": "analyst", "tool": "sql_runner", "allow": ["select"]}]', '{"roles": ["analyst", "viewer"]}', '{}', 300),
    (8, 'Weekend freeze', 1, 'Not decided yet.', 'access_control', 'draft', 'internal', 100, '[]', '{"environments": ["production"]}', '{}', 12)
) AS v (i, name, version, description, kind, status, level, priority, rules, applies, tags, since);
