// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a migration can change, a rollback that leaves it changed is not proven. pg_dump is the judge of what there
// is to be seen.
#include "connection/server/pgtools.h"
#include "migration/rehearse/rehearsalstate.h"
#include "rehearsalfixture.h"
#include "restoredkinds.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;
using test::RestoredKind;

namespace {

constexpr size_t KindsAtOnce = 12; // after what was not restored, all before it is applied again

QByteArray bytesOf(const char *sql) { return sql; }

std::vector<RestoredKind> kindsHere()
{
    std::vector<RestoredKind> kinds;
    for (const RestoredKind &kind : test::restoredKinds()) {
        if (kind.since <= test::serverMajor())
            kinds.push_back(kind);
    }
    return kinds;
}

} // namespace

class KindsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};
    QHash<QString, Proof> m_left;     // by kind: down does nothing
    QHash<QString, Proof> m_restored; // and: down is right
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    bool m_judge = false;
    std::optional<ScratchState> m_state; // of the database now; empty: not known
    QByteArray m_dump;

    // Each kind in a migration of its own, and undone by the next, so that all begin with the same.
    void rehearseAll(std::span<const RestoredKind> kinds, bool restore, QHash<QString, Proof> &proofs)
    {
        std::vector<std::pair<QByteArray, QByteArray>> pairs{{test::KindsBase, {}}};
        QHash<qsizetype, QString> numbers;
        for (const RestoredKind &kind : kinds) {
            if (*kind.setup)
                pairs.emplace_back(bytesOf(kind.setup), QByteArray());
            pairs.emplace_back(bytesOf(kind.up), restore ? bytesOf(kind.down) : QByteArray("SELECT 1"));
            numbers.insert(qsizetype(pairs.size()) - 1, QString::fromLatin1(kind.name));
            pairs.emplace_back(bytesOf(kind.down), QByteArray());
        }
        const auto seen = rehearse(m_fixture.request(test::scripts(pairs)));
        if (!seen)
            qFatal("%s", qPrintable(describe(seen.error())));
        for (auto it = numbers.begin(); it != numbers.end(); ++it)
            proofs.insert(it.value(), seen->proofs[size_t(it.key())]);
    }

    [[nodiscard]] ScratchState state() const
    {
        auto read = readState(*m_session, {});
        if (!read)
            qFatal("%s", qPrintable(describe(read.error())));
        return std::move(*read);
    }

    // All that pg_dump says, data included.
    [[nodiscard]] QByteArray dump() const
    {
        if (!m_judge)
            return {};
        const auto tools = connection::findTools(test::serverMajor() * 10000);
        const auto text = connection::runToolWell(
            {tools->program(u"pg_dump"_s), {u"--create"_s, u"--inserts"_s}, m_server.connInfo(m_database)});
        if (!text)
            qFatal("%s", qPrintable(describe(text.error())));
        QByteArray kept; // without the keys, which are others each time
        for (const QByteArray &line : text->split('\n')) {
            if (!line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                kept += line + '\n';
        }
        return kept;
    }

    void psql(const char *sql)
    {
        if (const auto done = m_server.psql(m_database, QString::fromUtf8(sql)); !done)
            QFAIL(qPrintable(describe(done.error())));
    }

    static QByteArray differing(const QByteArray &before, const QByteArray &after)
    {
        const QByteArrayList old = before.split('\n');
        const QByteArrayList now = after.split('\n');
        QByteArray text;
        for (const QByteArray &line : old)
            text += now.contains(line) ? QByteArray() : "- " + line + '\n';
        for (const QByteArray &line : now)
            text += old.contains(line) ? QByteArray() : "+ " + line + '\n';
        return text;
    }

    static void addRows(bool all)
    {
        QTest::addColumn<RestoredKind>("kind");
        for (const RestoredKind &kind : kindsHere()) {
            if (all || !(kind.traits & RestoredKind::ForSuperuser))
                QTest::newRow(kind.name) << kind;
        }
    }

private Q_SLOTS:
    // First, while no role of these is there.
    void initTestCase()
    {
        std::vector<RestoredKind> kinds = kindsHere();
        std::erase_if(kinds, [](const RestoredKind &kind) { return kind.traits & RestoredKind::ForSuperuser; });
        QVERIFY(kinds.size() >= 60);
        const std::span all(kinds);
        rehearseAll(all, true, m_restored);
        for (size_t first = 0; first < kinds.size(); first += KindsAtOnce)
            rehearseAll(all.subspan(first, std::min(KindsAtOnce, kinds.size() - first)), false, m_left);
        m_judge = test::withoutPgDump().isEmpty();
        QVERIFY(m_server.psql(u"postgres"_s, u"CREATE ROLE kept_reader; CREATE ROLE kept_owner SUPERUSER"_s));
        m_database = m_server.createDatabase(u"kinds"_s);
        psql(test::KindsBase);
        m_session = std::make_unique<connection::Session>();
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
    }

    void cleanupTestCase() { m_session.reset(); }

    void aRehearsalSeesThatItIsLeft_data() { addRows(false); }
    void aRehearsalSeesThatItIsLeft()
    {
        QFETCH(RestoredKind, kind);
        const Proof proof = m_left.value(QString::fromLatin1(kind.name));
        QCOMPARE(describe(proof).section(u':', 0, 0), u"rollback does not restore"_s);
        QVERIFY2(!proof.difference.isEmpty() && !proof.failed, qPrintable(describe(proof)));
    }

    void aRehearsalSeesThatItIsRestored_data() { addRows(false); }
    void aRehearsalSeesThatItIsRestored()
    {
        QFETCH(RestoredKind, kind);
        const Proof proof = m_restored.value(QString::fromLatin1(kind.name));
        QVERIFY2(
            proof.badge == (kind.traits & RestoredKind::Loses ? Badge::Loses : Badge::Proven),
            qPrintable(describe(proof)));
    }

    void pgDumpAgrees_data() { addRows(true); }
    void pgDumpAgrees()
    {
        QFETCH(RestoredKind, kind);
        const bool judged = m_judge && !(kind.traits & RestoredKind::NotDumped);
        if (*kind.setup || !m_state) {
            psql(kind.setup);
            m_state = state();
            m_dump = dump();
        }
        const ScratchState before = *std::exchange(m_state, {});
        const QByteArray dumped = std::exchange(m_dump, {});
        psql(kind.up);
        const ScratchState up = state();
        const RestoreCheck left = checkRestored(before, up, up);
        QVERIFY(!left.difference.isEmpty());
        QVERIFY(!judged || dump() != dumped);
        psql(kind.down);
        const ScratchState after = state();
        const RestoreCheck restored = checkRestored(before, up, after);
        QVERIFY2(restored.difference.isEmpty(), qPrintable(catalog::describe(restored.difference)));
        const QByteArray now = judged ? dump() : dumped;
        QVERIFY2(now == dumped, differing(dumped, now).constData());
        m_state = after; // the next one begins with it
        m_dump = now;
    }

    // Numbers that up gave to rows are gone whatever down does; what somebody set is not.
    void numbersOfRowsAreNoFault()
    {
        const QByteArray table = "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, v text)";
        const auto seen = rehearse(m_fixture.request(test::scripts(
            {{table, {}},
             {"INSERT INTO t (v) VALUES ('a'), ('b')", "DELETE FROM t"},
             {"INSERT INTO t (v) VALUES ('c'); SELECT setval('t_id_seq', 1000)", "DELETE FROM t WHERE v = 'c'"}})));
        QVERIFY(seen);
        QCOMPARE(seen->proofs[1].badge, Badge::Loses); // the DELETE is told
        QCOMPARE(
            seen->proofs[1].notes,
            QStringList{u"The sequence public.t_id_seq gave values to rows inserted by up, which no rollback "
                        u"undoes: it is now at 2"_s});
        QCOMPARE(
            reported(seen)[2], u"003 rollback does not restore: missing: sequence public.t_id_seq at 4; left: sequence "
                               "public.t_id_seq at 1000"_s);
    }

    void aWrongChangeOfDataIsNotRestored_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QByteArray>("down");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *up, const char *down, const char *expected) {
            QTest::newRow(name) << QByteArray(up) << QByteArray(down) << QString::fromUtf8(expected);
        };
        row("values", "UPDATE d SET v = v || '!'", "UPDATE d SET v = 'x' WHERE id = 1",
            "rollback does not restore: missing: values of public.d (v) in 3 rows");
        row("one value", "UPDATE d SET v = v || '!'", "UPDATE d SET v = rtrim(v, '!') WHERE id < 3",
            "rollback does not restore: missing: values of public.d (v) in 1 rows");
        row("another row in its place", "DELETE FROM d WHERE id = 3", "INSERT INTO d VALUES (4, 'four', 4)",
            "rollback does not restore: missing: values of public.d (id, v, n) in 1 rows");
        row("a row goes and another is wrong", "DELETE FROM d WHERE id = 3; UPDATE d SET v = 'x' WHERE id = 1",
            "SELECT 1", "rollback does not restore: missing: values of public.d (id, v, n) in 1 rows");
        row("a row goes", "DELETE FROM d WHERE id = 3", "SELECT 1",
            "rollback loses: rows of public.d (1 in the rehearsal) (by up)");
        row("beside a column that is lost", "ALTER TABLE d DROP n; UPDATE d SET v = 'x' WHERE id = 1",
            "ALTER TABLE d ADD n int", "rollback does not restore: missing: values of public.d (v)");
        row("a column that is lost", "ALTER TABLE d DROP n", "ALTER TABLE d ADD n int",
            "rollback loses: column public.d.n (by up)");
        row("inserted by up, deleted by chance", "INSERT INTO d VALUES (4, 'four', 4)", "DELETE FROM d WHERE id = 1",
            "rollback does not restore: missing: values of public.d (id, v, n) in 1 rows");
    }
    void aWrongChangeOfDataIsNotRestored()
    {
        QFETCH(QByteArray, up);
        QFETCH(QByteArray, down);
        QFETCH(QString, expected);
        const QByteArray table =
            "CREATE TABLE d (id int PRIMARY KEY, v text, n int); INSERT INTO d VALUES (1, 'one', 1), "
            "(2, 'two', 2), (3, 'three', 3)";
        QCOMPARE(
            reported(rehearse(m_fixture.request(test::scripts({{table, {}}, {up, down}})))).value(1),
            u"002 "_s + expected);
    }

    void whatOnlyASuperuserMayGrantIsNotProven_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::newRow("language") << QByteArray("GRANT USAGE ON LANGUAGE plpgsql TO some_reader");
        QTest::newRow("in a block") << QByteArray(
            "DO $$ BEGIN GRANT EXECUTE ON FUNCTION pg_catalog.abs(int) TO some_reader; END $$");
        QTest::newRow("function") << QByteArray("GRANT EXECUTE ON FUNCTION pg_catalog.abs(int) TO some_reader");
    }
    void whatOnlyASuperuserMayGrantIsNotProven()
    {
        QFETCH(QByteArray, up);
        const auto seen = rehearse(m_fixture.request(test::scripts({{up, "SELECT 1"}})));
        QVERIFY(seen);
        QVERIFY2(seen->proofs[0].badge == Badge::NotProven, qPrintable(describe(seen->proofs[0])));
    }

    void theDatabaseIsCalledWhatItIsCalled()
    {
        const auto seen = rehearse(m_fixture.request(test::scripts(
            {{"GRANT CONNECT ON DATABASE \"the shop\" TO some_reader", "SELECT 1"},
             {"GRANT CREATE ON DATABASE shop TO some_reader", "REVOKE CREATE ON DATABASE shop FROM some_reader"}})));
        QVERIFY(seen);
        QVERIFY2(seen->proofs[0].badge == Badge::NotRestored, qPrintable(describe(seen->proofs[0])));
        QVERIFY2(seen->proofs[1].badge == Badge::Proven, qPrintable(describe(seen->proofs[1])));
    }

    // The values of options may be passwords, which nobody shall read in a proof.
    void valuesOfOptionsAreNotShown()
    {
        psql("CREATE FOREIGN DATA WRAPPER hidden; CREATE SERVER hidden FOREIGN DATA WRAPPER hidden OPTIONS (x "
             "'geheim'); "
             "CREATE USER MAPPING FOR kept_reader SERVER hidden OPTIONS (password 'geheim')");
        QVERIFY(state().facts.filter(u"hidden"_s).size() >= 3);
        QCOMPARE(state().facts.filter(u"geheim"_s), QStringList());
        QCOMPARE(state().facts, state().facts);
    }
};

QTEST_GUILESS_MAIN(KindsTest)
#include "tst_kinds.moc"
