// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The list of 5,000 encrypted versions against psql's plain select of the same rows, and the seeding of 1,000 prompts
// against a psql script of the same inserts; both sides include connecting, psql its start, too. Then what takes place
// in memory, in milliseconds: search and lint over those 5,000 versions, and comparing 1 MB with 1 MB. In turns; prints
// lines of JSON.
#include "prompt/promptdatabase.h"
#include "prompt/promptdiff.h"
#include "prompt/promptlint.h"
#include "prompt/promptsearch.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using test::expected;
using test::PromptDatabase;

namespace {

constexpr int Versions = 5000;
constexpr int Seeds = 1000;
constexpr int Rounds = 7;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void print(const char *name, double value, double ratio, const char *bar)
{
    std::printf(
        "{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"ms\", \"bar\": %s, \"ratio\": %.3f}\n", name, value, bar,
        ratio);
    std::fflush(stdout);
}

template <typename Work>
double timed(const Work &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

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
            "list of 5,000 versions, decrypted, to psql's select", median(ours), median(ours) / median(theirs), "3.0");
    }

    void searching()
    {
        const double building = timed([this] { m_index = PromptIndex(m_prompts); });
        print("index of 5,000 versions, built once", building, building, "null");
        const auto search = [this](const char *name, const SearchQuery &query) {
            std::vector<double> times;
            for (int round = 0; round < Rounds; ++round)
                times.push_back(timed([&] {
                    if (expected(m_index.search(query)).empty())
                        qFatal("nothing found");
                }));
            print(name, median(times), median(times), "200.0");
        };
        search("search in 5,000 versions, a word that is everywhere", {.text = u"Evidence"_s});
        search("search in 5,000 versions, a rare text", {.text = u"AGENT 4321. "_s});
        search("search in 5,000 versions, an expression", {.text = u"agent 43[0-9]{2}\\."_s, .regex = true});
        search("search in 5,000 versions, by variable", {.variable = u"topic"_s});
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
        print("lint of 5,000 versions", median(times), median(times), "200.0");
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
        print("diff of 1 MB against 1 MB", median(times), median(times), "300.0");
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
        print("seeding of 1,000 prompts, to a psql script", median(ours), median(ours) / median(theirs), "2.0");
    }

private:
    void check()
    {
        if (m_base.psql(
                u"SELECT (SELECT count(*) FROM ai_prompts) || ' ' || (SELECT count(*) FROM ai_prompt_activations)"_s)
            != u"1000 1000"_s)
            qFatal("rows are missing");
    }

    double psql(const QStringList &arguments) const
    {
        QStringList all{u"-X"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, m_base.uri()};
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
    return 0;
}
