// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The list of 5,000 encrypted versions against psql's plain select of the same rows, and the seeding of 1,000 prompts
// against a psql script of the same inserts; both sides include connecting, psql its start, too. Then what takes place
// in memory, in milliseconds: search and lint over those 5,000 versions, and comparing 1 MB with 1 MB. At last the
// scorecard of one version among 10,000,000 calls of 200 versions, against psql with the same aggregates. In turns;
// prints lines of JSON.
#include "bench/figures.h"

#include "prompt/promptdatabase.h"
#include "prompt/promptdiff.h"
#include "prompt/promptlint.h"
#include "prompt/promptsearch.h"
#include "prompt/scorecard.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::prompt;
using test::expected;
using test::PromptDatabase;

namespace {

constexpr int Versions = 5000;
constexpr int Seeds = 1000;
constexpr int Rounds = 7;
constexpr int Calls = 10'000'000;
constexpr int Called = 200;

// About 500 words, as the agents of the platform have them; no two texts are the same.
QString textOf(int number)
{
    static const QStringList words =
        u"the of reference seeker verify answer request never invent name result project year quote language when if "
        "question {{topic}} evidence; score, platform: should (may) - not_only \"quoted\" and\n"_s.split(u' ');
    QRandomGenerator random{quint32(number)};
    QString text = u"You are agent %1. "_s.arg(number);
    for (int i = 0; i < 500; ++i)
        text += words[random.bounded(words.size())] + u' ';
    return text;
}

std::vector<Prompt> prompts(int count, int versionsEach)
{
    std::vector<Prompt> all;
    for (int i = 0; i < count; ++i) {
        Prompt one = PromptDatabase::version(
            u"Agent %1"_s.arg(i / versionsEach), u"1.%1.0"_s.arg(i % versionsEach), i % versionsEach == 0);
        one.systemPrompt = textOf(i);
        one.userPrompt = u"<question>{{question}}</question>\nPlease answer in {{language}}."_s;
        one.metadata = u"{\"role\": \"assistant\", \"priority\": \"medium\", \"permissions\": [\"seeker\"], \"input\": "
                       "{\"schema\": {\"question\": \"string\", \"language\": \"string\", \"topic\": \"string\"}}}"_s;
        all.push_back(std::move(one));
    }
    return all;
}

class Bench final
{
public:
    void listing()
    {
        m_base.seed(prompts(Versions, 10), m_keys);
        m_base.run(u"VACUUM ANALYZE ai_prompts"_s);
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            theirs.push_back(psql({u"-o"_s, m_folder.filePath(u"rows"_s), u"-c"_s, u"SELECT * FROM ai_prompts"_s}));
            ours.push_back(timed([this] {
                const auto session = PromptDatabase::open(m_base.info());
                const PromptTable table = expected(findPromptTables(*session)).front();
                m_prompts = expected(readPrompts(*session, table, m_keys));
            }));
        }
        if (m_prompts.size() != Versions || m_prompts[0].state != CellState::Open)
            qFatal("the list is not whole");
        print(
            u"list of 5,000 versions, decrypted, to psql's select"_s, median(ours), "ms", median(ours) / median(theirs),
            3.0);
    }

    void searching()
    {
        const double building = timed([this] { m_index = PromptIndex(m_prompts); });
        print(u"index of 5,000 versions, built once"_s, building, "ms", building, std::nullopt);
        const auto search = [this](const QString &name, const SearchQuery &query) {
            std::vector<double> times;
            for (int round = 0; round < Rounds; ++round)
                times.push_back(timed([&] {
                    if (expected(m_index.search(query)).empty())
                        qFatal("nothing found");
                }));
            print(name, median(times), "ms", median(times), 200.0);
        };
        search(u"search in 5,000 versions, a word that is everywhere"_s, {.text = u"Evidence"_s});
        search(u"search in 5,000 versions, a rare text"_s, {.text = u"AGENT 4321. "_s});
        search(u"search in 5,000 versions, an expression"_s, {.text = u"agent 43[0-9]{2}\\."_s, .regex = true});
        search(u"search in 5,000 versions, by variable"_s, {.variable = u"topic"_s});
    }

    void linting()
    {
        LintFacts facts{.table = m_base.table, .models = builtInModels(), .now = QDateTime::currentDateTimeUtc()};
        facts.table.interactions = {};
        std::vector<double> times;
        for (int round = 0; round < Rounds; ++round)
            times.push_back(timed([&] {
                if (lintStored(m_prompts, facts).size() > size_t(Versions))
                    qFatal("too much is found");
            }));
        print(u"lint of 5,000 versions"_s, median(times), "ms", median(times), 200.0);
    }

