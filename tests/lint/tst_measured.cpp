// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/snapshots.h"
#include "connection/session/session.h"
#include "migration/lint/lint.h"
#include "migration/lint/planlocks.h"
#include "sql/statementtree.h"
#include "support/pgprograms.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using namespace howdah::migration;
using sql::Extent;
using sql::LockMode;

namespace {

// A relation before a statement, and what the statement did to it.
struct Measured
{
    QString name;
    char kind = 'r';
    qint64 file = 0;
    qint64 scans = 0;
    LockMode lock = LockMode::None;
    bool scanned = false;
    bool rewritten = false;
};
using Relations = std::map<qint64, Measured>; // by OID

// What is said of a relation, by lint or by the list of locks.
struct Claim
{
    QString name;
    LockMode lock = LockMode::None;
    Extent scanned = Extent::No;
    Extent rewritten = Extent::No;
    bool emptied = false;
};

// Where what is said may differ from what the server did.
struct Exception
{
    enum What {
        Scan,  // "perhaps" is said of a scan
        More,  // "others" is said: further relations may be locked
        Locks, // it is said otherwise
    };
    const char *statements; // that begin with this
    What what;
    const char *relation; // that it is about; empty: any
    const char *reason;
    int until = 99; // of the majors
};

const std::vector<Exception> &exceptions()
{
    using enum Exception::What;
    static const char *const Plan = "how a query reads its tables, the planner decides";
    static const char *const Key = "whether a key is tested by index, the planner decides, and by how much it finds";
    static const std::vector<Exception> list{
        {"SELECT", Scan, "", Plan},
        {"WITH", Scan, "", Plan},
        {"INSERT", Scan, "", Plan},
        {"UPDATE", Scan, "", Plan},
        {"DELETE", Scan, "", Plan},
        {"MERGE", Scan, "", Plan},
        {"EXPLAIN", Scan, "", Plan},
        {"DECLARE", Scan, "", Plan},
        {"PREPARE", Scan, "", Plan},
        {"CREATE TABLE z AS", Scan, "lonely", Plan},
        {"CREATE MATERIALIZED VIEW", Scan, "lonely", Plan},
        {"REFRESH", Scan, "lonely", Plan},
        {"ALTER TABLE to_k ADD CONSTRAINT", Locks, "k2", Key},
        {"ALTER TABLE p ATTACH PARTITION p3", Scan, "p3", "its check may prove what the server asks"},
        {"ALTER TABLE from_p ATTACH", Scan, "from_p2", "its check may prove what the server asks"},
        {"ALTER TABLE h ALTER id TYPE int", Scan, "", "an index of the parent alone is built on the partitions then"},
        {"INSERT INTO p ", More, "", "which partition a row goes to, its values decide"},
        {"UPDATE r ", More, "", "a key that is set is looked up in the other table"},
        {"CREATE FUNCTION", More, "", "the body of a function is not read"},
        {"DROP OWNED", More, "", "whose that is, the run decides"},
        {"TRUNCATE p1", Locks, "p", "PostgreSQL 13 looks at the parent, which holds up nobody", 13},
        {"ALTER TABLE t ADD CONSTRAINT z NOT NULL", Scan, "t", "the grammar is that of PostgreSQL 15"},
        {"ALTER TABLE t ADD CONSTRAINT z NOT NULL", More, "", "the grammar is that of PostgreSQL 15"}};
    return list;
}

} // namespace