    void comparing()
    {
        QStringList lines;
        for (int i = 0; lines.join(u'\n').size() < (1 << 20) && i < 100; ++i)
            for (int k = 0; k < 300; ++k)
                lines << u"Line %1 of a long prompt with some words in it"_s.arg(i * 300 + k);
        Prompt before = PromptDatabase::version(u"A"_s, u"1.0.0"_s);
        before.systemPrompt = lines.join(u'\n');
        // Every tenth line is another one, and a block has moved.
        for (qsizetype i = 0; i < lines.size(); i += 10)
            lines[i] += u" which was changed"_s;
        const QStringList block = lines.mid(100, 500);
        lines.remove(100, 500);
        for (const QString &line : block)
            lines << line;
        Prompt after = before;
        after.systemPrompt = lines.join(u'\n');
        std::vector<double> times;
        for (int round = 0; round < Rounds; ++round)
            times.push_back(timed([&] {
                if (comparePrompts(before, after).isEmpty())
                    qFatal("no difference");
            }));
        print(u"diff of 1 MB against 1 MB"_s, median(times), "ms", median(times), 300.0);
    }

    void seeding()
    {
        const std::vector<Prompt> wanted = prompts(Seeds, 1);
        // The same inserts as a script: what our own seeding has written.
        m_base.run(u"SET session_replication_role = replica; TRUNCATE ai_prompts CASCADE"_s);
        m_base.seed(wanted, m_keys);
        const QString script = m_folder.filePath(u"seed.sql"_s);
        QFile file(script);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no script");
        file.write("BEGIN;\n");
        file.write(
            m_base
                .psql(u"SELECT format('INSERT INTO ai_prompts (id, \"promptId\", name, \"systemPrompt\", "
                      "\"userPromptTemplate\", version, \"modelPreference\", metadata, \"keyId\", \"isActive\") VALUES "
                      "(%L, "
                      "%L, %L, %L, %L, %L, %L, %L, %L, %L); INSERT INTO ai_prompt_activations (name, \"promptId\", "
                      "action, "
                      "reason) VALUES (%3$L, %1$L, ''activate'', ''Seeded'');', id, \"promptId\", name, "
                      "\"systemPrompt\", "
                      "\"userPromptTemplate\", version, \"modelPreference\", metadata, \"keyId\", \"isActive\") FROM "
                      "ai_prompts"_s)
                .toUtf8());
        file.write("\nCOMMIT;\n");
        file.close();
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            m_base.run(u"SET session_replication_role = replica; TRUNCATE ai_prompts CASCADE"_s);
            theirs.push_back(psql({u"-q"_s, u"-f"_s, script}));
            check();
            m_base.run(u"SET session_replication_role = replica; TRUNCATE ai_prompts CASCADE"_s);
            ours.push_back(timed([&] {
                const auto session = PromptDatabase::open(m_base.info());
                const PromptTable table = expected(findPromptTables(*session)).front();
                const auto stored = expected(readPrompts(*session, table, m_keys));
                const auto plan = expected(planSync(wanted, stored, expected(readCalls(*session, table)), false));
                expected(applySync(*session, table, plan, m_keys));
            }));
            check();
        }
        print(u"seeding of 1,000 prompts, to a psql script"_s, median(ours), "ms", median(ours) / median(theirs), 2.0);
    }

    void scoring()
    {
        PromptDatabase base(m_server);
        base.seed(prompts(Called, 10), m_keys);
        fillCalls(base);
        const QString id = base.idOf(u"Agent 7-v1.3.0"_s);
        const QDateTime now = QDateTime::fromString(
            base.psql(u"SELECT to_char(max(\"createdAt\"), "
                      "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM ai_interactions"_s),
            Qt::ISODate);
        const auto compare = [&](const QString &name, const TimeWindow &window, const QString &since) {
            const QString script = writeAggregates(id, since);
            std::vector<double> ours;
            std::vector<double> theirs;
            for (int round = 0; round < Rounds; ++round) {
                theirs.push_back(
                    psql({u"-q"_s, u"-o"_s, m_folder.filePath(u"figures"_s), u"-f"_s, script}, base.uri()));
                ours.push_back(timed([&] {
                    const auto session = PromptDatabase::open(base.info());
                    if (expected(readScorecard(*session, base.table, id, window)).calls < 1000)
                        qFatal("calls are missing");
                }));
            }
            print(name, median(ours), "ms", median(ours) / median(theirs), 2.0);
        };
        compare(
            u"scorecard of 30 days among 10 M calls, to psql"_s, TimeWindow::lastDays(30, now),
            u"AND \"createdAt\" >= timestamp '%1'"_s.arg(now.addDays(-30).toString(u"yyyy-MM-dd HH:mm:ss"_s)));
        compare(u"scorecard of all time among 10 M calls, to psql"_s, {}, {});
        std::vector<double> counting;
        for (int round = 0; round < Rounds; ++round)
            counting.push_back(timed([&] {
                if (expected(readCalls(base.session(), base.table)).size() != Called)
                    qFatal("versions are missing");
            }));
        print(u"which versions were used, among 10 M calls"_s, median(counting), "ms", median(counting), 1000.0);
    }