// What is said of locks, scans and rewrites is held against what PostgreSQL does: pg_locks, relfilenode, and the scans
// of the transaction. The same statements judge lint's effects, its findings, and the locks of the review.
class MeasuredTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<Session> m_session; // names as the scripts have them
    std::set<size_t> m_used;            // exceptions
    int m_statements = 0;

    Answer ask(const QString &sql)
    {
        const auto answer = m_session->query({sql, {}}).result();
        if (!answer)
            QTest::qFail(qPrintable(sql + u": "_s + describe(answer.error())), __FILE__, __LINE__);
        return answer.value_or(Answer{});
    }

    Relations relations()
    {
        const Answer answer =
            ask(u"SELECT oid::int8, relname, relkind, pg_relation_filenode(oid), pg_stat_get_xact_numscans(oid) "
                "FROM pg_class WHERE relkind <> 'c' AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN "
                "('public', 'elsewhere'))"_s);
        Relations found;
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
            found[answer.rows.integer(row, 0)] = {
                .name = answer.rows.text(row, 1),
                .kind = answer.rows.bytes(row, 2).front(),
                .file = answer.rows.integer(row, 3),
                .scans = answer.rows.integer(row, 4)};
        return found;
    }

    // Runs it in a transaction that is rolled back.
    Relations measured(const QString &sql)
    {
        ask(u"BEGIN"_s);
        Relations before = relations();
        ask(sql);
        if (!QTest::currentTestFailed()) {
            const Answer locks = ask(u"SELECT relation::int8, mode FROM pg_locks WHERE locktype = 'relation' AND pid = "
                                     "pg_backend_pid()"_s);
            for (qsizetype row = 0; row < locks.rows.rowCount(); ++row) {
                if (const auto found = before.find(locks.rows.integer(row, 0)); found != before.end())
                    found->second.lock = std::max(found->second.lock, sql::lockModeOf(locks.rows.text(row, 1)));
            }
            for (const auto &[oid, now] : relations()) {
                if (const auto found = before.find(oid); found != before.end()) {
                    found->second.scanned = now.scans > found->second.scans;
                    found->second.rewritten = now.file != found->second.file;
                }
            }
        }
        ask(u"ROLLBACK"_s);
        ask(u"DEALLOCATE ALL"_s);
        return before;
    }

    bool excused(const QString &sql, Exception::What what, const QString &relation)
    {
        for (size_t i = 0; i < exceptions().size(); ++i) {
            const Exception &one = exceptions()[i];
            const QLatin1String about(one.relation);
            if (what == one.what && sql.startsWith(QLatin1String(one.statements))
                && (about.isEmpty() || about == relation) && test::serverMajor() <= one.until) {
                m_used.insert(i);
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] QString extent(const QString &sql, Extent said, bool did, const QString &relation)
    {
        if (said == Extent::Perhaps && excused(sql, Exception::Scan, relation))
            return {};
        if (said == Extent::Perhaps)
            return u"perhaps, and "_s + (did ? u"it does"_s : u"it does not"_s);
        return (said == Extent::Yes) == did ? QString() : did ? u"not said"_s : u"said, but not so"_s;
    }

    // Lines of what differs. Indexes go with their tables: one counts where it is said to.
    QStringList differences(const QString &sql, const std::vector<Claim> &claims, const Relations &relations)
    {
        QStringList lines;
        const auto add = [&lines](const QString &name, const QString &text) {
            if (!text.isEmpty())
                lines << name + u": "_s + text;
        };
        for (const auto &[oid, real] : relations) {
            const auto said = std::ranges::find(claims, real.name, &Claim::name);
            const bool index = real.kind == 'i' || real.kind == 'I';
            if ((index && said == claims.end()) || excusedAtAll(sql, said, claims, real))
                continue;
            const Claim claim = said == claims.end() ? Claim{} : *said;
            if (claim.lock != real.lock)
                add(real.name, u"said "_s + sql::lockModeName(claim.lock) + u", is "_s + sql::lockModeName(real.lock));
            if (real.kind == 'S') // a row of its own is no work
                continue;
            if (claim.emptied) {
                add(real.name, real.rewritten ? QString() : u"not emptied"_s);
                continue;
            }
            if (!index)
                add(real.name + u" scanned"_s, extent(sql, claim.scanned, real.scanned, real.name));
            add(real.name + u" rewritten"_s, extent(sql, claim.rewritten, real.rewritten, real.name));
        }
        for (const Claim &claim : claims) {
            if (std::ranges::none_of(relations, [&claim](const auto &one) { return one.second.name == claim.name; }))
                add(claim.name, u"is not there"_s);
        }
        return lines;
    }

    bool excusedAtAll(
        const QString &sql, std::vector<Claim>::const_iterator said, const std::vector<Claim> &claims,
        const Measured &real)
    {
        const bool same =
            said != claims.end() && said->lock == real.lock && (said->scanned == Extent::Yes) == real.scanned;
        const bool none = said == claims.end() && real.lock == LockMode::None && !real.scanned;
        if (same || none)
            return false;
        return (said == claims.end() && excused(sql, Exception::More, real.name))
            || excused(sql, Exception::Locks, real.name);
    }

    LintContext contextOf(const QString &sql)
    {
        const LintScript script{.file = u"x.sql"_s, .text = sql.toUtf8()};
        const auto context = readLintContext(*m_session, std::span(&script, 1), u"public"_s);
        if (!context)
            QTest::qFail(qPrintable(describe(context.error())), __FILE__, __LINE__);
        return context.value_or(LintContext{});
    }

    static bool any(const Relations &relations, bool rewritten)
    {
        return std::ranges::any_of(relations, [rewritten](const auto &one) {
            const bool table = one.second.kind == 'r' || one.second.kind == 'm';
            return table && (rewritten ? one.second.rewritten : one.second.scanned);
        });
    }

    // What findings say is so, and a rewrite has one.
    static QStringList wrongFindings(const std::vector<Finding> &findings, const Relations &relations, bool emptied)
    {
        static const QStringList Rewrites{
            u"add-column-rewrites"_s, u"full-rewrite"_s, u"change-column-type"_s, u"refresh-blocks-reads"_s};
        static const QStringList Scans{u"add-foreign-key-scans"_s,   u"add-check-scans"_s,
                                       u"set-not-null-scans"_s,      u"alter-domain-scans"_s,
                                       u"add-unique-builds-index"_s, u"create-index-blocks-writes"_s};
        QStringList lines;
        bool reported = false;
        for (const Finding &finding : findings) {
            const bool rewrites = Rewrites.contains(finding.rule);
            reported |= rewrites;
            if (rewrites && !any(relations, true)
                && (finding.rule != "change-column-type"_L1 || !any(relations, false)))
                lines << finding.rule + u" is not so"_s;
            if (Scans.contains(finding.rule) && !any(relations, false))
                lines << finding.rule + u" is not so"_s;
            const auto real = std::ranges::find_if(
                relations, [&finding](const auto &one) { return one.second.name == finding.relation; });
            if (!finding.lock.isEmpty() && real != relations.end()
                && finding.lock != sql::lockModeName(real->second.lock))
                lines << finding.rule + u" names the lock "_s + finding.lock;
        }
        if (any(relations, true) && !emptied && !reported)
            lines << u"nothing is found about what is written anew"_s;
        return lines;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"measured"_s);
        m_session = std::make_unique<Session>(SessionOptions{.names = Names::OfDatabase});
        QVERIFY(test::verified(m_session->open(m_server.connInfo(m_database)).result()));
        ask(u"SET allow_in_place_tablespaces = on"_s);
        ask(u"CREATE TABLESPACE howdah_place LOCATION ''"_s);
        QVERIFY(test::runSql(m_server, m_database, test::sourceText(u"tests/lint/measured/database.sql"_s)));
        ask(u"SET TimeZone = 'UTC'"_s);
    }

    void cleanupTestCase()
    {
        m_session.reset();
        QVERIFY(test::runSql(m_server, m_database, u"DROP TABLESPACE howdah_place"_s));
    }

    void says_data()
    {
        QTest::addColumn<QString>("sql");
        const QStringList lines = test::sourceText(u"tests/lint/measured/statements.txt"_s).split(u'\n');
        for (const QString &line : lines) {
            if (line.isEmpty() || line.startsWith(u'#'))
                continue;
            const bool newer = line[0].isDigit();
            if (newer && line.section(u'+', 0, 0).toInt() > test::serverMajor())
                continue;
            const QString sql = newer ? line.section(u' ', 1) : line;
            QTest::newRow(qPrintable(sql)) << sql;
            ++m_statements;
        }
        QVERIFY(m_statements >= 150);
    }

    void says()
    {
        QFETCH(QString, sql);
        const LintContext context = contextOf(sql);
        const Relations relations = measured(sql);
        if (QTest::currentTestFailed())
            return;
        const sql::LockEffects effects = StatementEffects(context).of(sql::readStatement(sql.toUtf8()));
        std::vector<Claim> claims;
        for (const sql::RelationEffect &one : effects.relations) {
            if (!one.created)
                claims.push_back({one.relation.name, one.lock, one.scanned, one.rewritten, one.emptied});
        }
        QStringList wrong = differences(sql, claims, relations);
        if (effects.others && !excused(sql, Exception::More, {}))
            wrong << u"it says that it does not know all"_s;
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u"\n"_s)));

        Plan plan;
        plan.steps.push_back({.text = sql.toUtf8()});
        plan.steps[0].statements.push_back({.offset = 0, .size = plan.steps[0].text.size(), .line = 1});
        std::vector<Claim> shown;
        for (const PlanLock &one : locksOf(plan, context))
            shown.push_back({one.relation, one.mode, one.scanned, one.rewritten, one.emptied});
        wrong = differences(sql, shown, relations);
        QVERIFY2(wrong.isEmpty(), qPrintable(u"in the list of locks: "_s + wrong.join(u"\n"_s)));

        const bool emptied = std::ranges::any_of(claims, &Claim::emptied);
        wrong = wrongFindings(lint({.file = u"x.sql"_s, .text = sql.toUtf8()}, context), relations, emptied);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u"\n"_s)));
    }

    // From files alone nothing is certain that is not so.
    void saysOfFilesAlone_data() { says_data(); }

    void saysOfFilesAlone()
    {
        QFETCH(QString, sql);
        const Relations relations = measured(sql);
        const LintContext context{.serverVersion = test::serverMajor() * 10'000};
        const sql::LockEffects effects = StatementEffects(context).of(sql::readStatement(sql.toUtf8()));
        for (const auto &[oid, real] : relations) {
            const auto said = std::ranges::find_if(
                effects.relations, [&](const auto &one) { return one.relation.name == real.name && !one.created; });
            const bool table = real.kind != 'i' && real.kind != 'I' && real.kind != 'S';
            if (said == effects.relations.end()) {
                QVERIFY2(
                    !table || real.lock == LockMode::None || effects.others
                        || excused(sql, Exception::Locks, real.name),
                    qPrintable(real.name + u" is not said to be locked"_s));
                continue;
            }
            if (real.kind == 'r' && !said->emptied && said->scanned == Extent::No)
                QVERIFY2(!real.scanned, qPrintable(real.name + u" is scanned"_s));
            if (real.kind == 'r' && !said->emptied && said->rewritten == Extent::No)
                QVERIFY2(!real.rewritten, qPrintable(real.name + u" is rewritten"_s));
        }
    }

    // Each exception is needed.
    void exceptionsAreNeeded()
    {
        for (size_t i = 0; i < exceptions().size(); ++i) {
            const bool concerns =
                test::serverMajor() <= exceptions()[i].until
                && (test::serverMajor() >= 18 || !QByteArray(exceptions()[i].statements).contains("NOT NULL"))
                && (test::serverMajor() >= 15 || QByteArray(exceptions()[i].statements) != "MERGE");
            QVERIFY2(!concerns || m_used.contains(i), exceptions()[i].statements);
        }
    }

    // In another zone the values of a timestamp become others.
    void zonesOtherThanUtc()
    {
        for (const auto &[zone, rewrites] : {std::pair(u"UTC"_s, false), std::pair(u"Europe/Berlin"_s, true)}) {
            ask(u"SET TimeZone = '%1'"_s.arg(zone));
            const QString sql = u"ALTER TABLE kinds ALTER ts TYPE timestamptz"_s;
            const LintContext context = contextOf(sql);
            const Relations relations = measured(sql);
            const auto effects = StatementEffects(context).of(sql::readStatement(sql.toUtf8()));
            QCOMPARE(any(relations, true), rewrites);
            QCOMPARE(effects.relations.at(0).rewritten, rewrites ? Extent::Yes : Extent::No);
        }
        ask(u"SET TimeZone = 'UTC'"_s);
    }

    // Of what an earlier statement of the run has changed, the catalog of before says nothing.
    void whatTheRunChangesIsNotKnown()
    {
        const LintContext context = contextOf(u"ALTER TABLE kinds ALTER v5 TYPE varchar(6)"_s);
        StatementEffects run(context);
        const auto rewritten = [&run](const char *sql) {
            return run.of(sql::readStatement(sql)).relations.at(0).rewritten;
        };
        QCOMPARE(rewritten("ALTER TABLE kinds ALTER v5 TYPE varchar(20)"), Extent::No);
        QCOMPARE(rewritten("ALTER TABLE kinds ALTER v5 TYPE varchar(10)"), Extent::Perhaps);
        QCOMPARE(rewritten("ALTER TABLE t ADD z plain"), Extent::No);
        (void)run.of(sql::readStatement("ALTER DOMAIN plain ADD CHECK (VALUE > 0) NOT VALID"));
        QCOMPARE(rewritten("ALTER TABLE lonely ADD z plain"), Extent::Perhaps);
    }
};

QTEST_GUILESS_MAIN(MeasuredTest)
#include "tst_measured.moc"