private:
    // 180 days, the versions in turn; one call of twenty fails, one of a hundred is rated.
    static void fillCalls(const PromptDatabase &base)
    {
        base.run(u"DO $$ DECLARE one record; BEGIN FOR one IN SELECT indexname FROM pg_indexes WHERE tablename = "
                 "'ai_interactions' AND indexname LIKE 'IDX%' AND indexdef NOT LIKE '%promptId%' LOOP EXECUTE "
                 "format('DROP INDEX %I', one.indexname); END LOOP; END $$"_s);
        const QString index = base.psql(
            u"SELECT indexname FROM pg_indexes WHERE tablename = 'ai_interactions' AND indexdef LIKE '%promptId%'"_s);
        base.run(u"DROP INDEX \"%1\""_s.arg(index));
        base.run(
            u"SET session_replication_role = replica; INSERT INTO ai_interactions (id, \"sessionId\", \"promptId\", "
            "\"userInput\", \"aiResponse\", \"modelUsed\", \"tokensUsed\", \"responseTimeMs\", success, "
            "\"errorMessage\", \"createdAt\") SELECT lpad(to_hex(n), 32, '0')::uuid, "
            "'00000000-0000-4000-8000-000000000000', ids[1 + n % %1], 'What shall I ask?', 'Ask for an example.', "
            "CASE WHEN n % 3 = 0 THEN 'claude-opus-4-1' ELSE 'claude-sonnet-4-5' END, 400 + (n * 7919::bigint) % 2000, "
            "300 + (n * 104729::bigint) % 5000, n % 20 <> (n / 1000) % 20, CASE WHEN n % 20 = (n / 1000) % 20 THEN "
            "'timeout after ' || n % 97 || ' ms' END, timestamp '2026-05-01' + n * interval '1.5552 seconds' FROM "
            "(SELECT array_agg(id ORDER BY id) AS ids FROM ai_prompts) AS p, generate_series(1, %2) AS n"_s.arg(Called)
                .arg(Calls));
        base.run(u"SET session_replication_role = replica; INSERT INTO ai_finetune_datasets (\"interactionId\", "
                 "\"qualityScore\") SELECT id, 1 + (row_number() OVER ()) % 5 FROM ai_interactions TABLESAMPLE "
                 "BERNOULLI (1)"_s);
        base.run(u"CREATE INDEX \"%1\" ON ai_interactions (\"promptId\", \"createdAt\")"_s.arg(index));
        base.run(u"VACUUM ANALYZE ai_interactions; VACUUM ANALYZE ai_finetune_datasets"_s);
    }

    // What an administrator would ask for the same figures, without their intervals.
    [[nodiscard]] QString writeAggregates(const QString &id, const QString &since) const
    {
        const QString where = u"FROM ai_interactions WHERE \"promptId\" = '%1' %2"_s.arg(id, since);
        const QString script = m_folder.filePath(u"score.sql"_s);
        QFile file(script);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no script");
        file.write(
            (u"SELECT count(*), count(*) FILTER (WHERE success), percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER "
             "BY \"responseTimeMs\"), percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY \"tokensUsed\"), "
             "avg(\"tokensUsed\"), stddev_samp(\"tokensUsed\"), min(\"createdAt\"), max(\"createdAt\") "_s
             + where + u";\nSELECT regexp_replace(\"errorMessage\", '[0-9]+', '#', 'g'), count(*) "_s + where
             + u" AND NOT success GROUP BY 1 ORDER BY 2 DESC;\nSELECT \"modelUsed\", count(*) "_s + where
             + u" GROUP BY 1 ORDER BY 2 DESC;\nSELECT count(*), avg(\"qualityScore\"), stddev_samp(\"qualityScore\") "
               "FROM ai_finetune_datasets WHERE \"interactionId\" IN (SELECT id "_s
             + where + u");\n"_s)
                .toUtf8());
        return script;
    }

    void check()
    {
        if (m_base.psql(
                u"SELECT (SELECT count(*) FROM ai_prompts) || ' ' || (SELECT count(*) FROM ai_prompt_activations)"_s)
            != u"1000 1000"_s)
            qFatal("rows are missing");
    }

    double psql(const QStringList &arguments, const QString &uri = {}) const
    {
        QStringList all{u"-X"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, uri.isEmpty() ? m_base.uri() : uri};
        return timed([&] {
            QProcess process;
            process.start(u"psql"_s, all + arguments);
            if (!process.waitForFinished(300'000) || process.exitCode() != 0)
                qFatal("psql: %s", process.readAllStandardError().constData());
        });
    }

    test::TestServer m_server;
    PromptDatabase m_base{m_server};
    KeyRing m_keys = PromptDatabase::ring(u"k"_s, 1);
    QTemporaryDir m_folder;
    std::vector<StoredPrompt> m_prompts;
    PromptIndex m_index;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Bench bench;
    bench.listing();
    bench.searching();
    bench.linting();
    bench.comparing();
    bench.seeding();
    bench.scoring();
    return 0;
}
